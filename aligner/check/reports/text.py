"""Text for a terminal: findings by file, then the coverage of each file."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import clip, covered_and_total, excerpt, name_of, notes_of, percent, verdict
from aligner.interface import _
from aligner.text_width import cell_width
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 86
"""Width of an excerpt in columns, so that the line with its indent has at most 100.

A bar precedes it, so that no text of a document begins a line: a GitHub workflow would execute commands after ``::``.
"""
_BAR = 20
"""Width of a coverage bar in columns."""
_NAME = 60
"""Maximum width of a file name beside its bar, in columns."""
_STYLES = {"error": "31", "warning": "33", "good": "32", "strong": "1", "faint": "2"}
"""Select Graphic Rendition of ECMA-48."""


def render_text(report: Report, *, colour: bool = False) -> str:
    """Return the report as lines of at most about 100 columns, except for file names and messages."""
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
    """Return a place as ``path:line``, which editors and terminals open with a click."""
    return f"{shown_path(place.path)}:{place.line}"


def _coverage_lines(report: Report, colour: bool) -> Iterator[str]:
    rows = [(clip(name_of(file), _NAME), file.covered, file.total) for file in report.files]
    rows.append((_("coverage in total"), *covered_and_total(report)))
    width = max(cell_width(name) for name, _, _ in rows)
    for name, covered, total in rows:
        bar = _styled(_bar(covered, total), "good" if covered >= total else "warning", colour)
        yield f"{name}{' ' * (width - cell_width(name))}  {bar} {percent(covered, total):>6}"


def _bar(covered: int, total: int) -> str:
    """Return a progress bar of the translated share, which is full only at 100 %.

    It consists of ASCII characters, which every code page has.
    """
    filled = covered * _BAR // total if total else _BAR
    return f"[{'#' * filled}{'-' * (_BAR - filled)}]"
