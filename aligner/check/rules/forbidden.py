"""Renderings that the glossary forbids: entries that a person marked as rejected, forbidden or deprecated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH

if TYPE_CHECKING:
    from aligner.glossary import Glossary
    from aligner.glossary.check import Checker

CONFIDENCE = 0.9


def forbidden(found: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the forbidden renderings that stand where the source has their term."""
    checker = forbidding(glossary) if glossary is not None else None
    if checker is None:
        return
    from aligner.glossary.corpus import Pair

    from_english = found.source.language == ENGLISH
    for match in found.prose_matches():
        texts = (match.source.prose, "") if from_english else ("", match.source.prose)
        # against an empty translation the checker names every term of the source
        for stray in checker.check(Pair(*texts, "", "", 1, 1), from_english=from_english):
            for rendering in stray.expected:
                place = find(rendering, match.target.prose)
                if place is not None:
                    message = _("the glossary forbids “{rendering}” for “{term}”", rendering=rendering, term=stray.term)
                    source = match.source.place(max(match.source.prose.find(stray.term), 0))
                    yield found.finding("forbidden-term", message, source, match.target.place(place), CONFIDENCE)


@lru_cache(maxsize=4)
def forbidding(glossary: Glossary) -> Checker | None:
    """Return what finds the terms with a forbidden rendering; ``None`` where there are none."""
    from aligner.glossary.check import Checker
    from aligner.glossary.values import Glossary as Entries

    entries = tuple(replace(entry, mark="") for entry in glossary if entry.mark == "rejected")
    return Checker(Entries(entries)) if entries else None


def find(rendering: str, text: str) -> int | None:
    """Return where a rendering stands in a text, ``None`` if nowhere; words of Latin letters as whole words."""
    bounds = [
        r"\b" if character.isascii() and character.isalnum() else "" for character in (rendering[:1], rendering[-1:])
    ]
    match = re.search(bounds[0] + re.escape(rendering) + bounds[1], text, re.IGNORECASE)
    return None if match is None else match.start()
