"""Count the units of a TMX file, their language codes and their ids.

A first pass over the file collects these counts, because the repair of the header, at the start of
the file, needs them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from aligner.languages.tags import normalised_tag, primary_subtag


@dataclass
class Facts:
    """Counts over the translation units of a TMX file.

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
        """Add one translation unit to the counts.

        Args:
            tags: the language codes of the unit's variants, in order.
        """
        self.units += 1
        named = [normalised_tag(tag) for tag in tags if tag]
        self.tags.update(set(named))
        self.first.update(named[:1])

    def source_tag(self, near: str = "") -> str:
        """Return the language code that can be the source language of all units; empty if it is not clear.

        Every unit must have a variant with this code.

        Args:
            near: the source language in the header. If it names a language, the returned code has the same
                language.
        """
        everywhere = [tag for tag, count in self.tags.items() if count == self.units]
        if near and near.lower() != "*all*":
            everywhere = [tag for tag in everywhere if primary_subtag(tag) == primary_subtag(near)]
            return everywhere[0] if len(everywhere) == 1 else ""
        return next((tag for tag, _ in self.first.most_common(1) if tag in everywhere), "")
