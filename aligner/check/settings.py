"""The settings of the check: the table ``[check]`` of ``aligner.toml``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from aligner.check.catalogue import RULES
from aligner.check.findings import Finding
from aligner.check.own_patterns import compile_patterns
from aligner.errors import UsageError
from aligner.interface import _

Choice = Literal["error", "warning", "off"]
CHOICES = ("error", "warning", "off")
OWN_PATTERN = "own-pattern"
ERROR_MIN_CONFIDENCE = 0.85
"""Minimum confidence of an error, unless the settings name the rule; below it a finding is a warning. Measured: about
this share of such findings on real pages was useful (benchmarks/check_repos.py)."""


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """The rules to report, their severity, and the minimum confidence.

    Attributes:
        rules: ``error``, ``warning`` or ``off`` for each rule name; other rules have the severity of
            the catalogue.
        confidence: minimum confidence of a reported finding, 0 to 1.
        keep: words and phrases that may stay in the source language, such as names of products.
        partial: a sentence is searched for missing clauses if its translation has at most this share of
            the expected length, 0 to 1. The expected length comes from the rest of the document.
        ignore_numbers: numbers, as written, that may differ between the two sides.
        include: patterns of files to check in a folder, such as ``guide/*.md``; empty for all
            documents.
        exclude: patterns of files to leave out.
        glossary: path of a file with terms that the translation must use.
        baseline: path of a file with known findings, which are not reported.
        lock: path of the lock file, which records the source version from which each translation was
            made.
        fail_under: minimum coverage in percent, 0 to 100; ``None`` for no minimum.
        strict: whether warnings also fail the check.
        since: a git revision; a pair is checked only if one of its files has changed since the merge
            base.
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

        compile_patterns(self)

    def reported(self, findings: Iterable[Finding]) -> list[Finding]:
        """Return the findings with enough confidence and a rule that is not off, with their severities."""
        return [
            replace(finding, severity=severity)
            for finding in findings
            if finding.confidence >= self.confidence and (severity := self.severity_of(finding)) != "off"
        ]

    def severity_of(self, finding: Finding) -> Choice:
        """Return the severity of a finding: from the settings, else from the catalogue.

        If the severity of the catalogue is ``error`` and the confidence is low, the result is ``warning``.
        A finding of one of the user's patterns has the severity of the pattern.
        """
        if finding.rule in self.rules:
            return self.rules[finding.rule]
        if finding.rule == OWN_PATTERN:
            return finding.severity
        severity = self.severity(finding.rule)
        return "warning" if severity == "error" and finding.confidence < ERROR_MIN_CONFIDENCE else severity

    def severity(self, rule: str) -> Choice:
        """Return the severity of a rule: from the settings, else from the catalogue."""
        return self.rules.get(rule, RULES[rule].severity)
