"""The bundled model is as good as it was: strict F1 of each evaluation set stays above its floor.

Method and commands: benchmarks/README.md. Sets that are not in the repository are skipped where absent.
"""

from __future__ import annotations

import pytest

from aligner.evaluate import evaluate_beads
from benchmarks.evaluation_sets import EvaluationSet, evaluation_sets
from benchmarks.floors import changed_data, load_floors
from benchmarks.quality import aligned

FLOORS = load_floors()
SETS = evaluation_sets()


def test_every_set_has_a_floor() -> None:
    assert set(FLOORS) == {each.name for each in SETS}


@pytest.mark.parametrize("evaluation", SETS, ids=lambda each: each.name)
def test_quality_is_above_its_floor(evaluation: EvaluationSet) -> None:
    if evaluation.absence:
        pytest.skip(evaluation.absence)
    floor = FLOORS[evaluation.name]
    different = changed_data(evaluation, floor)
    assert not different, different
    found = evaluate_beads(aligned(evaluation.documents, "bundled"), resamples=0).scores.strict.f1
    assert found >= floor.strict_f1, (
        f"strict F1 of {evaluation.name} fell to {found:.4f}: its floor is {floor.strict_f1:.4f}, "
        f"measured {floor.measured:.4f} less {floor.noise:.4f} for noise"
    )
