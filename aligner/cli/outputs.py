"""The outputs of a run: checked before the work starts, so that no work is lost, and written at its end."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from aligner.bitext import Bitext
from aligner.cli.written import note_written, work_in
from aligner.errors import OutputError, UsageError
from aligner.formats import FORMATS, save, write
from aligner.formats.atomic import replacing
from aligner.formats.backup import back_up
from aligner.formats.base import WriteOptions
from aligner.formats.merge import pairs_without_doubt
from aligner.interface import _

STREAM = "-"


@dataclass(frozen=True, slots=True)
class Output:
    """One place to write to.

    Attributes:
        path: a file as the user named it, ``-`` for standard output.
        format: name of the format, known to exist.
        remarks: what the format could not hold or changed, after writing.
    """

    path: str
    format: str
    remarks: tuple[str, ...] = ()


def check_handwork(outputs: Sequence[Output], *, overwrite: bool) -> None:
    """Make sure that no output takes the place of a person's work.

    Args:
        outputs: as planned.
        overwrite: whether the user wants it; `write_outputs` then keeps a backup.

    Raises:
        UsageError: a file holds a person's work, and ``overwrite`` is not set.
    """
    for output in outputs:
        done = "" if overwrite or output.path == STREAM else work_in(output.path, output.format)
        if done:
            raise UsageError(
                _(
                    "{done}: give another name to -o, or add --overwrite, which keeps it as {name}.bak",
                    done=done,
                    name=Path(output.path).name,
                ),
                path=output.path,
            )


def plan_outputs(
    paths: Sequence[str], to: str | None, inputs: Iterable[str], plot: str | None = None
) -> tuple[Output, ...]:
    """Return the outputs of a run, each known to be writable as far as that can be told beforehand.

    Args:
        paths: the values of ``-o``; none but a format means standard output.
        to: the value of ``--to``; for a single output it overrides the extension, for several it names the format
            of those whose extension does not tell.
        inputs: the files of the run, none of which may be overwritten.
        plot: the picture, which is written apart but may not take the place of another file either.

    Raises:
        OutputError: a folder is missing or cannot be written to.
        UsageError: an unknown format or extension, one whose package is not installed, an output that is an input,
            two outputs that are one.
    """
    if to is not None and to not in FORMATS:
        raise UsageError(_("unknown format {to!r}: choose one of {formats}", to=to, formats=", ".join(FORMATS)))
    places = [(place_of(path), "input") for path in inputs if path != STREAM]
    for path in (*paths, *([plot] if plot else [])):
        place = place_of(path)
        for known, role in places:
            if place == known:
                option = "--plot" if path == plot else "-o"
                wrong = _("named twice as an output: give another name to {option}", option=option)
                if role == "input":
                    wrong = _("an input would be overwritten: give another name to {option}", option=option)
                raise UsageError(wrong, path=path)
        places.append((place, "output"))
        if place != STREAM:
            _check_writable(path)
    if not paths:
        return () if to is None else (Output(STREAM, to),)
    outputs = tuple(Output(path, _format_of(path, to, single=len(paths) == 1)) for path in paths)
    for output in outputs:
        FORMATS.load(output.format)  # a package that it needs and that is missing is said before the work
    return outputs


def plan_sure_outputs(sure: Sequence[str], taken: Iterable[str], inputs: Iterable[str]) -> tuple[Output, ...]:
    """Return the outputs for the pairs that nobody needs to look at; their extensions tell the formats.

    Args:
        sure: the values of ``--sure``.
        taken: places that the run writes to otherwise.
        inputs: the files of the run.

    Raises:
        OutputError, UsageError: see `plan_outputs`.
    """
    taken = set(map(place_of, taken))
    for path in sure:
        if place_of(path) in taken:
            raise UsageError(_("named twice as an output: give another name to --sure"), path=path)
    return plan_outputs(sure, None, inputs)


def write_outputs(bitext: Bitext, outputs: Sequence[Output], options: WriteOptions | None = None) -> tuple[Output, ...]:
    """Write the bitext to every output, files before standard output, and return them with their remarks.

    Raises:
        OutputError: a file cannot be written.
    """
    written = []
    for output in sorted(outputs, key=lambda output: output.path == STREAM):
        if output.path == STREAM:
            with opened_output(output) as stream:
                remarks = write(bitext, stream, output.format, options)
        else:
            kept = (
                (_("the earlier file is kept as {name}", name=back_up(Path(output.path)).name),)
                if work_in(output.path, output.format)
                else ()
            )
            remarks = (*kept, *save(bitext, output.path, output.format, options))
            note_written(output.path, output.format)
        written.append(Output(output.path, output.format, tuple(remarks)))
    return tuple(written)


def write_all(
    bitext: Bitext, outputs: Sequence[Output], first_sure: int, options: WriteOptions | None = None
) -> tuple[Output, ...]:
    """Write the bitext to every output, and return them with their remarks.

    Args:
        bitext: what to write.
        outputs: as planned.
        first_sure: number of the first output that takes only the pairs that nobody needs to look at.
        options: what a user may choose about the outputs.

    Raises:
        OutputError: a file cannot be written.
    """
    written = write_outputs(bitext, outputs[:first_sure], options)
    return (*written, *write_outputs(pairs_without_doubt(bitext), outputs[first_sure:], options))


@contextmanager
def opened_output(output: Output) -> Iterator[BinaryIO]:
    """Give the stream that an output is written to: standard output, or a file that appears when the block ends.

    Raises:
        OutputError: the file cannot be written.
    """
    if output.path == STREAM:
        sys.stdout.flush()  # the text layer and the bytes below it must not overtake one another
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with replacing(output.path) as stream:
            yield stream


def refuse_shared_stream(paths: Iterable[str | None], *, as_json: bool) -> None:
    """Raise a `UsageError` if a result and the summary as JSON would both go to standard output."""
    if as_json and STREAM in paths:
        raise UsageError(_("--json and -o - would both write to standard output: leave one of them out"))


def place_of(path: str) -> str:
    """Return what two names of one file have in common."""
    return STREAM if path == STREAM else os.path.normcase(os.path.realpath(path))


def _format_of(path: str, to: str | None, *, single: bool) -> str:
    """Return the format of one output."""
    by_extension = None if path == STREAM else FORMATS.name_for_path(path)
    name = (to or by_extension) if single else (by_extension or to)
    if name is None:
        choices = ", ".join(FORMATS)
        if path == STREAM:
            raise UsageError(_("-o - needs --to NAME: choose one of {choices}", choices=choices))
        common = _(".tmx, .xlsx, .docx, .csv or .html")
        raise UsageError(
            _("the extension names no format: use {common}, or give --to: {choices}", common=common, choices=choices),
            path=path,
        )
    return name


def _check_writable(path: str) -> None:
    """Raise `OutputError` where it is already clear that ``path`` cannot be written."""
    target = Path(path)
    folder = target.parent
    if target.is_dir():
        raise OutputError(_("this is a folder: name a file in it"), path=path)
    if not folder.is_dir():
        raise OutputError(_("the folder {folder!r} does not exist: make it first", folder=str(folder)), path=path)
    if not os.access(folder, os.W_OK):
        raise OutputError(
            _("no permission to write into the folder {folder!r}: name another one", folder=str(folder)), path=path
        )
