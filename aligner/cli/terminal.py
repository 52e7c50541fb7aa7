"""Terminal output: encodings, the width of Chinese characters, tables, progress."""

from __future__ import annotations

import contextlib
import errno
import io
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import click

from aligner.errors import OutputError
from aligner.interface import _
from aligner.text_width import cell_width, cut_to_width
from aligner.unsafe_characters import UNSAFE, one_line

Row = Sequence[str]
PROGRESS_INTERVAL_SECONDS = 10.0
"""Time between two lines of progress without a terminal."""
DISK_ERRORS = {errno.ENOSPC, errno.EFBIG, errno.EIO}


def prepare_streams() -> None:
    """Make the standard streams accept any text.

    A pipe or a file gets UTF-8 on every system; a terminal keeps its own encoding.
    Characters that a stream cannot show are escaped.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            encoding = stream.encoding if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@contextlib.contextmanager
def output_errors() -> Iterator[None]:
    """Flush standard output at the end of the block; a full disk becomes an `OutputError`.

    The caller handles a `BrokenPipeError`, which only means that the reader closed the pipe.
    """
    try:
        yield
        sys.stdout.flush()
    except OSError as error:
        if error.errno not in DISK_ERRORS or error.filename is not None:  # not an error of the stream
            raise
        forget_pending_output()
        raise OutputError(
            _("cannot be written: {reason}", reason=error.strerror or error), path="standard output"
        ) from error


def forget_pending_output() -> None:
    """Redirect standard output to the null device, so that the final flush does not fail again."""
    try:
        descriptor = sys.stdout.fileno()
    except (OSError, ValueError):  # not a real file, as in a test
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, descriptor)
    os.close(nowhere)


def print_json(value: object) -> None:
    """Print a value as JSON on standard output; unsafe characters of texts are escaped."""
    import json

    text = json.dumps(value, ensure_ascii=False, indent=2)
    click.echo(UNSAFE.sub(lambda match: "\n" if match.group() == "\n" else f"\\u{ord(match.group()):04x}", text))


def clip(text: str, width: int) -> str:
    """Return ``text`` on one line, cut to ``width`` columns; an ellipsis marks the cut."""
    return cut_to_width(one_line(text), width)


def terminal_width() -> int:
    """Return the width of the terminal in columns; 80 without a terminal."""
    import shutil

    return shutil.get_terminal_size().columns


def print_table(header: Row, rows: Sequence[Row], *, numbers: bool = False, err: bool = True) -> None:
    """Print a table: with the package rich on a terminal, otherwise as plain columns.

    Args:
        header: the column titles.
        rows: rows with as many cells as ``header``.
        numbers: whether the columns after the first contain numbers, which are right-aligned.
        err: whether the table goes to standard error; only results go to standard output.
    """
    if (sys.stderr if err else sys.stdout).isatty():
        _print_rich_table(header, rows, numbers=numbers, err=err)
    else:
        click.echo("\n".join(plain_table([header, *rows], numbers=numbers)), err=err)


def plain_table(rows: Sequence[Row], *, numbers: bool = False) -> list[str]:
    """Return the lines of a table with two spaces between columns; wide characters count as two columns."""
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
        table.add_row(*(Text(cell) for cell in row))  # Text, because a plain string may be read as markup
    Console(stderr=err, highlight=False).print(table)


@contextlib.contextmanager
def progress_bar(*, shown: bool) -> Iterator[Callable[[str, float], None]]:
    """Yield a callback ``(stage, share)`` that shows the progress on standard error.

    On a terminal it draws a bar. Elsewhere it prints a line at most every `PROGRESS_INTERVAL_SECONDS`,
    so that the log of a long run shows its progress and short runs print nothing.

    Args:
        shown: whether the progress is shown; if ``False``, the callback does nothing.
    """
    if not shown:
        yield lambda stage, share: None
        return
    if not sys.stderr.isatty():
        yield _spaced_lines()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as display:
        task = display.add_task("reading", total=1.0)
        yield lambda stage, share: display.update(task, description=one_line(stage), completed=share)


def _spaced_lines() -> Callable[[str, float], None]:
    """Return a callback that prints a line if `PROGRESS_INTERVAL_SECONDS` have passed since the last one."""
    start = last = time.monotonic()

    def print_line(stage: str, share: float) -> None:
        nonlocal last
        now = time.monotonic()
        if now - last >= PROGRESS_INTERVAL_SECONDS:
            last = now
            _print_progress(now - start, stage, int(100 * share))

    return print_line


def _print_progress(seconds: float, stage: str, percent: int) -> None:
    click.echo(f"{seconds:6.0f} s  {one_line(stage)}{f' {percent} %' if percent else ''}", err=True)


@contextlib.contextmanager
def progress_lines(*, shown: bool) -> Iterator[Callable[[str, float], None]]:
    """Yield a callback ``(stage, share)`` that shows the progress, with more lines than `progress_bar`.

    On a terminal it is the same bar. Elsewhere it prints a line when a stage begins and after every
    tenth of it, with the seconds since the start. The log of a run of many minutes therefore shows the
    progress and stays short.

    Args:
        shown: whether the progress is shown; if ``False``, the callback does nothing.
    """
    if not shown or sys.stderr.isatty():
        with progress_bar(shown=shown) as callback:
            yield callback
        return
    start = time.monotonic()
    last = ("", -1)

    def print_line(stage: str, share: float) -> None:
        nonlocal last
        now = (stage.partition(" (")[0], int(10 * share + 1e-9))  # the part in brackets changes with every call
        if now != last and not (now[0] == last[0] and now[1] < last[1]):
            last = now
            _print_progress(time.monotonic() - start, stage, 10 * now[1])

    yield print_line
