"""The benchmark of adaptation: its documents are what they claim, and what is stored shows a gain and no harm."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from aligner.training.pairs import Pairs
from benchmarks import adaptation


def test_each_segment_of_a_synthetic_document_stands_in_one_bead_with_its_translation() -> None:
    numbers = range(3 * adaptation.DOCUMENT + 7)
    pairs = Pairs(
        "made up", [f"第{number}句。" for number in numbers], [f"Sentence {number}." for number in numbers], 0
    )
    documents = list(adaptation.synthetic_documents(pairs, 1))
    assert len(documents) == 3
    shapes = {bead.shape for each in documents for bead in each.beads}
    assert shapes == {"1-1", "1-2", "2-1", "1-0", "0-1"}
    for each in documents:
        assert [number for bead in each.beads for number in bead.source] == list(range(len(each.chinese)))
        assert [number for bead in each.beads for number in bead.target] == list(range(len(each.english)))
        for bead in each.beads:
            if not bead.is_null:
                told = [
                    re.findall(r"\d+", " ".join(texts[number] for number in ids))
                    for texts, ids in ((each.chinese, bead.source), (each.english, bead.target))
                ]
                assert told[0] == told[1] != []


def test_what_is_stored_shows_a_gain_that_grows_and_no_harm_elsewhere() -> None:
    base, *adapted = json.loads(adaptation.RESULTS.read_text(encoding="utf-8"))["models"]
    assert [model["pairs"] for model in adapted] == sorted(model["pairs"] for model in adapted)
    found = [model["found"]["memory"] for model in (base, *adapted)]
    assert found == sorted(found)
    for model in adapted:
        assert model["strict_f1"]["memory"]["f1"] > base["strict_f1"]["memory"]["f1"]
        assert model["seconds"] < 120
        for name, score in model["strict_f1"].items():
            assert score["f1"] >= base["strict_f1"][name]["low"], name


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_documentation_says_what_is_stored(language: str) -> None:
    """Every model has a row: pairs, seconds, own translations found, strict F1 in the same and in a related domain."""
    page = adaptation.ROOT / "docs" / language / "howto" / "models.md"
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in page.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ")
    ]
    for model in json.loads(adaptation.RESULTS.read_text(encoding="utf-8"))["models"]:
        scores = [f"{model['strict_f1'][domain]['f1']:.3f}" for domain in ("memory", "related")]
        _, seconds, *figures = next(row for row in rows if row[0] == f"{model['pairs']:,}")
        assert figures == [f"{100 * model['found']['memory']:.1f}%", *scores]
        assert seconds.split(" ")[0] == (f"{model['seconds']:.0f}" if model["pairs"] else "–")


def test_it_says_so_where_the_data_is_absent(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(adaptation, "TRAIN", tmp_path)
    result = CliRunner().invoke(adaptation.main, [])
    assert result.exit_code == 0
    assert "adaptation is skipped: its data is not there" in result.output
