"""What the outputs word alike: texts made safe and short, places, counts, shares."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.interface import _, _n, counted
from aligner.text_width import cell_width, cut_to_width
from aligner.unsafe_characters import REPLACEMENT, one_line

_SURROGATE = re.compile("[\ud800-\udfff]")
_QUOTED = re.compile("“([^”]{2,200})”")
_MOST_KINDS = 8
"""Kinds of files that are named; a folder of data has dozens."""


def well_formed(text: str) -> str:
    """Return ``text`` as UTF-8 can hold it: a lone surrogate becomes U+FFFD."""
    return _SURROGATE.sub(REPLACEMENT, text)


def clip(text: str, width: int) -> str:
    """Return ``text`` on one line, cut to ``width`` columns (a Chinese character takes two); a cut shows as ``…``."""
    # a hundred characters a column are more than can be shown; the rest of a very long text is not looked at
    return cut_to_width(one_line(text[: 100 * width]), width)


def excerpt(place: Place, width: int, message: str = "") -> str:
    """Return the part of a place's text that shows the words in question, cut to ``width`` columns.

    Args:
        place: whose text is shown.
        width: columns.
        message: of the finding; where the place does not say which words are meant, those that it quotes.
    """
    text, focus = place.text, min(place.focus, len(place.text))
    if not focus:
        quoted = [text.find(words.rstrip("…")) for words in _QUOTED.findall(message)]
        focus = min((found for found in quoted if found > 0), default=0)
    if focus <= width and cell_width(text[:focus]) <= width // 2:
        return clip(text, width)
    start = focus
    while start > 0 and cell_width(text[start - 1 : focus]) <= width // 3:  # what stands before shows where it is
        start -= 1
    while start > 0 and cell_width(text[start - 1 :][:width]) < width - 1:  # the end of the text is in sight
        start -= 1
    return clip(f"…{text[start:]}" if start else text, width)


def unchecked_line(report: Report) -> str:
    """Return ``12 files not checked: .ini 9, .tex 3``; empty where every file was checked."""
    if not report.unchecked:
        return ""
    total = sum(count for _, count in report.unchecked)
    shown = [f"{one_line(kind)} {count:,}" for kind, count in report.unchecked[:_MOST_KINDS]]
    left = sum(count for _, count in report.unchecked[_MOST_KINDS:])
    kinds = ", ".join([*shown, *([_("others {count:,}", count=left)] if left else [])])
    return _n(
        "{count:,} file not checked, nothing reads them: {kinds}",
        "{count:,} files not checked, nothing reads them: {kinds}",
        total,
        kinds=kinds,
    )


def notes_of(report: Report) -> list[str]:
    """Return what is said of files that were left out, though nothing is wrong with them."""
    unchecked = unchecked_line(report)
    skipped = [_("not read, {line}", line=one_line(line)) for line in report.skipped]
    return [*([unchecked] if unchecked else []), *skipped]


def name_of(file: FileReport) -> str:
    """Return the path by which a pair is called: the translation's, else the source's."""
    return file.target or file.source or ""


def anchor(file: FileReport, finding: Finding, touched: Container[str] = ()) -> Place:
    """Return the place to open for a finding: never one in a translation that does not exist.

    Args:
        file: that holds the finding.
        finding: where something is wrong.
        touched: files that changed: a host shows notes on these only, so the one of the two that changed is taken.
    """
    if file.target is None and finding.source is not None:
        return finding.source
    if finding.source and finding.source.path in touched and finding.place.path not in touched:
        return finding.source
    return finding.place


def count_severities(findings: Iterable[Finding]) -> tuple[int, int]:
    """Return how many are errors and how many are warnings."""
    severities = [finding.severity for finding in findings]
    return severities.count("error"), severities.count("warning")


def percent(covered: int, total: int) -> str:
    """Return a share of whole characters as a percentage, rounded down: 100.0% means that nothing is missing."""
    thousandths = covered * 1000 // total if total else 1000
    return f"{thousandths // 10}.{thousandths % 10}%"


def covered_and_total(report: Report) -> tuple[int, int]:
    """Return the characters of all sources that are translated, and all of them."""
    return report.weights


def verdict(report: Report) -> str:
    """Return one line on the whole: ``2 errors, 1 warning in 14 files, 3 silenced, 1 file not checked``."""
    errors, warnings = count_severities(report.findings)
    silenced = _(", {count:,} silenced", count=report.silenced) if report.silenced else ""
    files = counted(len(report.unreadable), "file")
    unread = _(", {files} not checked", files=files) if report.unreadable else ""
    found = _(
        "{errors}, {warnings} in {files}",
        errors=counted(errors, "error"),
        warnings=counted(warnings, "warning"),
        files=counted(len(report.files), "file"),
    )
    return found + silenced + unread
