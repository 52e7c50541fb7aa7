"""Read the table ``[check]`` of a settings file."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path

from aligner.check.settings import CheckSettings
from aligner.settings_file import OTHER_TABLES, RUN_TABLES, load_tables


@dataclass(frozen=True, slots=True)
class Tables:
    """The content of a settings file that only the check uses: the table ``[check]``."""

    check: CheckSettings = field(default_factory=CheckSettings)


def load_check_settings(path: str | Path | None = None) -> CheckSettings:
    """Return the settings of the check from a settings file, with defaults for missing keys.

    Paths of other files (glossary, baseline, lock) are relative to the folder of the settings file.

    Args:
        path: the settings file; ``None`` for ``aligner.toml`` or ``pyproject.toml`` in this folder or a
            parent folder.

    Raises:
        InputError: the file cannot be read.
        UsageError: the file is not TOML, or has an unknown key or an invalid value.
    """
    tables, name = load_tables(Tables(), path, others=RUN_TABLES | OTHER_TABLES - {"check"})
    settings = tables.check
    folder = Path(name).parent
    return replace(
        settings,
        glossary=path_beside(folder, settings.glossary),
        baseline=path_beside(folder, settings.baseline),
        lock=path_beside(folder, settings.lock),
    )


def path_beside(folder: Path, name: str | None) -> str | None:
    """Return the path of a file that a settings file in ``folder`` names.

    If the file is below the current folder, the path is relative to the current folder.
    """
    if name is None:
        return None
    path = folder / name
    current = Path.cwd()
    return (path.relative_to(current) if path.is_relative_to(current) else path).as_posix()
