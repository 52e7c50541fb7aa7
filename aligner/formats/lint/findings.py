"""Findings, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """A rule.

    Attributes:
        severity: ``error`` if tools refuse the file or skip the unit, ``warning`` if only some do.
        reason: how tools react.
    """

    severity: Severity
    reason: str


RULES: dict[str, Rule] = {
    "not-well-formed": Rule("error", "no tool reads the file beyond this place"),
    "entities": Rule("error", "tools refuse declared entities for safety"),
    "encoding": Rule("error", "a parser that follows the declaration fails or garbles the text"),
    "byte-order-mark": Rule("warning", "some tools cannot read a byte-order mark in UTF-8"),
    "forbidden-character": Rule("error", "XML forbids it, so tools refuse the whole file"),
    "undefined-entity": Rule("error", "XML does not know it, so tools refuse the whole file"),
    "namespace": Rule("warning", "TMX has no namespace: tools that search for plain names find nothing"),
    "version": Rule("warning", "tools require one of the versions 1.1 to 1.4"),
    "header-missing": Rule("error", "the format requires it, and tools refuse the file"),
    "header-attribute": Rule("error", "the format requires it, and tools refuse the file"),
    "source-language": Rule("warning", "some tools require one source language"),
    "language-code": Rule("error", "tools match codes with hyphens, so units in this language are skipped"),
    "language-attribute": Rule("error", "version 1.4 requires xml:lang, and the unit is skipped"),
    "language-missing": Rule("error", "the language is unknown, so the unit is skipped"),
    "source-missing": Rule("error", "no variant is in the source language, so the unit is skipped"),
    "source-region": Rule("warning", "tools that compare whole codes skip the unit"),
    "translation-missing": Rule("error", "a unit with one variant translates nothing and is skipped"),
    "language-twice": Rule("error", "tools take one of the variants, the first or the last"),
    "several-languages": Rule("warning", "some tools import two languages only"),
    "segment-missing": Rule("error", "the format requires one seg in each tuv"),
    "segment-empty": Rule("error", "the unit is skipped"),
    "segment-long": Rule("warning", "some tools refuse segments of more than 2,000 characters"),
    "order": Rule("error", "note and prop must come first, and validating tools refuse the file"),
    "unknown-element": Rule("error", "validating tools refuse the file, others lose the text in it"),
    "date": Rule("warning", "tools expect YYYYMMDDThhmmssZ, in UTC"),
    "duplicate-id": Rule("warning", "tools that use the id keep only one of the units"),
    "inline-tags": Rule("error", "tags without a partner are lost, or the unit is refused"),
    "languages-swapped": Rule("warning", "each variant has its text in the language of the other"),
}
"""All rules by id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at one place.

    Attributes:
        rule: id of the rule in `RULES`.
        line: 1-based line of the file.
        message: the problem.
        remedy: what a repair does; empty if no repair is safe.
        repair: applies the remedy to the parsed element.
    """

    rule: str
    line: int
    message: str
    remedy: str = ""
    repair: Callable[[], object] | None = field(default=None, compare=False, repr=False)

    @property
    def severity(self) -> Severity:
        """``error`` or ``warning``."""
        return RULES[self.rule].severity
