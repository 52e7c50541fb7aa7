"""Checkpoints of a training run, so that the same command continues a run that was stopped.

The state contains everything that the next step depends on: the rows, the optimiser's two moments,
the queue of pairs, the number of the step and the random generator. A continued run therefore gives
the same bytes as an uninterrupted run (under the conditions in `aligner.training.contrastive`).
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
from aligner.interface import _
from aligner.protocols import Vectors
from aligner.training.bags import Bags, Integers

FILE_NAME = "checkpoint.npz"
CHECKPOINT_SECONDS = 120.0
"""Time between two checkpoints; writing one of the bundled model's size takes a second or two."""


@dataclass
class TrainingState:
    """The state of a run; its arrays are changed in place.

    Attributes:
        rows: the rows in training, shape (rows, dimension).
        mean: Adam's running mean of the gradient, same shape.
        square: Adam's running mean of the squared gradient, same shape.
        random: generator of the order of the pairs.
        queue: numbers of the next pairs.
        step: number of completed steps.
        loss: smoothed loss; NaN before the first step.
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
        """Return the state of a training run before its first step; ``rows`` are the vectors to train."""
        return cls(rows, numpy.zeros_like(rows), numpy.zeros_like(rows), random, numpy.zeros(0, numpy.int64))


@dataclass
class Checkpoints:
    """Saves the state of a run to a file at intervals, and loads it again.

    Attributes:
        folder: folder of the file, which is also the folder of the model.
        seconds: time between two checkpoints, in seconds.
        remark: a function that is called with one line about the checkpoint of an earlier run.
        last: time of the last checkpoint, from the monotonic clock.
    """

    folder: Path
    seconds: float = CHECKPOINT_SECONDS
    remark: Callable[[str], None] = lambda _line: None
    last: float = field(default_factory=time.monotonic)

    @property
    def path(self) -> Path:
        """Path of the checkpoint."""
        return self.folder / FILE_NAME

    @property
    def unfinished_path(self) -> Path:
        """Path of the temporary file, which is renamed when the checkpoint is complete."""
        return self.folder / f"{FILE_NAME}.part"

    def load(self, key: str) -> TrainingState | None:
        """Return the saved state of an earlier training run with the same settings and data.

        The result is ``None`` if there is none.
        """
        if not self.path.exists():
            return None
        try:
            with numpy.load(self.path, allow_pickle=False) as stored:
                facts = json.loads(str(stored["facts"]))
                if facts["key"] != key:
                    self.remark(
                        _("{path} has other settings or other data: training starts from the beginning", path=self.path)
                    )
                    return None
                random = numpy.random.default_rng()
                random.bit_generator.state = facts["random"]
                rows, mean, square = (stored[name] for name in ("rows", "mean", "square"))
                state = TrainingState(
                    rows, mean, square, random, stored["queue"], int(facts["step"]), float(facts["loss"])
                )
        except Exception as error:  # zipfile, zlib, ast and tokenize raise many kinds of errors on damaged bytes
            self.remark(
                _("{path} is damaged ({error}): training starts from the beginning", path=self.path, error=error)
            )
            return None
        self.remark(_("continues from step {step} of {path}", step=state.step, path=self.path))
        return state

    def save_if_due(self, state: TrainingState, key: str) -> None:
        """Save the state of the training run if at least ``seconds`` have passed since the last checkpoint.

        Raises:
            OutputError: the file cannot be written.
        """
        if time.monotonic() - self.last >= self.seconds:
            self.save(state, key)
            self.last = time.monotonic()

    def save(self, state: TrainingState, key: str) -> None:
        """Save the state of the training run; if it is killed meanwhile, the previous checkpoint stays intact.

        Raises:
            OutputError: the file cannot be written.
        """
        facts = {"key": key, "step": state.step, "loss": state.loss, "random": state.random.bit_generator.state}
        arrays: dict[str, Any] = {name: getattr(state, name) for name in ("rows", "mean", "square", "queue")}
        try:
            with self.unfinished_path.open("wb") as stream:
                numpy.savez(stream, facts=numpy.array(json.dumps(facts)), **arrays)
                stream.flush()
                os.fsync(stream.fileno())
            self.unfinished_path.replace(self.path)
        except OSError as error:
            with suppress(OSError):
                self.unfinished_path.unlink()
            reason = error.strerror or error
            raise OutputError(
                _("the checkpoint cannot be written: {reason}", reason=reason), path=str(self.path)
            ) from error

    def remove(self) -> None:
        """Remove the checkpoint files; call this after the model is written."""
        for path in (self.path, self.unfinished_path):
            path.unlink(missing_ok=True)


def run_key(settings: object, row_count: int, bags: tuple[Bags, ...]) -> str:
    """Return a hash of the settings and the data.

    A run continues only from a checkpoint with the same hash. ``bags`` contain the texts as
    numbers of the vectors in training, so the hash also depends on the settings of the vocabulary.
    """
    digest = hashlib.sha256(f"{settings!r} {row_count}".encode())
    for each in bags:
        for array in (each.rows, each.offsets):
            digest.update(f"{array.dtype} {len(array)}".encode())
            digest.update(numpy.ascontiguousarray(array).data)
    return digest.hexdigest()
