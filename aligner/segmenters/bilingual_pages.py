"""Determine the language of each line of a bilingual page from the position of the line.

The language of a line is that of its column or paragraph. A Chinese text may have lines with only
names and commands in Latin letters. Alone, such lines look English; the column or paragraph around
them shows that they belong to the Chinese text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aligner.bitext import Block, Document, Language
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.detection import chinese_share, detect_part
from aligner.languages.english import CODE as ENGLISH
from aligner.segmenters.bilingual_text import halves

_MIN_LINES = 2
_MIN_CHINESE_SHARE = 0.5
"""Minimum share of Chinese (`chinese_share`) in a Chinese column beside an English one."""
_MAX_SHARE_OF_ENGLISH_COLUMN = 0.1
_MAX_EDGE_DIFFERENCE = 4.0
"""Maximum difference, in points, between the edges of lines in one column."""


def languages_of_lines(document: Document) -> dict[int, Language]:
    """Return the languages of lines, judged by the column or paragraph that contains them.

    Args:
        document: as a reader returns it.

    Returns:
        Languages by the index of the block. The language of a block without an entry must be detected
        from its own text. The result is empty if the reader gives no positions on the page.
    """
    if not any(block.place for block in document.blocks):
        return {}
    found = _languages_of_paragraphs(document)
    pages: dict[int | None, list[int]] = defaultdict(list)
    for index, block in enumerate(document.blocks):
        if block.place is not None:
            pages[block.page].append(index)
    for indices in pages.values():
        found |= _languages_of_columns(document.blocks, indices)
    return found


def _languages_of_columns(blocks: Sequence[Block], indices: Sequence[int]) -> dict[int, Language]:
    """Return the languages of the lines in columns that stand beside a column in the other language.

    The keys are the indices of the lines of one page. Lines in other columns have no entry.
    """
    columns: dict[tuple[int, int], list[int]] = defaultdict(list)
    for index in indices:
        place = blocks[index].place
        if place is not None:
            columns[place.column, 0 if place.column else round(place.limit / _MAX_EDGE_DIFFERENCE)].append(index)
    languages = {}
    for column, members in columns.items():
        share = chinese_share("\n".join(blocks[index].text for index in members))
        if (
            share is not None
            and len(members) >= _MIN_LINES
            and not _MAX_SHARE_OF_ENGLISH_COLUMN <= share < _MIN_CHINESE_SHARE
        ):
            languages[column] = ENGLISH if share < _MAX_SHARE_OF_ENGLISH_COLUMN else CHINESE
    boxes = {column: _box(blocks, columns[column]) for column in languages}
    return {
        index: language
        for column, language in languages.items()
        if any(languages[other] != language and _are_side_by_side(boxes[column], box) for other, box in boxes.items())
        for index in columns[column]
    }


def _box(blocks: Sequence[Block], indices: Sequence[int]) -> tuple[float, float, float, float]:
    """Return the left, right, lower and upper edges of the area that lines cover, in points."""
    places = [place for index in indices if (place := blocks[index].place) is not None]
    return (
        min(place.left for place in places),
        max(place.right for place in places),
        min(place.base for place in places),
        max(place.base + place.size for place in places),
    )


def _are_side_by_side(box: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return (box[1] <= other[0] or other[1] <= box[0]) and box[2] < other[3] and other[2] < box[3]


def _languages_of_paragraphs(document: Document) -> dict[int, Language]:
    """Return the languages of lines in paragraphs that are entirely in one language."""
    from aligner.segmenters.layout import clean

    index_of = {block.line: index for index, block in enumerate(document.blocks) if block.text.strip()}
    found: dict[int, Language] = {}
    for paragraph in clean(replace(document, removed=())).blocks:
        language = detect_part(paragraph.text)
        if language is None or len(paragraph.joins) < _MIN_LINES - 1 or len(halves(paragraph)) > 1:
            continue
        lines = [paragraph.line, *(line for _, line in paragraph.joins)]
        found |= {index_of[line]: language for line in lines if line in index_of}
    return found
