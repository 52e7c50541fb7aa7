"""A status page: the coverage of each file, and all findings.

Among the findings are passages whose source has changed since the translation. The page is one file
that works offline. Texts of documents and file names are escaped. The content security policy of
the page allows only its own script.
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
from aligner.interface import _, _n, language
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 300
"""Width of an excerpt in columns; with it, a page with a thousand findings has less than a megabyte."""


def render_html(report: Report) -> str:
    """Return the report as one page of HTML; the files with the most errors come first."""
    style, script = _asset("status.css"), _asset("status.js")
    covered, total = report.weights
    title = _("Translation status: {share}", share=percent(covered, total))
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'"
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="{language()}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(title)}</title>",
        f"<style>{style}</style>",
        "</head>",
        "<body>",
        "<header>",
        f"<h1>{_('Translation status')}</h1>",
        f"<p>{_bar(covered, total)} {_share_in_bold(covered, total)}</p>",
        f"<p>{escape(verdict(report))}</p>",
        *_notes(report),
        "</header>",
        "<main>",
        *_rules(report),
        *_filters(report),
        *(line for file in sorted(report.files, key=_todo) for line in _file(file)),
        f'<p id="none" hidden>{_("Nothing matches the filters.")}</p>',
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
    """Return a progress bar of the translated share in HTML; it is full only if everything is translated."""
    value = covered * 100 // total if total else 100
    return f'<progress max="100" value="{value}" aria-label="{_("translated")}">{value} %</progress>'


def _share_in_bold(covered: int, total: int) -> str:
    share = f"<strong>{percent(covered, total)}</strong>"
    return _("{share} of the source is translated", share=share)


def _notes(report: Report) -> Iterator[str]:
    lines = [(_("not checked"), line) for line in report.unreadable]
    lines += [(_("warning"), line) for line in report.remarks]
    lines += [(_("note"), line) for line in notes_of(report)]
    if lines:
        said = _n("{count:,} note on the check itself", "{count:,} notes on the check itself", len(lines))
        yield f"<details><summary>{said}</summary><ul>"
        yield from (f"<li>{_('{kind}: {line}', kind=kind, line=escape(one_line(line)))}</li>" for kind, line in lines)
        yield "</ul></details>"


def _rules(report: Report) -> Iterator[str]:
    """Yield the HTML of a list of the rules with findings; a click on a rule shows only its findings."""
    counts = Counter(finding.rule for finding in report.findings)
    if not counts:
        return
    yield f'<section><h2>{_("Findings by rule")}</h2><ul class="rules">'
    for rule, count in counts.most_common():
        title = _(RULES[rule].title) if rule in RULES else rule
        name = escape(one_line(rule))
        yield (
            f'<li><button type="button" data-rule="{name}" aria-pressed="false">'
            f"<b>{count:,}</b> {escape(one_line(title))} <code>{name}</code></button></li>"
        )
    yield "</ul></section>"


def _filters(report: Report) -> Iterator[str]:
    if not report.files:
        return
    kinds = (
        ("", _("all pages")),
        ("findings", _("pages with findings")),
        ("error", _("errors")),
        ("warning", _("warnings")),
        ("stale", _("stale passages")),
        ("open", _("pages not fully translated")),
    )
    yield f'<form id="filters"><label>{_("Search")} <input type="search" name="words" autocomplete="off"></label>'
    yield f'<label>{_("Show")} <select name="show">'
    yield from (f'<option value="{kind}">{words}</option>' for kind, words in kinds)
    yield f'</select></label><output id="count" data-template="{_("{shown} of {all} pages")}"></output></form>'


def _file(file: FileReport) -> Iterator[str]:
    errors, warnings = count_severities(file.findings)
    stale = sum(finding.rule == "stale" for finding in file.findings)
    labels = [
        f'<span class="{kind}">{words}</span>'
        for kind, count, words in (
            ("error", errors, _n("{count} error", "{count} errors", errors)),
            ("warning", warnings, _n("{count} warning", "{count} warnings", warnings)),
            ("stale", stale, _("{count} stale", count=stale)),
        )
        if count
    ]
    whole = "" if file.covered < file.total else ' data-whole="1"'
    name = escape(shown_path(name_of(file)))
    head = f"{_bar(file.covered, file.total)} <span>{percent(file.covered, file.total)}</span> "
    yield f'<details class="page"{whole}><summary><span class="name">{name}</span> {head}{" ".join(labels)}</summary>'
    if file.source and file.target:
        yield f'<p class="sides">{escape(shown_path(file.source))} → {escape(shown_path(file.target))}</p>'
    if not file.findings:
        yield f"<p>{_('No findings.')}</p>"
    for finding in file.findings:
        yield from _finding(finding)
    yield "</details>"


def _finding(finding: Finding) -> Iterator[str]:
    rule, severity = escape(one_line(finding.rule)), "error" if finding.severity == "error" else "warning"
    yield f'<article data-rule="{rule}" data-severity="{severity}">'
    share = _("{confidence:.0%} sure", confidence=finding.confidence)
    sure = f" <small>{share}</small>" if finding.confidence < 1 else ""
    message = f"{escape(one_line(finding.message))}{sure}"
    yield f'<p><span class="{severity}">{_(severity)}</span> <code>{rule}</code> {message}</p>'
    for label, place in ((_("source"), finding.source), (_("target"), finding.target)):
        if place is not None:
            yield _place(label, place, finding)
    yield "</article>"


def _place(label: str, place: Place, finding: Finding) -> str:
    shown = excerpt(place, _EXCERPT, finding.message)
    quote = f"<q>{escape(shown)}</q>" if shown.strip() else ""
    return f'<p class="place"><span>{label} {escape(shown_path(place.path))}:{place.line}</span>{quote}</p>'
