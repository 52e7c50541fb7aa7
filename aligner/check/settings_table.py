"""The table ``[check]`` of a settings file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from aligner.check.settings import CheckSettings
from aligner.settings_file import OTHER_TABLES, RUN_TABLES, load_tables


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables that the check reads for itself."""

    check: CheckSettings = field(default_factory=CheckSettings)


def load_check_settings(path: str | Path | None = None) -> CheckSettings:
    """Return the settings of the check that a file holds, the defaults for whatever it leaves out.

    Files that it names (glossary, baseline, lock) are found from its own folder.

    Args:
        path: the file; ``aligner.toml`` or ``pyproject.toml`` in this folder or one above it when ``None``.

    Raises:
        InputError: the file cannot be read.
        UsageError: the file is not TOML, or holds an unknown key or a value that does not fit.
    """
    tables, name = load_tables(Tables(), path, others=RUN_TABLES | OTHER_TABLES - {"check"})
    settings = tables.check
    folder = Path(name).parent
    return replace(
        settings,
        glossary=beside(folder, settings.glossary),
        baseline=beside(folder, settings.baseline),
        lock=beside(folder, settings.lock),
    )


def beside(folder: Path, name: str | None) -> str | None:
    """Return the path of a file that a settings file in a folder names, in the short form where that is possible."""
    if name is None:
        return None
    path = folder / name
    here = Path.cwd()
    return (path.relative_to(here) if path.is_relative_to(here) else path).as_posix()
