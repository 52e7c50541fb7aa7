"""For people at a terminal: findings by file, then how much of each file is translated."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import clip, covered_and_total, excerpt, name_of, notes_of, percent, verdict
from aligner.interface import _
from aligner.text_width import cell_width
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 86
"""Columns of a text that is shown: a line of 100 with its indent.

A bar stands before it, so that no text of a document begins a line: the runner of a GitHub workflow would obey ``::``.
"""
_BAR = 20
_NAME = 60
"""Columns at most of a file's name beside its bar."""
_STYLES = {"error": "31", "warning": "33", "good": "32", "strong": "1", "faint": "2"}
"""Select Graphic Rendition of ECMA-48."""


def render_text(report: Report, *, colour: bool = False) -> str:
    """Return the report as lines of at most about 100 columns, file names and messages apart."""
    lines = [line for file in report.files if file.findings for line in _file_lines(file, colour)]
    lines += _coverage_lines(report, colour)
    lines += [_styled(_("warning: {remark}", remark=one_line(remark)), "warning", colour) for remark in report.remarks]
    lines += [_("note: {note}", note=note) for note in notes_of(report)]
    failed = bool(report.errors or report.unreadable)
    lines.append(_styled(verdict(report), "error" if failed else "good", colour))
    return "\n".join(lines) + "\n"


def _styled(text: str, style: str, colour: bool) -> str:
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if colour else text


def _file_lines(file: FileReport, colour: bool) -> Iterator[str]:
    yield _styled(shown_path(name_of(file)), "strong", colour)
    for finding in file.findings:
        yield from _finding_lines(finding, colour)
    yield ""


def _finding_lines(finding: Finding, colour: bool) -> Iterator[str]:
    share = _("{confidence:.0%} sure", confidence=finding.confidence)
    sure = f"  ({share})" if finding.confidence < 1 else ""
    severity = _styled(_(finding.severity), finding.severity, colour)
    yield f"  {severity} {one_line(finding.rule)}: {one_line(finding.message)}{sure}"
    for label, place in ((_("source"), finding.source), (_("target"), finding.target)):
        if place is not None:
            yield f"    {label}  {_position(place)}"
            if place.text.strip():
                yield _styled(f"            | {excerpt(place, _EXCERPT, finding.message)}", "faint", colour)


def _position(place: Place) -> str:
    """Return a place in the form that editors and terminals open with a click."""
    return f"{shown_path(place.path)}:{place.line}"


def _coverage_lines(report: Report, colour: bool) -> Iterator[str]:
    rows = [(clip(name_of(file), _NAME), file.covered, file.total) for file in report.files]
    rows.append((_("coverage in total"), *covered_and_total(report)))
    width = max(cell_width(name) for name, _, _ in rows)
    for name, covered, total in rows:
        bar = _styled(_bar(covered, total), "good" if covered >= total else "warning", colour)
        yield f"{name}{' ' * (width - cell_width(name))}  {bar} {percent(covered, total):>6}"


def _bar(covered: int, total: int) -> str:
    """Return a bar of plain ASCII, which every code page has; it is full only when nothing is missing."""
    filled = covered * _BAR // total if total else _BAR
    return f"[{'#' * filled}{'-' * (_BAR - filled)}]"
