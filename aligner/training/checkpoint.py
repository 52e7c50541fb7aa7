"""A long run's state on disk, so that the same command goes on where a killed one stopped.

The state is everything that the next step depends on: the rows, the optimiser's two moments, the pairs
still queued, the step's number and the random generator. A run that goes on therefore gives the same
bytes as one that was never stopped (under the conditions `aligner.training.contrastive` names).
"""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy

from aligner.errors import OutputError
from aligner.protocols import Vectors
from aligner.training.bags import Bags, Integers

FILE_NAME = "checkpoint.npz"
SECONDS = 120.0
"""Between two checkpoints; one of the bundled model's size takes a second or two to write."""


@dataclass
class TrainingState:
    """Where a run stands; the arrays are changed in place.

    Attributes:
        rows: what is being trained, shape (rows, dimension).
        mean: Adam's running mean of the gradient, same shape.
        square: Adam's running mean of its square, same shape.
        random: draws the order of the pairs.
        queue: numbers of the pairs that come next.
        step: how many steps are done.
        loss: smoothed; NaN before the first step.
    """

    rows: Vectors
    mean: Vectors
    square: Vectors
    random: numpy.random.Generator
    queue: Integers
    step: int = 0
    loss: float = float("nan")

    @classmethod
    def start(cls, rows: Vectors, random: numpy.random.Generator) -> TrainingState:
        """Return the state before the first step."""
        return cls(rows, numpy.zeros_like(rows), numpy.zeros_like(rows), random, numpy.zeros(0, numpy.int64))


@dataclass
class Checkpoints:
    """Saves a run's state into a folder every so often and finds it again.

    Attributes:
        folder: where the file goes; the model's own.
        seconds: between two checkpoints.
        remark: told in one line what became of an earlier run's checkpoint.
    """

    folder: Path
    seconds: float = SECONDS
    remark: Callable[[str], None] = lambda _line: None
    last: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        """The checkpoint's file."""
        return self.folder / FILE_NAME

    @property
    def unfinished(self) -> Path:
        """What is being written, until it is whole."""
        return self.folder / f"{FILE_NAME}.part"

    def load(self, key: str) -> TrainingState | None:
        """Return the state that an earlier run of the same settings and data left; ``None`` to begin anew."""
        if not self.path.exists():
            return None
        try:
            with numpy.load(self.path, allow_pickle=False) as stored:
                facts = json.loads(str(stored["facts"]))
                if facts["key"] != key:
                    self.remark(f"{self.path} is of a run with other settings or other data: training starts anew")
                    return None
                random = numpy.random.default_rng()
                random.bit_generator.state = facts["random"]
                rows, mean, square = (stored[name] for name in ("rows", "mean", "square"))
                state = TrainingState(
                    rows, mean, square, random, stored["queue"], int(facts["step"]), float(facts["loss"])
                )
        except Exception as error:  # zipfile, zlib, ast and tokenize raise what they like on damaged bytes
            self.remark(f"{self.path} is damaged ({error}): training starts anew")
            return None
        self.remark(f"goes on from step {state.step} of {self.path}")
        return state

    def save_if_due(self, state: TrainingState, key: str) -> None:
        """Save the state if the last time is long enough ago.

        Raises:
            OutputError: the file cannot be written.
        """
        if time.monotonic() - self.last >= self.seconds:
            self.save(state, key)
            self.last = time.monotonic()

    def save(self, state: TrainingState, key: str) -> None:
        """Write the state; a run killed meanwhile leaves the previous checkpoint as it is.

        Raises:
            OutputError: the file cannot be written.
        """
        facts = {"key": key, "step": state.step, "loss": state.loss, "random": state.random.bit_generator.state}
        arrays: dict[str, Any] = {name: getattr(state, name) for name in ("rows", "mean", "square", "queue")}
        try:
            with self.unfinished.open("wb") as stream:
                numpy.savez(stream, facts=numpy.array(json.dumps(facts)), **arrays)
                stream.flush()
                os.fsync(stream.fileno())
            self.unfinished.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                self.unfinished.unlink()
            reason = error.strerror or error
            raise OutputError(f"the checkpoint cannot be written: {reason}", path=str(self.path)) from error

    def remove(self) -> None:
        """Remove what the run left, once its model is written."""
        for path in (self.path, self.unfinished):
            path.unlink(missing_ok=True)


def run_key(settings: object, row_count: int, bags: tuple[Bags, ...]) -> str:
    """Return what two runs have in common if one may go on from the other's checkpoint: settings and data.

    The bags hold the texts as the vocabulary cut them, so they cover the vocabulary's settings too.
    """
    digest = hashlib.sha256(f"{settings!r} {row_count}".encode())
    for each in bags:
        for array in (each.rows, each.offsets):
            digest.update(f"{array.dtype} {len(array)}".encode())
            digest.update(numpy.ascontiguousarray(array).data)
    return digest.hexdigest()
