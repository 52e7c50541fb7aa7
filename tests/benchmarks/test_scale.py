"""The long documents of the benchmark have the beads that they are scored against."""

from __future__ import annotations

import json

import pytest

from benchmarks.scale import RESULTS, STRETCH, growth, made_document, stretches

PAIRS = [(f"句{number}。", f"Sentence {number}.") for number in range(5 * STRETCH)]


def numbers(texts: tuple[str, ...]) -> list[int]:
    return [int(word.strip("句。")) for text in texts for word in text.replace("。", "。 ").split()]


def test_every_segment_is_in_one_bead_and_both_sides_of_a_bead_say_the_same() -> None:
    made = made_document(PAIRS, 2000)
    assert max(len(made.chinese), len(made.english)) >= 2000
    for side, texts in enumerate((made.chinese, made.english)):
        assert [number for bead in made.beads for number in bead[side]] == list(range(len(texts)))
    for chinese, english in made.beads:
        if chinese and english:
            said = [int(word.strip(".")) for n in english for word in made.english[n].split() if word != "Sentence"]
            assert numbers(tuple(made.chinese[n] for n in chinese)) == said
    shapes = {(len(chinese), len(english)) for chinese, english in made.beads}
    assert shapes == {(1, 1), (1, 2), (2, 1), (1, 0), (0, 1)}


def test_a_short_document_is_spread_over_all_pairs() -> None:
    found = list(stretches(PAIRS, 2 * STRETCH))
    assert found == PAIRS[:STRETCH] + PAIRS[2 * STRETCH : 3 * STRETCH]
    assert list(stretches(PAIRS, 99 * STRETCH)) == PAIRS


def test_growth_compares_neighbouring_sizes() -> None:
    runs = {10: {"seconds": 2.0, "processor_seconds": 4.0}, 100: {"seconds": 16.0, "processor_seconds": 30.0}}
    assert growth(runs) == {"100/10 seconds": 8.0, "100/10 processor_seconds": 7.5}


def test_what_is_stored_keeps_what_the_program_promises() -> None:
    if not RESULTS.exists():
        pytest.skip("nothing is stored: run python -m benchmarks.scale --store")
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))
    _, middle, large = stored["runs"]
    # Processor seconds: those of the clock depend on what else the machine did, which is stored beside them.
    assert large["processor_seconds"] <= 12 * middle["processor_seconds"]
    assert large["peak_megabytes"] <= 4000
    assert min(run["strict_f1"] for run in stored["runs"]) >= 0.96
