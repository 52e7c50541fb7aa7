"""A store of results that several machines and runs share.

The store is a folder on a shared disk, or an address that ``fsspec`` opens. An object store writes an
object completely or not at all. On other file systems, a process that is killed may leave an incomplete
file. Code that reads a result from this store must therefore check that the result is complete.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

from aligner.errors import UsageError
from aligner.interface import _
from aligner.registry import Entry, Registry
from aligner.tasks.store import FolderStore

OPENERS = Registry(
    "store", {"fsspec": Entry("fsspec.core:url_to_fs", "a store at an address", (), "fsspec", "cluster")}
)


class SharedStore:
    """Stores results as files at an address; if the address cannot be reached, nothing is stored or found."""

    def __init__(self, address: str, suffix: str) -> None:
        """Open the file system of an address.

        Args:
            address: address of the store, such as ``s3://bucket/folder``.
            suffix: extension of the files, with the dot.

        Raises:
            UsageError: the kind of address is unknown, or the package for it is missing.
        """
        opener = OPENERS.load("fsspec")
        try:
            files, folder = opener(address)
        except (ImportError, ValueError) as error:
            raise UsageError(_("this store cannot be opened: {error}", error=error), path=address) from error
        self.files: Any = files
        self.folder = str(folder).rstrip("/")
        self.suffix = suffix

    def get(self, key: str) -> bytes | None:
        """Return the stored result for a key; ``None`` if there is none, or if the store does not answer."""
        with suppress(Exception):  # each file system has errors of its own, and a store only saves time
            return bytes(self.files.cat_file(self.path(key)))
        return None

    def put(self, key: str, content: bytes) -> None:
        """Store a result under a key; do nothing if the store does not accept it."""
        path = self.path(key)
        with suppress(Exception):
            self.files.makedirs(path.rpartition("/")[0], exist_ok=True)
            self.files.pipe_file(path, content)

    def path(self, key: str) -> str:
        """Return the path at which the result for a key is stored."""
        return f"{self.folder}/{key[:2]}/{key[2:]}{self.suffix}"


def store_at(place: str, suffix: str) -> FolderStore | SharedStore:
    """Return the store of results at a path of this machine or at an address.

    Raises:
        UsageError: the address cannot be opened.
    """
    return SharedStore(place, suffix) if "://" in place else FolderStore(Path(place), suffix)
