"""Hunalign beside ours: a stand-in program is run on words, and its ladder is read."""

from __future__ import annotations

import sys
from pathlib import Path

import click
import pytest

from aligner.bitext import Bead
from benchmarks import hunalign
from benchmarks.evaluation_sets import SAMPLE, chosen, evaluation_sets

STUB = """#!{python}
import sys
option, dictionary, source, target = sys.argv[1:]
assert option == "-utf" and open(dictionary, encoding="utf-8").read() == ""
lines = [open(path, encoding="utf-8").read().splitlines() for path in (source, target)]
assert all("，" not in line.replace(" ， ", "") for side in lines for line in side), "words are not separated"
for number in range(max(map(len, lines)) + 1):
    print(min(number, len(lines[0])), min(number, len(lines[1])), 0.5, sep="\\t")
"""


@pytest.fixture
def stub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    if sys.platform == "win32":
        pytest.skip("the stand-in is a script with a first line that names its interpreter")
    path = tmp_path / "hunalign"
    path.write_text(STUB.format(python=sys.executable), encoding="utf-8")
    path.chmod(0o755)
    monkeypatch.setenv("HUNALIGN", str(path))
    monkeypatch.delenv("HUNALIGN_DICTIONARY", raising=False)
    monkeypatch.setattr(hunalign, "text_set", lambda: chosen(evaluation_sets(), "sample-guide"))
    return path


def test_both_programs_are_measured_on_one_text(stub: Path) -> None:
    result = hunalign.comparison(turns=1)
    assert result is not None
    assert result["text"] == "sample-guide"
    assert result["dictionary"] is False
    for program in ("aligner", "hunalign"):
        assert result[program]["seconds"] > 0
        assert result[program]["peak_megabytes"] > 1
    assert result["ratios"]["seconds"] == pytest.approx(
        result["aligner"]["seconds"] / result["hunalign"]["seconds"], abs=0.01
    )
    assert result["hunalign"]["strict_f1"] < result["aligner"]["strict_f1"] <= 1


def test_a_program_that_fails_is_named_with_its_message(stub: Path) -> None:
    stub.write_text(f"#!{sys.executable}\nimport sys\nsys.exit('no dictionary')\n", encoding="utf-8")
    with pytest.raises(click.ClickException, match=r"ended with exit code 1: no dictionary"):
        hunalign.comparison(turns=1)


def test_without_a_program_there_is_no_comparison(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUNALIGN", raising=False)
    assert hunalign.comparison() is None
    monkeypatch.setenv("HUNALIGN", str(SAMPLE / "absent"))
    with pytest.raises(click.UsageError, match="there is no file"):
        hunalign.comparison()


def test_a_ladder_is_read_as_beads() -> None:
    assert hunalign.beads_of_ladder("0\t0\t0.3\n1\t2\t0.1\n3\t2\t0\n") == [
        Bead((0,), (0, 1)),
        Bead((1, 2), ()),
    ]
