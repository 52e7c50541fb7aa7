"""Help texts in the language of the interface, with lines broken correctly in Chinese."""

from __future__ import annotations

import copy
import inspect
from collections.abc import Iterable

import click
from click.formatting import HelpFormatter

from aligner.cli.language import OPTION
from aligner.interface import ENGLISH, LANGUAGES, _, language
from aligner.text_width import cell_width, wrapped_to_width

NOT_REWRAPPED = "\b"
"""First line of a paragraph that click leaves as it is."""


def prepared(command: click.Command) -> click.Command:
    """Return a copy of a command with help in the language of the interface, and with the option ``--lang``.

    ``--lang`` takes effect before click parses the arguments, so here the option only appears in the
    help and is accepted. The original command stays unchanged, because the language may change later.
    """
    ready = copy.copy(command)
    ready.params = [_translated_parameter(each) for each in command.params]
    if not any(OPTION in each.opts for each in ready.params):
        ready.params.append(click.Option([OPTION], type=click.Choice(LANGUAGES), hidden=True, expose_value=False))
    if isinstance(ready, click.Group):
        ready.commands = {name: prepared(each) for name, each in ready.commands.items()}
    ready.context_class = _Context
    ready.help = _translated(command.help)
    ready.short_help = _translated(command.short_help)
    ready.epilog = _translated(command.epilog)
    return ready


def _translated(text: str | None) -> str | None:
    return _(inspect.cleandoc(text)) if text and language() != ENGLISH else text


def _translated_parameter(parameter: click.Parameter) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help or language() == ENGLISH:
        return parameter
    ready = copy.copy(parameter)
    ready.help = _(parameter.help)
    return ready


class WideFormatter(HelpFormatter):
    """A help formatter that breaks lines by terminal columns, also between Chinese characters.

    English help texts are formatted by click.
    """

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon that the language uses."""
        self.write(f"{'':>{self.current_indent}}{_('{heading}:', heading=heading)}\n")

    def write_text(self, text: str) -> None:
        """Write the paragraphs of a help text, with lines wrapped to the width of the terminal."""
        if language() == ENGLISH:
            super().write_text(text)
            return
        indent = " " * self.current_indent
        self.write("\n\n".join(_wrapped_paragraphs(text, self.width, indent)) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write a list of terms and their explanations in two columns."""
        if language() == ENGLISH:
            super().write_dl(rows, col_max, col_spacing)
            return
        table = list(rows)
        first = min(max(cell_width(term) for term, _text in table), col_max) + col_spacing
        indent = " " * (self.current_indent + first)
        for term, text in table:
            lines = wrapped_to_width(text, max(self.width - len(indent), 10))
            start = " " * self.current_indent + term
            room = len(indent) - cell_width(start)
            if lines and room >= col_spacing:
                start += " " * room + lines.pop(0)
            self.write("\n".join([start, *(indent + line for line in lines)]) + "\n")


class _Context(click.Context):
    """The click context of a command whose help is written by `WideFormatter`."""

    formatter_class = WideFormatter


def _wrapped_paragraphs(text: str, width: int, indent: str) -> Iterable[str]:
    """Yield the paragraphs of a help text, wrapped and indented.

    Paragraphs that begin with click's mark for preformatted text keep their lines.
    """
    for paragraph in text.split("\n\n"):
        lines = paragraph.strip("\n").split("\n")
        if lines[0].strip() == NOT_REWRAPPED:
            lines = lines[1:]
        else:
            lines = wrapped_to_width(" ".join(line.strip() for line in lines), width - len(indent))
        yield "\n".join((indent + line).rstrip() for line in lines)
