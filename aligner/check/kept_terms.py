"""Terms that a translation keeps in the language of the source: one finding for all their uses, and what to paste."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from aligner.check.findings import FileReport, Finding
from aligner.check.rules.untranslated import TERM_IN_CHINESE, TERM_IN_ENGLISH
from aligner.interface import _, values_in

USES = 3
"""Uses from which on a term was kept on purpose, or at least by habit."""


def with_kept_terms_once(reports: Sequence[FileReport]) -> tuple[list[FileReport], tuple[str, ...]]:
    """Return the reports with one finding for each term that is kept in several places, and remarks on them.

    Args:
        reports: of all files, in their order: the finding stays at the term's first use.
    """
    uses: dict[str, list[Finding]] = defaultdict(list)
    for report in reports:
        for finding in report.findings:
            if term := kept_term(finding):
                uses[term].append(finding)
    kept = {term: found for term, found in uses.items() if len(found) >= USES}
    if not kept:
        return list(reports), ()
    firsts = {id(found[0]): term for term, found in kept.items()}
    gathered = [
        replace(
            report,
            findings=tuple(
                gathered_finding(firsts[id(finding)], kept[firsts[id(finding)]]) if id(finding) in firsts else finding
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
    """Return the term that a finding says was left, in small letters; ``None`` where it is about more than that."""
    if finding.rule != "untranslated" or finding.severity != "warning":
        return None
    found = values_in(finding.message, _(TERM_IN_ENGLISH)) or values_in(finding.message, _(TERM_IN_CHINESE))
    return found["term"].lower() if found else None


def term_fingerprint(finding: Finding) -> str | None:
    """Return the fingerprint that a term has that is kept in many places, of a finding about one of them."""
    term = kept_term(finding)
    return replace(finding, subject=term).fingerprint() if term else None


def gathered_finding(term: str, uses: Sequence[Finding]) -> Finding:
    """Return the first finding about a term, which speaks for all."""
    files = len({finding.place.path for finding in uses})
    said = {"message": uses[0].message, "uses": len(uses), "files": files}
    message = (
        _("{message} {uses} times in {files} files: translate it everywhere, or add it to the terms to keep", **said)
        if files > 1
        else _("{message} {uses} times in this file: translate it everywhere, or add it to the terms to keep", **said)
    )
    return replace(uses[0], message=message, subject=term)
