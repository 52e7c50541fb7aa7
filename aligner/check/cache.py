"""Results of pairs of files that have not changed, kept by the content of all that they depend on."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Label, Place
from aligner.check.outcome import Outcome, Remarks
from aligner.errors import AlignerError
from aligner.tasks import Task
from aligner.tasks.store import FolderStore, key_of

Result = Outcome | AlignerError
"""Of comparing two files: what was found, or why they cannot be compared."""


def cache_folder() -> Path:
    """Return where this system keeps what can be made again; ``ALIGNER_CACHE`` names another folder."""
    if chosen := os.environ.get("ALIGNER_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aligner"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "aligner"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aligner"


@lru_cache(maxsize=1)
def program_mark() -> bytes:
    """Return a hash of the program itself: a rule that was mended must not be answered for by an old result."""
    root = Path(__file__).parent.parent
    paths = sorted(path for ending in ("py", "json", "txt") for path in root.rglob(f"*.{ending}"))
    return key_of(path.read_bytes() for path in paths).encode()


class Cache:
    """Results of the tasks of `aligner.check.jobs`, kept by their keys and told of the files as they are called now."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder, made when it is first written to; where it cannot be used, nothing is kept."""
        self.store = FolderStore((folder or cache_folder()) / "check", ".json")

    def get(self, task: Task[Result]) -> Outcome | None:
        """Return the result of a task; ``None`` if there is none, or a damaged one."""
        content = self.store.get(task.key)
        if content is None:
            return None
        (job,) = task.arguments
        try:
            return read_outcome(json.loads(content), job.source, job.target)
        except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return None

    def put(self, task: Task[Result], result: Result) -> None:
        """Keep a result; not that the files could not be compared."""
        if isinstance(result, Outcome):
            self.store.put(task.key, json.dumps(written_outcome(result)).encode())

    def prune(self) -> None:
        """Remove what was not used for longest, where there is too much."""
        self.store.prune()


def written_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return a result as JSON values, without the names of the files."""
    return {
        "findings": [written_finding(each) for each in outcome.report.findings],
        "covered": outcome.report.covered,
        "total": outcome.report.total,
        "passages": outcome.passages,
        "silenced": outcome.silenced,
        "remarks": outcome.remarks,
        "labels": [tuple(label) for label in outcome.report.labels],
    }


def read_outcome(content: dict[str, Any], source: str, target: str) -> Outcome:
    """Return a result of files with these names."""
    names = {"source": source, "target": target}
    findings = tuple(read_finding(each, names) for each in content["findings"])
    covered, total, silenced = (int(content[name]) for name in ("covered", "total", "silenced"))
    if not 0 <= covered <= total or silenced < 0:
        raise ValueError("no counts")
    report = FileReport(source, target, findings, covered, total, read_labels(content["labels"]))
    first, second = map(read_remarks, content["remarks"])
    passages = tuple((str(ours), str(theirs)) for ours, theirs in content["passages"])
    return Outcome(report, passages, silenced, (first, second))


def read_labels(content: list[Any]) -> tuple[Label, ...]:
    """Return the labels of a pair of files."""
    return tuple(
        Label(str(kind), str(source), str(target), int(first), int(second))
        for kind, source, target, first, second in content
    )


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
    source, target = (read_place(content[side], names[side]) for side in ("source", "target"))
    rule, severity = str(content["rule"]), content["severity"]
    confidence = float(content["confidence"])
    if rule not in RULES or severity not in ("error", "warning") or not 0 <= confidence <= 1 or not (source or target):
        raise ValueError("no finding of this program")
    return Finding(rule, severity, one_line(content["message"]), source, target, confidence)


def read_place(content: dict[str, Any] | None, name: str) -> Place | None:
    """Return a place in the file of that name."""
    if content is None:
        return None
    line, focus = int(content["line"]), int(content["focus"])
    if line < 1 or focus < 0:
        raise ValueError("no place")
    return Place(name, line, str(content["text"]), focus, str(content["key"]))


def one_line(message: object) -> str:
    """Return a message as it was written: one line of text."""
    if not isinstance(message, str) or len(message.splitlines()) > 1:
        raise ValueError("no message of this program")
    return message
