"""A status page: how much of each page is translated, what is stale, and all findings, in one file without a network.

Whatever comes from a document or a file's name is escaped, and the page's policy allows no script but its own.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections import Counter
from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.wording import count_severities, excerpt, name_of, notes_of, percent, verdict, well_formed
from aligner.formats.base import counted
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 300
"""Columns of a text that is shown; a page of a thousand findings stays below a megabyte."""


def render_html(report: Report) -> str:
    """Return the report as one page of HTML; the files with most to do come first."""
    style, script = _asset("status.css"), _asset("status.js")
    covered, total = report.weights
    title = f"Translation status: {percent(covered, total)}"
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<header>",
        "<h1>Translation status</h1>",
        f"<p>{_bar(covered, total)} <strong>{percent(covered, total)}</strong> of the source is translated</p>",
        f"<p>{escape(verdict(report))}</p>",
        *_notes(report),
        "</header>",
        "<main>",
        *_rules(report),
        *_filters(report),
        *(line for file in sorted(report.files, key=_todo) for line in _file(file)),
        '<p id="none" hidden>Nothing matches the filters.</p>',
        "</main>",
        f"<script>{script}</script>",
        "</body>",
        "</html>",
    ]
    return well_formed("\n".join(parts)) + "\n"


@cache
def _asset(name: str) -> str:
    return (files("aligner.check.reports") / name).read_text(encoding="utf-8").strip()


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _todo(file: FileReport) -> tuple[int, float, int, str]:
    errors, warnings = count_severities(file.findings)
    return -errors, file.coverage, -warnings, name_of(file)


def _bar(covered: int, total: int) -> str:
    """Return a bar; it is full only when nothing is missing."""
    value = covered * 100 // total if total else 100
    return f'<progress max="100" value="{value}" aria-label="translated">{value} %</progress>'


def _notes(report: Report) -> Iterator[str]:
    lines = [("not checked", line) for line in report.unreadable]
    lines += [("warning", line) for line in report.remarks]
    lines += [("note", line) for line in notes_of(report)]
    if lines:
        yield f"<details><summary>{counted(len(lines), 'note')} on the check itself</summary><ul>"
        yield from (f"<li>{kind}: {escape(one_line(line))}</li>" for kind, line in lines)
        yield "</ul></details>"


def _rules(report: Report) -> Iterator[str]:
    """Yield a table of the rules that found something, each a button that filters by it."""
    counts = Counter(finding.rule for finding in report.findings)
    if not counts:
        return
    yield '<section><h2>Findings by rule</h2><ul class="rules">'
    for rule, count in counts.most_common():
        title = RULES[rule].title if rule in RULES else rule
        name = escape(one_line(rule))
        yield (
            f'<li><button type="button" data-rule="{name}" aria-pressed="false">'
            f"<b>{count:,}</b> {escape(one_line(title))} <code>{name}</code></button></li>"
        )
    yield "</ul></section>"


def _filters(report: Report) -> Iterator[str]:
    if not report.files:
        return
    yield '<form id="filters"><label>Search <input type="search" name="words" autocomplete="off"></label>'
    yield '<label>Show <select name="show"><option value="">all pages</option>'
    yield '<option value="findings">pages with findings</option><option value="error">errors</option>'
    yield '<option value="warning">warnings</option><option value="stale">stale passages</option>'
    yield '<option value="open">pages not fully translated</option></select></label>'
    yield '<output id="count"></output></form>'


def _file(file: FileReport) -> Iterator[str]:
    errors, warnings = count_severities(file.findings)
    stale = sum(finding.rule == "stale" for finding in file.findings)
    labels = [
        f'<span class="{kind}">{count} {kind}{"s" * (count != 1 and kind != "stale")}</span>'
        for kind, count in (("error", errors), ("warning", warnings), ("stale", stale))
        if count
    ]
    whole = "" if file.covered < file.total else ' data-whole="1"'
    name = escape(shown_path(name_of(file)))
    head = f"{_bar(file.covered, file.total)} <span>{percent(file.covered, file.total)}</span> "
    yield f'<details class="page"{whole}><summary><span class="name">{name}</span> {head}{" ".join(labels)}</summary>'
    if file.source and file.target:
        yield f'<p class="sides">{escape(shown_path(file.source))} → {escape(shown_path(file.target))}</p>'
    if not file.findings:
        yield "<p>No findings.</p>"
    for finding in file.findings:
        yield from _finding(finding)
    yield "</details>"


def _finding(finding: Finding) -> Iterator[str]:
    rule, severity = escape(one_line(finding.rule)), "error" if finding.severity == "error" else "warning"
    yield f'<article data-rule="{rule}" data-severity="{severity}">'
    sure = f" <small>{finding.confidence:.0%} sure</small>" if finding.confidence < 1 else ""
    message = f"{escape(one_line(finding.message))}{sure}"
    yield f'<p><span class="{severity}">{severity}</span> <code>{rule}</code> {message}</p>'
    for label, place in (("source", finding.source), ("target", finding.target)):
        if place is not None:
            yield _place(label, place, finding)
    yield "</article>"


def _place(label: str, place: Place, finding: Finding) -> str:
    shown = excerpt(place, _EXCERPT, finding.message)
    quote = f"<q>{escape(shown)}</q>" if shown.strip() else ""
    return f'<p class="place"><span>{label} {escape(shown_path(place.path))}:{place.line}</span>{quote}</p>'
