"""The status page: it is complete, text of documents does not become mark-up, and the filters find their elements."""

import base64
import hashlib
import re
from html.parser import HTMLParser

from aligner.check import render
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.reports.github import render_github

HOSTILE = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>\x1b[31m\u202e&amp;"
VOID = {"meta", "input", "br"}


class Page(HTMLParser):
    """Collects elements and text, and records elements that are closed in the wrong order."""

    def __init__(self, page):
        super().__init__()
        self.open, self.elements, self.words, self.wrong = [], [], [], []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attributes):
        self.elements.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data):
        if not {"script", "style"} & set(self.open):
            self.words.append(data)


def finding(rule, severity, text=HOSTILE, path="zh/a.md"):
    return Finding(rule, severity, f"not “{text}”", Place("en/a.md", 3, text), Place(path, 4, text), 0.9)


REPORT = Report(
    (
        FileReport("en/good.md", "zh/good.md", (), 10, 10),
        FileReport("en/a.md", "zh/a.md", (finding("omission", "error"), finding("stale", "warning")), 5, 10),
        FileReport(f"en/{HOSTILE}.md", None, (finding("missing-file", "error", path=HOSTILE),), 0, 10),
        FileReport(None, "zh/x.md", (finding(HOSTILE, 'x" onclick="alert(3)'),)),
    ),
    unreadable=(f"{HOSTILE}: is damaged",),
    remarks=(HOSTILE,),
    unchecked=((".ini", 2),),
    skipped=("en/l.md: is a link that leads out of the folder",),
)


def test_everything_is_on_the_page():
    page = Page(render(REPORT, "html"))
    assert (page.open, page.wrong) == ([], [])
    text = "".join(page.words)
    for words in ("50.0%", "zh/good.md", "No findings.", "zh/a.md:4", "90% sure", "is damaged", ".ini 2", "l.md"):
        assert words in text, words
    assert text.index("zh/a.md") < text.index("zh/good.md")
    rules = [attributes["data-rule"] for tag, attributes in page.elements if tag == "button"]
    assert sorted(rules)[-3:] == ["missing-file", "omission", "stale"]
    marked = [attributes for tag, attributes in page.elements if tag == "article"]
    assert {each["data-rule"] for each in marked} == set(rules)
    assert {each["data-severity"] for each in marked} == {"error", "warning"}
    values = [attributes["value"] for tag, attributes in page.elements if tag == "progress"]
    assert sorted(values) == ["0", "100", "100", "50", "50"]


def test_text_does_not_become_mark_up():
    page = Page(render(REPORT, "html"))
    assert [tag for tag, _ in page.elements].count("script") == 1
    assert not any(tag == "img" for tag, _ in page.elements)
    assert not any(name.startswith("on") for _, attributes in page.elements for name in attributes)
    assert "<script>alert(1)</script>" in "".join(page.words)
    for character in "\x1b\u202e":
        assert character not in render(REPORT, "html")


def test_the_policy_allows_only_the_own_script_and_style():
    text = render(REPORT, "html")
    (policy,) = re.findall('Content-Security-Policy" content="([^"]+)"', text)
    for kind in ("style", "script"):
        (content,) = re.findall(f"<{kind}>(.*?)</{kind}>", text, re.DOTALL)
        mark = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{mark}'" in policy
    assert "default-src 'none'" in policy
    assert not any({"src", "href"} & set(attributes) for _, attributes in Page(text).elements)


def test_an_empty_report():
    page = Page(render(Report(), "html"))
    assert (page.open, page.wrong) == ([], [])
    assert "0 errors" in "".join(page.words)


def test_annotations_are_on_the_changed_file():
    for touched, path in ((set(), "zh/a.md"), ({"en/a.md"}, "en/a.md"), ({"en/a.md", "zh/a.md"}, "zh/a.md")):
        report = Report(
            (FileReport("en/a.md", "zh/a.md", (finding("omission", "error"),)),), touched=frozenset(touched)
        )
        assert f"::error file={path},line=" in render_github(report)
