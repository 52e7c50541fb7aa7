"""text -> quantities: what a text says in numbers, so that two languages can be compared."""

from __future__ import annotations

from aligner.languages.numbers.quantity import Measure, Quantity, unmatched

__all__ = ["Measure", "Quantity", "quantities", "unmatched"]


def quantities(text: str, language: str) -> list[Quantity]:
    """Return the quantities of a text in the order of their starts.

    Args:
        text: of any length; the offsets of the quantities are in it.
        language: ``zh`` or ``en``.
    """
    from aligner.languages.chinese.numbers import chinese_quantities  # its parts import this package
    from aligner.languages.english.numbers import english_quantities

    return chinese_quantities(text) if language == "zh" else english_quantities(text)
