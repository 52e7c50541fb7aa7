"""What the repository says about quality and speed is what was measured, and names nothing private."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from aligner.embedders import BUNDLED_FOLDER
from aligner.errors import InputError
from benchmarks.__main__ import README, RESULTS
from benchmarks.evaluation_sets import evaluation_sets
from benchmarks.floors import FLOORS, METHOD
from benchmarks.tables import BEGIN, END, duration, printed, readme_section, with_section


@pytest.fixture(scope="module")
def results() -> dict:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_readme_says_what_the_results_say(results: dict) -> None:
    text = README.read_text(encoding="utf-8")
    assert with_section(text, readme_section(results)) == text, "run: python -m benchmarks table"


def test_the_results_are_of_the_model_that_ships(results: dict) -> None:
    card = json.loads((BUNDLED_FOLDER / "model.json").read_text(encoding="utf-8"))
    assert card["sha256"]["vectors.npy"].startswith(results["model"]["signature"]), "run: make bench"


def test_every_set_and_system_is_there(results: dict) -> None:
    assert list(results["sets"]) == [each.name for each in evaluation_sets()]
    assert not results["absent"]
    for found in results["sets"].values():
        assert {"aligner", "length"} <= found["systems"].keys()
        for score in found["systems"].values():
            for matching in ("strict", "lax"):
                ratios = [end[matching]["f1"] for end in (score["low"], score, score["high"])]
                assert ratios == sorted(ratios)
            assert score["signature"].startswith(f"beads:{found['beads']}|docs:{found['documents']}|")
    assert "bertalign" in results["sets"]["mac-dev"]["systems"]
    assert {"bertalign", "vecalign"} <= results["sets"]["bible-dev"]["systems"].keys()


def test_a_set_that_is_here_is_the_one_that_was_measured(results: dict) -> None:
    for each in evaluation_sets():
        if not each.absence:
            assert each.sha256() == results["sets"][each.name]["sha256"], each.name


def test_the_ratios_follow_from_the_times(results: dict) -> None:
    speed = results["speed"]
    ours, encoder = speed["aligner"], speed["labse_class_encoder"]
    whole = encoder["windows"]["extrapolated_seconds"] / ours["alignment_seconds"]
    assert speed["times_faster"]["whole"] == pytest.approx(whole, abs=1)
    windows = encoder["windows"]
    extrapolated = windows["timed_seconds"] / windows["timed_texts"] * windows["texts"]
    assert windows["extrapolated_seconds"] == pytest.approx(extrapolated, rel=0.01)


STORED = sorted({FLOORS, *RESULTS.parent.glob("*.json")})


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.name)
def test_nothing_private_is_stored(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"/(home|work|Users|root|tmp|private|var)/|[A-Z]:\\\\", text)
    assert "hostname" not in text
    assert path not in (RESULTS, FLOORS) or "node" not in text  # a word of other results


def test_the_floors_name_their_method() -> None:
    assert json.loads(FLOORS.read_text(encoding="utf-8"))["method"] == METHOD


def test_the_printed_tables_hold_every_score(results: dict) -> None:
    text = printed(results)
    for name, found in results["sets"].items():
        for system, score in found["systems"].items():
            pattern = rf"^{name} +{system} .*{score['strict']['f1']:.3f}"
            assert re.search(pattern, text, flags=re.MULTILINE)


def test_only_what_stands_between_the_markers_is_rewritten() -> None:
    text = f"before\n{BEGIN}\nold\n{END}\nafter\n"
    assert with_section(text, f"{BEGIN}\nnew\n{END}") == f"before\n{BEGIN}\nnew\n{END}\nafter\n"


@pytest.mark.parametrize("text", ["", BEGIN, END, f"{END}\n{BEGIN}", f"{BEGIN}{END}{BEGIN}{END}"])
def test_a_readme_without_its_markers_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="benchmark:begin"):
        with_section(text, "")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.0421, "42 ms"), (1.25, "1.2 s"), (31.4, "31 s"), (119.0, "119 s"), (1187.0, "20 min")],
)
def test_durations(seconds: float, said: str) -> None:
    assert duration(seconds) == said
