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


def test_two_systems_are_compared(files):
    result = call("--gold", "gold.align", "--test", "same.align", "--versus", "half.align")
    assert result.exit_code == 0
    rows = {line[:16].strip(): line[16:].split() for line in result.stdout.splitlines()}
    assert rows["strict F1"][:3] == ["1.000", "0.400", "+0.600"]
    assert "|test:paired-bootstrap|" in result.stdout
    comparison = json.loads(
        call("--gold", "gold.align", "--test", "half.align", "--versus", "same.align", "--json").stdout
    )["versus"]
    assert comparison["differences"][2]["difference"] == pytest.approx(-0.6)


def test_shapes(files):
    result = call("--gold", "gold.align", "--test", "half.align", "--by-shape")
    rows = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert rows["1-2"] == ["1", "1", "0", "0.000", "0.000", "0.000"]
    assert rows["1-0"] == ["1", "1", "1", "1.000", "1.000", "1.000"]
    report = json.loads(call("--gold", "gold.align", "--test", "half.align", "--by-shape", "--json").stdout)
    assert [each["shape"] for each in report["by_shape"]["shapes"]] == ["1-1", "1-0", "1-2"]


def test_reliability_and_its_picture(files):
    header = "id,shape,source,target,score,confidence,source_ids,target_ids\n"
    rows = ["1,1-1,A,甲,0.9,0.95,0,0\n", "2,1-2,B,乙,0.9,0.85,1,1 2\n", "3,1-1,C,丙,0.4,0.25,2,2\n"]
    (files / "out.csv").write_text(header + "".join(rows), encoding="utf-8")
    result = call("--gold", "gold.align", "--test", "out.csv", "--reliability")
    assert result.exit_code == 0
    bins = {line.split()[0]: line.split()[1:] for line in result.stdout.splitlines() if line}
    assert bins["0.80-0.90"] == ["1", "0.850", "1.000"]
    assert bins["0.20-0.30"] == ["1", "0.250", "0.000"]
    assert "expected calibration error 0.1500" in result.stdout  # (0.05 + 0.15 + 0.25) / 3
    pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
    report = json.loads(call("--gold", "gold.align", "--test", "out.csv", "--plot", "d.svg", "--json").stdout)
    assert report["reliability"]["expected_calibration_error"] == pytest.approx(0.15)
    assert (files / "d.svg").read_bytes().startswith(b"<?xml")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--versus", "same.align", "--versus", "half.align"], "1 --gold but 2 --versus"),
        (["--reliability"], "same.align: states no confidence"),
        (["--plot", "d.jpg"], "no extension of a picture"),
    ],
)
def test_further_measures_that_cannot_be_made(files, arguments, message):
    result = call("--gold", "gold.align", "--test", "same.align", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert message in result.stderr
    assert not (files / "d.jpg").exists()
