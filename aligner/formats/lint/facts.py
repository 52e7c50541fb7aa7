"""Counts over a whole file. A first pass collects them, because a repair needs them at the header."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from aligner.languages.tags import normalised_tag, primary_subtag


@dataclass
class Facts:
    """Counts over the units of a file.

    Attributes:
        units: the number of units.
        tags: the number of units with each language code; the codes are normalised (case, hyphens).
        first: the number of units by the language code of their first variant.
        ids: the hashes of the unit ids so far, to find duplicates.
    """

    units: int = 0
    tags: Counter[str] = field(default_factory=Counter)
    first: Counter[str] = field(default_factory=Counter)
    ids: set[int] = field(default_factory=set)

    def add(self, tags: Sequence[str]) -> None:
        """Add one unit, given by the language codes of its variants."""
        self.units += 1
        named = [normalised_tag(tag) for tag in tags if tag]
        self.tags.update(set(named))
        self.first.update(named[:1])

    def source_tag(self, near: str = "") -> str:
        """Return the only language code that can be the source of all units; empty if there is none.

        Args:
            near: the source language in the header. If it names a language, the returned code has the same
                language.
        """
        everywhere = [tag for tag, count in self.tags.items() if count == self.units]
        if near and near.lower() != "*all*":
            everywhere = [tag for tag in everywhere if primary_subtag(tag) == primary_subtag(near)]
            return everywhere[0] if len(everywhere) == 1 else ""
        return next((tag for tag, _ in self.first.most_common(1) if tag in everywhere), "")
