"""The quality gate: strict F1 of the bundled model on each set may not fall below a floor.

A floor is what was measured less its noise, and noise is one bootstrap standard error of the strict F1 (see
`benchmarks.quality.standard_error`). The same beads are judged before and after a change, so chance moves the
difference of two versions less than either figure: a fall by a whole standard error is a real one, while a
trade of a few beads passes (README.md has the measurement). Floors are only ever raised
(``python -m benchmarks floors``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from aligner.evaluate import evaluate_beads
from benchmarks.evaluation_sets import EvaluationSet
from benchmarks.quality import aligned, standard_error

FLOORS = Path(__file__).parent / "floors.json"
METHOD = (
    "strict F1 of the bundled model, one sentence a line, scored by aligner.evaluate; floor = measured - noise, "
    "noise = one bootstrap standard error over stretches of the documents; raised by: python -m benchmarks floors"
)


@dataclass(frozen=True, slots=True)
class Floor:
    """What one set must reach.

    Attributes:
        strict_f1: the floor, 0 to 1.
        measured: the strict F1 it was taken from.
        noise: one standard error of that.
        sha256: of the data it was measured on (see `EvaluationSet.sha256`).
    """

    strict_f1: float
    measured: float
    noise: float
    sha256: str


def load_floors(path: Path = FLOORS) -> dict[str, Floor]:
    """Return the floors by the name of their set; none where there is no file yet."""
    if not path.exists():
        return {}
    return {name: Floor(**floor) for name, floor in json.loads(path.read_text(encoding="utf-8"))["sets"].items()}


def save_floors(floors: Mapping[str, Floor], path: Path = FLOORS) -> None:
    """Write the floors, with the method they were taken by."""
    whole = {"method": METHOD, "sets": {name: asdict(floor) for name, floor in floors.items()}}
    path.write_text(json.dumps(whole, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def measured_floor(evaluation: EvaluationSet) -> Floor:
    """Align the set with the bundled model and return the floor that follows."""
    documents = aligned(evaluation.documents, "bundled")
    f1, noise = evaluate_beads(documents, resamples=0).scores.strict.f1, standard_error(documents)
    return Floor(round(f1 - noise, 4), round(f1, 4), round(noise, 4), evaluation.sha256())


def raised(old: Floor | None, new: Floor) -> Floor:
    """Return the higher of two floors of one set."""
    return new if old is None or new.strict_f1 > old.strict_f1 else old


def changed_data(evaluation: EvaluationSet, floor: Floor) -> str:
    """Return a line that says that the data is not what the floor was measured on; empty when it is."""
    found = evaluation.sha256()
    if found == floor.sha256:
        return ""
    return (
        f"the data of {evaluation.name} in {evaluation.home} is not what its floor was measured on (sha256 "
        f"{found[:12]}, not {floor.sha256[:12]}): put the right data back or, if it was changed on purpose, take its "
        f"entry out of benchmarks/{FLOORS.name} and run python -m benchmarks floors"
    )


def renew(sets: Sequence[EvaluationSet], floors: Mapping[str, Floor]) -> tuple[dict[str, Floor], list[str]]:
    """Return the floors raised to what is measured now, and a line on each set.

    Sets whose data is absent or has changed keep their floors.
    """
    renewed, remarks = dict(floors), []
    for evaluation in sets:
        name, old = evaluation.name, floors.get(evaluation.name)
        reason = evaluation.absence or (changed_data(evaluation, old) if old else "")
        if reason:
            remarks.append(reason)
            continue
        new = measured_floor(evaluation)
        renewed[name] = raised(old, new)
        before = "none" if old is None else f"{old.strict_f1:.4f}"
        fate = "raised to" if renewed[name] is new else "kept, not lowered to"
        remarks.append(f"{name}: measured {new.measured:.4f}, floor {before}, {fate} {new.strict_f1:.4f}")
    return renewed, remarks
