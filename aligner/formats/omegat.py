"""OmegaT: a project folder with a TMX file of its translations.

``omegat/project_save.tmx`` has the translations made in the editor. A project that was translated
only from the command line does not have this file. Then the TMX file that OmegaT exports to the
folder of ``omegat.project`` (``NAME-omegat.tmx``) is read instead.
"""

from __future__ import annotations

from pathlib import Path

from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.interface import _

PROJECT = "omegat.project"


def memory_of_project(path: str | Path) -> str:
    """Return the path of the TMX file of a project; a path that is not a project is returned unchanged.

    Raises:
        InputError: the project has no TMX file yet.
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
        InputError: the project has no TMX file, or the file is damaged.
    """
    from aligner.formats.tmx_reader import read

    memory = memory_of_project(path)
    with Path(memory).open("rb") as stream:
        return read(stream, memory)
