"""The same documents give the same bytes, whichever kernels the library of linear algebra takes for this processor."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample"
KERNELS = ("Prescott", "Nehalem", "Sandybridge", "Haswell", "SkylakeX")
"""From the oldest to the newest; OpenBLAS takes what the processor has where it lacks one."""
OUTPUTS = ("o.align", "o.csv", "o.tmx", "o.bitext.jsonl")


def library_of_this_numpy() -> str:
    """Return the name of the library of linear algebra that numpy uses."""
    import numpy  # noqa: F401 - loads it
    from threadpoolctl import threadpool_info

    return " ".join(str(each.get("internal_api")) for each in threadpool_info())


def aligned(folder: Path, kernel: str) -> dict[str, bytes]:
    """Align the sample in a process of its own and return the outputs."""
    folder.mkdir()
    outputs = [part for name in OUTPUTS for part in ("-o", str(folder / name))]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000", "PYTHONPATH": str(ROOT)}
    if kernel:
        environment["OPENBLAS_CORETYPE"] = kernel
    command = [sys.executable, "-m", "aligner", "align", "story.en.txt", "story.zh.txt", "-q", *outputs]
    done = subprocess.run(command, cwd=SAMPLE, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return {name: (folder / name).read_bytes() for name in OUTPUTS}


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Return the outputs with the kernels of this machine."""
    return aligned(tmp_path_factory.mktemp("usual") / "out", "")


@pytest.mark.skipif("openblas" not in library_of_this_numpy(), reason="numpy uses another library than OpenBLAS")
@pytest.mark.parametrize("kernel", KERNELS)
def test_kernels(kernel: str, usual: dict[str, bytes], tmp_path: Path) -> None:
    assert aligned(tmp_path / "out", kernel) == usual
