"""A run killed in the middle goes on, and ends with the bytes of an unbroken one; a strange checkpoint is refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from aligner.errors import OutputError
from aligner.training import TrainingSettings, train
from aligner.training.checkpoint import FILE_NAME, Checkpoints, TrainingState
from aligner.training.contrastive import ContrastiveSettings
from aligner.training.vocabulary import VocabularySettings

SETTINGS = TrainingSettings(VocabularySettings(200, 200, 60), ContrastiveSettings(dimension=8, epochs=3, batch=128))
KILLED_AT = 0.4


class KilledError(Exception):
    """Stands for a power cut."""


def kill(stage: str, share: float) -> None:
    if stage.startswith("training") and share > KILLED_AT:
        raise KilledError


def start_and_kill(pair_file: Path, folder: Path) -> None:
    with pytest.raises(KilledError):
        train([pair_file], folder, SETTINGS, name="toy", progress=kill, seconds=0)
    assert [path.name for path in folder.iterdir()] == [FILE_NAME]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture(scope="module")
def unbroken(pair_file: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("unbroken")
    train([pair_file], folder, SETTINGS, name="toy")
    return files(folder)


def test_it_goes_on_and_gives_the_same_bytes(pair_file: Path, tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    start_and_kill(pair_file, tmp_path)
    lines: list[str] = []
    shares: list[float] = []

    def note(stage: str, share: float) -> None:
        if stage.startswith("training"):
            shares.append(share)

    train([pair_file], tmp_path, SETTINGS, name="toy", progress=note, remark=lines.append)
    assert len(lines) == 1
    assert "continues from step" in lines[0]
    assert shares[0] > KILLED_AT
    assert files(tmp_path) == unbroken


def test_other_settings_start_anew(pair_file: Path, tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    start_and_kill(pair_file, tmp_path)
    lines: list[str] = []
    other = replace(SETTINGS, contrastive=replace(SETTINGS.contrastive, seed=2))
    train([pair_file], tmp_path, other, name="toy", remark=lines.append)
    assert "other settings or other data: training starts from the beginning" in lines[0]
    assert sorted(files(tmp_path)) == sorted(unbroken)
    assert files(tmp_path)["vectors.npy"] != unbroken["vectors.npy"]


def test_other_data_or_a_damaged_file_start_anew(pair_file: Path, tmp_path: Path, unbroken: dict[str, bytes]) -> None:
    start_and_kill(pair_file, tmp_path / "model")
    other = tmp_path / "toy.tsv"
    other.write_bytes(pair_file.read_bytes().replace("猫".encode(), "狗".encode(), 1))
    lines: list[str] = []
    with pytest.raises(KilledError):
        train([other], tmp_path / "model", SETTINGS, progress=kill, remark=lines.append, seconds=1000)
    checkpoint = tmp_path / "model" / FILE_NAME
    checkpoint.write_bytes(checkpoint.read_bytes()[:5000])
    train([pair_file], tmp_path / "model", SETTINGS, name="toy", remark=lines.append)
    assert len(lines) == 2
    assert "other settings or other data" in lines[0]
    assert "damaged" in lines[1]
    assert files(tmp_path / "model") == unbroken


def test_a_state_comes_back_whole_and_a_failed_write_leaves_the_last(tmp_path: Path) -> None:
    random = numpy.random.default_rng(5)
    state = TrainingState.start(random.standard_normal((4, 8)).astype(numpy.float32), random)
    state.queue, state.step, state.loss = numpy.arange(3), 7, 0.25
    checkpoints = Checkpoints(tmp_path)
    checkpoints.save(state, "key")
    drawn = state.random.random(3)
    checkpoints.unfinished_path.mkdir()  # cannot be opened as a file
    with pytest.raises(OutputError, match="cannot be written"):
        checkpoints.save(state, "key")
    checkpoints.unfinished_path.rmdir()
    back = checkpoints.load("key")
    assert back is not None
    assert (back.step, back.loss, back.queue.tolist()) == (7, 0.25, [0, 1, 2])
    assert numpy.array_equal(back.rows, state.rows)
    assert numpy.array_equal(back.random.random(3), drawn)
    assert checkpoints.load("another key") is None
    checkpoints.remove()
    assert checkpoints.load("key") is None
