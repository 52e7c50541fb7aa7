"""The content of MDX tags on their own lines is Markdown, and every line keeps its number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from aligner.readers.markdown import read_markdown
from aligner.readers.mdx import without_tag_lines

STEPS = """\
<Steps>
1. Light the lamp:

    <Tabs>
      <Tab label="oil">
        - Take oil.
        - Take a wick.

        ```sh title="lamp"
        lamp <oil>
        ```
      </Tab>
      <Tab
        label="gas"
      >
        Open the tap.
      </Tab>
    </Tabs>

2. Wait.
</Steps>
"""


def kinds(text, name="a.mdx"):
    return [(block.kind, block.text, block.line) for block in read_markdown(text.encode(), name).blocks]


def test_the_content_of_tags_is_markdown():
    prose = [block for block in kinds(STEPS) if "<" not in block[1] or "oil" in block[1]]
    assert [block for block in prose if not block[1].startswith("<")] == [
        ("item", "Light the lamp:", 2),
        ("item", "Take oil.", 6),
        ("item", "Take a wick.", 7),
        ("code", "lamp <oil>", 10),
        ("item", "Open the tap.", 16),
        ("item", "Wait.", 20),
    ]


def test_tags_are_code_with_their_lines():
    tags = [(text, line) for kind, text, line in kinds(STEPS) if kind == "code" and text.startswith("<")]
    assert tags[:3] == [("<Steps>", 1), ("<Tabs>", 4), ('<Tab label="oil">', 5)]
    assert ('<Tab\nlabel="gas"\n>', 13) in tags


def test_deep_indentation_is_not_code():
    assert kinds("<Note>\n        Mind the flame.\n</Note>\n")[1] == ("paragraph", "Mind the flame.", 2)
    assert kinds("    Mind the flame.\n", "a.md") == [("code", "Mind the flame.", 1)]


def test_scripts_tables_and_fenced_code_are_unchanged():
    for text in (
        "<style>\n  <b>\n</style>",
        "<table>\n  <tr>\n    <td>oil</td>\n  </tr>\n</table>",
        "```html\n<div>\n  <p>\n</div>\n```",
        "A <b>lamp</b> and `<Tabs>` in a line.",
        "a < b\nb > a",
    ):
        assert without_tag_lines(text) == (text, [])


@given(
    st.lists(
        st.sampled_from(["<A>", "  <B c={d}>", "</B>", "</A>", "<C />", "text", "    - item", "```", ""]), max_size=12
    )
)
def test_lines_are_kept_with_their_numbers(lines):
    text, tags = without_tag_lines("\n".join(lines))
    assert text.count("\n") == max(len(lines) - 1, 0)
    kept = [line.strip() for line in text.split("\n") if line.strip()]
    assert sorted([*kept, *(tag for tag, _ in tags)]) == sorted(line.strip() for line in lines if line.strip())
    assert all(lines[line - 1].strip() == tag for tag, line in tags)
