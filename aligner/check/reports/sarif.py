"""SARIF 2.1.0 (OASIS Standard, 2020) for code scanning in GitHub, GitLab and editors."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import Any
from urllib.parse import quote

from aligner import __version__
from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import (
    anchor,
    clip,
    count_severities,
    covered_and_total,
    notes_of,
    percent,
    well_formed,
)
from aligner.unsafe_characters import one_line

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
"""Base of the relative addresses: the folder in which the check ran."""
_DRIVE = re.compile("[A-Za-z]:/")
_TEXT = 2000
"""Width of a segment in columns: code scanning limits the size of an upload."""


def render_sarif(report: Report) -> str:
    """Return the report as one SARIF run with the descriptions of all rules."""
    names = list(dict.fromkeys([*RULES, *(one_line(finding.rule) for finding in report.findings)]))
    fingerprints: Counter[str] = Counter()
    covered, total = covered_and_total(report)
    errors, warnings = count_severities(report.findings)
    run = {
        "tool": {
            "driver": {
                "name": "aligner",
                "semanticVersion": __version__,
                "rules": [_rule(name) for name in names],
            }
        },
        "invocations": [_invocation(report)],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder in which the check ran."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(file, finding, names, fingerprints) for file in report.files for finding in file.findings],
        "properties": {
            "coverage": percent(covered, total),
            "errors": errors,
            "warnings": warnings,
            "silenced": report.silenced,
        },
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return well_formed(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _invocation(report: Report) -> dict[str, Any]:
    """Return the SARIF invocation object: whether all files were checked, and notes about the other files."""
    notes = [("error", line) for line in report.unreadable] + [("warning", line) for line in report.remarks]
    notes += [("note", line) for line in notes_of(report)]
    invocation: dict[str, Any] = {"executionSuccessful": not report.unreadable}
    if notes:
        invocation["toolExecutionNotifications"] = [
            {"level": level, "message": {"text": one_line(line) or level}} for level, line in notes
        ]
    return invocation


def _rule(name: str) -> dict[str, Any]:
    rule: dict[str, Any] = {"id": name}
    if name in RULES:
        text = RULES[name]
        rule |= {
            "name": "".join(part.capitalize() for part in name.split("-")),
            "shortDescription": {"text": f"{text.title}."},
            "fullDescription": {"text": text.explanation},
            "help": {"text": f"{text.explanation} {text.remedy}"},
            "defaultConfiguration": {"level": text.severity},
        }
    return rule


def _result(file: FileReport, finding: Finding, names: list[str], fingerprints: Counter[str]) -> dict[str, Any]:
    place = anchor(file, finding)
    rule, fingerprint = one_line(finding.rule), finding.fingerprint()
    fingerprints[fingerprint] += 1
    related = [other for other in (finding.source, finding.target) if other not in (None, place)]
    result: dict[str, Any] = {
        "ruleId": rule,
        "ruleIndex": names.index(rule),
        "level": finding.severity,
        "message": {"text": _message(finding)},
        "locations": [_location(place)],
        "partialFingerprints": {
            # GitHub compares by this name only; the number distinguishes equal findings
            "primaryLocationLineHash": f"{fingerprint}:{fingerprints[fingerprint]}",
            "finding/v1": fingerprint,
        },
        "rank": round(100 * finding.confidence, 1),
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(other), "message": {"text": _role(finding, other)}}
            for number, other in enumerate(related)
            if other is not None
        ]
    return result


def _role(finding: Finding, place: Place) -> str:
    return "Source" if place is finding.source else "Translation"


def _message(finding: Finding) -> str:
    """Return the message of a finding as a sentence.

    ``](`` is escaped, since it would make a link (section 3.11.6). Section 3.11.5 requires doubled
    braces, but this output does not double them: readers format only messages with arguments, and would
    show ``{name}`` as ``{{name}}``.
    """
    text = (one_line(finding.message) or one_line(finding.rule)).replace("](", "\\](")
    return text if text.endswith((".", "!", "?", "。")) else f"{text}."


def _location(place: Place) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": max(1, place.line)}
    if place.text.strip():
        region["snippet"] = {"text": clip(place.text, _TEXT)}
    return {"physicalLocation": {"artifactLocation": _address(place.path), "region": region}}


def _address(path: str) -> dict[str, str]:
    """Return the artifact location of a file: relative to the root, or with the scheme ``file`` if absolute."""
    try:
        content = path.encode("utf-8", "surrogateescape")  # a name that is not UTF-8 keeps its bytes
    except UnicodeEncodeError:
        content = well_formed(path).encode()
    if path.startswith("/") or _DRIVE.match(path):
        return {"uri": f"file:///{quote(content.lstrip(b'/'))}"}
    return {"uri": quote(content).removeprefix("./") or ".", "uriBaseId": _ROOT}
