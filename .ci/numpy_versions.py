"""Aligns the sample with the oldest numpy that is supported and with the newest: the pairs must be the same.

``python .ci/numpy_versions.py`` makes two virtual environments in ``build``. It needs a Python for which the oldest
numpy has a wheel (3.10 to 3.12), and says so and ends with 0 where it cannot be installed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "corpora" / "sample"
NAMES = ("story", "guide", "resolution")
OUTPUTS = (".align", ".csv", ".tmx", ".bitext.jsonl")


def outputs_with(requirement: str, place: Path) -> dict[str, bytes] | None:
    """Return the outputs of the sample, by name; ``None`` where that numpy cannot be installed."""
    venv.create(place, with_pip=True)
    python = place / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    # two steps, so that what the package asks for does not draw in a newer one
    for arguments in (
        [str(ROOT), requirement],
        ["--force-reinstall", "--no-deps", "--only-binary", "numpy", requirement],
    ):
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
        if subprocess.run(command, check=False).returncode:
            return None
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    found = {}
    for name in NAMES:
        paths = [place / f"{name}{ending}" for ending in OUTPUTS]
        command = [str(python), "-m", "aligner", "align", f"{name}.en.txt", f"{name}.zh.txt", "-q"]
        command += [part for path in paths for part in ("-o", str(path))]
        subprocess.run(command, cwd=SAMPLE, env=environment, check=True)
        found |= {path.name: path.read_bytes() for path in paths}
    return found


def main() -> int:
    """Compare and report."""
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    oldest = re.search(r'"numpy>=([\d.]+)"', project)
    assert oldest is not None
    requirements = (f"numpy=={oldest[1]}.*", "numpy")
    found = [outputs_with(each, ROOT / "build" / f"ci-numpy-{number}") for number, each in enumerate(requirements)]
    if found[0] is None or found[1] is None:
        print("numpy versions: skipped, one of them cannot be installed for this Python")
        return 0
    differing = [name for name in found[0] if found[0][name] != found[1][name]]
    counts = f"{len(found[0])} outputs, {len(differing)} differ in scores or more"
    print(f"numpy {oldest[1]} and the newest: {counts}: {' '.join(differing)}")
    return int(any(name.endswith(".align") for name in differing))


if __name__ == "__main__":
    sys.exit(main())
