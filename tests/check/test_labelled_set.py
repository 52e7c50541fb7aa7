"""Precision and recall on corpora/check equal the figures of `benchmarks.check_rules` and are above their floors."""

from __future__ import annotations

import json

import pytest

from benchmarks.check_rules import HALVES, RESULTS, check_half, results_of

FLOORS = {"dev": (0.97, 0.94), "heldout": (0.86, 0.89)}
"""Minimum precision and recall; the measured figures are in benchmarks/results/check_rules.json."""


@pytest.mark.parametrize("half", HALVES)
def test_precision_and_recall_are_as_stored(half):
    counts, trapped = check_half(half, show=False)
    measured = results_of(counts, trapped)
    precision, recall = FLOORS[half]
    assert measured["overall"]["precision"] >= precision
    assert measured["overall"]["recall"] >= recall
    stored = json.loads(RESULTS.read_text(encoding="utf-8"))[half]["overall"]
    assert abs(measured["overall"]["precision"] - stored["precision"]) <= 0.02, (
        "run python -m benchmarks.check_rules --store"
    )
    assert abs(measured["overall"]["recall"] - stored["recall"]) <= 0.02, "run python -m benchmarks.check_rules --store"
