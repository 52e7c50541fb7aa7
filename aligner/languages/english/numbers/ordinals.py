"""Ordinals in English words -> quantities.

A quantity is a number with its possible values and its place in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from aligner.languages.english.numbers.words import ORDINALS, TENS
from aligner.languages.numbers.quantity import Quantity

_WORD = re.compile("[A-Za-z]+(?:-[A-Za-z]+)?")
_MAX_REWORDED_RANK = 12
"""Maximum rank that translations often reword: the second largest, the first to come, the twelfth month."""


def ordinals(text: str) -> Iterator[Quantity]:
    """Yield the ordinals of a text.

    An ordinal before "of" may also be a fraction: the last third of something.
    """
    for match in _WORD.finditer(text):
        tens_word, _, rank_word = match[0].lower().rpartition("-")
        rank = ORDINALS.get(rank_word)
        if rank is None:
            continue
        tens = TENS.get(tens_word, 0)
        readings = {Fraction(tens + rank)}
        if tens and rank == 2:
            readings.add(Fraction(tens))  # a thirty-second pause
        if rank > 2 and text.startswith(" of ", match.end()):
            readings.add(Fraction(1, rank))
        start = match.start() if tens else match.end() - len(rank_word)
        yield Quantity(frozenset(readings), start, match.end(), required=tens + rank > _MAX_REWORDED_RANK)
