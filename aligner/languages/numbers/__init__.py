"""text -> quantities: the numbers of a text, with all their readings, so that two languages can be compared."""

from __future__ import annotations

import re

from aligner.languages.numbers.quantity import Measure, Quantity, unmatched

__all__ = ["Measure", "Quantity", "quantities", "unmatched"]

_NO_NUMBER = re.compile(r"\d{400,}")
"""Digits that count nothing; Python converts up to 4,300, in time that grows with their square."""


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of a text in the order of their starts; none if its language has no rules for them.

    Args:
        text: a text of any length; the quantities hold offsets into it.
        language: a code of the table of languages.
    """
    from aligner.languages import pack_of  # imported here because packs import this package

    read = pack_of(language).quantities
    return [] if read is None else read(_NO_NUMBER.sub(lambda digits: "x" * len(digits[0]), text))
