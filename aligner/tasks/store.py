"""Results by the hash of all they depend on, one small file each: a cache that many processes read and write at once.

Files are written beside and renamed, so parallel runs and a kill leave whole results only. That needs no lock, works
on network drives and in the cache of a build server, and a damaged file costs one result; a database that runs share
would have none of these. A ledger (`aligner.tasks.ledger`) is for results of one writer that nobody may remove.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MOST_FILES = 20_000
MOST_BYTES = 200_000_000
"""What is kept; the results that were not used for longest go first."""
KEPT = 0.8
"""Share of the limits that is left, so that not every run has to remove something."""
LEFTOVER_AGE = 3600
"""Seconds after which a file that is not finished belongs to a run that was killed."""


def key_of(parts: Iterable[bytes]) -> str:
    """Return the key of a result: a hash of all that it depends on."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def state_folder() -> Path:
    """Return the folder of what the program keeps for this user on this machine.

    Raises:
        RuntimeError: the user has no home folder.
    """
    base = os.environ.get("LOCALAPPDATA") if sys.platform == "win32" else os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "aligner"


class FolderStore:
    """Results in a folder; where it cannot be used, nothing is kept."""

    def __init__(self, folder: Path, suffix: str) -> None:
        """Use a folder, made when it is first written to.

        Args:
            folder: of the results and of nothing else.
            suffix: of the files, with the dot.
        """
        self.folder = folder
        self.suffix = suffix
        self.has_grown = False

    def get(self, key: str) -> bytes | None:
        """Return the result of a key, which counts as used; ``None`` if there is none."""
        path = self.path(key)
        try:
            content = path.read_bytes()
        except OSError:
            return None
        with suppress(OSError):
            os.utime(path)
        return content

    def put(self, key: str, content: bytes) -> None:
        """Keep a result."""
        path = self.path(key)
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
        """Remove what was not used for longest, where there is too much, and what a kill left behind.

        Looking through all files takes a while, so that nothing is done where nothing was kept.
        """
        if not self.has_grown:
            return
        files = []
        for path in self.folder.glob("*/*"):
            with suppress(OSError):
                about = path.stat()
                if path.suffix == self.suffix:
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
        return self.folder / key[:2] / f"{key[2:]}{self.suffix}"
