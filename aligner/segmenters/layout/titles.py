"""Recognise titles by their font: a bold line above a paragraph does not belong to the paragraph.

Only the weight in the name of the font counts: Chinese and Latin letters, and often single
characters, have different fonts on one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from aligner.segmenters.layout.lines import Line, wide_characters

_BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_MAX_LINES = 3
_MIN_LETTERS = 10


def begins_new_paragraph(paragraph: Sequence[Line], line: Line) -> bool:
    """Tell whether a line begins a new paragraph because its font or language differs from the previous line.

    A sentence may change its font in the middle. A line that certainly continues a sentence therefore
    does not begin a new paragraph.
    """
    last = paragraph[-1]
    before, after = last.place, line.place
    if before is None or after is None:
        return False
    if last.ends_sentence:
        other = last.is_han != line.is_han and (_is_latin(last) or _is_latin(line))
        return other or _is_bold(before.last_face) != _is_bold(after.first_face)
    if len(paragraph) > _MAX_LINES or line.starts_lower or last.ends_with_comma or last.ends_with_function_word:
        return False
    places = [each.place for each in paragraph if each.place is not None]
    is_bold = all(_is_bold(place.first_face) and _is_bold(place.last_face) for place in places)
    return is_bold and not _is_bold(after.first_face)


def _is_latin(line: Line) -> bool:
    return not wide_characters(line.text) and sum(map(str.isalpha, line.text)) >= _MIN_LETTERS


def _is_bold(face: str) -> bool:
    return _BOLD.search(face) is not None
