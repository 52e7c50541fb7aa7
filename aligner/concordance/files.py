"""Which files a search goes through, and in what state they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aligner.errors import InputError, UsageError
from aligner.formats import FORMATS
from aligner.formats.base import Readable
from aligner.regular_files import not_read

_CHUNK = 1 << 20
_DOCUMENTS_TOO = frozenset({"docx"})
"""Formats of pairs that are mostly those of documents, so that a folder's files say nothing by their names."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of pairs.

    Attributes:
        path: absolute; names it in the index.
        shown: as the user would write it.
        size: in bytes.
        modified: nanoseconds since 1970.
    """

    path: str
    shown: str
    size: int
    modified: int


def found_files(paths: Sequence[str], skipped: list[str] | None = None) -> list[FoundFile]:
    """Return the files of pairs among and below the paths, sorted by name, each once.

    Hidden files and folders are left out; a file that is named itself is taken whatever it is called.

    Args:
        paths: files and folders.
        skipped: takes a line for each file of the folders that is not read for safety: which, and why.

    Raises:
        InputError: a path does not exist, or none of them leads to a file of pairs.
        UsageError: a file that is named itself is in no format that holds pairs.
    """
    files: dict[str, FoundFile] = {}
    skipped = [] if skipped is None else skipped
    for path in paths:
        if os.path.isdir(path):
            names = _below(path, skipped)
        elif is_readable(path):
            names = iter([path])
        elif os.path.exists(path):
            raise UsageError(f"holds no pairs to search: name files of {known_extensions()}", path=path)
        else:
            raise InputError("there is no such file or folder", path=path)
        for name in names:
            found = _state(name)
            if found is not None:
                files.setdefault(found.path, found)
            elif name == path:
                raise InputError("there is no such file, or no permission to look at it", path=path)
    if not files:
        if skipped:
            raise InputError("no file of pairs here that can be read for safety: " + "; ".join(skipped[:5]))
        advice = f"align documents first, with aligner align (pairs are in {known_extensions()})"
        raise InputError(f"no file of pairs here: {advice}", path=", ".join(paths))
    return list(files.values())


def known_extensions() -> str:
    """Return the extensions of the formats that texts can be read from."""
    return " ".join(extension for name in FORMATS if _holds_text(name) for extension in FORMATS.find(name).extensions)


def is_readable(path: str) -> bool:
    """Whether a file name is that of a format that texts can be read from."""
    name = FORMATS.name_for_path(path)
    return name is not None and _holds_text(name)


@cache
def _holds_text(name: str) -> bool:
    try:
        return name not in _DOCUMENTS_TOO and isinstance(FORMATS.load(name), Readable)
    except UsageError:  # its extra is not installed; reading a file of it will say so
        return True


def _below(folder: str, skipped: list[str]) -> Iterator[str]:
    inside = [Path(folder).resolve()]
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(parent, name)
            if name.startswith(".") or not is_readable(name):
                continue
            if reason := not_read(Path(path), inside):
                skipped.append(f"{path}: {reason}")
            else:
                yield path


def _state(name: str) -> FoundFile | None:
    try:
        state = os.stat(name)
    except OSError:  # removed meanwhile, or a link to nowhere
        return None
    path = os.path.realpath(name).encode("utf-8", "backslashreplace").decode()  # SQLite holds no undecodable names
    return FoundFile(path, name, state.st_size, state.st_mtime_ns)


def digest_of(path: str) -> str:
    """Return 32 hexadecimal digits that name a file's content.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    with Path(path).open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return the folder in which this user's programs keep what can be made again."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "aligner"


def usual_index(paths: Sequence[str]) -> Path:
    """Return where the index of these paths is kept unless the user names a place."""
    places = sorted({os.path.realpath(path) for path in paths})
    name = hashlib.blake2b("\0".join(places).encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()
    return cache_folder() / "concordance" / f"{name}.sqlite"
