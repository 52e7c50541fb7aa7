"""A summary for a pull request: a table of files, and their findings in folded sections.

Text of documents is inside ``<code>``, and its punctuation is written as character references. Such
text cannot start mark-up in Markdown (CommonMark 0.31, section 2.5), in a table, or in the HTML of
``<summary>``. In ``<code>``, hosting sites do not treat ``@name`` or ``#12`` as a mention.
"""

from __future__ import annotations

import re

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import (
    clip,
    count_severities,
    covered_and_total,
    excerpt,
    name_of,
    notes_of,
    percent,
    verdict,
)
from aligner.interface import _, _n, counted
from aligner.unsafe_characters import one_line

_LIMIT = 60_000
"""Maximum length of the summary in characters; GitHub refuses a comment of 65,536."""
_TABLE_LIMIT = 30_000
"""Maximum length of the table in characters: half of the whole, as findings are more important than other files."""
_NOTES_LIMIT = 10_000
"""Maximum length of the notes about the check itself, in characters."""
_NAME, _EXCERPT, _MESSAGE = 150, 160, 300
"""Width of a file name, an excerpt and a message, in columns."""
_MARKUP = re.compile(r"[!-+:-@\[-`{-~]|(?<=www)\.", re.IGNORECASE)
"""ASCII punctuation except comma, hyphen, full stop and slash, and the full stop after ``www``, which makes a link."""


def render_markdown(report: Report) -> str:
    """Return the report as GitHub-flavoured Markdown of less than 65,536 characters.

    The files with the most errors come first.
    """
    files = sorted(report.files, key=_badness)
    title = _("Translation check: {share} translated", share=percent(*covered_and_total(report)))
    text = f"## {title}\n\n{verdict(report)}\n"
    notes = [(_("not checked"), line) for line in report.unreadable]
    notes += [(_("warning"), line) for line in report.remarks]
    notes += [(_("note"), line) for line in notes_of(report)]
    if notes:
        items = [f"- {_('{kind}: {line}', kind=kind, line=_code(line, _MESSAGE))}\n" for kind, line in notes]
        text += "\n" + _within(items, _NOTES_LIMIT, "- {}\n")
    if files:
        columns = (_("File"), _("Translated"), _("Errors"), _("Warnings"))
        text += f"\n| {' | '.join(columns)} |\n|:--|--:|--:|--:|\n"
        text += _within([_row(file) for file in files], _TABLE_LIMIT, "| {} | | | |\n")
    return text + _details(files, _LIMIT - len(text))


def _badness(file: FileReport) -> tuple[int, int, float]:
    errors, warnings = count_severities(file.findings)
    return -errors, -warnings, file.coverage


def _within(parts: list[str], limit: int, more: str) -> str:
    """Return as many of the first parts as fit into ``limit`` characters, and a line about the others.

    Args:
        parts: the parts, each with its line break.
        limit: maximum number of characters of all returned parts together.
        more: template of the line about omitted parts; ``{}`` stands for its text.
    """
    used = 0
    for number, part in enumerate(parts):
        used += len(part)
        if used > limit:
            return "".join(parts[:number]) + more.format(_("… {count:,} more", count=len(parts) - number))
    return "".join(parts)


def _code(text: str, width: int) -> str:
    return f"<code>{_reference(clip(text, width))}</code>"


def _reference(text: str) -> str:
    return _MARKUP.sub(lambda match: f"&#{ord(match[0])};", text)


def _row(file: FileReport) -> str:
    errors, warnings = count_severities(file.findings)
    return f"| {_code(name_of(file), _NAME)} | {percent(file.covered, file.total)} | {errors} | {warnings} |\n"


def _details(files: list[FileReport], limit: int) -> str:
    """Return a folded section for each file with findings, with as many findings as fit into ``limit`` characters."""
    text, hidden = "", 0
    for file in files:
        items: list[str] = []
        head, tail = _fold(file)
        room = limit - len(text) - len(head) - len(tail)
        for finding in file.findings:
            item = _item(finding)
            room -= len(item)
            if room < 0:
                break
            items.append(item)
        if items:
            text += head + "".join(items) + tail
        hidden += len(file.findings) - len(items)
    if not hidden:
        return text
    more = _n("… {count:,} finding more in the full report", "… {count:,} findings more in the full report", hidden)
    return f"{text}\n{more}\n"


def _fold(file: FileReport) -> tuple[str, str]:
    """Return the HTML before and after the findings of a file, which folds them under a summary line."""
    errors, warnings = count_severities(file.findings)
    counts = f"{counted(errors, 'error')}, {counted(warnings, 'warning')}"
    return f"\n<details><summary>{_code(name_of(file), _NAME)}: {counts}</summary>\n\n", "\n</details>\n"


def _item(finding: Finding) -> str:
    rule = _(RULES[finding.rule].title) if finding.rule in RULES else one_line(finding.rule)
    lines = [f"- **{_(finding.severity)}** {_reference(rule)}: {_code(finding.message, _MESSAGE)}"]
    for label, place in ((_("source"), finding.source), (_("target"), finding.target)):
        if place is not None:
            lines.append(f"  {label} {_position(place, finding.message)}")
    return "  \n".join(lines) + "\n"


def _position(place: Place, message: str) -> str:
    shown = f" <code>{_reference(excerpt(place, _EXCERPT, message))}</code>" if place.text.strip() else ""
    return _("{path} line {line}", path=_code(place.path, _NAME), line=place.line) + shown
