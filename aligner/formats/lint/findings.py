"""What the checks find, and the list of all rules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aligner.interface import N_

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """One thing that can be wrong.

    Attributes:
        severity: ``error`` where tools refuse or skip, ``warning`` where some do.
        reason: what tools make of it.
    """

    severity: Severity
    reason: str


RULES: dict[str, Rule] = {
    "not-well-formed": Rule("error", N_("no tool reads the file beyond this place")),
    "entities": Rule("error", N_("tools refuse declared entities for safety")),
    "encoding": Rule("error", N_("a parser that believes the declaration fails or garbles the text")),
    "byte-order-mark": Rule("warning", N_("some tools stumble over a byte-order mark in UTF-8")),
    "forbidden-character": Rule("error", N_("XML forbids it, so tools refuse the whole file")),
    "undefined-entity": Rule("error", N_("XML does not know it, so tools refuse the whole file")),
    "namespace": Rule("warning", N_("TMX has no namespace: tools that look for plain names find nothing")),
    "version": Rule("warning", N_("tools ask for one of the versions 1.1 to 1.4")),
    "header-missing": Rule("error", N_("the format requires it, and tools refuse the file")),
    "header-attribute": Rule("error", N_("the format requires it, and tools refuse the file")),
    "source-language": Rule("warning", N_("some tools want one source language")),
    "language-code": Rule("error", N_("tools match codes with hyphens, so units in this language are skipped")),
    "language-attribute": Rule("error", N_("version 1.4 wants xml:lang, and the unit is skipped")),
    "language-missing": Rule("error", N_("the language is unknown, so the unit is skipped")),
    "source-missing": Rule("error", N_("no variant is in the source language, so the unit is skipped")),
    "source-region": Rule("warning", N_("tools that compare whole codes skip the unit")),
    "translation-missing": Rule("error", N_("a unit with one variant translates nothing and is skipped")),
    "language-twice": Rule("error", N_("tools take one of the variants, the first or the last")),
    "several-languages": Rule("warning", N_("some tools import two languages only")),
    "segment-missing": Rule("error", N_("the format requires one seg in each tuv")),
    "segment-empty": Rule("error", N_("the unit is skipped")),
    "segment-long": Rule("warning", N_("some tools refuse segments of more than 2,000 characters")),
    "order": Rule("error", N_("note and prop must come first, and validating tools refuse the file")),
    "unknown-element": Rule("error", N_("validating tools refuse the file, others lose the text in it")),
    "date": Rule("warning", N_("tools expect YYYYMMDDThhmmssZ, in UTC")),
    "duplicate-id": Rule("warning", N_("tools that go by the id keep one of the units")),
    "inline-tags": Rule("error", N_("tags that do not pair up are lost, or the unit is refused")),
    "languages-swapped": Rule("warning", N_("the text of either variant is in the language of the other")),
}
"""Every rule by its id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong at one place.

    Attributes:
        rule: its id in `RULES`.
        line: 1-based line of the file.
        message: what is wrong there.
        remedy: what a repair does about it; empty where nothing is safe.
        mend: carries the remedy out on the parsed element.
    """

    rule: str
    line: int
    message: str
    remedy: str = ""
    mend: Callable[[], object] | None = field(default=None, compare=False, repr=False)

    @property
    def severity(self) -> Severity:
        """``error`` or ``warning``."""
        return RULES[self.rule].severity
