"""The complete report as JSON for programs; `docs/check-report.schema.json` describes its fields.

A new version of the program may add fields. If a field is removed or its meaning changes,
``schema_version`` increases.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from aligner import __version__
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import count_severities, covered_and_total, well_formed

SCHEMA_VERSION = 1
_RARE = ("focus", "key")


def render_json(report: Report) -> str:
    """Return the report as one JSON object with complete texts; lone surrogates become U+FFFD."""
    errors, warnings = count_severities(report.findings)
    covered, total = covered_and_total(report)
    value = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "aligner", "version": __version__},
        "summary": {
            "files": len(report.files),
            "errors": errors,
            "warnings": warnings,
            "silenced": report.silenced,
            "covered": covered,
            "total": total,
            "coverage": report.coverage,
        },
        "files": [_file(file) for file in report.files],
        "unreadable": list(report.unreadable),
        "remarks": list(report.remarks),
        "unchecked": [{"kind": kind, "files": count} for kind, count in report.unchecked],
        "skipped": list(report.skipped),
    }
    return well_formed(json.dumps(value, ensure_ascii=False, indent=2)) + "\n"


def _file(file: FileReport) -> dict[str, Any]:
    return {
        "source": file.source,
        "target": file.target,
        "covered": file.covered,
        "total": file.total,
        "coverage": file.coverage,
        "findings": [_finding(finding) for finding in file.findings],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "message": finding.message,
        "confidence": finding.confidence,
        "fingerprint": finding.fingerprint(),
        "source": _place(finding.source),
        "target": _place(finding.target),
    }


def _place(place: Place | None) -> dict[str, Any] | None:
    """Return a place as a JSON object, without the fields ``focus`` and ``key`` if they are 0 or empty."""
    return (
        None if place is None else {name: value for name, value in asdict(place).items() if name not in _RARE or value}
    )
