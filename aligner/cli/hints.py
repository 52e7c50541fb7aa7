"""Hints for wrong usage that click's own messages do not give."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from aligner.errors import AlignerError
from aligner.interface import _

_LONGEST_NAME = 6
"""Most words of a file name that is put together again."""


def hint_for(error: click.UsageError | AlignerError, arguments: Sequence[str]) -> str | None:
    """Return what to do about a wrong command line, or ``None`` if the message says it already.

    Args:
        error: of click, or of the program.
        arguments: of the program, the verb included.
    """
    if isinstance(error, click.NoSuchOption):
        return None
    if name := split_name(arguments):
        return _("a name with a space needs quotes: '{name}'", name=name)
    if arguments[:1] == ["convert"] and isinstance(error, click.MissingParameter):
        given = next((each for each in arguments[1:] if not each.startswith("-")), "memory.tmx")
        output = "out.tmx" if given.endswith(".xlsx") else "out.xlsx"
        return _("name the input and the output, such as: aligner convert {given} {output}", given=given, output=output)
    return None


def split_name(arguments: Sequence[str]) -> str | None:
    """Return the name of a file whose parts stand as several arguments, as a shell splits a name without quotes."""
    for start in range(len(arguments)):
        for end in range(start + 2, min(start + _LONGEST_NAME, len(arguments)) + 1):
            parts = arguments[start:end]
            if os.path.isfile(" ".join(parts)) and not all(map(os.path.exists, parts)):
                return " ".join(parts)
    return None
