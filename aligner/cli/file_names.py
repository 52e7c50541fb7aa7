"""Which parameters of a command take files, folders and formats, so that a shell completes their names."""

from __future__ import annotations

import click

_FOLDERS = ("DIR", "FOLDER")
_FORMAT_OPTIONS = ("to", "input_format")


def with_file_names(command: click.Command) -> click.Command:
    """Return the command so changed that it completes files, folders and formats where it takes their names.

    Its values are plain texts when it runs: the library says best what is wrong with them.
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
