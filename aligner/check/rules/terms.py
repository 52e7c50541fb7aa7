"""The rule about terms whose translation differs from the glossary."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def terms(comparison: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about terms whose translation differs from the glossary; code is ignored.

    The rule ``forbidden-term`` reports renderings that the glossary forbids.
    """
    if glossary is None:
        return
    from aligner.glossary.check import Checker
    from aligner.glossary.corpus import Pair

    checker, from_english = Checker(glossary, rejected_forbids=True), comparison.source.language == ENGLISH
    for match in comparison.prose_matches():
        english, chinese = (match.source, match.target) if from_english else (match.target, match.source)
        pair = Pair(
            english.prose, chinese.prose, english.document.name, chinese.document.name, english.line, chinese.line
        )
        for deviation in checker.check(pair, from_english=from_english):
            if deviation.forbidden:
                continue
            message = _(
                "“{term}” is {expected} in the glossary",
                term=deviation.term,
                expected=_(" or ").join(deviation.expected),
            )
            source, target = match.source.place(max(match.source.prose.find(deviation.term), 0)), match.target.place()
            yield comparison.finding("inconsistent-term", message, source, target, 0.85)
