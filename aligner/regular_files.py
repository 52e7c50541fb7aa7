"""Decide which files in a folder may be read (CWE-59).

These are regular files up to a maximum size, and links to such files within the folders that the
user named.
"""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path

from aligner.errors import InputError
from aligner.interface import _

MEGABYTE = 1_000_000


def refusal_reason(path: Path, inside: Sequence[Path]) -> str:
    """Return the reason why a file must not be read; empty if it may be read.

    A regular file may be read. A link may be read if its target is a regular file in the named folders.

    Args:
        path: path of a file that was found in a folder.
        inside: the folders that the user named, as resolved paths.
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
    """Return the reason why a link must not be read; empty if it may be read.

    A link may be read if its target is a visible regular file in the named folders.

    Raises:
        OSError: the target does not exist.
    """
    real = path.resolve(strict=True)
    if not stat.S_ISREG(real.stat().st_mode):
        return _("is a link to something that is no regular file")
    below = [real.relative_to(root).parts for root in inside if real.is_relative_to(root)]
    if any(not any(part.startswith(".") for part in parts) for parts in below):
        return ""
    return _("is a link that leads out of the folder")


def check_size(path: str | Path, most: float) -> None:
    """Raise an error if a file is too large; other problems are left to the reader of the file.

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
