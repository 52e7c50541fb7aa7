"""Divide the text of a document into segments: lines, paragraphs or sentences.

Paragraphs and sentences are found after the layout has been cleaned. Segments that are lines keep
the layout of the file.
"""

from __future__ import annotations

from functools import partial

from aligner.bitext import Block, Document, Segment
from aligner.languages import FALLBACK, pack_of
from aligner.languages.protocol import Split
from aligner.settings import SegmentSettings

__all__ = ["segment"]


def segment(document: Document, settings: SegmentSettings) -> Document:
    """Return ``document`` with its segments; the segmenter ``lines`` does not change the text.

    With the segmenter ``lines`` every block (a line of the file) is one segment. An empty line is an
    empty segment, so segment numbers are line numbers. With ``auto`` the layout is cleaned first; then
    each segment is a paragraph or a sentence without white space at its edges. Blank blocks have no
    segments, and code is never split.

    Args:
        document: as a reader returns it. If its language is unknown, it is detected; English is the
            default.
        settings: level, segmenter, and the user's segmentation rules.

    Raises:
        InputError: the file of segmentation rules cannot be read.
    """
    if settings.segmenter == "lines":
        return document.with_segments(
            [_slice(block, number, 0, len(block.text)) for number, block in enumerate(document.blocks)]
        )
    from aligner.segmenters.layout import clean

    document = clean(document, keep_furniture=settings.keep_furniture)
    split = _paragraph if settings.level == "paragraph" else _sentence_splitter(document, settings)
    return document.with_segments(
        [
            _slice(block, number, start, end)
            for number, block in enumerate(document.blocks)
            for start, end in (_paragraph if block.kind == "code" else split)(block.text)
        ]
    )


def _slice(block: Block, number: int, start: int, end: int) -> Segment:
    return Segment(block.text[start:end], number, start, end, block.line_at(start))


def _sentence_splitter(document: Document, settings: SegmentSettings) -> Split:
    from aligner.languages.detection import detect

    language = document.language or detect(document.text) or FALLBACK
    split = pack_of(language).split
    if settings.srx is not None:
        from aligner.segmenters.srx import load_srx

        rules = load_srx(settings.srx)
        if rules.rules_of(language):
            split = partial(rules.split, language=language)
    if settings.split_semicolons:
        from aligner.segmenters.semicolons import split_at_semicolons

        return lambda text: split_at_semicolons(text, split(text))
    return split


def _paragraph(text: str) -> list[tuple[int, int]]:
    from aligner.languages.spans import spans_between

    return spans_between(text, ())
