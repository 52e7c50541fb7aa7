"""Renderings that the glossary forbids: terms with the status deprecated or forbidden, and rejected entries."""

from __future__ import annotations

from collections.abc import Iterator
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
    """Yield the forbidden renderings that stand where the source has their term, with the renderings to use instead."""
    checker = forbidding(glossary) if glossary is not None else None
    if checker is None:
        return
    from aligner.glossary.corpus import Pair

    from_english = found.source.language == ENGLISH
    for match in found.prose_matches():
        texts = (match.source.prose, match.target.prose)
        for stray in checker.check(Pair(*(texts if from_english else texts[::-1])), from_english=from_english):
            if stray.forbidden:
                instead = f": use {' or '.join(f'“{text}”' for text in stray.expected)}" if stray.expected else ""
                message = _(
                    "the glossary forbids “{forbidden}” for “{term}”{instead}",
                    forbidden=stray.forbidden,
                    term=stray.term,
                    instead=instead,
                )
                source = match.source.place(max(match.source.prose.find(stray.term), 0))
                target = match.target.place(max(match.target.prose.find(stray.forbidden), 0))
                yield found.finding("forbidden-term", message, source, target, CONFIDENCE)


@lru_cache(maxsize=4)
def forbidding(glossary: Glossary) -> Checker | None:
    """Return what finds forbidden renderings; ``None`` if the glossary forbids nothing."""
    from aligner.glossary.check import Checker

    checker = Checker(glossary, rejected_forbids=True)
    return checker if checker.forbids else None
