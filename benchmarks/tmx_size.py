"""A translation memory of a million units, written and read back: seconds, and the memory that it took.

Run as ``python -m benchmarks.tmx_size [UNITS]``; prints JSON. Both run in one process, so the peak is that of the
worse of the two. The units are made up, of the length and with the properties of real ones.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from aligner.formats.tmx_reader import read_units
from aligner.formats.tmx_units import Header, Unit, write_units
from benchmarks.machine import hardware, load_average, versions

UNITS = 1_000_000


def made_units(number: int) -> Iterator[Unit]:
    """Yield units that differ, each with what the aligner writes beside the text."""
    for place in range(number):
        english = f"Article {place} of the agreement enters into force on the day after it has been signed by both."
        chinese = f"本协定第{place}条自双方签字之次日起生效。"
        properties = {
            "x-score": "0.8123",
            "x-confidence": "0.9000",
            "x-shape": "1-1",
            "x-source-file": "agreement.en.txt",
            "x-source-ids": str(place),
            "x-source-line": str(place + 1),
            "x-target-file": "agreement.zh.txt",
            "x-target-ids": str(place),
            "x-target-line": str(place + 1),
        }
        yield Unit((("en-US", english), ("zh-CN", chinese)), properties)


def peak_megabytes() -> float:
    """Return the largest memory that the process has held, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6, 1)


def measure(number: int, path: Path) -> dict[str, float | int | None]:
    """Return the seconds and the memory that writing and reading so many units take."""
    load = load_average()
    before = peak_megabytes()
    start = time.perf_counter()
    with path.open("wb") as stream:
        write_units(made_units(number), stream, Header("en-US"))
    written = time.perf_counter()
    with path.open("rb") as stream:
        found = sum(len(unit.variants) == 2 for unit in read_units(stream, str(path)))
    read = time.perf_counter()
    if found != number:
        raise SystemExit(f"{number} units written, {found} read")
    return {
        "units": number,
        "megabytes": round(path.stat().st_size / 1e6, 1),
        "write_seconds": round(written - start, 1),
        "read_seconds": round(read - written, 1),
        "seconds": round(read - start, 1),
        "peak_megabytes": peak_megabytes(),
        "megabytes_before": before,
        "load_before": load,
    }


def main() -> None:
    """Measure and print."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else UNITS
    with tempfile.TemporaryDirectory() as folder:
        figures = measure(number, Path(folder) / "memory.tmx")
    print(json.dumps({**figures, "hardware": hardware(), "versions": versions()}, indent=2))


if __name__ == "__main__":
    main()
