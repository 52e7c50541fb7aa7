"""The door of the segmenters: levels, lines, line numbers, languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Block, Document
from aligner.errors import UsageError
from aligner.segmenters import segment
from aligner.settings import SegmentSettings

SENTENCES = SegmentSettings(level="sentence")
PARAGRAPHS = SegmentSettings(level="paragraph")
LINES = SegmentSettings(segmenter="lines")


def texts(document):
    return [piece.text for piece in document.segments]


def test_lines_keep_every_line_as_it_is():
    lines = ["One. Two.", "", "  three ", "1"]
    document = Document("a.txt", tuple(Block(text, number, "line") for number, text in enumerate(lines, 1)))
    result = segment(document, LINES)
    assert texts(result) == lines
    assert [(piece.block, piece.line, piece.start) for piece in result.segments] == [
        (number, number + 1, 0) for number in range(4)
    ]
    assert result.blocks == document.blocks
    assert result.removed == ()


def test_paragraphs_are_trimmed_and_blank_ones_left_out():
    document = Document("a.md", (Block("  One. Two. ", 3), Block(" \n", 5), Block("Three.", 7)), "en")
    result = segment(document, PARAGRAPHS)
    assert texts(result) == ["One. Two.", "Three."]
    assert [(piece.block, piece.start, piece.end, piece.line) for piece in result.segments] == [
        (0, 2, 11, 3),
        (2, 0, 6, 7),
    ]


def test_sentences_know_the_line_they_begin_on():
    block = Block("One is here. Two is there.", 10, joins=((0, 10), (9, 12), (13, 14)))
    result = segment(Document("a.md", (block,), "en"), SENTENCES)
    assert [(piece.text, piece.line) for piece in result.segments] == [("One is here.", 10), ("Two is there.", 14)]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "天亮了。走吧。", ["天亮了。", "走吧。"]),
        (None, "天亮了。走吧。", ["天亮了。", "走吧。"]),
        (None, "Dawn. Let us go.", ["Dawn.", "Let us go."]),
        (None, "123", ["123"]),
    ],
)
def test_language_chooses_the_splitter(language, text, expected):
    assert texts(segment(Document("a", (Block(text),), language), SENTENCES)) == expected


@pytest.mark.parametrize("level", ["sentence", "paragraph"])
def test_code_stays_whole(level):
    code = 'print("One. Two.")\n\nprint("Three.")'
    blocks = (Block("One. Two."), Block(code, kind="code"), Block(" \n", kind="code"))
    document = segment(Document("d", blocks, "en"), SegmentSettings(level=level))
    assert [each.text for each in document.segments if each.block > 0] == [code]


def test_a_language_without_rules_is_named():
    with pytest.raises(UsageError, match="unknown language 'fr': choose one of zh, en"):
        segment(Document("d", (Block("Il pleut."),), "fr"), SENTENCES)


@given(
    blocks=st.lists(st.text(alphabet='a1。.！ \n“”"Aい好', max_size=30), max_size=5),
    language=st.sampled_from(["en", "zh", None]),
    settings=st.sampled_from([SENTENCES, PARAGRAPHS, LINES]),
)
def test_segments_are_slices_and_only_white_space_is_left_out(blocks, language, settings):
    result = segment(Document("a", tuple(Block(text) for text in blocks), language), settings)
    left = [list(block.text) for block in result.blocks]
    previous = (0, 0)
    for piece in result.segments:
        assert piece.text == result.blocks[piece.block].text[piece.start : piece.end]
        assert (piece.block, piece.start) >= previous
        previous = (piece.block, piece.end)
        left[piece.block][piece.start : piece.end] = " " * (piece.end - piece.start)
    assert not "".join(map("".join, left)).strip()
