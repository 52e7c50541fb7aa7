"""Texts that several output formats share: short and safe excerpts, places, counts and percentages."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.interface import _, _n, counted
from aligner.text_width import cell_width, cut_to_width
from aligner.unsafe_characters import REPLACEMENT, one_line

_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile("“([^”]{2,200})”")
_MAX_KINDS = 8
"""Maximum number of kinds of files that are named; a folder of data may have dozens."""


def well_formed(text: str) -> str:
    """Return ``text`` with lone surrogates replaced by U+FFFD, so that it can be encoded in UTF-8."""
    return _SURROGATE.sub(REPLACEMENT, text)


def clip(text: str, width: int) -> str:
    """Return ``text`` in one line, cut to ``width`` columns with ``…``; a Chinese character has two columns."""
    # 100 characters for each column are more than can be shown; the rest of a long text need not be read
    return cut_to_width(one_line(text[: 100 * width]), width)


def excerpt(place: Place, width: int, message: str = "") -> str:
    """Return the part of a place's text that contains the faulty words, cut to ``width`` columns.

    Args:
        place: the place.
        width: width in columns.
        message: message of the finding; if the place has no focus, the words that the message quotes
            are shown.
    """
    text, focus = place.text, min(place.focus, len(place.text))
    if not focus:
        quoted = [text.find(words.rstrip("…")) for words in _QUOTED.findall(message)]
        focus = min((offset for offset in quoted if offset > 0), default=0)
    if focus <= width and cell_width(text[:focus]) <= width // 2:
        return clip(text, width)
    start = focus
    while start > 0 and cell_width(text[start - 1 : focus]) <= width // 3:  # some context before the words
        start -= 1
    while start > 0 and cell_width(text[start - 1 :][:width]) < width - 1:  # fill the width at the end of the text
        start -= 1
    return clip(f"…{text[start:]}" if start else text, width)


def unchecked_line(report: Report) -> str:
    """Return a line such as ``12 files not checked: .ini 9, .tex 3``; empty if all files were checked."""
    if not report.unchecked:
        return ""
    total = sum(count for _, count in report.unchecked)
    shown = [f"{one_line(kind)} {count:,}" for kind, count in report.unchecked[:_MAX_KINDS]]
    others = sum(count for _, count in report.unchecked[_MAX_KINDS:])
    kinds = ", ".join([*shown, *([_("others {count:,}", count=others)] if others else [])])
    return _n(
        "{count:,} file not checked, nothing reads them: {kinds}",
        "{count:,} files not checked, nothing reads them: {kinds}",
        total,
        kinds=kinds,
    )


def notes_of(report: Report) -> list[str]:
    """Return notes about the files without a reader, and about the files that are skipped for safety."""
    unchecked = unchecked_line(report)
    skipped = [_("not read, {line}", line=one_line(line)) for line in report.skipped]
    return [*([unchecked] if unchecked else []), *skipped]


def name_of(file: FileReport) -> str:
    """Return the path that represents a pair: the path of the translation, else that of the source."""
    return file.target or file.source or ""


def anchor(file: FileReport, finding: Finding, touched: Container[str] = ()) -> Place:
    """Return the place to open for a finding; the place is in an existing file.

    Args:
        file: report of the file.
        finding: the finding.
        touched: paths of changed files. Hosting sites show annotations only on changed files. So if
            only the source has changed, the place is in the source.
    """
    if file.target is None and finding.source is not None:
        return finding.source
    if finding.source and finding.source.path in touched and finding.place.path not in touched:
        return finding.source
    return finding.place


def count_severities(findings: Iterable[Finding]) -> tuple[int, int]:
    """Return the number of errors and the number of warnings among the findings."""
    severities = [finding.severity for finding in findings]
    return severities.count("error"), severities.count("warning")


def percent(covered: int, total: int) -> str:
    """Return ``covered`` as a percentage of ``total`` with one decimal.

    The number is rounded down, so that 100.0% means that nothing is missing.
    """
    thousandths = covered * 1000 // total if total else 1000
    return f"{thousandths // 10}.{thousandths % 10}%"


def covered_and_total(report: Report) -> tuple[int, int]:
    """Return the numbers of translated characters and of all characters of the sources."""
    return report.weights


def verdict(report: Report) -> str:
    """Return a summary line such as ``2 errors, 1 warning in 14 files, 3 silenced, 1 file not checked``."""
    errors, warnings = count_severities(report.findings)
    silenced = _(", {count:,} silenced", count=report.silenced) if report.silenced else ""
    files = counted(len(report.unreadable), "file")
    unread = _(", {files} not checked", files=files) if report.unreadable else ""
    counts = _(
        "{errors}, {warnings} in {files}",
        errors=counted(errors, "error"),
        warnings=counted(warnings, "warning"),
        files=counted(len(report.files), "file"),
    )
    return counts + silenced + unread
