"""Find the files of pairs to search, with their size and modification time, and the place of their index."""

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
from aligner.interface import _
from aligner.regular_files import refusal_reason

_CHUNK_BYTES = 1 << 20
_DOCUMENT_FORMATS = frozenset({"docx"})
"""Formats of pairs that usually hold documents, so that the extension of a file in a folder does not identify pairs."""


@dataclass(frozen=True, slots=True)
class PairFile:
    """A file of pairs to search.

    Attributes:
        path: absolute path, the key in the index.
        shown: path as given by the user, or below a folder given by the user.
        size: size in bytes.
        modified: time of the last change in nanoseconds since 1970.
    """

    path: str
    shown: str
    size: int
    modified: int


def find_pair_files(paths: Sequence[str], skipped: list[str] | None = None) -> list[PairFile]:
    """Return the files of pairs among the paths and in their subfolders, each once.

    The files of a folder are sorted by name. Hidden files and folders are skipped unless they are given
    as a path.

    Args:
        paths: files and folders.
        skipped: a list to which one line is added for each file in the folders that is unsafe to read,
            with the reason.

    Raises:
        InputError: a path does not exist, or there is no file of pairs.
        UsageError: a given file is in a format without pairs.
    """
    files: dict[str, PairFile] = {}
    skipped = [] if skipped is None else skipped
    for path in paths:
        if os.path.isdir(path):
            names = _files_below(path, skipped)
        elif is_readable(path):
            names = iter([path])
        elif os.path.exists(path):
            raise UsageError(
                _("holds no pairs to search: name files of {known_extensions}", known_extensions=known_extensions()),
                path=path,
            )
        else:
            raise InputError(_("there is no such file or folder"), path=path)
        for name in names:
            file = _stat(name)
            if file is not None:
                files.setdefault(file.path, file)
            elif name == path:
                raise InputError(_("there is no such file, or no permission to look at it"), path=path)
    if not files:
        if skipped:
            raise InputError(
                _("no file of pairs here that can be read for safety: {skipped}", skipped="; ".join(skipped[:5]))
            )
        advice = _(
            "align documents first, with aligner align (pairs are in {known_extensions})",
            known_extensions=known_extensions(),
        )
        raise InputError(_("no file of pairs here: {advice}", advice=advice), path=", ".join(paths))
    return list(files.values())


def known_extensions() -> str:
    """Return the extensions of the searchable formats, separated by spaces.

    A format is searchable if this program can read its pairs with their texts.
    """
    return " ".join(extension for name in FORMATS if _holds_text(name) for extension in FORMATS.find(name).extensions)


def is_readable(path: str) -> bool:
    """Whether a file name has the extension of a searchable format."""
    name = FORMATS.name_for_path(path)
    return name is not None and _holds_text(name)


@cache
def _holds_text(name: str) -> bool:
    try:
        return name not in _DOCUMENT_FORMATS and isinstance(FORMATS.load(name), Readable)
    except UsageError:  # its extra is not installed; the error comes with the first file of this format
        return True


def _files_below(folder: str, skipped: list[str]) -> Iterator[str]:
    inside = [Path(folder).resolve()]
    for parent, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = os.path.join(parent, name)
            if name.startswith(".") or not is_readable(name):
                continue
            if reason := refusal_reason(Path(path), inside):
                skipped.append(f"{path}: {reason}")
            else:
                yield path


def _stat(name: str) -> PairFile | None:
    try:
        status = os.stat(name)
    except OSError:  # removed in the meantime, or a broken link
        return None
    path = os.path.realpath(name).encode("utf-8", "backslashreplace").decode()  # SQLite cannot store undecodable names
    return PairFile(path, name, status.st_size, status.st_mtime_ns)


def digest_of(path: str) -> str:
    """Return the hash of a file's content as 32 hexadecimal digits.

    Raises:
        OSError: the file cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    with Path(path).open("rb") as stream:
        while chunk := stream.read(_CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()


def cache_folder() -> Path:
    """Return this program's folder within the user's cache folder."""
    if os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or str(Path.home() / "AppData" / "Local")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "aligner"


def default_index_path(paths: Sequence[str]) -> Path:
    """Return the default path of the index of the given files and folders, in the user's cache folder."""
    places = sorted({os.path.realpath(path) for path in paths})
    name = hashlib.blake2b("\0".join(places).encode("utf-8", "surrogateescape"), digest_size=10).hexdigest()
    return cache_folder() / "concordance" / f"{name}.sqlite"
