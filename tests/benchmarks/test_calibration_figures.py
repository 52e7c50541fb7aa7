"""The figures of confidence: how they are counted, and that what is stored keeps what the program promises."""

from __future__ import annotations

import json

import numpy
import pytest

from aligner.alignment.calibration import Calibration, fitted_calibration
from benchmarks.calibration import RESULTS, Judged, calibration_error, figures, fit, singles


@pytest.fixture(scope="module")
def results() -> dict:
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def test_the_error_is_the_mean_distance_of_bins() -> None:
    confidence = numpy.array([0.95, 0.95, 0.95, 0.95, 0.5, 1.0])
    right = numpy.array([1.0, 1, 1, 0, 1, 1])
    assert calibration_error(confidence, right) == pytest.approx((5 * abs(0.96 - 0.8) + abs(0.5 - 1)) / 6)


def test_the_worst_tenth_is_counted_against_what_is_possible() -> None:
    posterior = numpy.linspace(0.05, 0.95, 20)
    right = numpy.ones(20)
    right[[0, 5, 19]] = 0
    found = figures([Judged(posterior, right, right)], [Calibration(1.0, 0.0)])
    assert (found["beads"], found["wrong"]) == (20, 3)
    assert found["errors_in_worst_tenth"] == pytest.approx(1 / 3, abs=1e-4)
    assert found["most_possible"] == pytest.approx(2 / 3, abs=1e-4)


def test_the_fit_finds_the_map_that_made_the_beads() -> None:
    chance = numpy.random.default_rng(0)
    posterior = chance.uniform(0.02, 0.98, 40_000)
    truth = numpy.array([Calibration(1.5, 0.3).confidence(each) for each in posterior])
    right = (chance.uniform(size=len(truth)) < truth).astype(float)
    found = fit([([Judged(posterior, right, right)], 1.0)])
    assert (found.slope, found.offset) == (pytest.approx(1.5, abs=0.05), pytest.approx(0.3, abs=0.05))


def test_null_beads_count_segment_by_segment() -> None:
    assert singles(((1, 2), ())) == [((1,), ()), ((2,), ())]
    assert singles(((1, 2), (3,))) == [((1, 2), (3,))]


def test_the_stored_map_is_the_one_that_was_measured(results: dict) -> None:
    stored = fitted_calibration()
    assert (stored.slope, stored.offset) == (results["slope"], results["offset"])


@pytest.mark.parametrize("name", [
    "mac-dev", "mac-dev, damaged", "mac-dev, single omissions", "training pairs", "bible-dev, as verses", "sample",
])  # fmt: skip
def test_confidence_can_be_bet_on(results: dict, name: str) -> None:
    """Scripture by verse numbers is left out: what its gold joins no text tells (see `benchmarks.calibration`)."""
    assert results["sets"][name]["error"] <= 0.03
