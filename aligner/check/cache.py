"""Results of pairs of files that have not changed, kept by the content of all that they depend on.

One small file a pair, written beside and renamed: parallel runs and a kill leave whole files only.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from aligner.check.findings import FileReport, Finding, Place
from aligner.check.outcome import Outcome, Remarks

MOST_FILES = 20_000
MOST_BYTES = 200_000_000
"""What is kept; the results that were not used for longest go first."""
KEPT = 0.8
"""Share of the limits that is left, so that not every run has to remove something."""
LEFTOVER_AGE = 3600
"""Seconds after which a file that is not finished belongs to a run that was killed."""


def cache_folder() -> Path:
    """Return where this system keeps what can be made again; ``ALIGNER_CACHE`` names another folder."""
    if chosen := os.environ.get("ALIGNER_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aligner"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "aligner"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aligner"


def key_of(parts: Iterable[bytes]) -> str:
    """Return the name of a result: a hash of all that it depends on."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


@lru_cache(maxsize=1)
def program_mark() -> bytes:
    """Return a hash of the program itself: a rule that was mended must not be answered for by an old result."""
    root = Path(__file__).parent.parent
    paths = sorted(path for ending in ("py", "json", "txt") for path in root.rglob(f"*.{ending}"))
    return key_of(path.read_bytes() for path in paths).encode()


class Cache:
    """Results in a folder; where it cannot be used, nothing is kept."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder, made when it is first written to."""
        self.folder = (folder or cache_folder()) / "check"

    def get(self, key: str, source: str, target: str) -> Outcome | None:
        """Return the result of that name for two files as they are called now; ``None`` if there is none."""
        path = self.path(key)
        try:
            outcome = read_outcome(json.loads(path.read_text(encoding="utf-8")), source, target)
        except (OSError, ValueError, KeyError, TypeError):  # none, or a damaged one
            return None
        with suppress(OSError):
            os.utime(path)
        return outcome

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep a result."""
        path = self.path(key)
        temporary = path.with_name(f".{secrets.token_hex(6)}.tmp")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_text(json.dumps(written_outcome(outcome)), encoding="utf-8")
                temporary.replace(path)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    def prune(self) -> None:
        """Remove what was not used for longest, where there is too much, and what a kill left behind."""
        files = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                about = path.stat()
                if path.suffix == ".json":
                    files.append((about.st_mtime, about.st_size, path))
                elif time.time() - about.st_mtime > LEFTOVER_AGE:
                    path.unlink()
        total = sum(size for _, size, _ in files)
        if len(files) <= MOST_FILES and total <= MOST_BYTES:
            return
        left = len(files)
        for _, size, path in sorted(files):
            if left <= KEPT * MOST_FILES and total <= KEPT * MOST_BYTES:
                break
            with suppress(OSError):
                path.unlink()
            left, total = left - 1, total - size

    def path(self, key: str) -> Path:
        """Return the file of a result."""
        return self.folder / key[:2] / f"{key[2:]}.json"


def written_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return a result as JSON values, without the names of the files."""
    return {
        "findings": [written_finding(each) for each in outcome.report.findings],
        "covered": outcome.report.covered,
        "total": outcome.report.total,
        "passages": outcome.passages,
        "silenced": outcome.silenced,
        "remarks": outcome.remarks,
    }


def read_outcome(content: dict[str, Any], source: str, target: str) -> Outcome:
    """Return a result of files with these names."""
    names = {"source": source, "target": target}
    findings = tuple(read_finding(each, names) for each in content["findings"])
    report = FileReport(source, target, findings, int(content["covered"]), int(content["total"]))
    first, second = map(read_remarks, content["remarks"])
    passages = tuple((str(ours), str(theirs)) for ours, theirs in content["passages"])
    return Outcome(report, passages, int(content["silenced"]), (first, second))


def read_remarks(content: list[Any]) -> Remarks:
    """Return remarks on comments of one file."""
    return tuple((int(line), str(remark)) for line, remark in content)


def written_finding(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values, without the names of the files."""
    content = asdict(finding)
    for side in ("source", "target"):
        if content[side] is not None:
            del content[side]["path"]
    return content


def read_finding(content: dict[str, Any], names: dict[str, str]) -> Finding:
    """Return a finding as it was, of files with these names."""
    source, target = (
        None if content[side] is None else Place(names[side], content[side]["line"], content[side]["text"])
        for side in ("source", "target")
    )
    return Finding(content["rule"], content["severity"], content["message"], source, target, content["confidence"])
