"""Replace a file completely or not at all."""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from aligner.errors import OutputError
from aligner.interface import N_, _

LEFTOVER_MIN_AGE_SECONDS = 60.0
"""Minimum age of a temporary file that may be removed. A run locks its own file right after it creates it; this
covers the time between the two."""
_LEFTOVER = re.compile(r"\.aligner-[0-9a-f]{12}\.tmp")
_REASONS = {
    errno.ENOENT: N_("the folder does not exist: create it first"),
    errno.ENOTDIR: N_("a part of the path is a file, not a folder"),
    errno.EISDIR: N_("this is a folder: name a file in it"),
    errno.EACCES: N_("no permission to write here"),
    errno.EPERM: N_("no permission to write here"),
    errno.EROFS: N_("the file system is read-only"),
    errno.ENOSPC: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.ELOOP: N_("its symbolic links form a loop"),
}


@contextmanager
def replacing(path: str | Path) -> Iterator[BinaryIO]:
    """Yield a binary stream whose content replaces the file ``path`` when the block ends without an error.

    The bytes are written to a temporary file in the same folder and synchronised to the disk before the
    rename. If anything fails, or the user interrupts, the temporary file is removed and the old file is
    unchanged. For a symbolic link, the file that it points to is replaced. An existing file keeps its
    permission bits; a new file gets the default permission bits of the process. A pipe, a terminal or a
    device such as ``/dev/null`` cannot be replaced, so the stream writes directly to it.

    Raises:
        OutputError: the file cannot be written; the message gives the reason.
        BrokenPipeError: ``path`` is a pipe whose reader has closed it.
    """
    if not str(path) or "\0" in str(path):
        raise OutputError(_("this is not a file name"), path=str(path))
    try:
        mode = _mode(path)
        if mode is None or stat.S_ISREG(mode):
            with _replacement(os.path.realpath(path), mode) as stream:
                yield stream
        else:
            with Path(path).open("wb") as stream:
                yield stream
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = _(_REASONS.get(error.errno or 0, "")) or _(
            "cannot be written: {reason}", reason=error.strerror or error
        )
        raise OutputError(reason, path=str(path)) from error


def _mode(path: str | Path) -> int | None:
    """Return the type and permission bits of a file; ``None`` if there is no file.

    Symbolic links are followed.
    """
    try:
        return Path(path).stat().st_mode
    except FileNotFoundError:
        return None


@contextmanager
def _replacement(destination: str, mode: int | None) -> Iterator[BinaryIO]:
    """Yield a new file in the folder of ``destination``, then rename the file to ``destination``.

    The rename is atomic because both are in one file system.
    """
    if mode is not None and not os.access(destination, os.W_OK):
        raise OutputError(_("the file is write-protected"), path=destination)
    _remove_leftovers(Path(destination).parent)
    temporary = Path(destination).parent / f".aligner-{secrets.token_hex(6)}.tmp"
    # The umask reduces 0o666, as for any file that a program creates; tempfile would force 0o600.
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as stream:
            _lock(descriptor)
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if mode is not None:
            with suppress(OSError):  # some file systems have no permission bits
                temporary.chmod(stat.S_IMODE(mode))
        temporary.replace(destination)
    except BaseException:
        with suppress(OSError):
            temporary.unlink()
        raise
    _synchronise(temporary.parent)


def _lock(descriptor: int) -> bool:
    """Lock an open file until it is closed; return whether the lock was set.

    Without the module ``fcntl`` (on Windows), the file is never locked.
    """
    try:
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _remove_leftovers(folder: Path) -> None:
    """Remove the temporary files of killed runs.

    These are the files with the program's temporary names that are old enough and not locked.
    """
    with suppress(OSError):
        for path in folder.glob(".aligner-*.tmp"):
            if _LEFTOVER.fullmatch(path.name) and path.lstat().st_mtime < time.time() - LEFTOVER_MIN_AGE_SECONDS:
                descriptor = os.open(path, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
                try:
                    if stat.S_ISREG(os.fstat(descriptor).st_mode) and _lock(descriptor):
                        path.unlink()
                finally:
                    os.close(descriptor)


def _synchronise(folder: Path) -> None:
    """Synchronise a folder to the disk, so that a renamed file survives a power failure.

    If the system does not allow this, do nothing.
    """
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
