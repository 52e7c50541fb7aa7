"""A cache that many processes read and write at the same time: one small file for each result.

The key of a result is the hash of everything it depends on. A file is written under a temporary
name and then renamed, so parallel runs and killed runs leave only complete results. This method
needs no lock and works on network drives and in the cache of a build server. A damaged file loses
only one result. A shared database has none of these properties. For results that only one process
writes and that must not be removed, see `aligner.tasks.ledger`.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MAX_FILES = 20_000
MAX_BYTES = 200_000_000
"""Limits of the cache. Beyond them, the least recently used results are removed."""
PRUNED_SHARE = 0.8
"""Share of the limits that remains after results are removed, so that not every run has to remove some."""
UNFINISHED_MAX_AGE_S = 3600
"""An unfinished file older than this was left by a killed run."""


def key_of(parts: Iterable[bytes]) -> str:
    """Return the key of a result: the SHA-256 of everything it depends on, in hexadecimal."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def state_folder() -> Path:
    """Return the folder for this user's data on this machine: caches and other data kept between runs.

    Raises:
        RuntimeError: the user has no home folder.
    """
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "aligner"


class FolderStore:
    """Stores results in a folder; if the folder cannot be used, stores nothing and raises no error."""

    def __init__(self, folder: Path, suffix: str) -> None:
        """Store the path of the folder; `put` creates the folder.

        Args:
            folder: a folder for these results only.
            suffix: extension of the files, with the dot.
        """
        self.folder = folder
        self.suffix = suffix
        self.has_grown = False

    def get(self, key: str) -> bytes | None:
        """Return the stored result for a key, and set the time of its last use; ``None`` if there is none."""
        path = self.path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Store a result under a key; do nothing if the folder cannot be written."""
        path = self.path(key)
        import secrets

        temporary = path.with_name(f".{secrets.token_hex(6)}.tmp")
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            try:
                temporary.write_bytes(content)
                temporary.replace(path)
                self.has_grown = True
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise

    def prune(self) -> None:
        """Remove the least recently used results beyond the size limits, and unfinished files of killed runs.

        Listing all files is slow. Therefore this does nothing if no result was stored.
        """
        if not self.has_grown:
            return
        files = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                status = path.stat()
                if path.suffix == self.suffix:
                    files.append((status.st_mtime, status.st_size, path))
                elif time.time() - status.st_mtime > UNFINISHED_MAX_AGE_S:
                    path.unlink()
        total_bytes = sum(size for _, size, _ in files)
        if len(files) <= MAX_FILES and total_bytes <= MAX_BYTES:
            return
        remaining = len(files)
        for _, size, path in sorted(files):
            if remaining <= PRUNED_SHARE * MAX_FILES and total_bytes <= PRUNED_SHARE * MAX_BYTES:
                break
            with suppress(OSError):
                path.unlink()
            remaining, total_bytes = remaining - 1, total_bytes - size

    def path(self, key: str) -> Path:
        """Return the path of the file in which the result for a key is stored."""
        return self.folder / key[:2] / f"{key[2:]}{self.suffix}"
