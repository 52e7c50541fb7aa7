"""Comments silence findings in their lines only; a comment that silences nothing is reported."""

import pytest

from aligner.check.findings import Finding, Place
from aligner.check.ignore_comments import Comments, apply_comments, comments_of, without_comments
from aligner.readers import read

MARKDOWN = """# Title

First paragraph.

<!-- aligner-ignore -->
Second paragraph,
on two lines.

Third paragraph.
"""


def at(line, rule="number-mismatch", text="x"):
    return Finding(rule, "error", "m", Place("en.md", line, text), Place("zh.md", 1, "y"))


def remaining(text, findings, name="en.md"):
    """Return the source lines of the remaining findings, and the remarks on the comments of the source."""
    unsilenced, remarks = apply_comments(findings, (comments_of(text, name), Comments()))
    return [each.source.line for each in unsilenced], list(remarks[0])


def test_the_lines_up_to_the_next_empty_line_are_silenced():
    assert remaining(MARKDOWN, [at(line) for line in (1, 3, 6, 7, 9)]) == ([1, 3, 9], [])


@pytest.mark.parametrize(
    "comment",
    [
        "<!--aligner-ignore-->",
        "<!-- aligner-ignore number-mismatch -->",
        "<!-- aligner-ignore omission, number-mismatch -->",
        "<!-- aligner-ignore number-mismatch: the source is wrong -->",
        "{/* aligner-ignore */}",
        "   <!-- aligner-ignore -->",
    ],
)
def test_forms_of_the_comment(comment):
    assert remaining(f"{comment}\n\nText.\n", [at(3)]) == ([], [])


def test_only_the_named_rules_are_silenced():
    text = "<!-- aligner-ignore omission -->\n\nText.\n"
    assert remaining(text, [at(3)]) == ([3], [(1, "this aligner-ignore silences nothing: take it out")])


def test_an_unknown_rule_is_reported():
    lines, remarks = remaining("<!-- aligner-ignore omision -->\n\nText.\n", [at(3, "omission")])
    assert lines == [3]
    assert remarks == [(1, "this aligner-ignore names omision, which is no rule: did you mean omission?")]


def test_a_comment_beside_text_affects_its_paragraph():
    text = "One.\n\nTwo begins\nand ends. <!-- aligner-ignore -->\n\nThree.\n"
    assert remaining(text, [at(line) for line in (1, 3, 4, 6)])[0] == [1, 6]


def test_begin_and_end():
    text = "<!-- aligner-ignore-begin -->\n\nOne.\n\nTwo.\n\n<!-- aligner-ignore-end -->\n\nThree.\n"
    assert remaining(text, [at(line) for line in (3, 5, 9)]) == ([9], [])


def test_begin_without_end_and_end_without_begin_are_reported():
    assert remaining("One.\n\n<!-- aligner-ignore-begin -->\n\nTwo.\n", [at(1), at(5)]) == (
        [1],
        [(3, "this aligner-ignore-begin has no end, and silences the rest of the file")],
    )
    assert remaining("<!-- aligner-ignore-end -->\n", []) == (
        [],
        [(1, "this aligner-ignore-end ends nothing: take it out")],
    )


def test_file():
    text = "<!-- aligner-ignore-file number-mismatch -->\n\nOne.\n"
    assert remaining(text, [at(3), at(90), at(90, "moved")])[0] == [90]
    assert not comments_of(text, "a.md").leaves_file_out
    assert comments_of("<!-- aligner-ignore-file -->\n", "a.md").leaves_file_out


@pytest.mark.parametrize(
    "shown",
    [
        "```html\n<!-- aligner-ignore -->\n```\n\nText.\n",
        "~~~\n\n<!-- aligner-ignore-file -->\n\n~~~\n",
        "Write `<!-- aligner-ignore -->` before it.\n",
        "Write ``<!-- aligner-ignore -->`` before it.\n",
        "- ```\n  <!-- aligner-ignore -->\n  ```\n",
        "# aligner-ignore\n\nHow to silence a rule.\n",
        "The word aligner-ignore alone.\n",
    ],
)
def test_a_comment_in_code_is_ignored(shown):
    assert comments_of(shown, "guide.md") == Comments()


def test_a_code_block_is_one_block():
    text = "<!-- aligner-ignore code-mismatch -->\n```\na\n\nb\n```\n\nText.\n"
    assert remaining(text, [at(5, "code-mismatch"), at(8, "code-mismatch")])[0] == [8]


def test_a_table_is_one_block():
    text = "<!-- aligner-ignore -->\n| a | b |\n|---|---|\n| c | d |\n\nText.\n"
    assert remaining(text, [at(2), at(4), at(6)])[0] == [6]


def test_line_comments_of_plain_text():
    assert remaining("# aligner-ignore\nOne.\n\nTwo.\n", [at(2), at(4)], "a.txt")[0] == [4]


def test_elements_of_html():
    text = "<h1>T</h1>\n<!-- aligner-ignore -->\n<p>One.</p>\n<p>Two.</p>\n"
    assert remaining(text, [at(1), at(3), at(4)], "a.html")[0] == [1, 4]


def test_missing_text_needs_the_name_of_the_rule():
    text = "One.\n\n<!-- aligner-ignore{} -->\n\nTwo.\n"
    finding = Finding("omission", "error", "m", Place("zh.md", 9, "text"), Place("en.md", 1))
    for rules, count in (("", 1), (" moved", 1), (" omission", 0)):
        comments = comments_of(text.format(rules), "en.md")
        assert len(apply_comments([finding], (Comments(), comments))[0]) == count


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_comments_are_not_text_of_the_document(write, ending):
    text = (
        "# T\n\n<!-- aligner-ignore -->\nOne <b>two</b> <!-- aligner-ignore -->\n\n```\n<!-- aligner-ignore -->\n```\n"
    )
    text = text.replace("\n", ending)
    path = write("a.md", text)
    document = read(path)
    stripped = without_comments(document, comments_of(text, "a.md"))
    assert [block.text for block in stripped.blocks] == ["T", "One two", "<!-- aligner-ignore -->"]
    assert [value for block in stripped.blocks for *_, value in block.inlines] == ["<b>", "</b>"]


def test_a_comment_in_plain_text_leaves_an_empty_line(write):
    path = write("a.txt", "One\n# aligner-ignore\nTwo\n")
    stripped = without_comments(read(path), comments_of(path.read_text(encoding="utf-8"), "a.txt"))
    assert [block.text for block in stripped.blocks] == ["One", "", "Two"]
