"""Each output is well-formed for any content, and the programs that read it get all findings."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports import REPORTS, render
from aligner.check.reports.wording import clip
from aligner.errors import UsageError
from aligner.text_width import cell_width
from aligner.unsafe_characters import one_line

ROOT = Path(__file__).resolve().parents[2]
SCHEMAS = ROOT / "tests" / "data" / "check"

NASTY = st.one_of(
    st.text(max_size=40),
    st.text(st.characters(), max_size=30),  # with lone surrogates
    st.text("|`<>&\"'*_[]()#@!\\:,%{}~-\n\r\t\x00\x1b\x85\u2028\u202e\ud800\udcff 中文", max_size=30),
    st.sampled_from(["]]>", "<!--", "</details>", "::error::x", "%0A", "a](1)", "{0}", "www.example.org", "中" * 3000]),
)
PLACES = st.builds(Place, NASTY, st.integers(1, 10**6), NASTY)
RULE_NAMES = st.one_of(st.sampled_from(list(RULES)), NASTY.filter(bool))


@st.composite
def findings(draw):
    source, target = draw(PLACES), draw(PLACES)
    source, target = draw(st.sampled_from([(source, target), (source, None), (None, target)]))
    severity = draw(st.sampled_from(["error", "warning"]))
    return Finding(draw(RULE_NAMES), severity, draw(NASTY), source, target, draw(st.floats(0, 1)))


@st.composite
def file_reports(draw):
    total = draw(st.integers(0, 10**6))
    source, target = draw(st.sampled_from([(1, 1), (1, 0), (0, 1)]))
    return FileReport(
        draw(NASTY) if source else None,
        draw(NASTY) if target else None,
        tuple(draw(st.lists(findings(), max_size=4))),
        draw(st.integers(0, total)),
        total,
    )


NOTES = st.lists(NASTY, max_size=2).map(tuple)
REPORT_VALUES = st.builds(Report, st.lists(file_reports(), max_size=4).map(tuple), st.integers(0, 5), NOTES, NOTES)


def report_of(*findings, covered=900, total=1000):
    return Report((FileReport("docs/en/a.md", "docs/zh/a.md", findings, covered, total),))


OMISSION = Finding(
    "omission",
    "error",
    "a paragraph of 12 words has no counterpart",
    Place("docs/en/a.md", 12, "Save the file before you close it."),
    Place("docs/zh/a.md", 14),
    0.93,
)
UNTRANSLATED = Finding(
    "untranslated",
    "warning",
    'the word "and" is left',
    Place("docs/en/a.md", 20, "cats and dogs"),
    Place("docs/zh/a.md", 22, "猫and狗"),
)


# all outputs


@pytest.mark.parametrize("name", list(REPORTS))
@given(report=REPORT_VALUES)
@settings(max_examples=25, deadline=None)
def test_every_output_is_utf_8_and_ends_with_a_line_end(name, report):
    text = render(report, name)
    assert text.encode("utf-8")
    assert text.endswith("\n")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text) or name == "json"
    assert render(report, name) == text


def test_an_unknown_output_is_named():
    with pytest.raises(UsageError, match="pdf"):
        render(Report(), "pdf")


def test_the_catalogue_is_complete():
    assert len(RULES) == 26
    for name, rule in RULES.items():
        assert re.fullmatch("[a-z]+(-[a-z]+)?", name)
        assert rule.explanation.endswith(".")
        assert ". " not in rule.explanation, "one sentence"
        assert rule.remedy.endswith(".")


# widths


@given(NASTY, st.integers(2, 100))
def test_a_clipped_text_has_at_most_the_given_width(text, width):
    clipped = clip(text, width)
    assert cell_width(clipped) <= width
    assert "\n" not in clipped


def test_a_chinese_character_takes_two_columns():
    assert clip("一二三四五", 10) == "一二三四五"
    assert clip("一二三四五六", 10) == "一二三四…"
    assert clip("abcdefghijk", 10) == "abcdefghi…"


# text


def test_text_says_where_on_both_sides():
    assert render(report_of(OMISSION, UNTRANSLATED), "text").splitlines() == [
        "docs/zh/a.md",
        "  error omission: a paragraph of 12 words has no counterpart  (93% sure)",
        "    source  docs/en/a.md:12",
        "            | Save the file before you close it.",
        "    target  docs/zh/a.md:14",
        '  warning untranslated: the word "and" is left',
        "    source  docs/en/a.md:20",
        "            | cats and dogs",
        "    target  docs/zh/a.md:22",
        "            | 猫and狗",
        "",
        "docs/zh/a.md       [##################--]  90.0%",
        "coverage in total  [##################--]  90.0%",
        "1 error, 1 warning in 1 file",
    ]


@given(REPORT_VALUES)
@settings(max_examples=25, deadline=None)
def test_colours_change_nothing_else(report):
    plain = render(report, "text")
    coloured = render(report, "text", colour=True)
    assert "\x1b" not in plain
    assert re.sub("\x1b\\[[0-9]+m", "", coloured) == plain


def test_full_coverage_means_that_nothing_is_missing():
    text = render(report_of(covered=999_999, total=1_000_000), "text")
    assert "99.9%" in text
    assert "100.0%" not in text
    assert "####################" not in text


# JSON


@given(REPORT_VALUES)
@settings(max_examples=25, deadline=None)
def test_json_fits_its_schema(report):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((ROOT / "docs" / "check-report.schema.json").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    value = json.loads(render(report, "json"))
    jsonschema.Draft202012Validator(schema).validate(value)
    assert value["summary"]["errors"] == len(report.errors)
    assert [finding["fingerprint"] for file in value["files"] for finding in file["findings"]] == [
        finding.fingerprint() for finding in report.findings
    ]


def test_json_has_complete_texts():
    value = json.loads(render(report_of(UNTRANSLATED), "json"))
    (finding,) = value["files"][0]["findings"]
    assert finding["target"] == {"path": "docs/zh/a.md", "line": 22, "text": "猫and狗"}
    assert finding["rule"] == "untranslated"


# JUnit


@pytest.fixture(scope="module")
def junit_schema():
    from lxml import etree

    return etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))


@given(report=REPORT_VALUES)
@settings(max_examples=40, deadline=None)
def test_junit_is_valid_for_jenkins(junit_schema, report):
    from lxml import etree

    tree = etree.fromstring(render(report, "junit").encode())
    junit_schema.assertValid(tree)
    assert len(tree) == len(report.files) + bool(report.unreadable)
    for suite in tree:
        names = [case.get("name") for case in suite.iter("testcase")]
        assert len(set(names)) == len(names) == int(suite.get("tests"))


@given(REPORT_VALUES)
@settings(max_examples=25, deadline=None)
def test_junitparser_counts_the_errors(report):
    junitparser = pytest.importorskip("junitparser")
    suites = junitparser.JUnitXml.fromstring(render(report, "junit").encode())
    failed = [result for suite in suites for case in suite for result in case.result]
    assert len([result for result in failed if isinstance(result, junitparser.Failure)]) == len(report.errors)
    assert suites.failures == len(report.errors)
    assert suites.errors == len(report.unreadable) == len(failed) - len(report.errors)


def test_a_test_keeps_its_name_when_lines_move():
    moved = Finding("omission", "error", OMISSION.message, Place("docs/en/a.md", 40, OMISSION.source.text), None)
    names = [re.findall('testcase name="([^"]+)"', render(report_of(each), "junit")) for each in (OMISSION, moved)]
    assert names[0] == names[1] == ["omission: Save the file before you close it."]


# SARIF


@given(report=REPORT_VALUES)
@settings(max_examples=10, deadline=None)
def test_sarif_fits_the_official_schema(report):
    jsonschema = pytest.importorskip("jsonschema")
    schema = json.loads((SCHEMAS / "sarif-2.1.0.schema.json").read_text(encoding="utf-8"))
    log = json.loads(render(report, "sarif"))
    jsonschema.Draft4Validator(schema, format_checker=jsonschema.FormatChecker()).validate(log)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert len(run["results"]) == len(report.findings)
    for result, finding in zip(run["results"], report.findings, strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert result["level"] == finding.severity
        assert result["message"]["text"]
        for location in [*result["locations"], *result.get("relatedLocations", [])]:
            uri = location["physicalLocation"]["artifactLocation"]["uri"]
            assert re.fullmatch(r"(file:///)?([A-Za-z0-9._~/-]|%[0-9A-F]{2})*", uri)
            assert urlsplit(uri).scheme in {"", "file"}
    hashes = [result["partialFingerprints"]["primaryLocationLineHash"] for result in run["results"]]
    assert len(set(hashes)) == len(hashes)


def test_sarif_points_at_both_sides():
    (result,) = json.loads(render(report_of(UNTRANSLATED), "sarif"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 22, "snippet": {"text": "猫and狗"}}
    (related,) = result["relatedLocations"]
    assert related["physicalLocation"]["artifactLocation"] == {"uri": "docs/en/a.md", "uriBaseId": "%SRCROOT%"}
    assert related["message"] == {"text": "Source"}
    assert result["partialFingerprints"]["finding/v1"] == UNTRANSLATED.fingerprint()


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docs/zh/指南 #1.md", "docs/zh/%E6%8C%87%E5%8D%97%20%231.md"),
        ("./a:b.md", "a%3Ab.md"),
        ("/srv/a.md", "file:///srv/a.md"),
        ("C:/a b.md", "file:///C%3A/a%20b.md"),
        ("caf\udce9.md", "caf%E9.md"),
    ],
)
def test_sarif_addresses(path, uri):
    finding = Finding("addition", "error", "x", None, Place(path))
    (result,) = json.loads(render(report_of(finding), "sarif"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_a_missing_translation_is_reported_at_its_source():
    finding = Finding("missing-file", "error", "not there", Place("en/a.md"), Place("zh/a.md"))
    report = Report((FileReport("en/a.md", None, (finding,), 0, 10),))
    (result,) = json.loads(render(report, "sarif"))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "en/a.md"
    assert render(report, "github").startswith("::error file=en/a.md,line=1,")


# GitHub


COMMAND = re.compile(r"::(error|warning) file=([^:,\n]*),line=(\d+),title=([^:,\n]*)::(.*)")


def unescape(text):
    """Undo the escapes in the order of the workflow runner, `%25` last."""
    for escape, character in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escape, character)
    return text


@given(REPORT_VALUES)
@settings(max_examples=40, deadline=None)
def test_a_finding_is_one_workflow_command(report):
    *commands, last = render(report, "github").splitlines()
    assert len(commands) == len(report.findings) + len(report.unreadable) + len(report.remarks)
    commands = commands[: len(report.findings)]
    assert not last.startswith("::")
    for line, finding in zip(commands, report.findings, strict=True):
        severity, _, _, _, message = COMMAND.fullmatch(line).groups()
        assert severity == finding.severity
        assert unescape(message).split("\n")[0] == one_line(finding.message)


def test_a_workflow_command_is_escaped():
    finding = Finding("odd", "warning", "100% of a,b: c", None, Place("a,b:c%.md", 3, "x"))
    line = render(report_of(finding), "github").splitlines()[0]
    assert line == "::warning file=a%2Cb%3Ac%25.md,line=3,title=odd::100%25 of a,b: c%0Atarget a,b:c%25.md:3: x"


# Markdown


def rendered(text):
    from markdown_it import MarkdownIt

    return MarkdownIt("gfm-like", {"linkify": False}).render(text)


@given(REPORT_VALUES)
@settings(max_examples=40, deadline=None)
def test_no_document_can_write_markup_into_the_summary(report):
    from lxml import html

    page = html.fromstring(f"<div>{rendered(render(report, 'markdown'))}</div>")
    allowed = {"div", "h2", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "ul", "li", "strong", "br"}
    assert {element.tag for element in page.iter()} <= allowed | {"details", "summary"}
    rows = page.findall(".//tbody/tr")
    assert len(rows) == len(report.files)
    assert all(len(row) == 4 for row in rows)
    assert len(page.findall(".//details")) == sum(bool(file.findings) for file in report.files)
    assert len(page.findall(".//li")) == len(report.findings) + len(report.unreadable) + len(report.remarks)


def test_texts_survive_the_escapes():
    from lxml import html

    text = "a | b `c` <b>d</b> @e #12 *f* [g](h) &amp; www.example.org"
    finding = Finding("addition", "error", "x", None, Place("zh/a|`b`.md", 3, text))
    page = html.fromstring(f"<div>{rendered(render(report_of(finding), 'markdown'))}</div>")
    codes = [element.text for element in page.iter("code")]
    assert text in codes
    assert "zh/a|`b`.md" in codes


def test_the_summary_fits_into_a_comment():
    long = tuple(Finding("omission", "error", "|" * 900, Place("a" * 900, 1, "*" * 900), None) for _ in range(3000))
    one = Report((FileReport("en/a.md", "zh/a.md", long, 0, 10),))
    many = Report(tuple(FileReport(f"en/{n}.md", f"zh/{n}.md", long[:1], 0, 10) for n in range(3000)))
    for report in (one, many):
        text = render(report, "markdown")
        assert 20_000 < len(text) < 65_536
        assert re.search(r"… [\d,]+ findings more", text)
        assert text.count("<details>") == text.count("</details>") > 0


# badge


@pytest.mark.parametrize(
    ("covered", "total", "message", "colour"),
    [
        (10, 10, "100.0%", "brightgreen"),
        (9999, 10000, "99.9%", "green"),
        (91, 100, "91.0%", "yellowgreen"),
        (0, 10, "0.0%", "red"),
        (0, 0, "no text", "lightgrey"),
    ],
)
def test_badge(covered, total, message, colour):
    badge = json.loads(render(report_of(covered=covered, total=total), "badge"))
    assert badge == {"schemaVersion": 1, "label": "translated", "message": message, "color": colour}


def test_paths_come_back_from_their_addresses():
    path = "docs/zh/100% 指南.md"
    finding = Finding("addition", "error", "x", None, Place(path))
    (result,) = json.loads(render(report_of(finding), "sarif"))["runs"][0]["results"]
    assert unquote(result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]) == path
