"""Shell completion of names of files, folders and formats in the arguments of the commands."""

from __future__ import annotations

import click

_FOLDERS = ("DIR", "FOLDER")
_FORMAT_OPTIONS = ("to", "input_format")


def with_file_names(command: click.Command) -> click.Command:
    """Set parameter types of a command with which the shell completes names of files, folders and formats.

    This is only done for a completion. When the command runs, these parameters are plain texts, because
    the library has better messages for wrong values.

    Returns:
        The same command, changed.
    """
    from aligner.formats import FORMATS

    if isinstance(command, click.Group):
        for part in command.commands.values():
            with_file_names(part)
    for parameter in command.params:
        if not isinstance(parameter.type, click.types.StringParamType) or getattr(parameter, "is_flag", False):
            continue
        named = (parameter.metavar or parameter.name or "").upper()
        if parameter.name in _FORMAT_OPTIONS:
            parameter.type = click.Choice(list(FORMATS))
        elif any(word in named for word in _FOLDERS):
            parameter.type = click.Path(file_okay=False)
        elif isinstance(parameter, click.Argument) or any(
            word in named for word in ("FILE", "PATH", "PAIRS", "MEMORY")
        ):
            parameter.type = click.Path()
    return command
