"""JUnit XML for Jenkins, GitLab and others.

Each pair of files is a suite, and each error is a failure. JUnit XML has no official standard. The
output is valid for the strictest schema in use, that of Jenkins' xUnit plug-in (junit-10.xsd).
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from xml.etree import ElementTree as Xml

from aligner.check.findings import FileReport, Finding, Report
from aligner.check.reports.wording import anchor, clip, count_severities, name_of, percent
from aligner.interface import _
from aligner.unsafe_characters import one_line, shown_path

_EXCERPT = 60
"""Width of an excerpt in the name of a test, in columns."""
_TEXT = 1000
"""Width of a segment in the body of a failure, in columns."""


def render_junit(report: Report) -> str:
    """Return the report as JUnit XML.

    An error is a failed test, a warning is a passed test with output, and a pair without findings is one passed test.
    The name of a test has no line number, so that it does not change when lines move. Names are unique in a suite:
    GitLab compares tests by name and drops repeated names.
    """
    root = Xml.Element("testsuites", name="aligner check")
    suites = [_suite(file) for file in report.files]
    if report.unreadable:
        suites.append(_unreadable(report.unreadable))
    root.extend(suites)
    for key in ("tests", "failures", "errors"):
        root.set(key, str(sum(int(suite.get(key, "0")) for suite in suites)))
    Xml.indent(root)
    return "<?xml version='1.0' encoding='utf-8'?>\n" + Xml.tostring(root, encoding="unicode") + "\n"


def _suite(file: FileReport) -> Xml.Element:
    name = shown_path(name_of(file))
    failures, _ = count_severities(file.findings)
    counts = {"tests": str(len(file.findings) or 1), "failures": str(failures), "errors": "0"}
    suite = Xml.Element("testsuite", {"name": name, "file": name, **counts})
    facts = {"source": shown_path(file.source or ""), "coverage": percent(file.covered, file.total)}
    properties = Xml.SubElement(suite, "properties")
    for key, value in facts.items():
        Xml.SubElement(properties, "property", name=key, value=value)
    seen: set[str] = set()
    for finding in file.findings:
        title = _unused(_title(finding), seen)
        seen.add(title)
        _add_finding(Xml.SubElement(suite, "testcase", name=title, classname=name, time="0"), file, finding)
    if not file.findings:
        Xml.SubElement(suite, "testcase", name="complete", classname=name, time="0")
    return suite


def _unreadable(lines: Sequence[str]) -> Xml.Element:
    """Return a test suite with one error for each file that could not be checked.

    In JUnit, an error is not a failure; failures are faults of the translation.
    """
    count = str(len(lines))
    suite = Xml.Element("testsuite", name="not checked", tests=count, failures="0", errors=count)
    for number, line in enumerate(lines, start=1):
        case = Xml.SubElement(suite, "testcase", name=f"readable ({number})", classname="not checked", time="0")
        Xml.SubElement(case, "error", type="unreadable", message=one_line(line)).text = one_line(line)
    return suite


def _unused(title: str, used: set[str]) -> str:
    """Return the title of a test; if it is already used, add the lowest number that makes it unique."""
    numbered = (f"{title} ({number})" for number in itertools.count(2))
    return next(name for name in itertools.chain([title], numbered) if name not in used)


def _title(finding: Finding) -> str:
    text = next((place.text for place in (finding.source, finding.target) if place and place.text.strip()), "")
    return f"{one_line(finding.rule)}: {clip(text or finding.message, _EXCERPT)}"


def _add_finding(case: Xml.Element, file: FileReport, finding: Finding) -> None:
    place = anchor(file, finding)
    message = f"{shown_path(place.path)}:{place.line}: {one_line(finding.message)}"
    places = [
        f"{label} {shown_path(place.path)}:{place.line}\n  {clip(place.text, _TEXT)}".rstrip()
        for label, place in ((_("source"), finding.source), (_("target"), finding.target))
        if place is not None
    ]
    body = "\n".join([one_line(finding.message), *places])
    if finding.severity == "error":
        Xml.SubElement(case, "failure", type=one_line(finding.rule), message=message).text = body
    else:
        Xml.SubElement(case, "system-out").text = _("warning: {remark}", remark=body)
