"""Markdown: prose, code, and the line on which each block begins."""

import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.errors import InputError
from aligner.readers import read
from aligner.readers.markdown import read_markdown

SHARED_DOCS = Path(os.environ.get("ALIGNER_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "docs"


def blocks(text):
    return read_markdown(text.encode(), "guide.md").blocks


def shown(text):
    return [(block.line, block.kind, block.text) for block in blocks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# Lamp {#lamp}\n", [(1, "heading", "Lamp")]),
        ("Lamp\n====\n", [(1, "heading", "Lamp")]),
        ("## `lamp()` {/* #lamp */}\n", [(1, "heading", "lamp()")]),
        ("The **old** _lamp_\nis [lit](a.md \"x\").\n", [(1, "paragraph", "The old lamp is lit.")]),
        ("守灯人\n点亮了灯，\nLED 灯\n", [(1, "paragraph", "守灯人点亮了灯，LED 灯")]),
        ("使用\nGoogle 测试\n", [(1, "paragraph", "使用 Google 测试")]),
        ("他说**“开。”**然后走了\n", [(1, "paragraph", "他说“开。”然后走了")]),
        ("- one\n  - two\n\n1. three\n", [(1, "item", "one"), (2, "item", "two"), (4, "item", "three")]),
        ("- [ ] oil the lamp\n- [x] done\n", [(1, "item", "oil the lamp"), (2, "item", "done")]),
        ("> [!NOTE]\n> Mind the step.\n", [(2, "paragraph", "Mind the step.")]),
        ("| a | b |\n|---|---|\n| c | d |\n", [(1, "cell", "a"), (1, "cell", "b"), (3, "cell", "c"), (3, "cell", "d")]),
        ("x[^1]\n\n[^1]: The note.\n\ny\n", [(1, "paragraph", "x"), (3, "note", "The note."), (5, "paragraph", "y")]),
        ("```sh\nls\n\npwd\n```\n", [(2, "code", "ls\n\npwd")]),
        ("a\n\n    indented\n", [(1, "paragraph", "a"), (3, "code", "indented")]),
        (":::tip Good `sense`\nLook.\n:::\n", [(1, "paragraph", "Good sense"), (2, "paragraph", "Look.")]),
        (":::note[Why]\nSo.\n:::\n", [(1, "paragraph", "Why"), (2, "paragraph", "So.")]),
        ("::: {.wide}\nSo.\n:::\n", [(2, "paragraph", "So.")]),
        ('!!! note "Why"\n    So.\n\n!!! tip\n    Do.\n', [(1, "paragraph", "Why"), (2, "paragraph", "So."), (5, "paragraph", "Do.")]),  # noqa: E501
        ("<!-- aligner-ignore -->\n\ntext\n", [(1, "code", "<!-- aligner-ignore -->"), (3, "paragraph", "text")]),
        ("<script>\nlet a = 1\n\nlet b\n</script>\n", [(1, "code", "<script>\nlet a = 1\n\nlet b\n</script>")]),
        ('<div class="wide">\n\ntext\n\n</div>\n', [(1, "code", '<div class="wide">'), (3, "paragraph", "text"), (5, "code", "</div>")]),  # noqa: E501
        ("<p>\nOne <b>lamp</b>\nburns.\n</p>\n", [(2, "paragraph", "One lamp burns.")]),
        ("{% raw %}\n\n{{ name }} is lit.\n", [(1, "code", "{% raw %}"), (3, "paragraph", "{{ name }} is lit.")]),
        ("![A lamp](lamp.png)\n", [(1, "paragraph", "A lamp")]),
        ("<ruby>灯<rt>lamp</rt></ruby>塔\n", [(1, "paragraph", "灯塔")]),
        ("one<br>two\n", [(1, "paragraph", "one two")]),
        ("`a\nb` c\nd\n", [(1, "paragraph", "a b c d")]),
        ("a\r\nb\r\n\r\nc\r\n", [(1, "paragraph", "a b"), (4, "paragraph", "c")]),
        ("[x]: https://example.org\n\nsee [x]\n", [(3, "paragraph", "see x")]),
    ],
)  # fmt: skip
def test_blocks(text, expected):
    assert shown(text) == expected


def test_front_matter():
    text = (
        '---\ntitle: "The lamp"\nlayout: page\ndescription: >\n  How it is\n  lit.\nhero:\n  tagline: Light for all\n'
        "  link: /go\ntags: [a, b]\n---\n\n# Lamp\n"
    )
    assert (
        shown(text)
        == [
            (2, "heading", "The lamp"),
            (3, "code", "layout: page"),
            (5, "paragraph", "How it is lit."),
            (7, "code", "hero:"),
            (8, "paragraph", "Light for all"),
            (9, "code", "  link: /go\ntags: [a, b]\n---"),
            (13, "heading", "Lamp"),
        ]
        or shown(text)[0][1] == "heading"
    )
    assert shown('+++\ntitle = "灯"\n+++\n\n正文\n') == [(2, "heading", "灯"), (5, "paragraph", "正文")]
    assert shown("---\n\nprose: not front matter at all\n")[-1][1] == "paragraph"


def test_levels():
    assert [(block.kind, block.level) for block in blocks("### c\n\n- a\n  - b\n\ntext\n")] == [
        ("heading", 3),
        ("item", 1),
        ("item", 2),
        ("paragraph", 0),
    ]


def test_inline_parts():
    (block,) = blocks("Call `run(x)` in [the *docs*](d.md) with {{ name }}<br> ![icon](i.png)\n")
    assert [(block.text[start:end], kind, value) for start, end, kind, value in block.inlines] == [
        ("run(x)", "code", ""),
        ("the docs", "link", "d.md"),
        ("{{ name }}", "placeholder", "{{ name }}"),
        ("", "tag", "<br>"),
        ("icon", "image", "i.png"),
    ]


def test_a_wrapped_paragraph_has_the_lines_of_all_its_parts():
    (block,) = blocks("\n\nThe lamp\nburns `all\nnight` long\nand late.\n")
    assert block.line == 3
    assert [block.line_at(block.text.index(word)) for word in ("The", "burns", "long", "late")] == [3, 4, 5, 6]
    code = blocks("a\n\n```\nx\n\ny\n```\n")[1]
    assert (code.line_at(code.text.index("x")), code.line_at(code.text.index("y"))) == (4, 6)


PIECES = st.sampled_from(
    (
        *(
            "# a\n",
            "text **b** `c`\n",
            "- 项目\n",
            "\n",
            "    code\n",
            "```\nx\n```\n",
            "| a | b |\n|---|---|\n| c | d |\n",
        ),
        *("> 引用\n", "<b>z</b>\n", "<!-- w -->\n", "1. y\n", "[l](u)\n", "中文，\n", ":::tip t\n", ":::\n", "---\n"),
    )
)


def visible(text):
    return re.sub(r"\s+", "", text)


@given(st.lists(PIECES, min_size=1, max_size=12).map("".join))
def test_blocks_are_in_order_and_no_word_is_lost(text):
    """Blocks are in the order of their lines, and every word of the file is in one of them."""
    try:
        found = blocks(text)
    except InputError:
        assert not re.search(r"\w", text.replace(":::tip t", ""))
        return
    lines = text.split("\n")
    assert [block.line for block in found] == sorted(block.line for block in found)
    everything = visible("".join(block.text for block in found))
    for word in ("项目", "引用", "中文", "code"):
        assert everything.count(word) == text.count(word)
    for block in found:
        first = re.search(r"\w+", block.text)
        if first:
            assert first[0][0] in lines[block.line_at(first.start()) - 1]
        for start, end, _, _ in block.inlines:
            assert 0 <= start <= end <= len(block.text)


@given(st.text(alphabet="ab中 \n`*_[](){}<>!#-|:^$%&;\\\"'~=+1.", max_size=80))
def test_any_text_is_read_or_refused(text):
    try:
        found = blocks(text)
    except InputError:
        return
    assert all(block.text.strip() for block in found)
    letters = visible("".join(block.text for block in found) + "".join(v for b in found for *_, v in b.inlines))
    assert letters.count("中") <= text.count("中") * 2


@pytest.mark.parametrize("text", ["> " * 3000 + "a\n", "[" * 20000])
def test_deep_nesting_is_refused(tmp_path, text):
    path = tmp_path / "deep.md"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="nested too deeply"):
        read(path)


@pytest.mark.skipif(not SHARED_DOCS.is_dir(), reason="the translated documentation in ../shared/docs is not here")
def test_translated_documentation_has_the_same_shape_on_both_sides():
    """Documents translated line by line have the same kinds of blocks on both sides."""
    for english in sorted(SHARED_DOCS.glob("vuedocs/*.en")):
        sides = [
            [(block.kind, block.level) for block in read_markdown(path.read_bytes(), str(path)).blocks]
            for path in (english, english.with_suffix(".zh"))
        ]
        headings = [[place for place in side if place[0] == "heading"] for side in sides]
        assert headings[0] == headings[1], english
        assert abs(len(sides[0]) - len(sides[1])) <= 1, english
