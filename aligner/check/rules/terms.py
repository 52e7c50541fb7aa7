"""Terms of a glossary that the translation renders otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison
from aligner.check.findings import Finding
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def terms(found: Comparison, glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the terms that have a rendering in the glossary, and another one here; code is left aside.

    Renderings that the glossary forbids are the matter of the rule ``forbidden-term``.
    """
    if glossary is None:
        return
    from aligner.glossary.check import Checker
    from aligner.glossary.corpus import Pair

    checker, from_english = Checker(glossary, rejected_forbids=True), found.source.language == ENGLISH
    for match in found.prose_matches():
        english, chinese = (match.source, match.target) if from_english else (match.target, match.source)
        pair = Pair(
            english.prose, chinese.prose, english.document.name, chinese.document.name, english.line, chinese.line
        )
        for stray in checker.check(pair, from_english=from_english):
            if stray.forbidden:
                continue
            message = _("“{term}” is {expected} in the glossary", term=stray.term, expected=" or ".join(stray.expected))
            source, target = match.source.place(max(match.source.prose.find(stray.term), 0)), match.target.place()
            yield found.finding("inconsistent-term", message, source, target, 0.85)
