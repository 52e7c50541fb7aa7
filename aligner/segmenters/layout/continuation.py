"""Whether a sentence that one line leaves unfinished goes on in another line."""

from __future__ import annotations

from aligner.segmenters.layout.lines import Line

_LONG_HAN_LINE = 30


def runs_on(line: Line, following: Line) -> bool:
    """Return whether the two lines are surely one sentence.

    English: no end of a sentence or clause, then a small letter. Chinese: a line of some length ends
    with a character, not with punctuation, and the next begins with one. Lines that begin with a bullet
    or number never continue another.
    """
    if following.marker:
        return False
    if line.is_han:
        return line.is_open and line.width >= _LONG_HAN_LINE and (following.starts_han or following.is_han)
    return following.starts_lower and (line.is_open or line.ends_with_comma)
