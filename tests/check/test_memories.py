"""Pairs without documents: a bitext in Python, and memories in each format."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from library_text import text_of

import aligner
from aligner.bitext import Bead, Bitext, Block, Document, Passage, Segment
from aligner.check import CheckSettings, render
from aligner.check.catalogue import NEED_DOCUMENTS, RULES
from aligner.check.memories import check_bitext
from aligner.check.reports import REPORTS
from aligner.embedders import load_embedder
from aligner.errors import InputError, UsageError
from aligner.formats import FORMATS
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.pipeline import align_documents
from aligner.readers import read
from aligner.settings import ReadSettings, Settings
from tests import forked

ROOT = Path(__file__).resolve().parents[2]
PAIRS = (
    ("Set the pressure to 35 bar.", "将压力设为 53 巴。"),
    ("Open %s to continue.", "打开以继续。"),
    ("See https://example.test/help for details.", "详见帮助页面。"),
    ("Close the valve before you start the pump again.", "Close the valve before you start the pump again."),
    ("Wait for two minutes.", "等两分钟。"),
)
EXPECTED = ["number-mismatch", "placeholder-mismatch", "link-mismatch", "untranslated"]
CLEAN = (("The pump is running.", "水泵正在运行。"), ("Check the seals every week.", "每周检查密封件。"))
FORMATS_OF_PAIRS = (
    "m.tmx", "m.xliff", "m.xlf", "m.xliff2", "m.po", "m.xlsx", "m.csv", "m.tsv", "m.bitext.jsonl", "m.jsonl",
    "m.tei.xml", "m.intertext.zip", "m.docx",
)  # fmt: skip


def memory(*pairs, names=("a.en", "a.zh")):
    return bitext_from_pairs([Pair(*pair) for pair in pairs], names=names)


def rules_of(*pairs, settings=None, run=None):
    return [finding.rule for finding in aligner.check(memory(*pairs), settings=settings, run=run).findings]


def test_four_faults_are_four_findings():
    report = aligner.check(memory(*PAIRS))
    assert [finding.rule for finding in report.findings] == EXPECTED
    assert [finding.place.line for finding in report.findings] == [1, 2, 3, 4]
    assert report.findings[0].message == "the source has 35, the translation 53"
    assert report.findings[2].message == "the link to https://example.test/help is missing"
    assert 0.5 < report.coverage < 1, "a pair that was left in English is not translated"


def test_either_side_may_be_chinese():
    turned = [(second, first) for first, second in PAIRS[:3]]
    assert rules_of(*turned, *((second, first) for first, second in CLEAN)) == EXPECTED[:3]
    assert rules_of(
        ("水泵正在运行。", "The 水泵 is running."), ("每周检查密封件。", "Check the seals every week.")
    ) == ["untranslated"]


@pytest.mark.parametrize("name", FORMATS_OF_PAIRS)
def test_a_memory_of_any_format(write, name):
    memory(*PAIRS).save(name)
    report = aligner.check(name)
    assert sorted(finding.rule for finding in report.findings) == sorted(EXPECTED)
    assert {finding.place.path for finding in report.findings} <= {name, "a.en", "a.zh"}


def test_every_format_of_pairs_is_tested():
    able = {
        name for name, entry in FORMATS.entries.items() if not entry.package and hasattr(FORMATS.load(name), "read")
    }
    assert {FORMATS.name_for_path(path) for path in FORMATS_OF_PAIRS} == able


TMX = """<?xml version="1.0"?>
<tmx version="1.4"><header srclang="en" segtype="sentence"/><body>
<tu><tuv xml:lang="en"><seg>The pump is running.</seg></tuv><tuv xml:lang="zh"><seg>水泵正在运行。</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Set the pressure to 35 bar.</seg></tuv>
<tuv xml:lang="zh"><seg>将压力设为 53 巴。</seg></tuv></tu>
</body></tmx>
"""


def test_the_place_is_the_line_of_the_unit_in_the_file(write):
    write("m.tmx", TMX)
    write("m.tsv", "source\ttarget\nThe pump is running.\t水泵正在运行。\nSet it to 35 bar.\t设为 53 巴。\n")
    for name, line in (("m.tmx", 4), ("m.tsv", 3)):
        (finding,) = aligner.check(name).findings
        assert (finding.source.path, finding.source.line, finding.target.path, finding.target.line) == (
            name,
            line,
            name,
            line,
        )


def test_a_memory_that_names_its_documents_gives_places_in_them(write):
    write("a.en.md", text_of(0))
    write("a.zh.md", text_of(1, without=[3]))
    aligner.align("a.en.md", "a.zh.md").save("a.bitext.jsonl")
    (finding,) = aligner.check("a.bitext.jsonl").findings
    assert (finding.rule, finding.source.path, finding.source.line) == ("omission", "a.en.md", 7)
    assert finding.target.path == "a.zh.md"


def test_a_translation_memory_gives_places_in_the_documents_it_names(write):
    """A unit has two sides, so the file has no unpaired texts, but it has the pair with a wrong number."""
    write("a.en.md", text_of(0, p3="The library lends 12 books a week."))
    write("a.zh.md", text_of(1, p3="图书馆每周出借21本书。"))
    aligner.align("a.en.md", "a.zh.md").save("a.tmx")
    (finding,) = aligner.check("a.tmx").findings
    assert (finding.rule, finding.source.path, finding.source.line) == ("number-mismatch", "a.en.md", 7)
    assert finding.target.path == "a.zh.md"


def test_a_bitext_with_passages_is_checked_like_its_documents(write):
    # headings, moved blocks and duplicates, which only documents have
    source = ROOT / "corpora" / "check" / "dev"
    checked = 0
    for english in sorted(source.glob("*.en.md"))[:4]:
        chinese = english.with_name(english.name.replace(".en.", ".zh."))
        expected = aligner.check(english, chinese).findings
        bitext = align_documents(read(english), read(chinese), outline=True)
        bitext.save("all.bitext.jsonl")
        loaded = aligner.load("all.bitext.jsonl")
        assert loaded == bitext
        if "aligner-ignore" in english.read_text("utf-8") + chinese.read_text("utf-8"):
            continue  # only a check of files applies comments
        assert [each.fingerprint() for each in aligner.check(loaded).findings] == [
            each.fingerprint() for each in expected
        ], english.name
        checked += any(finding.rule in NEED_DOCUMENTS for finding in expected)
    assert checked > 1


def test_rules_that_need_documents_are_skipped_for_pairs():
    heading, other = Block("The pump", 1, "heading", level=2), Block("水泵", 1, "heading", level=3)
    sides = [
        Document(name, (block, block), language, tuple(Segment(block.text, n, 0, len(block.text), 1) for n in (0, 1)))
        for name, language, block in (("a", "en", heading), ("b", "zh", other))
    ]
    beads = (Bead((0,), (0,)), Bead((1,), (1,), status="moved"))
    rules = {finding.rule for finding in aligner.check(Bitext(*sides, beads)).findings}
    assert rules.isdisjoint(NEED_DOCUMENTS)
    passages = (Passage((0,), (0,), 0.5), Passage((1,), (1,), 0.8, moved=True))
    rules = {finding.rule for finding in aligner.check(Bitext(*sides, beads, passages=passages)).findings}
    assert {"heading-structure", "moved"} <= rules


def test_the_list_of_rules_that_need_documents():
    assert set(NEED_DOCUMENTS) == {
        "missing-file",
        "extra-file",
        "heading-structure",
        "moved",
        "duplicated-target",
        "stale",
        "extra-key",
        "inconsistent-label",
        "missing-key",
    }
    assert set(NEED_DOCUMENTS) < set(RULES)


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        ("Press <b>Save</b>.", "按<b>保存。", "tag-mismatch"),
        ("Press <b>Save</b>.", "按<b>保存</b>。", ""),
        ('<g id="1">Save</g> it<x id="2"/>.', '<g id="1">保存</g>。', "tag-mismatch"),
        ("Press <1>Save</1>.", "按<1>保存。", "placeholder-mismatch"),
        ("Hello, {name}!", "你好，{姓名}！", "placeholder-mismatch"),
        ("Hello, {name}!", "你好，{name}！", ""),
        ("%d files in %s", "%s 中有文件", "placeholder-mismatch"),
        ("%1$s has %2$d files", "%1$s 有 %2$d 个文件", ""),
        ("Read this.\\nThen close it.", "先读一下。然后关闭。", "placeholder-mismatch"),
        ("Read this.\\nThen close it.", "先读一下。\\n然后关闭。", ""),
        ("It is in C:\\new\\text.", "它在新的文件夹里。", ""),
        ("Salt &amp; pepper", "盐和胡椒", ""),
        ("Values &lt; 3 fail.", "小于 3 的值无效。", "placeholder-mismatch"),
        ("Values &lt; 3 fail.", "&lt; 3 的值无效。", ""),
        ("Run it on <file>.", "在<文件>上运行。", ""),
        ("See [the guide](https://example.test/a).", "参见[指南](https://example.test/b)。", "link-mismatch"),
        (
            'See <a href="https://example.test/a">it</a>.',
            '参见<a href="https://example.test/b">它</a>。',
            "link-mismatch",
        ),
        ('See <a href="%s">the guide</a>.', '参见<a href="">指南</a>。', "placeholder-mismatch"),
        ("Run `make all` first.", "先运行 `make al`。", "code-mismatch"),
    ],
)
def test_elements_that_a_translation_must_keep(source, target, rule):
    assert rules_of((source, target), *CLEAN) == ([rule] if rule else [])


def test_terms_and_settings(write):
    write("terms.csv", "english,chinese\npump,水泵\n")
    pairs = (*CLEAN, ("Stop the pump at once.", "立即停止泵浦。"))
    assert rules_of(*pairs, settings=CheckSettings(glossary="terms.csv")) == ["inconsistent-term"]
    assert rules_of(*PAIRS, settings=CheckSettings(rules={"untranslated": "off"})) == EXPECTED[:3]
    assert rules_of(*PAIRS, settings=CheckSettings(confidence=0.93)) == ["placeholder-mismatch", "untranslated"]
    assert (
        rules_of(*PAIRS, settings=CheckSettings(keep=("Close the valve before you start the pump again",)))
        == EXPECTED[:3]
    )


@pytest.mark.parametrize(
    "pairs",
    [
        (("Close the valve now.", "Close the valve now."), ("Start the pump.", "Start the pump.")),
        (("ssh -p 22 %s", "ssh -p 22 %s"), ("GET /index.html", "GET /index.html"), ("x = 3", "x = 3")),
        (("Fermez la vanne.", "Close the valve now."), ("Ouvrez la porte.", "Open the door.")),
    ],
)
def test_unclear_languages_give_no_untranslated_findings(pairs):
    report = aligner.check(memory(*pairs))
    assert report.findings == ()
    assert "languages" in report.remarks[0]


def test_languages_are_detected_from_both_sides():
    mostly = [("Close the valve now.", "Close the valve now.")] * 8
    assert rules_of(*mostly, ("Start the pump.", "启动水泵。")).count("untranslated") == 8
    chosen = Settings(read=ReadSettings(target_language="zh"))
    assert rules_of(*mostly, run=chosen) == ["untranslated"] * 8


def test_units_without_a_translation():
    report = aligner.check(memory(*CLEAN, ("Drain the tank first.", ""), ("", "并拧紧螺栓。")))
    assert [finding.rule for finding in report.findings] == ["omission", "addition"]
    assert 0 < report.coverage < 1


def test_a_sentence_translated_in_part():
    long = "Before you open the housing, switch the pump off, close both valves and wait until the pressure has fallen."
    pairs = [
        *CLEAN,
        ("The tank holds two hundred litres of water.", "水箱可容纳两百升水。"),
        (long, "打开外壳前请关闭水泵。"),
    ]
    assert rules_of(*pairs) == ["partial"]


def test_a_loaded_model_is_used(monkeypatch):
    embedder = load_embedder()
    expected = check_bitext(memory(*PAIRS))
    monkeypatch.setattr("aligner.embedders.load_embedder", lambda name: pytest.fail(f"{name} is loaded again"))
    assert check_bitext(memory(*PAIRS), embedder=embedder) == expected


def test_many_null_beads_take_linear_time():
    pairs = [("", f"第{number}段没有原文的中文文字，需要检查。") for number in range(3000)]
    report = aligner.check(memory(*CLEAN, *pairs, ("Drain the tank first.", "先排空水箱。")))
    assert len(report.findings) == 3000


# the command line


def command(*arguments, folder):
    return forked.run(
        [sys.executable, "-m", "aligner", "check", *arguments], capture_output=True, text=True, cwd=folder, check=False
    )


def test_the_command_takes_a_memory(write, tmp_path):
    memory(*PAIRS, names=("m.tmx", "m.tmx")).save("m.tmx")
    shown = command("m.tmx", folder=tmp_path)
    assert shown.returncode == 1
    assert "4 errors, 0 warnings in 1 file" in shown.stdout
    assert [line.split()[1].rstrip(":") for line in shown.stdout.splitlines() if line.startswith("  error")] == EXPECTED


@pytest.mark.parametrize("name", list(REPORTS))
def test_every_report_works(write, name):
    memory(*PAIRS, names=("m.tmx", "m.tmx")).save("m.tmx")
    text = render(aligner.check("m.tmx"), name)
    if name == "badge":
        assert json.loads(text)["message"]
    else:
        assert all(rule in text or RULES[rule].title in text for rule in EXPECTED)
        assert "m.tmx" in text


def test_a_baseline_of_a_memory(write, tmp_path):
    memory(*PAIRS).save("m.tsv")
    written = command("m.tsv", "--baseline", "known.json", "--write-baseline", folder=tmp_path)
    assert written.returncode == 0, written.stderr
    again = command("m.tsv", "--baseline", "known.json", folder=tmp_path)
    assert again.returncode == 0
    assert "4 silenced" in again.stdout


def test_too_little_coverage_fails(write, tmp_path):
    memory(*CLEAN, ("Drain the tank first.", "")).save("m.csv")
    assert command("m.csv", "--fail-under", "90", "--rule", "omission=off", folder=tmp_path).returncode == 1


def test_options_that_do_not_apply_to_memories(write, tmp_path):
    memory(*PAIRS).save("m.tmx")
    memory(*PAIRS).save("n.tmx")
    write("l.json", '{"version": 1, "pairs": []}')
    for arguments, words in (
        (("m.tmx", "n.tmx"), "check one at a time"),
        (("m.tmx", "--stale-by-git"), "needs two documents"),
        (("m.tmx", "--lock", "l.json", "--update-lock"), "needs two documents"),
        (("m.align",), "name its translation as well"),
    ):
        write("m.align", "[0]:[0]\n")
        finished = command(*arguments, folder=tmp_path)
        assert finished.returncode == 2, finished.stderr
        assert words in finished.stderr
    with pytest.raises(UsageError, match="is for documents"):
        aligner.check(memory(*PAIRS), "a.zh.md")


def test_damaged_and_empty_memories_give_one_line(write, tmp_path):
    write("m.tmx", "<tmx><body>")
    write("e.tsv", "source\ttarget\n")
    for name in ("m.tmx", "e.tsv"):
        finished = command(name, folder=tmp_path)
        assert (finished.returncode, finished.stdout) == (3, "")
        assert len(finished.stderr.strip().splitlines()) == 1
    with pytest.raises(InputError, match="holds no pairs"):
        aligner.check("e.tsv")


def test_a_folder_is_not_searched_for_memories(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    memory(*PAIRS).save("en/m.tmx")
    memory(*PAIRS).save("zh/m.tmx")
    report = aligner.check("en", "zh")
    assert [(file.source, file.target) for file in report.files] == [("en/a.md", "zh/a.md")]
    assert report.findings == ()
