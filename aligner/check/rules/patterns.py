"""The user's own patterns: ``[[check.patterns]]`` of the settings file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match, Text
from aligner.check.findings import Finding
from aligner.check.own_patterns import Pattern, compiled

if TYPE_CHECKING:
    from aligner.glossary import Glossary


def own_patterns(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield the places where a pattern of the user matches; code is looked at as well.

    Raises:
        UsageError: a pattern takes too long on a text.
    """
    for pattern in compiled(found.settings):
        for match in found.matches:
            yield from places_of(found, pattern, match)


def places_of(found: Comparison, pattern: Pattern, match: Match) -> Iterator[Finding]:
    """Yield the findings of one pattern in two texts that translate each other."""
    ours = first(pattern, "source", match.source)
    if pattern.source and ours is None:
        return
    if pattern.lacks and first(pattern, "lacks", match.whole_target) is not None:
        return
    source = match.source.place(ours or 0)
    for at in pattern.offsets("target", match.target.string) if pattern.target else (0,):
        made = found.finding("own-pattern", pattern.message, source, match.target.place(at), 1.0)
        yield replace(made, severity=pattern.severity)


def first(pattern: Pattern, side: str, text: Text) -> int | None:
    """Return where one expression of a pattern first matches."""
    return next(pattern.offsets(side, text.string), None)
