"""A file that is about to give way to another keeps its content under a name of its own."""

from __future__ import annotations

import os
import shutil
from itertools import count
from pathlib import Path

from aligner.errors import OutputError
from aligner.interface import _


def backed_up(path: Path) -> Path:
    """Keep what a file holds as ``NAME.bak``, or ``NAME.bak2`` and so on where that exists, and return that place.

    The file stays where it is until another one takes its place (`aligner.formats.atomic.replacing`).

    Raises:
        OutputError: there is no room or no permission.
    """
    path = path.resolve()
    for number in count(1):
        place = path.with_name(f"{path.name}.bak{'' if number == 1 else number}")
        try:
            os.link(path, place)  # never takes the place of another file
        except FileExistsError:
            continue
        except OSError:
            if place.exists():
                continue
            try:  # a file system without links
                shutil.copy2(path, place)
            except OSError as error:
                reason = _("cannot be kept as {name}: {reason}", name=place.name, reason=error.strerror or error)
                raise OutputError(reason, path=str(path)) from error
        return place
    raise AssertionError("unreachable")
