"""Bitexts for the tests of the formats: built from lists of texts, or drawn by hypothesis."""

import io
from itertools import pairwise

from hypothesis import strategies as st

from aligner.bitext import Bead, Bitext, Block, Document, Removal, Segment
from aligner.formats.xml_characters import FORBIDDEN

NASTY = ["\0", "\x01", "\x0b", "\x1b", "\x85", "\ud800", "\udc80", "\ud83d", "\ude00", "\ufffe", "\uffff", "\u2028"]
NASTY += ["\r", "\n", "\r\n", "\t", '"', "'", "'=", "=", "-", "+", "@", "＝", ",", ";", "]]>", "<a>", "&amp;", "\\"]
NASTY += ["\u202e", "\u200f", "\ufeff", "😀", "👩‍👩‍👧", "好。", "𠮷", "“", "　", " "]
PIECES = st.one_of(st.sampled_from(NASTY), st.text(st.characters(exclude_categories=()), max_size=5))
TEXTS = st.lists(PIECES, min_size=1, max_size=6).map("".join)
LINES = st.integers(1, 10**6)
SCORES = st.floats(-1, 1).map(float)


def document(texts, language, name="document.txt"):
    """Return a document in which each text is a block of one segment."""
    blocks = tuple(Block(text, line) for line, text in enumerate(texts, start=1))
    segments = tuple(Segment(text, number, 0, len(text), number + 1) for number, text in enumerate(texts))
    return Document(name, blocks, language, segments)


def bitext(pairs, languages=("en", "zh"), **settings):
    """Return a bitext of ``(source texts, target texts)`` pairs, one bead for each pair."""
    beads, sides = [], ([], [])
    for pair in pairs:
        ids = []
        for side, texts in zip(sides, pair, strict=True):
            ids.append(tuple(range(len(side), len(side) + len(texts))))
            side.extend(texts)
        beads.append(Bead(*ids, score=0.5, confidence=0.75))
    source, target = (document(side, language) for side, language in zip(sides, languages, strict=True))
    return Bitext(source, target, tuple(beads), **settings)


@st.composite
def documents(draw, language):
    """Draw a document with blocks of any kind, segments that are slices of blocks, and removals."""
    blocks, segments = [], []
    for number in range(draw(st.integers(0, 3))):
        text = draw(TEXTS)
        joins = tuple(sorted(draw(st.lists(st.tuples(st.integers(0, 9), LINES), max_size=2))))
        page = draw(st.none() | st.integers(1, 9))
        blocks.append(Block(text, draw(LINES), draw(st.sampled_from(["line", "paragraph", "heading"])), page, joins))
        cuts = sorted({0, len(text), *draw(st.lists(st.integers(0, len(text)), max_size=2))})
        for start, end in pairwise(cuts):
            segments.append(Segment(text[start:end], number, start, end, draw(LINES)))
    removed = draw(st.lists(st.builds(Removal, TEXTS, LINES, TEXTS), max_size=2))
    return Document(draw(TEXTS), tuple(blocks), language, tuple(segments), tuple(removed), draw(TEXTS))


@st.composite
def bitexts(draw):
    """Draw a bitext with monotone beads that contain every segment once."""
    languages = draw(st.sampled_from([("en", "zh"), ("zh", "en"), (None, None)]))
    source, target = (draw(documents(language)) for language in languages)
    left = [list(range(len(source.segments))), list(range(len(target.segments)))]
    beads = []
    while left[0] or left[1]:
        sizes = [draw(st.integers(0, min(3, len(ids)))) for ids in left]
        if not any(sizes):
            sizes = [len(ids) for ids in left]
        taken = [tuple(ids[:size]) for ids, size in zip(left, sizes, strict=True)]
        left = [ids[size:] for ids, size in zip(left, sizes, strict=True)]
        beads.append(Bead(*taken, draw(SCORES), draw(st.floats(0, 1)), draw(st.sampled_from(["", "locked", "moved"]))))
    level = draw(st.sampled_from(["sentence", "paragraph"]))
    return Bitext(source, target, tuple(beads), level, draw(TEXTS), tuple(draw(st.lists(TEXTS, max_size=2))))


def texts_of(made):
    """Return the pairs of texts of a bitext."""
    return [(made.source_text(bead), made.target_text(bead)) for bead in made.beads]


def saved(document):
    """Return a workbook of openpyxl or a document of python-docx as bytes."""
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def held(text):
    """Return the text without the characters that XML forbids."""
    return FORBIDDEN.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
