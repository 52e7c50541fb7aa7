"""One document in two languages -> two documents."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Block, Document
from aligner.errors import UsageError
from aligner.readers.markdown import read_markdown
from aligner.readers.subtitles import read_subtitles
from aligner.readers.text import read_text
from aligner.segmenters import segment
from aligner.segmenters.mixed import separate
from aligner.settings import SegmentSettings


def sides(text, read=read_text, **options):
    """Return what each language holds, as ``(line, text)`` of its segments."""
    documents = separate(read(text.encode(), "mixed"), **options)
    settings = SegmentSettings("paragraph", "lines" if options.get("lines") else "auto")
    return {
        document.language: [(part.line, part.text) for part in segment(document, settings).segments]
        for document in documents
    }


LINE_BY_LINE = """\
The harbour froze in January.
一月，港口结了冰。
Nobody could leave.
谁也走不了。
We waited for the thaw.
我们等着解冻。
"""


def test_line_by_line():
    for text in (LINE_BY_LINE, LINE_BY_LINE.replace("\n", "\n\n"), LINE_BY_LINE.replace("。\n", "。\n\n")):
        found = sides(text)
        assert [text for _, text in found["en"]] == LINE_BY_LINE.splitlines()[::2]
        assert [text for _, text in found["zh"]] == LINE_BY_LINE.splitlines()[1::2]
        lines = text.splitlines()
        assert all(lines[line - 1] == text for side in found.values() for line, text in side)


def test_wrapped_paragraphs():
    found = sides(
        "The harbour froze in January, and nobody could\nleave until the thaw came, late in\nMarch of that year.\n\n"
        "一月，港口结了冰，直到三月才\n解冻，其间谁也走不了。\n\n"
        "The captain waited on the quay every\nmorning, whatever the weather.\n\n船长每天早上都在码头等，\n风雨无阻。\n"
    )
    assert [line for line, _ in found["en"]] == [1, 8]
    assert found["en"][1] == (8, "The captain waited on the quay every morning, whatever the weather.")
    assert "".join(text for _, text in found["zh"]) == (
        "一月，港口结了冰，直到三月才解冻，其间谁也走不了。船长每天早上都在码头等，风雨无阻。"
    )


def test_blocks():
    lines = LINE_BY_LINE.splitlines()
    found = sides("\n\n".join([*lines[1::2], *lines[::2]]))
    assert list(found) == ["zh", "en"]
    assert [text for _, text in found["en"]] == lines[::2]
    assert [text for _, text in found["zh"]] == lines[1::2]


def test_lines_as_they_are():
    found = sides("Chapter 1.\n第一章\n\nIt was cold.\n天很冷。\n", lines=True)
    assert found == {"en": [(1, "Chapter 1."), (4, "It was cold.")], "zh": [(2, "第一章"), (5, "天很冷。")]}


@pytest.mark.parametrize(
    ("lines", "english", "chinese"),
    [
        (["One thing.", "一件事。", "12", "12", "Two things.", "两件事。"], [1, 3, 5], [2, 4, 6]),
        (["One thing.", "一件事。", "git push", "git push", "Two things.", "两件事。"], [1, 3, 5], [2, 4, 6]),
        (["No.", "No.", "One thing.", "不。", "不。", "一件事。"], [1, 2, 3], [4, 5, 6]),
        (["One thing.", "3.5", "Two things.", "一件事。"], [1, 2, 3], [4]),
        (["一件事。", "1.", "One thing."], [2, 3], [1]),
        (["一件事。", "(2031)", "", "One thing."], [4], [1, 2]),
        (["一件事。", "", "2031", "One thing."], [3, 4], [1]),
        (["7", "One thing.", "一件事。", "8"], [1, 2], [3, 4]),
        (["See https://example.org/path for more of it.", "https://example.org/a", "更多内容见此。"], [1, 2], [3]),
    ],
)
def test_numbers_go_with_what_stands_around_them(lines, english, chinese):
    found = sides("\n".join(lines), lines=True)
    assert [line for line, _ in found["en"]] == english
    assert [line for line, _ in found["zh"]] == chinese


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("使用 pip 安装 Python 包 requests 和 numpy", "zh"),
        ("The word 道 is hard to translate", "en"),
        ("He said 你好 to the people of the town", "en"),
        ("iPhone 的价格", "zh"),
        ("2031 年", "zh"),
    ],
)
def test_languages_of_lines_with_both_scripts(text, language):
    found = sides(f"A first line in English.\n第一行是中文。\n{text}\n", lines=True)
    assert (3, text) in found[language]


def test_both_languages_in_each_line():
    found = sides("Chapter One\t第一章\n1. The harbour froze.\t1. 港口结冰了。\n“Nobody left.” / “没有人走。”\n")
    assert found == {
        "en": [(1, "Chapter One"), (2, "1. The harbour froze."), (3, "“Nobody left.”")],
        "zh": [(1, "第一章"), (2, "1. 港口结冰了。"), (3, "“没有人走。”")],
    }


def test_markdown_with_a_table():
    text = "# The harbour\n\n# 港口\n\n| English | 中文 |\n|---|---|\n| Ice | 冰 |\n| Quay | 码头 |\n\n"
    text += "The end of it.\n\n到此结束。\n"
    assert sides(text, read_markdown) == {
        "en": [(1, "The harbour"), (5, "English"), (7, "Ice"), (8, "Quay"), (10, "The end of it.")],
        "zh": [(3, "港口"), (5, "中文"), (7, "冰"), (8, "码头"), (12, "到此结束。")],
    }


def test_cues_with_a_line_in_each_language():
    text = "1\n00:00:01,000 --> 00:00:02,000\nHello, my friend.\n你好，朋友。\n\n"
    text += "2\n00:00:03,000 --> 00:00:04,000\nSo long.\n再见。\n"
    assert sides(text, read_subtitles) == {
        "en": [(3, "Hello, my friend."), (8, "So long.")],
        "zh": [(4, "你好，朋友。"), (9, "再见。")],
    }


@pytest.mark.parametrize(
    ("text", "found"), [("One.\nTwo.", "English only"), ("一。", "Chinese only"), ("1\n2", "neither")]
)
def test_one_language_only(text, found):
    with pytest.raises(UsageError, match=f"mixed holds {found}.*: name a second document"):
        sides(text)


WORDS = st.sampled_from(
    ["The ice broke.", "冰裂开了。", "12", "", "Windows 系统", "1.", "他说 OK。", "A dog\t一只狗", "“", "http://a.b"]
)


@given(st.lists(WORDS, min_size=1, max_size=12))
def test_nothing_is_lost_and_nothing_is_twice(lines):
    document = Document("mixed", tuple(Block(text, number, "line") for number, text in enumerate(lines, start=1)))
    try:
        first, second = separate(document, lines=True)
    except UsageError:
        return
    found = {}
    for block in sorted((*first.blocks, *second.blocks), key=lambda block: block.line):
        found[block.line] = found.get(block.line, "") + block.text
    visible = {number: text for number, text in enumerate(lines, start=1) if text.strip()}
    assert {line: sorted("".join(text.split())) for line, text in found.items()} == {
        line: sorted("".join(text.split())) for line, text in visible.items()
    }
