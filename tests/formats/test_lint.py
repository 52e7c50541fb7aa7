"""Each rule has a file that breaks it, and repaired files are valid by the DTD."""

import io
from pathlib import Path

import pytest
from bitexts import bitexts, texts_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aligner.errors import InputError
from aligner.formats.lint import RULES, lint, repair
from aligner.formats.lint.dates import utc_date
from aligner.formats.tmx import TMX

DTD = etree.DTD(str(Path(__file__).resolve().parent.parent / "data" / "tmx14.dtd"))
GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4">
<header creationtool="x" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" srclang="en-US" \
datatype="plaintext" creationdate="20200102T030405Z"/>
<body>
<tu tuid="1"><note>n</note><prop type="x-a">b</prop>
<tuv xml:lang="en-US"><prop type="x-c">d</prop><seg>Press \
<bpt i="1">&lt;b></bpt>here<ept i="1">&lt;/b></ept>.</seg></tuv>
<tuv xml:lang="zh-CN"><seg>按<hi>这里</hi>。</seg></tuv>
</tu>
<tu tuid="2">
<tuv xml:lang="en-US"><seg>Two &amp; three.</seg></tuv>
<tuv xml:lang="zh-CN"><seg>二和三。</seg></tuv>
</tu>
</body>
</tmx>
"""

RULES_OF_THE_SECOND_PASS = {"source-language", "source-region"}
"""Rules whose remedy needs the counts over the whole file, which only a repair has."""

CASES = [
    # rule, what is replaced, by what, line, whether it is repaired
    ("encoding", 'encoding="UTF-8"', 'encoding="utf-16"', 1, True),
    ("byte-order-mark", "<?xml", "\ufeff<?xml", 1, True),
    ("forbidden-character", "Two", "T\x0bwo", 10, True),
    ("forbidden-character", "Two", "T&#x1F;wo", 10, True),
    ("forbidden-character", "Two", "T&#0;wo", 10, True),
    ("undefined-entity", "&amp;", "&nbsp;", 10, True),
    ("undefined-entity", "&amp;", "&", 10, True),
    ("undefined-entity", "&amp;", "&strange;", 10, True),
    ("entities", "<tmx", '<!DOCTYPE tmx [<!ENTITY a "b">]>\n<tmx', 2, False),
    ("namespace", "<tmx", '<tmx xmlns="urn:x"', 3, True),
    ("version", "1.4", "1.4b", 2, True),
    ("version", ' version="1.4"', "", 2, True),
    ("header-attribute", 'creationtoolversion="1"', "", 3, True),
    ("header-attribute", 'srclang="en-US"', 'srclang=""', 3, True),
    ("header-attribute", 'segtype="sentence"', 'segtype="Sentences"', 3, True),
    ("source-language", 'srclang="en-US"', 'srclang="*all*"', 3, True),
    ("source-region", 'srclang="en-US"', 'srclang="en-GB"', 5, True),
    ("source-missing", 'srclang="en-US"', 'srclang="de-DE"', 5, False),
    ("language-code", 'srclang="en-US"', 'srclang="en_US"', 3, True),
    ("language-code", 'xml:lang="zh-CN"', 'xml:lang="zh_CN"', 7, True),
    ("language-code", 'xml:lang="zh-CN"', 'xml:lang="CHS"', 7, True),
    ("language-attribute", 'xml:lang="zh-CN"', 'lang="zh-CN"', 7, True),
    ("language-missing", ' xml:lang="zh-CN"', "", 7, False),
    ("language-twice", 'xml:lang="zh-CN"', 'xml:lang="EN-us"', 7, False),
    ("several-languages", 'xml:lang="zh-CN"', 'xml:lang="fr-FR"', 1, False),
    ("translation-missing", '<tuv xml:lang="zh-CN"><seg>二和三。</seg></tuv>\n', "", 9, True),
    ("segment-missing", "<seg>二和三。</seg>", "<seg>二</seg><seg>三</seg>", 11, False),
    ("segment-empty", "二和三。", " ", 11, True),
    ("segment-long", "二和三。", "三" * 2001, 11, False),
    ("order", "</tuv>\n</tu>", "</tuv><note>late</note>\n</tu>", 7, True),
    ("order", "二和三。</seg>", '二和三。</seg><prop type="x">late</prop>', 11, True),
    ("unknown-element", "Two", "<b>Two</b>", 10, False),
    ("unknown-element", "</tuv>\n</tu>", "</tuv><extra/>\n</tu>", 7, False),
    ("date", "20200102T030405Z", "2020-01-02T05:04:05+02:00", 3, True),
    ("date", "20200102T030405Z", "yesterday", 3, True),
    ("date", 'tuid="2"', 'tuid="2" changedate="20200102"', 9, True),
    ("duplicate-id", 'tuid="2"', 'tuid="1"', 9, True),
    ("inline-tags", '<ept i="1">&lt;/b></ept>', "", 6, True),
    ("inline-tags", '<bpt i="1">&lt;b></bpt>', "", 6, True),
    ("inline-tags", '<ept i="1">', '<ept i="2">', 6, True),
    ("inline-tags", "Two", "<it>x</it>Two", 10, False),
    ("languages-swapped", """Two &amp; three.</seg></tuv>\n<tuv xml:lang="zh-CN"><seg>二和三。""",
     """二和三。</seg></tuv>\n<tuv xml:lang="zh-CN"><seg>Two.""", 9, False),
    ("not-well-formed", "</seg></tuv>\n</tu>\n</body>", "</seg></tuv>\n</body>", 12, False),
    ("header-missing", "", "", 6, True),
]  # fmt: skip


def broken(rule, before, after):
    if rule == "header-missing":
        start, end = GOOD.index("<header"), GOOD.index("<body>")
        return (GOOD[:start] + "\n\n" + GOOD[end:]).encode()
    assert before in GOOD
    return GOOD.replace(before, after, 1 if rule != "namespace" else -1).encode()


def findings(content):
    return list(lint(io.BytesIO(content), "file.tmx"))


def repaired_file(content):
    output = io.BytesIO()
    done = list(repair(io.BytesIO(content), "file.tmx", output))
    return output.getvalue(), done


def test_a_correct_file_has_no_findings():
    assert DTD.validate(etree.fromstring(GOOD.encode()))
    assert findings(GOOD.encode()) == []
    content, done = repaired_file(GOOD.encode())
    assert done == []
    assert findings(content) == []
    assert [seg.text for seg in etree.fromstring(content).iter("seg")] == ["Press ", "按", "Two & three.", "二和三。"]


@pytest.mark.parametrize(("rule", "before", "after", "line", "is_repaired"), CASES)
def test_each_rule_is_found_on_its_line(rule, before, after, line, is_repaired):
    found = [finding for finding in findings(broken(rule, before, after)) if finding.rule == rule]
    assert found, findings(broken(rule, before, after))
    assert found[0].line == line
    if rule not in RULES_OF_THE_SECOND_PASS:
        assert bool(found[0].remedy) == is_repaired


@pytest.mark.parametrize(("rule", "before", "after", "line", "is_repaired"), CASES)
def test_repairs(rule, before, after, line, is_repaired):
    content = broken(rule, before, after)
    if rule in ("entities", "not-well-formed"):
        with pytest.raises(InputError, match="cannot be repaired"):
            repaired_file(content)
        return
    after_repair, done = repaired_file(content)
    left = {finding.rule for finding in findings(after_repair)}
    assert (rule not in left) == is_repaired
    if is_repaired:
        assert rule in {finding.rule for finding in done} or rule == "source-region"
        assert left == set()
        root = etree.fromstring(after_repair)
        assert DTD.validate(root), DTD.error_log


def test_every_rule_has_a_case():
    assert {case[0] for case in CASES} == set(RULES)


@pytest.mark.parametrize("content", [b"", b"plain", b"\x89PNG\r\n", b"<html><header/></html>", "文".encode("gb18030")])
def test_other_files_are_refused(content):
    with pytest.raises(InputError):
        findings(content)


@pytest.mark.parametrize("encoding", ["utf-16", "gb18030"])
def test_other_encodings_are_allowed(encoding):
    assert findings(GOOD.replace("UTF-8", encoding).encode(encoding)) == []


def test_cdata_sections_are_unchanged():
    content = GOOD.replace("Two &amp; three.", "<![CDATA[R&D &nbsp; <b>]]>").encode()
    assert findings(content) == []
    assert "R&D &nbsp; <b>" in etree.fromstring(repaired_file(content)[0]).xpath("string(//tu[2])")


def test_lines_are_right_in_a_long_file():
    unit = GOOD[GOOD.index('<tu tuid="2"') : GOOD.index("</body>")].replace(' tuid="2"', "")
    head, tail = GOOD.split("</body>")
    content = f"{head}{unit * 20_000}{unit.replace('二和三。', '')}</body>{tail}".encode()
    (finding,) = findings(content)
    unit_line = 13 + 4 * 20_000
    assert finding.rule == "segment-empty"
    assert unit_line <= finding.line <= unit_line + 3


def test_a_finding_across_two_chunks_is_reported_once():
    for padding in range(65_000, 65_600, 7):
        content = GOOD.replace("Two &amp;", f"{'a' * 1990}".join(["", ""]) + " " * padding + "&nbsp;&amp;").encode()
        assert [finding.rule for finding in findings(content) if finding.rule == "undefined-entity"] == [
            "undefined-entity"
        ]


@given(bitexts())
def test_files_of_this_program_have_no_findings(made):
    stream = io.BytesIO()
    TMX.write(made, stream)
    found = {finding.rule for finding in findings(stream.getvalue())}
    assert found <= {"languages-swapped", "language-twice", "duplicate-id", "language-code"}
    if (made.source.language, made.target.language) != (None, None):
        assert found <= {"languages-swapped"}


@given(bitexts())
def test_a_repair_does_not_alter_texts(made):
    stream = io.BytesIO()
    TMX.write(made, stream)
    if findings(stream.getvalue()) == []:
        content, _ = repaired_file(stream.getvalue())
        assert texts_of(TMX.read(io.BytesIO(content), "f")) == texts_of(TMX.read(io.BytesIO(stream.getvalue()), "f"))


@given(st.binary(max_size=300), st.integers(0, len(GOOD)))
def test_random_bytes_give_findings_or_an_input_error(noise, place):
    content = GOOD.encode()[:place] + noise + GOOD.encode()[place:]
    for check in (findings, repaired_file):
        try:
            check(content)
        except InputError:
            continue


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("20200102T030405Z", "20200102T030405Z"),
        ("2020-01-02T03:04:05.123Z", "20200102T030405Z"),
        ("2020-01-02 03:04", "20200102T030400Z"),
        ("20200102T010000+0800", "20200101T170000Z"),
        ("20201302T010000Z", ""),
        ("2020", ""),
        ("", ""),
    ],
)
def test_dates(text, date):
    assert utc_date(text) == date
