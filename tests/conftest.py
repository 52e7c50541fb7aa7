"""Fixtures that several folders of tests use."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

os.environ["ALIGNER_LANG"] = "en"  # whatever the locale of the machine, the tests read English
with suppress(ImportError):
    import hypothesis

    # a machine that is busy is no reason to fail; the rest is as Hypothesis sets it, here or on a server
    hypothesis.settings.register_profile("without deadlines", hypothesis.settings(), deadline=None)
    hypothesis.settings.load_profile("without deadlines")

SHARED = Path(__file__).resolve().parents[2] / "shared"

WORDS = {
    "cat": "猫", "dog": "狗", "red": "红色", "blue": "蓝色", "house": "房子", "river": "河流", "mountain": "山脉",
    "teacher": "老师", "student": "学生", "book": "书本", "letter": "信件", "bread": "面包", "water": "清水",
    "winter": "冬天", "summer": "夏天", "music": "音乐", "road": "道路", "train": "火车", "doctor": "医生",
    "garden": "花园",
}  # fmt: skip


@pytest.fixture(scope="session")
def shared() -> Path:
    """Return the folder of shared material beside the checkout, or skip."""
    if not SHARED.is_dir():
        pytest.skip(f"the shared material is not there: no folder {SHARED.name} beside the checkout")
    return SHARED


@pytest.fixture(scope="session")
def chinese_font() -> None:
    """Skip where the system has no Chinese font, with which LibreOffice and PDFium draw Chinese text."""
    listing = shutil.which("fc-list")
    if listing and not subprocess.run([listing, ":lang=zh-cn"], capture_output=True, check=False).stdout:
        pytest.skip("no Chinese font is installed (fonts-noto-cjk)")


@pytest.fixture(scope="session", autouse=True)
def _state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test leave anything in the folder of the user's state."""
    patch = pytest.MonkeyPatch()
    patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
    if os.environ.get("PYTHONDONTWRITEBYTECODE"):
        # hundreds of processes would compile the program, each for itself: they share what they compile, aside
        patch.delenv("PYTHONDONTWRITEBYTECODE")
        workers = os.environ.get("PYTEST_XDIST_WORKER")
        base = tmp_path_factory.getbasetemp()
        patch.setenv("PYTHONPYCACHEPREFIX", str((base.parent if workers else base) / "bytecode"))
    yield
    patch.undo()


@pytest.fixture(scope="module", autouse=True)
def _variables() -> Iterator[None]:
    """Undo what a module does to the environment: Dask, for one, sets the seed of hashes for all later processes."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture(scope="session")
def pair_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file of 1,140 made-up pairs over a toy dictionary."""
    words = list(WORDS)
    lines = []
    for first in words:
        for second in words:
            for third in (words[0], words[7], words[13]):
                if first != second:
                    lines.append(
                        f"{WORDS[first]}和{WORDS[second]}、{WORDS[third]}。\tThe {first}, {second} and {third}."
                    )
    path = tmp_path_factory.mktemp("pairs") / "toy.tsv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def trained_model(pair_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a small model trained on the toy pairs."""
    from aligner.training import TrainingSettings, train
    from aligner.training.contrastive import ContrastiveSettings
    from aligner.training.vocabulary import VocabularySettings

    folder = tmp_path_factory.mktemp("model")
    settings = TrainingSettings(
        VocabularySettings(chinese_words=200, english_words=200, pieces=60),
        ContrastiveSettings(dimension=24, epochs=20, batch=128),
    )
    train([pair_file], folder, settings, name="toy")
    return folder
