"""A file that gives way to another keeps its content under a name of its own."""

from __future__ import annotations

import os
from itertools import count
from pathlib import Path

from aligner.errors import OutputError


def backed_up(path: Path) -> Path:
    """Rename a file to ``NAME.bak``, or ``NAME.bak2`` and so on where that exists, and return its new place.

    Raises:
        OutputError: it cannot be renamed.
    """
    for number in count(1):
        place = path.with_name(f"{path.name}.bak{'' if number == 1 else number}")
        try:
            os.link(path, place)  # unlike a rename, never takes the place of another file
        except FileExistsError:
            continue
        except OSError:
            if place.exists():
                continue
            try:
                path.rename(place)
            except OSError as error:
                raise OutputError(
                    f"cannot be kept as {place.name}: {error.strerror or error}", path=str(path)
                ) from error
            return place
        path.unlink()
        return place
    raise AssertionError("unreachable")
