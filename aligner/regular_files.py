"""Which files below a named folder may be read: regular ones, and links to such below the named folders (CWE-59)."""

from __future__ import annotations

import stat
from collections.abc import Sequence
from pathlib import Path


def not_read(path: Path, inside: Sequence[Path]) -> str:
    """Return why a file is left alone; empty for a regular file, and for a link to one below the named folders.

    Args:
        path: found below a folder.
        inside: the folders that the user named, resolved.
    """
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode):
            return _link_not_read(path, inside)
    except FileNotFoundError:
        return ""  # reading it says what is wrong
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return "is a link that leads in a circle, or cannot be looked at"
    return "" if stat.S_ISREG(mode) else "is no regular file"


def _link_not_read(path: Path, inside: Sequence[Path]) -> str:
    """Return why a link is left alone; empty where it leads to a file below the named folders that is not hidden.

    Raises:
        OSError: it leads nowhere.
    """
    real = path.resolve(strict=True)
    if not stat.S_ISREG(real.stat().st_mode):
        return "is a link to something that is no regular file"
    below = [real.relative_to(root).parts for root in inside if real.is_relative_to(root)]
    if any(not any(part.startswith(".") for part in parts) for parts in below):
        return ""
    return "is a link that leads out of the folder"
