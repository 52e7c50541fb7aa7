"""A cache for the results of checking pairs of files; the key is a hash of all that a result depends on."""

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
"""The result of comparing two files, or the error if they cannot be compared."""


def cache_folder() -> Path:
    """Return the folder of this program in the system's cache folder.

    The environment variable ``ALIGNER_CACHE`` names another folder.
    """
    if chosen := os.environ.get("ALIGNER_CACHE"):
        return Path(chosen)
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "aligner"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "aligner"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "aligner"


@lru_cache(maxsize=1)
def program_hash() -> bytes:
    """Return a hash of the program's files, so that a new version of the program ignores older results."""
    root = Path(__file__).parent.parent
    paths = sorted(path for ending in ("py", "json", "txt", "mo") for path in root.rglob(f"*.{ending}"))
    return key_of(path.read_bytes() for path in paths).encode()


@lru_cache(maxsize=1)
def user_key() -> bytes:
    """Return the secret key of this user on this machine, which signs results; the first call creates it.

    The key is stored outside the cache folder. A cache folder may come with a workspace or from a build
    server. The person who wrote it does not have the key and cannot sign a false result (CWE-349). If
    the key cannot be stored, it is valid for this run only.
    """
    with suppress(OSError, RuntimeError):
        path = state_folder() / "key"
        if not path.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary = path.with_name(f"{secrets.token_hex(6)}.tmp")
            temporary.touch(mode=0o600)
            temporary.write_bytes(secrets.token_bytes(KEY_BYTES))
            temporary.replace(path)
        key = path.read_bytes()
        if len(key) == KEY_BYTES:
            return key
    return secrets.token_bytes(KEY_BYTES)


def signature(key: str, content: dict[str, Any]) -> str:
    """Return the signature of a stored result: the HMAC of its cache key and its content, in hexadecimal."""
    text = json.dumps([key, content], sort_keys=True)
    return hmac.new(user_key(), text.encode(), "sha256").hexdigest()


class Cache:
    """A cache of the results for pairs of files, without the names of the files."""

    def __init__(self, folder: Path | None = None) -> None:
        """Open the cache in ``folder``, by default in `cache_folder`.

        The first call of `put` creates the folder. If the folder cannot be used, nothing is stored, and no
        error is raised.
        """
        self.store = FolderStore((folder or cache_folder()) / "check", ".json")

    def get(self, task: Task[Result]) -> Outcome | None:
        """Return the stored result of a task, the check of a pair of files.

        Return ``None`` if there is no result, or if it is damaged or was signed by another user.
        """
        content = self.store.get(task.key)
        if content is None:
            return None
        (job,) = task.arguments
        try:
            stored = json.loads(content)
            if not hmac.compare_digest(str(stored.pop("signature")), signature(task.key, stored)):
                return None
            return outcome_from_json(stored, job.source, job.target)
        except (ArithmeticError, AttributeError, KeyError, RecursionError, TypeError, ValueError):
            return None

    def put(self, task: Task[Result], result: Result) -> None:
        """Store the result of a task, the check of a pair of files, with a signature; nothing if it failed."""
        if isinstance(result, Outcome):
            content = json.loads(json.dumps(outcome_to_json(result)))  # sign the values that `get` will read
            signed = {**content, "signature": signature(task.key, content)}
            self.store.put(task.key, json.dumps(signed).encode())

    def prune(self) -> None:
        """Remove the least recently used results if the cache exceeds its maximum number of files or bytes."""
        self.store.prune()


def outcome_to_json(outcome: Outcome) -> dict[str, Any]:
    """Return the result for a pair of files as JSON values, without the names of the files."""
    return {
        "findings": [finding_to_json(each) for each in outcome.report.findings],
        "covered": outcome.report.covered,
        "total": outcome.report.total,
        "passages": outcome.passages,
        "silenced": outcome.silenced,
        "remarks": outcome.remarks,
        "labels": [tuple(label) for label in outcome.report.labels],
    }


def outcome_from_json(content: dict[str, Any], source: str, target: str) -> Outcome:
    """Return the result for a pair of files from its JSON values, with the given names of the files.

    Raises:
        ValueError: the values are not a result. Malformed values may also raise other exceptions.
    """
    names = {"source": source, "target": target}
    findings = tuple(finding_from_json(each, names) for each in content["findings"])
    covered, total, silenced = (int(content[name]) for name in ("covered", "total", "silenced"))
    if not 0 <= covered <= total or silenced < 0:
        raise ValueError("no counts")
    report = FileReport(source, target, findings, covered, total, labels_from_json(content["labels"]))
    first, second = map(remarks_from_json, content["remarks"])
    passages = tuple((str(ours), str(theirs)) for ours, theirs in content["passages"])
    return Outcome(report, passages, silenced, (first, second))


def labels_from_json(content: list[Any]) -> tuple[Label, ...]:
    """Return labels (texts of links, headings and messages) from their JSON values."""
    return tuple(
        Label(str(kind), str(source), str(target), int(first), int(second))
        for kind, source, target, first, second in content
    )


def remarks_from_json(content: list[Any]) -> Remarks:
    """Return the remarks on the ``aligner-ignore`` comments of one file from their JSON values."""
    return tuple((int(line), str(remark)) for line, remark in content)


def finding_to_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as JSON values, without the names of the files."""
    content = asdict(finding)
    for side in ("source", "target"):
        if content[side] is not None:
            del content[side]["path"]
    return content


def finding_from_json(content: dict[str, Any], names: dict[str, str]) -> Finding:
    """Return a finding from its JSON values, with the given names of the files."""
    source, target = (place_from_json(content[side], names[side]) for side in ("source", "target"))
    rule, severity = str(content["rule"]), content["severity"]
    confidence = float(content["confidence"])
    if rule not in RULES or severity not in ("error", "warning") or not 0 <= confidence <= 1 or not (source or target):
        raise ValueError("no finding of this program")
    return Finding(rule, severity, valid_message(content["message"]), source, target, confidence)


def place_from_json(content: dict[str, Any] | None, name: str) -> Place | None:
    """Return a place (a line of a file, with its text) from its JSON values.

    Args:
        content: the JSON values; ``None`` for no place.
        name: path of the file.

    Raises:
        ValueError: the line or the offset is out of range.
    """
    if content is None:
        return None
    line, focus = int(content["line"]), int(content["focus"])
    if line < 1 or focus < 0:
        raise ValueError("no place")
    return Place(name, line, str(content["text"]), focus, str(content["key"]))


def valid_message(message: object) -> str:
    """Return the message of a stored finding, after checking that it is one line of text.

    Raises:
        ValueError: the message is not a string, or has several lines.
    """
    if not isinstance(message, str) or len(message.splitlines()) > 1:
        raise ValueError("no message of this program")
    return message
