"""Combine the findings about a term that a translation often keeps in the source language into one finding."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aligner.check.findings import FileReport, Finding
from aligner.check.rules.untranslated import TERM_IN_CHINESE, TERM_IN_ENGLISH
from aligner.interface import _, values_in

MIN_USES = 3
"""A term with at least this number of uses was probably kept on purpose."""


def with_kept_terms_once(reports: Sequence[FileReport]) -> tuple[list[FileReport], tuple[str, ...]]:
    """Return the reports with only one finding for each term that a translation keeps in several places.

    Also return a remark with the setting that allows these terms.

    Args:
        reports: reports of all files in order; the finding stays at the first use of the term.
    """
    uses: dict[str, list[Finding]] = defaultdict(list)
    for report in reports:
        for finding in report.findings:
            if term := kept_term(finding):
                uses[term].append(finding)
    kept = {term: findings for term, findings in uses.items() if len(findings) >= MIN_USES}
    if not kept:
        return list(reports), ()
    firsts = {id(findings[0]): term for term, findings in kept.items()}
    gathered = [
        replace(
            report,
            findings=tuple(
                summary_finding(firsts[id(finding)], kept[firsts[id(finding)]]) if id(finding) in firsts else finding
                for finding in report.findings
                if id(finding) in firsts or kept_term(finding) not in kept
            ),
        )
        for report in reports
    ]
    words = ", ".join(json.dumps(term, ensure_ascii=False) for term in sorted(kept))
    return gathered, (
        _("if these terms stay as they are, add them to the settings of the check: keep = [{words}]", words=words),
    )


def kept_term(finding: Finding) -> str | None:
    """Return the untranslated term of a finding in lower case; ``None`` if the finding is about something else."""
    if finding.rule != "untranslated" or finding.severity != "warning":
        return None
    values = values_in(finding.message, _(TERM_IN_ENGLISH)) or values_in(finding.message, _(TERM_IN_CHINESE))
    return values["term"].lower() if values else None


def term_fingerprint(finding: Finding) -> str | None:
    """Return the fingerprint of the combined finding to which a finding about an untranslated term belongs.

    Return ``None`` for a finding about something else.
    """
    term = kept_term(finding)
    return replace(finding, subject=term).fingerprint() if term else None


def summary_finding(term: str, uses: Sequence[Finding]) -> Finding:
    """Return one finding for all uses of an untranslated term, at the place of its first use."""
    files = len({finding.place.path for finding in uses})
    said = {"message": uses[0].message, "uses": len(uses), "files": files}
    message = (
        _("{message} {uses} times in {files} files: translate it everywhere, or add it to the terms to keep", **said)
        if files > 1
        else _("{message} {uses} times in this file: translate it everywhere, or add it to the terms to keep", **said)
    )
    return replace(uses[0], message=message, subject=term)
