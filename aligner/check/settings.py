"""What `aligner check` reports and how strictly: the table ``[check]`` of ``aligner.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from aligner.check.catalogue import RULES
from aligner.check.findings import Finding
from aligner.check.own_patterns import compiled
from aligner.errors import UsageError
from aligner.interface import _

Choice = Literal["error", "warning", "off"]
CHOICES = ("error", "warning", "off")
OWN = "own-pattern"
SURE = 0.85
"""Certainty from which on a finding of a rule is an error, unless the settings name the rule: the same share of those
findings was wanted on real pages; see benchmarks/check_repos.py."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """Which rules speak, how loudly, and from which degree of certainty on.

    Attributes:
        rules: rule name to ``error``, ``warning`` or ``off``; the catalogue's severity for those not named.
        confidence: least certainty of a finding that is reported, 0 to 1.
        keep: words and phrases that may stay in the source language, such as names of products.
        partial: a sentence is looked at for missing clauses where its translation has at most this share of the
            length that the rest of the document makes one expect, 0 to 1.
        ignore_numbers: numbers that need not be the same on both sides, as they are written.
        include: patterns of the files of a folder that are checked, such as ``guide/*.md``; all documents when empty.
        exclude: patterns of files that are not.
        glossary: file of terms that the translation has to use.
        baseline: file of findings that are known and silenced.
        lock: file that says of which source each translation was made.
        fail_under: least coverage, in percent, 0 to 100.
        strict: whether warnings fail the check as errors do.
        since: only files that changed, on either side, since this branch left this revision of git.
        patterns: regular expressions of the user, each a table; see `aligner.check.own_patterns`.
    """

    rules: Mapping[str, Choice] = field(default_factory=dict)
    confidence: float = 0.5
    keep: tuple[str, ...] = ()
    partial: float = 0.9
    ignore_numbers: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    glossary: str | None = None
    baseline: str | None = None
    lock: str | None = None
    fail_under: float | None = None
    strict: bool = False
    since: str | None = None
    patterns: tuple[Mapping[str, str], ...] = ()

    def __post_init__(self) -> None:
        for name, choice in self.rules.items():
            if name not in RULES:
                raise UsageError(_("unknown rule {name!r}: choose of {rules}", name=name, rules=", ".join(RULES)))
            if choice not in CHOICES:
                raise UsageError(
                    _("the rule {name} is set to {choice!r}: choose error, warning or off", name=name, choice=choice)
                )
        if self.fail_under is not None and not 0 <= self.fail_under <= 100:
            raise UsageError(_("fail_under is {fail_under}: choose 0 to 100", fail_under=self.fail_under))
        for key in ("confidence", "partial"):
            if not 0 <= getattr(self, key) <= 1:
                raise UsageError(_("{key} is {value}: choose 0 to 1", key=key, value=getattr(self, key)))

        compiled(self)

    def reported(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings that are reported, with the severities that they have."""
        return [
            replace(finding, severity=severity)
            for finding in findings
            if finding.confidence >= self.confidence and (severity := self.severity_of(finding)) != "off"
        ]

    def severity_of(self, finding: Finding) -> Choice:
        """Return what a finding is: what the settings say of its rule, else an error only where it is certain enough.

        One of the user's own patterns is as its pattern says.
        """
        if finding.rule in self.rules:
            return self.rules[finding.rule]
        if finding.rule == OWN:
            return finding.severity
        severity = self.severity(finding.rule)
        return "warning" if severity == "error" and finding.confidence < SURE else severity

    def severity(self, rule: str) -> Choice:
        """Return what a rule's findings are."""
        return self.rules.get(rule, RULES[rule].severity)
