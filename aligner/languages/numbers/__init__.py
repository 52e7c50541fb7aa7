"""text -> quantities: what a text says in numbers, so that two languages can be compared."""

from __future__ import annotations

import re

from aligner.languages.numbers.quantity import Measure, Quantity, unmatched

__all__ = ["Measure", "Quantity", "quantities", "unmatched"]

_NO_NUMBER = re.compile(r"\d{400,}")
"""Digits that count nothing; Python converts up to 4,300, in time that grows with their square."""


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of a text in the order of their starts; none where its language has no rules for them.

    Args:
        text: of any length; the offsets of the quantities are in it.
        language: a code of the table of languages.
    """
    from aligner.languages import pack_of  # packs name their quantities by this package

    read = pack_of(language).quantities
    return [] if read is None else read(_NO_NUMBER.sub(lambda digits: "x" * len(digits[0]), text))
