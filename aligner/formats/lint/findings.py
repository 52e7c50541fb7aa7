"""Define the class for findings in TMX files, and list all rules that are checked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from aligner.interface import N_

Severity = Literal["error", "warning"]


class Rule(NamedTuple):
    """A rule that a TMX file can break.

    Attributes:
        severity: ``error`` if tools refuse the file or skip the unit, ``warning`` if only some tools do
            so.
        reason: what translation tools do with a file that breaks the rule.
    """

    severity: Severity
    reason: str


RULES: dict[str, Rule] = {
    "not-well-formed": Rule("error", N_("no tool reads the file beyond this place")),
    "entities": Rule("error", N_("tools refuse declared entities for safety")),
    "encoding": Rule("error", N_("a parser that follows the declaration fails or garbles the text")),
    "byte-order-mark": Rule("warning", N_("some tools cannot read a byte-order mark in UTF-8")),
    "forbidden-character": Rule("error", N_("XML forbids it, so tools refuse the whole file")),
    "undefined-entity": Rule("error", N_("XML does not know it, so tools refuse the whole file")),
    "namespace": Rule("warning", N_("TMX has no namespace: tools that search for plain names find nothing")),
    "version": Rule("warning", N_("tools require one of the versions 1.1 to 1.4")),
    "header-missing": Rule("error", N_("the format requires it, and tools refuse the file")),
    "header-attribute": Rule("error", N_("the format requires it, and tools refuse the file")),
    "source-language": Rule("warning", N_("some tools require one source language")),
    "language-code": Rule("error", N_("tools match codes with hyphens, so units in this language are skipped")),
    "language-attribute": Rule("error", N_("version 1.4 requires xml:lang, and the unit is skipped")),
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
    "duplicate-id": Rule("warning", N_("tools that use the id keep only one of the units")),
    "inline-tags": Rule("error", N_("tags without a partner are lost, or the unit is refused")),
    "languages-swapped": Rule("warning", N_("each variant has its text in the language of the other")),
}
"""All rules by id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem at one place of a file.

    Attributes:
        rule: the id of the rule in `RULES`.
        line: the 1-based line in the file.
        message: a description of the problem.
        remedy: a description of the repair; empty if no repair is safe.
        repair: a function that repairs the parsed element.
    """

    rule: str
    line: int
    message: str
    remedy: str = ""
    repair: Callable[[], object] | None = field(default=None, compare=False, repr=False)

    @property
    def severity(self) -> Severity:
        """The severity of the rule, ``error`` or ``warning``."""
        return RULES[self.rule].severity
