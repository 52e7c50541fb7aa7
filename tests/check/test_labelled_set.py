"""Precision and recall on corpora/check stay what `benchmarks.check_rules` stored, and above their floors."""

from __future__ import annotations

import json

import pytest

from benchmarks.check_rules import HALVES, RESULTS, check_half, results_of

FLOORS = {"dev": (0.97, 0.94), "heldout": (0.86, 0.89)}
"""Precision and recall; the figures themselves stand in benchmarks/results/check_rules.json."""


@pytest.mark.parametrize("half", HALVES)
def test_the_rules_are_as_good_as_stored(half):
    counts, trapped = check_half(half, show=False)
    found = results_of(counts, trapped)
    precision, recall = FLOORS[half]
    assert found["overall"]["precision"] >= precision
    assert found["overall"]["recall"] >= recall
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))[half]["overall"]
    assert abs(found["overall"]["precision"] - stored["precision"]) <= 0.02, (
        "run python -m benchmarks.check_rules --store"
    )
    assert abs(found["overall"]["recall"] - stored["recall"]) <= 0.02, "run python -m benchmarks.check_rules --store"
