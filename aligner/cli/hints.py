"""Hints for usage errors, in addition to click's messages."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from aligner.errors import AlignerError
from aligner.interface import _

_MAX_NAME_WORDS = 6
"""Words of a file name that is joined again."""


def with_hint(message: str, error: click.UsageError | AlignerError, arguments: Sequence[str]) -> str:
    """Return the message of a usage error, or a better message if the likely cause is known.

    For example, a file name with spaces and without quotes is split by the shell, which causes
    misleading errors about the parts. The message then names the file and asks for quotes.

    Args:
        message: the message of the error.
        error: the error of click or of the program.
        arguments: the arguments of the program, including the command.
    """
    if isinstance(error, click.NoSuchOption):
        return message
    if name := split_name(arguments):
        return _("a name with a space needs quotes: '{name}'", name=name)
    if arguments[:1] == ["convert"] and isinstance(error, click.MissingParameter):
        given = next((each for each in arguments[1:] if not each.startswith("-")), "memory.tmx")
        output = "out.tmx" if given.endswith(".xlsx") else "out.xlsx"
        return _(
            "convert needs an input and an output, such as: aligner convert {given} {output}",
            given=given,
            output=output,
        )
    return message


def split_name(arguments: Sequence[str]) -> str | None:
    """Return the file name that the shell has split into several arguments, because it is not quoted."""
    for start in range(len(arguments)):
        for end in range(start + 2, min(start + _MAX_NAME_WORDS, len(arguments)) + 1):
            parts = arguments[start:end]
            if os.path.isfile(" ".join(parts)) and not all(map(os.path.exists, parts)):
                return " ".join(parts)
    return None
