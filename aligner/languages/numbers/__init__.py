"""A text -> its quantities: numbers with all their possible values.

Quantities of texts in two languages can be compared.
"""

from __future__ import annotations

import re

from aligner.languages.numbers.quantity import Measure, Quantity, unmatched

__all__ = ["Measure", "Quantity", "quantities", "unmatched"]

_LONG_RUN = 400
_LONG_DIGIT_RUN = re.compile(rf"\d{{{_LONG_RUN},}}")
"""Runs of digits too long to be numbers; Python converts up to 4,300 digits, in quadratic time."""


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of a text in the order of their starts.

    The result is empty if the program has no rules for numbers in the language.

    Args:
        text: a text of any length; the quantities contain offsets into it.
        language: a code of the table of languages.
    """
    from aligner.languages import pack_of  # imported here because packs import this package

    read = pack_of(language).quantities
    if read is None:
        return []
    return read(text if len(text) < _LONG_RUN else _LONG_DIGIT_RUN.sub(lambda digits: "x" * len(digits[0]), text))
