"""Test whether a line continues a paragraph, for lines without known positions on the page."""

from __future__ import annotations

from collections.abc import Sequence

from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.style import Style

_MIN_CUT_WIDTH = 40
"""Minimum columns of a line cut in the middle of its sentence, in a document with one paragraph on each line."""
_MIN_CUT_NAME_WIDTH = 60
_MIN_CUT_HAN_WIDTH = 60
_MIN_CUT_HAN_WIDTH_WITHOUT_GAP = 80
_MIN_PROSE_SHARE = 0.6
"""Minimum share of the width, for a line that is not full and not a line of verse."""
_MIN_LOCAL_LINES = 2
_LOCAL_WINDOW = 20
_MIN_LOCAL_SHARE = 0.88


def continues_paragraph(paragraph: Sequence[Line], line: Line, style: Style, *, crossing: bool) -> bool:
    """Tell whether ``line`` belongs to the paragraph.

    Args:
        paragraph: the lines of the paragraph so far.
        line: the next line of the text.
        style: layout of the document.
        crossing: whether the paragraph and the line are separated by a page break or by footnotes.
    """
    last = paragraph[-1]
    if line.is_verbatim or last.is_verbatim:
        return False
    if not style.width:
        return _is_cut(last, line, style, crossing=crossing)
    if crossing or line.blanks > style.gap:
        return _is_cut_by_page(paragraph, line, style, crossing=crossing)
    return _is_wrapped(paragraph, line, style)


def _is_wrapped(paragraph: Sequence[Line], line: Line, style: Style) -> bool:
    """Tell whether the second of two neighbouring lines of wrapped text continues the first."""
    last = paragraph[-1]
    full = _is_full(paragraph, line, style)
    if style.begins_paragraph(line):
        return False
    if line.marker:
        return full and last.is_open
    if full or (style.separated and style.is_nearly_full(last, line)):
        return True
    if last.ends_sentence or last.ends_clause:
        return False
    if last.width < _MIN_PROSE_SHARE * style.width:
        cut = continues_sentence(last, line) and line.width >= _MIN_PROSE_SHARE * style.width and len(paragraph) > 1
        return (style.indented and last.ends_with_comma) or (cut and not last.is_han)
    # the line is ragged: its sentence continues, or the document marks new paragraphs by indents
    return line.starts_lower or last.ends_with_function_word or style.indented


def _is_cut_by_page(paragraph: Sequence[Line], line: Line, style: Style, *, crossing: bool) -> bool:
    """Tell whether a paragraph of wrapped text continues after a page break or after extra space."""
    last = paragraph[-1]
    full = _is_full(paragraph, line, style)
    if line.marker or style.begins_paragraph(line):
        return False
    if last.is_open or last.ends_with_comma:
        return (continues_sentence(last, line) and (crossing or full)) or (
            full and crossing and _may_be_cut(last, style)
        )
    return crossing and style.indented and full


def _may_be_cut(last: Line, style: Style) -> bool:
    return last.is_open or last.is_han or style.indented


def _is_full(paragraph: Sequence[Line], line: Line, style: Style) -> bool:
    """Tell whether the last line of a paragraph is full.

    A line is full if it reaches the width of the document's lines, or that of the lines of a narrower
    paragraph.
    """
    last = paragraph[-1]
    if style.is_full(last, line):
        return True
    widest = max(one.width for one in paragraph[-_LOCAL_WINDOW:])
    return len(paragraph) >= _MIN_LOCAL_LINES and last.width >= _MIN_LOCAL_SHARE * widest and last.is_open


def _is_cut(last: Line, line: Line, style: Style, *, crossing: bool) -> bool:
    """Tell whether two lines are parts of one paragraph, although each line should be a whole paragraph.

    This is for documents without wrapped lines, in which each paragraph is one line.
    """
    if line.marker or last.width < _MIN_CUT_WIDTH or not (style.punctuated or crossing):
        return False
    if last.is_han or line.is_han:
        min_width = _MIN_CUT_HAN_WIDTH if line.blanks or crossing else _MIN_CUT_HAN_WIDTH_WITHOUT_GAP
        return last.is_open and last.is_han and last.width >= min_width and not line.starts_lower
    if not line.blanks and not crossing and not last.breaks_between_words:
        return False
    if continues_sentence(last, line):
        return last.is_open or crossing
    if last.ends_with_function_word:
        return True
    return style.punctuated and crossing and last.is_open and last.width >= _MIN_CUT_NAME_WIDTH
