"""``--sure``: pairs that need no review, in a separate file."""

import json
from dataclasses import replace

import pytest
from click.testing import CliRunner
from lxml import etree

from aligner.bitext import Bead, Bitext, Block, Document, Segment
from aligner.cli.group import group
from aligner.formats import load, save

BEADS = (
    Bead((0,), (0,), 0.9, 0.95),
    Bead((1,), (1,), 0.2, 0.30),
    Bead((2,), (2,), 0.2, 0.30, "approved"),
    Bead((3,), (3,), 0.9, 0.95, "rejected"),
    Bead((4,), (), 0.0, 0.99),
    Bead((5,), (4,), 0.8, 0.85),
)


def document(name, language, texts):
    blocks = tuple(Block(text, line) for line, text in enumerate(texts, 1))
    return Document(name, blocks, language, tuple(Segment(t, n, 0, len(t), n + 1) for n, t in enumerate(texts)))


BITEXT = Bitext(
    document("a", "en", [f"Sentence {number}." for number in range(6)]),
    document("b", "zh", [f"第{number}句。" for number in (0, 1, 2, 3, 5)]),
    BEADS,
)


def call(*arguments):
    return CliRunner().invoke(group, list(map(str, arguments)))


def sources(path):
    bitext = load(path)
    return [bitext.source_text(bead) for bead in bitext.beads]


@pytest.fixture(params=["tmx", "bitext.jsonl", "xlsx"])
def pairs(request, tmp_path):
    path = tmp_path / f"pairs.{request.param}"
    save(BITEXT, path)
    return path


@pytest.mark.parametrize("to", ["tmx", "xlsx", "csv"])
def test_convert_writes_all_pairs_and_sure_pairs(pairs, to, tmp_path):
    done = call("convert", pairs, tmp_path / f"all.{to}", "--sure", tmp_path / f"sure.{to}")
    assert done.exit_code == 0, done.output
    assert sources(tmp_path / f"sure.{to}") == ["Sentence 0.", "Sentence 2.", "Sentence 5."]
    assert {"Sentence 1.", "Sentence 5."} <= set(sources(tmp_path / f"all.{to}"))


def test_the_minimum_confidence_applies_to_both_outputs(pairs, tmp_path):
    done = call(
        "convert", pairs, tmp_path / "all.tmx", "--sure", tmp_path / "sure.tmx", "--min-confidence", "0.9", "--json"
    )
    assert done.exit_code == 0, done.output
    assert sources(tmp_path / "sure.tmx") == ["Sentence 0.", "Sentence 2."]
    assert "Sentence 5." not in sources(tmp_path / "all.tmx")
    assert "Sentence 3." not in sources(tmp_path / "all.tmx")
    summary = json.loads(done.stdout)
    assert [each["pairs"] for each in summary["sure"]] == [2]


def test_selected_units_are_unchanged(tmp_path):
    path = tmp_path / "pairs.tmx"
    save(BITEXT, path)
    text = path.read_text(encoding="utf-8").replace("<tu ", '<tu creationid="anna" usagecount="3" ')
    path.write_text(text.replace("  <tuv ", "  <note>n</note>\n  <tuv ", 1), encoding="utf-8")
    done = call("convert", path, tmp_path / "out.tmx", "--min-confidence", "0.9")
    assert done.exit_code == 0, done.output
    assert "3 unsure or rejected pairs left out" in done.output
    before = {
        unit.get("tuid"): etree.tostring(unit, method="c14n", with_tail=False) for unit in etree.parse(path).iter("tu")
    }
    after = {
        unit.get("tuid"): etree.tostring(unit, method="c14n", with_tail=False)
        for unit in etree.parse(tmp_path / "out.tmx").iter("tu")
    }
    assert len(after) == 2
    assert after.items() <= before.items()


def test_units_of_other_programs_are_sure(tmp_path):
    plain = Bitext(
        BITEXT.source, BITEXT.target, tuple(replace(bead, score=0.0, confidence=0.0, status="") for bead in BEADS)
    )
    save(plain, tmp_path / "pairs.tmx")
    done = call("convert", tmp_path / "pairs.tmx", tmp_path / "all.tmx", "--sure", tmp_path / "sure.tmx")
    assert done.exit_code == 0, done.output
    assert len(sources(tmp_path / "sure.tmx")) == 5


def test_align_writes_both(tmp_path, english, chinese):
    done = call("align", english, chinese, "-q", "-o", tmp_path / "all.tmx", "--sure", tmp_path / "sure.csv")
    assert done.exit_code == 0, done.output
    assert set(sources(tmp_path / "sure.csv")) <= set(sources(tmp_path / "all.tmx"))
    assert sources(tmp_path / "sure.csv")


def test_equal_outputs_are_refused(pairs, tmp_path):
    out = tmp_path / "out.tmx"
    for sure in (out, pairs, tmp_path / "none" / "sure.tmx"):
        done = call("convert", pairs, out, "--sure", sure)
        assert done.exit_code in (2, 3), done.output
        assert not out.exists()
