"""Annotations in a GitHub workflow: one workflow command for each finding.

Characters are escaped as in GitHub's toolkit (actions/toolkit, command.ts). GitHub shows only 10
errors and 10 warnings of a step. The log and the Markdown summary show the others.
"""

from __future__ import annotations

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Report
from aligner.check.reports.wording import anchor, covered_and_total, excerpt, notes_of, percent, verdict
from aligner.interface import _
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 200
"""Width of an excerpt in columns."""


def render_github(report: Report) -> str:
    """Return one line for each finding, and a last line with the counts and the coverage."""
    lines = [_command(file, finding, report.touched) for file in report.files for finding in file.findings]
    lines += [_note("error", _("Not checked"), one_line(line)) for line in report.unreadable]
    lines += [_note("warning", _("Comment"), one_line(line)) for line in report.remarks]
    lines += [_note("notice", _("Not checked"), note) for note in notes_of(report)]
    lines.append(_("{verdict}; coverage {share}", verdict=verdict(report), share=percent(*covered_and_total(report))))
    return "\n".join(lines) + "\n"


def _note(level: str, title: str, text: str) -> str:
    """Return a workflow command for an annotation that is not about a line of a file."""
    return f"::{level} title={_escape_property(title)}::{_escape(text)}"


def _command(file: FileReport, finding: Finding, touched: frozenset[str]) -> str:
    place = anchor(file, finding, touched)
    title = f"{_(RULES[finding.rule].title)} ({finding.rule})" if finding.rule in RULES else one_line(finding.rule)
    properties = {"file": shown_path(place.path), "line": str(place.line), "title": title}
    named = ",".join(f"{key}={_escape_property(value)}" for key, value in properties.items())
    message = _escape("\n".join(_message(finding)))
    level = "error" if finding.severity == "error" else "warning"  # a fixed word, as the severity is not escaped
    return f"::{level} {named}::{message}"


def _message(finding: Finding) -> list[str]:
    lines = [one_line(finding.message)]
    for label, place in ((_("source"), finding.source), (_("target"), finding.target)):
        if place is not None and place.text.strip():
            lines.append(f"{label} {shown_path(place.path)}:{place.line}: {excerpt(place, _EXCERPT, finding.message)}")
    return lines


def _escape(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape(text).replace(":", "%3A").replace(",", "%2C")
