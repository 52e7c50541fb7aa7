"""``aligner evaluate``."""

import json

import pytest
from click.testing import CliRunner

from aligner.cli.group import group

GOLD = "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n[3]:[]\n"
HALF = "[0]:[0]\n[1]:[1]\n[2]:[2, 3]\n[3]:[]\n"


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, text in (("gold.align", GOLD), ("same.align", GOLD), ("half.align", HALF), ("bad.align", "nonsense\n")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def call(*arguments):
    return CliRunner().invoke(group, ["evaluate", *arguments])


def test_the_same_beads_score_one(files):
    result = call("--gold", "gold.align", "--test", "same.align")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[0].split() == ["P", "R", "F1", "lax", "P", "lax", "R", "lax", "F1", "beads"]
    assert lines[1].split() == ["same.align", "1.000", "1.000", "1.000", "1.000", "1.000", "1.000", "4"]
    assert any(line.startswith("95 % interval: strict F1 1.000 to 1.000") for line in lines)
    assert any(line.startswith("signature: beads:4|docs:1|null:precision-only") for line in lines)
    assert result.stderr == ""


def test_pairs_are_pooled(files):
    result = call("--gold", "gold.align", "--test", "same.align", "--gold", "gold.align", "--test", "half.align")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert rows["half.align"][:3] == ["0.500", "0.333", "0.400"]  # null beads count for precision alone
    assert rows["all"][:2] == ["0.750", "0.667"]


def test_json(files):
    result = call("--gold", "gold.align", "--test", "half.align", "--json")
    report = json.loads(result.stdout)
    assert report["pooled"]["scores"]["strict"]["f1"] == pytest.approx(0.4)
    assert report["documents"][0]["test"] == "half.align"


@pytest.mark.parametrize(("floor", "code"), [("0.39", 0), ("0.41", 1)])
def test_a_floor(files, floor, code):
    result = call("--gold", "gold.align", "--test", "half.align", "--floor", floor)
    assert result.exit_code == code
    assert ("below the floor" in result.stderr) == bool(code)


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        ([], 2, "--gold"),
        (["--gold", "gold.align"], 2, "--test"),
        (["--gold", "gold.align", "--test", "same.align", "--test", "half.align"], 2, "1 --gold but 2 --test"),
        (["--gold", "gold.align", "--test", "same.align", "--floor", "90"], 2, "90"),
        (["--gold", "none.align", "--test", "same.align"], 3, "none.align"),
        (["--gold", "gold.align", "--test", "bad.align"], 3, "bad.align:1"),
    ],
)
def test_errors(files, arguments, code, message):
    result = call(*arguments)
    assert result.exit_code == code
    assert result.stderr.startswith("aligner: error: ")
    assert message in result.stderr
    assert result.stdout == ""
