"""Render a `Report` as text, with one module for each output format.

Each output is well-formed, whatever characters the documents and their names contain. Characters
that a format cannot represent (control characters, lone surrogates) become U+FFFD. Characters of
the format's mark-up are escaped.
"""

from __future__ import annotations

from aligner.check.findings import Report
from aligner.registry import Entry, Registry

REPORTS = Registry(
    "output",
    {
        "text": Entry("aligner.check.reports.text:render_text", "for people at a terminal", (".txt",)),
        "json": Entry("aligner.check.reports.json_report:render_json", "everything, for programs", (".json",)),
        "junit": Entry("aligner.check.reports.junit:render_junit", "test report, JUnit XML", (".xml",)),
        "sarif": Entry("aligner.check.reports.sarif:render_sarif", "for code scanning, SARIF 2.1.0", (".sarif",)),
        "github": Entry("aligner.check.reports.github:render_github", "annotations in a GitHub workflow"),
        "markdown": Entry("aligner.check.reports.markdown:render_markdown", "summary for a pull request", (".md",)),
        "html": Entry("aligner.check.reports.html:render_html", "status page of the translation", (".html", ".htm")),
        "badge": Entry(
            "aligner.check.reports.badge:render_badge", "coverage badge, shields endpoint", (".badge.json",)
        ),
    },
)


def render(report: Report, name: str, *, colour: bool = False) -> str:
    """Return a report as text that can be encoded in UTF-8 and ends with a line break.

    Args:
        report: the report.
        name: name of the output format, from `REPORTS`.
        colour: whether ``text`` uses the colours of a terminal; the other formats have no colours.

    Raises:
        UsageError: there is no such format.
    """
    renderer = REPORTS.load(name)
    text: str = renderer(report, colour=colour) if name == "text" else renderer(report)
    return text
