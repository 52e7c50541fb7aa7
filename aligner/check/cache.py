"""Results of pairs of files that have not changed, kept by the content of all that they depend on."""

from __future__ import annotations

import hmac
import json
import os
import secrets
import sys
from contextlib import suppress
from dataclasses import asdict
from functools import lru_cache
from pathlib import Path
from typing import Any

from aligner.check.catalogue import RULES
from aligner.check.findings import FileReport, Finding, Label, Place
from aligner.check.outcome import Outcome, Remarks
from aligner.errors import AlignerError
from aligner.tasks import Task
from aligner.tasks.store import FolderStore, key_of, state_folder

KEY_BYTES = 32
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
    paths = sorted(path for ending in ("py", "json", "txt", "mo") for path in root.rglob(f"*.{ending}"))
    return key_of(path.read_bytes() for path in paths).encode()


@lru_cache(maxsize=1)
def user_key() -> bytes:
    """Return the secret of this user on this machine by which results are signed, made when first asked for.

    It lies beside no cache: whoever can write a cache that a workspace or a build server brings along cannot sign a
    result (CWE-349). Where it cannot be kept, it holds for this run alone.
    """
    with suppress(OSError, RuntimeError):
        path = state_folder() / "key"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            own = path.with_name(f"{secrets.token_hex(6)}.tmp")
            own.touch(mode=0o600)
            own.write_bytes(secrets.token_bytes(KEY_BYTES))
            own.replace(path)
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    return secrets.token_bytes(KEY_BYTES)


def signature(key: str, content: dict[str, Any]) -> str:
    """Return the keyed hash of a result under its name in the store."""
    text = json.dumps([key, content], sort_keys=True)
    return hmac.new(user_key(), text.encode(), "sha256").hexdigest()


class Cache:
    """Results of the tasks of `aligner.check.jobs`, kept by their keys and told of the files as they are called now."""

    def __init__(self, folder: Path | None = None) -> None:
        """Use a folder, made when it is first written to; where it cannot be used, nothing is kept."""
        self.store = FolderStore((folder or cache_folder()) / "check", ".json")

    def get(self, task: Task[Result]) -> Outcome | None:
        """Return the result of a task; ``None`` if there is none, or one that is damaged or not of this user."""
        content = self.store.get(task.key)
        if content is None:
            return None
        (job,) = task.arguments
        try:
            kept = json.loads(content)
            if not hmac.compare_digest(str(kept.pop("signature")), signature(task.key, kept)):
                return None
            return read_outcome(kept, job.source, job.target)
        except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return None

    def put(self, task: Task[Result], result: Result) -> None:
        """Keep a result; not that the files could not be compared."""
        if isinstance(result, Outcome):
            content = json.loads(json.dumps(written_outcome(result)))  # as it will be read
            signed = {**content, "signature": signature(task.key, content)}
            self.store.put(task.key, json.dumps(signed).encode())

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
