"""Outputs of a run: they are checked before the work starts and written at its end.

The early checks prevent work from being lost.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from aligner.bitext import Bitext
from aligner.cli.written import manual_edits_in, record_written
from aligner.errors import OutputError, UsageError
from aligner.formats import FORMATS, save, write
from aligner.formats.atomic import replacing
from aligner.formats.backup import back_up
from aligner.formats.base import WriteOptions
from aligner.interface import _

STREAM = "-"
SIMILAR_EXTENSIONS = {
    **dict.fromkeys((".doc", ".docm", ".dotx", ".rtf", ".odt", ".pages", ".wps"), ".docx"),
    **dict.fromkeys((".xls", ".xlsm", ".xlsb", ".ods", ".numbers", ".et"), ".xlsx"),
    **dict.fromkeys((".pdf", ".md", ".mhtml"), ".html"),
    **dict.fromkeys((".txt", ".text"), ".tsv"),
    **dict.fromkeys((".xml", ".sdltm", ".tmw"), ".tmx"),
    **dict.fromkeys((".json", ".ndjson"), ".jsonl"),
}
"""Extensions of formats that are not written, and the extension of the most similar format that is."""


@dataclass(frozen=True, slots=True)
class Output:
    """One output of a command: a file or standard output, and its format.

    Attributes:
        path: the file as the user gave it; ``-`` for standard output.
        format: name of a known format.
        remarks: information that the format could not hold or that was changed; filled after writing.
    """

    path: str
    format: str
    remarks: tuple[str, ...] = ()


def refuse_manual_edits(outputs: Sequence[Output], *, overwrite: bool) -> None:
    """Raise an error if an output would replace manual edits.

    Args:
        outputs: the planned outputs.
        overwrite: whether manual edits may be replaced; `keep_manual_edits` then keeps a backup.

    Raises:
        UsageError: a file has manual edits, and ``overwrite`` is not set.
    """
    for output in outputs:
        done = "" if overwrite or output.path == STREAM else manual_edits_in(output.path, output.format)
        if done:
            backup = f"{Path(output.path).name}.bak"
            raise UsageError(
                _(
                    "{done}: choose another name for -o, or add --overwrite, which keeps it as {backup}",
                    done=done,
                    backup=backup,
                ),
                path=output.path,
            )


def plan_outputs(
    paths: Sequence[str], to: str | None, inputs: Iterable[str], plot: str | None = None
) -> tuple[Output, ...]:
    """Return the outputs of a run after checking their formats and paths.

    Args:
        paths: the values of ``-o``; if empty and ``to`` is given, the output is standard output.
        to: the value of ``--to``. A single output uses it instead of the format of its extension. Of
            several outputs, only those with an unknown extension use it.
        inputs: the input files, which must not be overwritten.
        plot: path of the plot, which must not replace another file of the run either.

    Raises:
        OutputError: a folder is missing or not writable.
        UsageError: a format or extension is unknown, its package is not installed, an output is an
            input too, or two outputs are the same file.
    """
    if to is not None and to not in FORMATS:
        raise UsageError(_("unknown format {to!r}: choose one of {formats}", to=to, formats=", ".join(FORMATS)))
    places = [(place_of(path), "input") for path in inputs if path != STREAM]
    for path in (*paths, *([plot] if plot else [])):
        place = place_of(path)
        for known, role in places:
            if place == known:
                option = "--plot" if path == plot else "-o"
                wrong = _("is named twice as an output: choose another name for {option}", option=option)
                if role == "input":
                    wrong = _("an input would be overwritten: choose another name for {option}", option=option)
                raise UsageError(wrong, path=path)
        places.append((place, "output"))
        if place != STREAM:
            _check_writable(path)
    if not paths:
        return () if to is None else (Output(STREAM, to),)
    outputs = tuple(Output(path, _format_of(path, to, single=len(paths) == 1)) for path in paths)
    for output in outputs:
        FORMATS.load(output.format)  # reports a missing package before the work starts
    return outputs


def plan_sure_outputs(sure: Sequence[str], taken: Iterable[str], inputs: Iterable[str]) -> tuple[Output, ...]:
    """Return the outputs for pairs that need no review; the extensions determine their formats.

    Args:
        sure: the values of ``--sure``.
        taken: paths of the other outputs of the run.
        inputs: the input files.

    Raises:
        OutputError, UsageError: see `plan_outputs`.
    """
    taken = set(map(place_of, taken))
    for path in sure:
        if place_of(path) in taken:
            raise UsageError(_("is named twice as an output: choose another name for --sure"), path=path)
    return plan_outputs(sure, None, inputs)


def write_outputs(bitext: Bitext, outputs: Sequence[Output], options: WriteOptions | None = None) -> tuple[Output, ...]:
    """Write the bitext to all outputs, files before standard output; return the outputs with their remarks.

    Raises:
        OutputError: a file cannot be written.
    """
    written = []
    for output in sorted(outputs, key=lambda output: output.path == STREAM):
        if output.path == STREAM:
            with open_output(output) as stream:
                remarks = write(bitext, stream, output.format, options)
        else:
            remarks = (*keep_manual_edits(output), *save(bitext, output.path, output.format, options))
            record_written(output.path, output.format)
        written.append(Output(output.path, output.format, tuple(remarks)))
    return tuple(written)


def keep_manual_edits(output: Output) -> tuple[str, ...]:
    """Keep a backup of a file with manual edits that is about to be replaced; return the remark about it.

    Raises:
        OutputError: the backup cannot be written.
    """
    if output.path == STREAM or not manual_edits_in(output.path, output.format):
        return ()
    return (_("the earlier file is kept as {name}", name=back_up(Path(output.path)).name),)


def write_all(
    bitext: Bitext, outputs: Sequence[Output], first_sure: int, options: WriteOptions | None = None
) -> tuple[Output, ...]:
    """Write the bitext to all outputs; return the outputs with their remarks.

    Args:
        bitext: the pairs to write.
        outputs: the planned outputs.
        first_sure: index of the first output of ``--sure``. This output and all later ones get only
            pairs that need no review.
        options: the user's choices for the outputs.

    Raises:
        OutputError: a file cannot be written.
    """
    written = write_outputs(bitext, outputs[:first_sure], options)
    if not outputs[first_sure:]:
        return written
    from aligner.formats.merge import pairs_without_doubt

    return (*written, *write_outputs(pairs_without_doubt(bitext), outputs[first_sure:], options))


@contextmanager
def open_output(output: Output) -> Iterator[BinaryIO]:
    """Yield the stream for an output: standard output, or a file that is created when the block ends.

    Raises:
        OutputError: the file cannot be written.
    """
    if output.path == STREAM:
        sys.stdout.flush()  # text that is still buffered must come before the bytes
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
    else:
        with replacing(output.path) as stream:
            yield stream


def refuse_shared_stream(paths: Iterable[str | None], *, as_json: bool) -> None:
    """Raise `UsageError` if a result and the summary as JSON would both go to standard output."""
    if as_json and STREAM in paths:
        raise UsageError(_("--json and -o - would both write to standard output: leave out one of them"))


def place_of(path: str) -> str:
    """Return a path with its symbolic links resolved, so that all paths of one file give the same result.

    ``-`` (standard input or output) is returned unchanged.
    """
    return STREAM if path == STREAM else os.path.normcase(os.path.realpath(path))


def _format_of(path: str, to: str | None, *, single: bool) -> str:
    """Return the name of the format of one output, from the value of ``--to`` and from its extension.

    ``--to`` takes precedence for a single output; of several outputs, only unknown extensions use it.
    """
    by_extension = None if path == STREAM else FORMATS.name_for_path(path)
    name = (to or by_extension) if single else (by_extension or to)
    if name is None:
        choices = ", ".join(FORMATS)
        if path == STREAM:
            raise UsageError(_("-o - needs --to NAME: choose one of {choices}", choices=choices))
        raise UsageError(_("its extension is no output format: {advice}", advice=_advice(path)), path=path)
    return name


def _advice(path: str) -> str:
    """Return the advice for an unknown extension: the most similar format, else all formats."""
    similar = SIMILAR_EXTENSIONS.get(Path(path).suffix.lower())
    if similar:
        return _("use {extension} instead, or give --to NAME", extension=similar)
    return _("use .tmx, .xlsx, .docx, .csv or .html, or give --to: {formats}", formats=", ".join(FORMATS))


def _check_writable(path: str) -> None:
    """Raise `OutputError` if ``path`` certainly cannot be written."""
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
