"""Split sentences at semicolons, because translators render the clauses of lists separately.

Such lists contain duties or aims, for example.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from aligner.languages.spans import Span, spans_between

_SEMICOLON = re.compile(r"[；;][”’」』）)\"]*(?=\s|[^\x00-\x7F]|$)")
_BRACKET = re.compile(r"[（(【\[{]|[）)】\]}]")
_OPENERS = "（(【[{"


def split_at_semicolons(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return the sentence spans, split after each semicolon outside brackets.

    A half-width semicolon counts only before a space or a character outside ASCII.

    Args:
        text: one block.
        spans: the spans of its sentences.
    """
    cut: list[Span] = []
    for start, end in spans:
        sentence = text[start:end]
        ends = [match.end() for match in _SEMICOLON.finditer(sentence) if not _is_inside(sentence, match.start())]
        cut += [(start + first, start + last) for first, last in spans_between(sentence, ends)]
    return cut


def _is_inside(sentence: str, place: int) -> bool:
    """Tell whether a bracket is open at an offset of a sentence."""
    depth = 0
    for match in _BRACKET.finditer(sentence, 0, place):
        depth = depth + 1 if match.group() in _OPENERS else max(0, depth - 1)
    return depth > 0
