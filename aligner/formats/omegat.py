"""OmegaT: a project folder with its translations in a TMX file.

``omegat/project_save.tmx`` has the translations made in the editor. If a project was only translated from the command
line, the memory that OmegaT exports next to ``omegat.project`` (``NAME-omegat.tmx``) is read instead.
"""

from __future__ import annotations

from pathlib import Path

from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.interface import _

PROJECT = "omegat.project"


def memory_of_project(path: str | Path) -> str:
    """Return the TMX file of a project; any other path is returned unchanged.

    Raises:
        InputError: the project has no memory yet.
    """
    folder = Path(path)
    if folder.name == PROJECT:
        folder = folder.parent
    elif not (folder / PROJECT).is_file():
        return str(path)
    for memory in (folder / "omegat" / "project_save.tmx", *sorted(folder.glob("*-omegat.tmx"))):
        if memory.is_file():
            return str(memory)
    problem = _(
        "is an OmegaT project without translations: translate in it and save, or create the translated documents"
    )
    raise InputError(problem, path=str(path))


def read_project(path: str) -> Bitext:
    """Read the translations of a project.

    Raises:
        InputError: there are none, or the memory is damaged.
    """
    from aligner.formats.tmx_reader import read

    memory = memory_of_project(path)
    with Path(memory).open("rb") as stream:
        return read(stream, memory)
