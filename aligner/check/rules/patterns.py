"""The rule that applies the patterns of the user: ``[[check.patterns]]`` in the settings file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match
from aligner.check.findings import Finding
from aligner.check.own_patterns import Pattern, compile_patterns
from aligner.check.texts import Text

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def own_patterns(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about the places in prose and code where a pattern of the user matches.

    Raises:
        UsageError: a pattern takes too long on a text.
    """
    for pattern in compile_patterns(comparison.settings):
        for match in comparison.matches:
            yield from pattern_findings(comparison, pattern, match)


def pattern_findings(comparison: Comparison, pattern: Pattern, match: Match) -> Iterator[Finding]:
    """Yield the findings about the places where a pattern of the user applies to a pair of texts."""
    ours = first_offset(pattern, "source", match.source)
    if pattern.source and ours is None:
        return
    if pattern.lacks and first_offset(pattern, "lacks", match.whole_target) is not None:
        return
    source = match.source.place(ours or 0)
    for at in pattern.offsets("target", match.target.string) if pattern.target else (0,):
        finding = comparison.finding("own-pattern", pattern.message, source, match.target.place(at), 1.0)
        yield replace(finding, severity=pattern.severity)


def first_offset(pattern: Pattern, side: str, text: Text) -> int | None:
    """Return the offset at which an expression of a pattern first matches; ``None`` if there is no match."""
    return next(pattern.offsets(side, text.string), None)
