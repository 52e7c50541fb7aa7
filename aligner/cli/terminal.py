"""What a terminal needs: encodings, the width of Chinese, plain tables, a progress bar."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import click

from aligner.errors import OutputError
from aligner.interface import _
from aligner.text_width import cell_width, cut_to_width
from aligner.unsafe_characters import UNSAFE, one_line

Row = Sequence[str]
DISK_ERRORS = {errno.ENOSPC, errno.EFBIG, errno.EIO}


def prepare_streams() -> None:
    """Make the standard streams take any text.

    A pipe or a file gets UTF-8, whatever the code page of the system; a terminal keeps its own encoding.
    What a stream cannot show is escaped, never an error.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@contextlib.contextmanager
def output_errors() -> Iterator[None]:
    """Flush standard output at the end; a disk that is full under it, then or before, becomes an `OutputError`.

    A `BrokenPipeError`, whose cause is only that the reader went away, is left to the caller.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in DISK_ERRORS or error.filename is not None:  # then it is not the stream
            raise
        forget_pending_output()
        raise OutputError(
            _("cannot be written: {reason}", reason=error.strerror or error), path="standard output"
        ) from error


def forget_pending_output() -> None:
    """Point standard output to nowhere, so that the interpreter's last flush does not fail again."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # not a real file: a test's capture
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def print_json(value: object) -> None:
    """Print a value as JSON on standard output; unsafe characters of texts are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(UNSAFE.sub(lambda match: "\n" if match.group() == "\n" else f"\\u{ord(match.group()):04x}", text))


def clip(text: str, width: int) -> str:
    """Return ``text`` on one line, cut to ``width`` columns; a cut shows as an ellipsis."""
    return cut_to_width(one_line(text), width)


def terminal_width() -> int:
    """Return the columns of the terminal, 80 where there is none."""
    return shutil.get_terminal_size().columns


def print_table(header: Row, rows: Sequence[Row], *, numbers: bool = False, err: bool = True) -> None:
    """Print a table: drawn by rich on a terminal, plain columns elsewhere.

    Args:
        header: the column titles.
        rows: as many cells each as ``header``.
        numbers: whether the columns after the first hold numbers, which stand right.
        err: whether it goes to standard error, where all but results go.
    """
    if (sys.stderr if err else sys.stdout).isatty():
        _print_rich_table(header, rows, numbers=numbers, err=err)
    else:
        click.echo("\n".join(plain_table([header, *rows], numbers=numbers)), err=err)


def plain_table(rows: Sequence[Row], *, numbers: bool = False) -> list[str]:
    """Return the lines of a table in columns two spaces apart, wide characters counted as two."""
    widths = [max(cell_width(cell) for cell in column) for column in zip(*rows, strict=True)]

    def pad(cell: str, column: int) -> str:
        space = " " * (widths[column] - cell_width(cell))
        return space + cell if numbers and column else cell + space

    return ["  ".join(pad(cell, column) for column, cell in enumerate(row)).rstrip() for row in rows]


def _print_rich_table(header: Row, rows: Sequence[Row], *, numbers: bool, err: bool) -> None:
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for number, title in enumerate(header):
        table.add_column(title, overflow="fold", justify="right" if numbers and number else "left")
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))  # Text: a file name is no markup
    Console(stderr=err, highlight=False).print(table)


@contextlib.contextmanager
def progress_bar(*, shown: bool) -> Iterator[Callable[[str, float], None]]:
    """Give a callback ``(stage, share)`` that draws a bar on standard error, if that is a terminal.

    Args:
        shown: ``False`` for a callback that does nothing.
    """
    if not shown or not sys.stderr.isatty():
        yield lambda stage, share: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as display:
        task = display.add_task("reading", total=1.0)
        yield lambda stage, share: display.update(task, description=one_line(stage), completed=share)


@contextlib.contextmanager
def progress_lines(*, shown: bool) -> Iterator[Callable[[str, float], None]]:
    """Give a callback ``(stage, share)`` as `progress_bar` does; where there is no terminal, it prints lines.

    A line appears when a stage begins and then at every tenth of it, with the seconds since the start: a
    log of a run of many minutes shows that it lives, and does not fill up.

    Args:
        shown: ``False`` for a callback that does nothing.
    """
    if not shown or sys.stderr.isatty():
        with progress_bar(shown=shown) as callback:
            yield callback
        return
    start = time.monotonic()
    last = ("", -1)

    def print_line(stage: str, share: float) -> None:
        nonlocal last
        now = (stage.partition(" (")[0], int(10 * share + 1e-9))  # what stands in brackets changes with every call
        if now != last and not (now[0] == last[0] and now[1] < last[1]):
            last = now
            percent = f" {10 * now[1]} %" if share else ""
            click.echo(f"{time.monotonic() - start:6.0f} s  {one_line(stage)}{percent}", err=True)

    yield print_line
