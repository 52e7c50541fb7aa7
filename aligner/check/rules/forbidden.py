"""The rule about renderings that the glossary forbids.

The glossary forbids terms with the status deprecated or forbidden, and rejected entries.
"""

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


def forbidden(comparison: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
    """Yield a finding for each forbidden rendering of a term, with the renderings to use instead."""
    checker = forbidding(glossary) if glossary is not None else None
    if checker is None:
        return
    from aligner.glossary.corpus import Pair

    from_english = comparison.source.language == ENGLISH
    for match in comparison.prose_matches():
        texts = (match.source.prose, match.target.prose)
        for deviation in checker.check(Pair(*(texts if from_english else texts[::-1])), from_english=from_english):
            if deviation.forbidden:
                expected = _(" or ").join(f"“{rendering}”" for rendering in deviation.expected)
                message = (
                    _(
                        "the glossary forbids “{rendering}” for “{term}”: use {expected}",
                        rendering=deviation.forbidden,
                        term=deviation.term,
                        expected=expected,
                    )
                    if expected
                    else _(
                        "the glossary forbids “{rendering}” for “{term}”",
                        rendering=deviation.forbidden,
                        term=deviation.term,
                    )
                )
                source = match.source.place(max(match.source.prose.find(deviation.term), 0))
                target = match.target.place(max(match.target.prose.find(deviation.forbidden), 0))
                yield comparison.finding("forbidden-term", message, source, target, CONFIDENCE)


@lru_cache(maxsize=4)
def forbidding(glossary: Glossary) -> Checker | None:
    """Return a `Checker` that finds forbidden renderings; ``None`` if the glossary forbids nothing."""
    from aligner.glossary.check import Checker

    checker = Checker(glossary, rejected_forbids=True)
    return checker if checker.forbids else None
