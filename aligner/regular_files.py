"""Decides which files may be read: regular files up to a maximum size, and links to them in named folders (CWE-59)."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from aligner.errors import InputError
from aligner.interface import _

MEGABYTE = 1_000_000


def refusal_reason(path: Path, inside: Sequence[Path]) -> str:
    """Return why a file must not be read; empty for a regular file, and for a link to one in the named folders.

    Args:
        path: a path found in a folder.
        inside: the folders that the user named, resolved.
    """
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return _link_refusal_reason(path, inside)
    except FileNotFoundError:
        return ""  # reading the file will report the error
    except (OSError, RuntimeError):  # RuntimeError: a circle of links, before Python 3.13
        return _("is a link that leads in a circle, or cannot be looked at")
    return "" if stat.S_ISREG(mode) else _("is no regular file")


def _link_refusal_reason(path: Path, inside: Sequence[Path]) -> str:
    """Return why a link must not be read; empty if its target is a visible regular file in the named folders.

    Raises:
        OSError: its target does not exist.
    """
    real = path.resolve(strict=True)
    if not stat.S_ISREG(real.stat().st_mode):
        return _("is a link to something that is no regular file")
    below = [real.relative_to(root).parts for root in inside if real.is_relative_to(root)]
    if any(not any(part.startswith(".") for part in parts) for parts in below):
        return ""
    return _("is a link that leads out of the folder")


def check_size(path: str | Path, most: float) -> None:
    """Refuse a file that is too large; other problems of the file are left to its reader.

    Args:
        path: the file.
        most: maximum size in megabytes; 0 for no limit.

    Raises:
        InputError: the file is larger.
    """
    try:
        size = Path(path).stat().st_size
    except (OSError, ValueError):
        return
    if most and size > most * MEGABYTE:
        raise too_large(str(path), size, most)


def too_large(name: str, size: int, most: float) -> InputError:
    """Return the error for a file above the maximum size."""
    message = _(
        "holds {size:,.0f} MB or more, and up to {most:,.10g} MB are read: raise --max-size, or cut it",
        size=size / MEGABYTE,
        most=most,
    )
    return InputError(message, path=name)
