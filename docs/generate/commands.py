"""The reference of commands, from their own help texts."""

from __future__ import annotations

import copy
from collections.abc import Iterator

import click

from aligner.cli.group import VERBS, group

WIDTH = 80
GROUP = {"en": "The program", "zh": "程序本身"}


def reference(language: str) -> str:
    """Return a heading and the help text of every command; the help is English in both languages."""
    parts = [f"## {GROUP[language]}", fenced(help_text("aligner", group))]
    for verb in VERBS:
        command = group.get_command(click.Context(group), verb)
        if command is None:
            raise LookupError(f"the command {verb} is listed and cannot be imported")
        for path, each in with_subcommands(f"aligner {verb}", command):
            parts += [f"{'##' if path.count(' ') == 1 else '###'} {path}", fenced(help_text(path, each))]
    return "\n\n".join(parts)


def with_subcommands(path: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    """Yield a command and, where it is a group, those below it, each with all its words."""
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            if below is not None and not below.hidden:
                yield from with_subcommands(f"{path} {name}", below)


def help_text(path: str, command: click.Command) -> str:
    """Return what ``--help`` prints, in lines of one width whatever the terminal."""
    command = copy.copy(command)
    vars(command)["_help_option"] = None  # click keeps the help option of the first context, which may lack -h
    context = click.Context(
        command, info_name=path, help_option_names=["-h", "--help"], terminal_width=WIDTH, max_content_width=WIDTH
    )
    return command.get_help(context)


def fenced(text: str) -> str:
    """Return a text as a code block."""
    return f"```text\n{text.rstrip()}\n```"
