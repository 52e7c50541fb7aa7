"""Renderings that the glossary forbids: entries marked as rejected, forbidden or deprecated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.languages.english import CODE as ENGLISH

if TYPE_CHECKING:
    from aligner.glossary import Glossary
    from aligner.glossary.check import Checker

CONFIDENCE = 0.9


def forbidden(comparison: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
    """Yield forbidden renderings in translations of texts with their term."""
    checker = forbidding(glossary) if glossary is not None else None
    if checker is None:
        return
    from aligner.glossary.corpus import Pair

    from_english = comparison.source.language == ENGLISH
    for match in comparison.prose_matches():
        texts = (match.source.prose, "") if from_english else ("", match.source.prose)
        # with an empty translation, the checker returns all terms of the source
        for deviation in checker.check(Pair(*texts, "", "", 1, 1), from_english=from_english):
            for rendering in deviation.expected:
                place = find(rendering, match.target.prose)
                if place is not None:
                    message = f"the glossary forbids “{rendering}” for “{deviation.term}”"
                    source = match.source.place(max(match.source.prose.find(deviation.term), 0))
                    yield comparison.finding("forbidden-term", message, source, match.target.place(place), CONFIDENCE)


@lru_cache(maxsize=4)
def forbidding(glossary: Glossary) -> Checker | None:
    """Return a checker for the terms with a forbidden rendering; ``None`` if there are none."""
    from aligner.glossary.check import Checker
    from aligner.glossary.values import Glossary as Entries

    entries = tuple(replace(entry, mark="") for entry in glossary if entry.mark == "rejected")
    return Checker(Entries(entries)) if entries else None


def find(rendering: str, text: str) -> int | None:
    """Return the offset of a rendering in a text, ``None`` if it is not there; Latin words must be whole words."""
    bounds = [
        r"\b" if character.isascii() and character.isalnum() else "" for character in (rendering[:1], rendering[-1:])
    ]
    match = re.search(bounds[0] + re.escape(rendering) + bounds[1], text, re.IGNORECASE)
    return None if match is None else match.start()
