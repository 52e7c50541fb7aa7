"""Keep a copy of a file before it is replaced."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from aligner.errors import OutputError
from aligner.interface import _


def back_up(path: Path) -> Path:
    """Copy a file to ``NAME.bak`` and return the path of the copy.

    If that file exists, the copy is ``NAME.bak2``, and so on.

    The file itself stays until it is replaced (`aligner.formats.atomic.replacing`).

    Raises:
        OutputError: the disk is full, or the folder is not writable.
    """
    import shutil

    path = path.resolve()
    for number in count(1):
        place = path.with_name(f"{path.name}.bak{'' if number == 1 else number}")
        try:
            os.link(path, place)  # never replaces an existing file
        except FileExistsError:
            continue
        except OSError:
            if place.exists():
                continue
            try:  # for file systems without hard links
                shutil.copy2(path, place)
            except OSError as error:
                reason = _(
                    "the backup {name} cannot be written: {reason}", name=place.name, reason=error.strerror or error
                )
                raise OutputError(reason, path=str(path)) from error
        return place
    raise AssertionError("unreachable")
