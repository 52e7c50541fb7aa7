"""Test whether the sentence of one line continues on another line."""

from __future__ import annotations

from aligner.segmenters.layout.lines import Line

_MIN_HAN_LINE_WIDTH = 30


def continues_sentence(line: Line, following: Line) -> bool:
    """Tell whether two lines certainly belong to one sentence.

    In English, the first line does not end a sentence or clause, and the second line begins with a
    lower-case letter. In Chinese, the first line is not short and ends without punctuation, and the
    second line begins with a Chinese character or is largely Chinese. A line that begins with a bullet
    or number never continues another line.
    """
    if following.marker:
        return False
    if line.is_han:
        return line.is_open and line.width >= _MIN_HAN_LINE_WIDTH and (following.starts_han or following.is_han)
    return following.starts_lower and (line.is_open or line.ends_with_comma)
