"""Calibration: confidence rises with the posterior; locked beads keep their confidence."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment.calibration import Calibration, calibrate, fitted_calibration, store_calibration
from aligner.bitext import Bead

probabilities = st.floats(0, 1)


@given(st.lists(probabilities, min_size=2), st.floats(0.1, 5), st.floats(-3, 3))
def test_the_order_of_the_beads_stays(posteriors: list[float], slope: float, offset: float) -> None:
    calibration = Calibration(slope, offset)
    confidences = [calibration.confidence(each) for each in sorted(posteriors)]
    assert all(0 <= each <= 1 for each in confidences)
    assert all(low <= high for low, high in pairwise(confidences))


def test_slope_and_offset_work_on_log_odds() -> None:
    assert abs(Calibration(1.0, 0.0).confidence(0.3) - 0.3) < 1e-12
    assert abs(Calibration(2.0, 0.0).confidence(0.8) - 16 / 17) < 1e-12


def test_fitted_calibration_raises_middle_posteriors_and_keeps_high_ones() -> None:
    confidence = fitted_calibration().confidence
    assert all(confidence(each) > each + 0.02 for each in (0.3, 0.5, 0.75))
    assert confidence(0.9) > 0.91
    assert all(abs(confidence(each) - each) < 0.001 for each in (0.999, 0.9999))


def test_beads_with_a_status_keep_their_confidence() -> None:
    beads = (Bead((0,), (0,), 0.5, 0.6), Bead((1,), (1,), 0.5, 0.6, "locked"), Bead((2,), (), 0.0, 0.6))
    changed = calibrate(beads)
    assert [bead.confidence == 0.6 for bead in changed] == [False, True, False]
    assert [(bead.source, bead.target, bead.score) for bead in changed] == [
        (bead.source, bead.target, bead.score) for bead in beads
    ]


def test_null_beads_have_a_minimum_posterior() -> None:
    low, half, pair = calibrate((Bead((0,), (), 0.0, 0.1), Bead((), (0,), 0.0, 0.5), Bead((1,), (1,), 0.5, 0.1)))
    assert pair.confidence < low.confidence == half.confidence


def test_a_stored_calibration_is_used(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr("aligner.alignment.calibration.FILE", tmp_path / "calibration.json")
    store_calibration(Calibration(1.23456, -0.5))
    assert fitted_calibration() == Calibration(1.235, -0.5)
    fitted_calibration.cache_clear()
