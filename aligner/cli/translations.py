"""``aligner align SOURCE TARGET TARGET ...``: align several translations of one source into one file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from aligner.bitext import Bitext
from aligner.cli.outputs import (
    STREAM,
    Output,
    keep_manual_edits,
    open_output,
    place_of,
    plan_outputs,
    refuse_manual_edits,
    refuse_shared_stream,
)
from aligner.cli.summary import print_removals, print_summary, removals, summarise
from aligner.cli.terminal import print_json, progress_bar
from aligner.cli.written import record_written
from aligner.errors import UsageError
from aligner.formats.base import WriteOptions
from aligner.formats.translation_files import check_format, write_translations
from aligner.interface import _
from aligner.settings import Settings
from aligner.translations import align_translations
from aligner.unsafe_characters import one_line


def plan_translations(
    inputs: Sequence[str], paths: Sequence[str], to: str | None, refused: Sequence[str], *, as_json: bool
) -> tuple[Output, ...]:
    """Return the planned outputs for several translations of one source, after checking all arguments.

    Args:
        inputs: the source and its translations.
        paths: the values of ``-o``.
        to: the value of ``--to``.
        refused: the given options that work only with a single translation.
        as_json: whether the summary goes to standard output.

    Raises:
        UsageError: a file is given twice, or an option or a format allows only one translation.
        OutputError: an output cannot be written.
    """
    if refused:
        raise UsageError(
            _("{refused} needs a single TARGET: align the translations one by one to use it", refused=refused[0])
        )
    places = [place_of(path) for path in inputs]
    twice = next((path for path, place in zip(inputs, places, strict=True) if places.count(place) > 1), None)
    if twice is not None:
        raise UsageError(_("is named twice: name each document only once"), path=twice)
    outputs = plan_outputs(paths, to, inputs)
    if not outputs:
        named = " and ".join(map(str, inputs[-2:]))
        raise UsageError(_("several translations ({named}) need an output file: name it with -o all.tmx", named=named))
    for output in outputs:
        check_format(output.format)
    refuse_shared_stream((output.path for output in outputs), as_json=as_json)
    return outputs


def run_translations(
    inputs: Sequence[str],
    outputs: Sequence[Output],
    settings: Settings,
    options: WriteOptions,
    min_confidence: float,
    *,
    overwrite: bool,
    quiet: bool,
    as_json: bool,
    explain: bool,
) -> None:
    """Align a source with each of its translations, write the outputs and print the summary.

    The argument ``inputs`` contains the paths of the source and of its translations. The other
    arguments are as in `aligner.cli.align`.
    """
    start = time.perf_counter()
    refuse_manual_edits(outputs, overwrite=overwrite)
    with progress_bar(shown=not quiet) as progress:
        bitexts = align_translations(inputs[0], inputs[1:], settings, progress=progress)
    written = [replace(output, remarks=_written(bitexts, output, options, min_confidence)) for output in outputs]
    seconds = time.perf_counter() - start
    for bitext in bitexts:
        for warning in bitext.warnings:
            click.echo(
                _("aligner: warning: {name}: {warning}", name=one_line(bitext.target.name), warning=warning), err=True
            )
    if as_json:
        print_json(
            {"translations": [_summary(bitext, seconds, explain=explain) for bitext in bitexts]}
            | _outputs_record(written)
        )
        return
    if quiet:
        return
    for bitext in bitexts:
        if explain:
            print_removals(bitext)
        print_summary(summarise(bitext, (), seconds))
        click.echo(err=True)
    for output in written:
        click.echo(
            _(
                "written     {output} ({format}), {bitexts} translations",
                output=_place(output),
                format=output.format,
                bitexts=len(bitexts),
            ),
            err=True,
        )
        for remark in output.remarks:
            click.echo(_("            note: {remark}", remark=remark), err=True)


def _written(
    bitexts: Sequence[Bitext], output: Output, options: WriteOptions, min_confidence: float
) -> tuple[str, ...]:
    kept = keep_manual_edits(output)
    with open_output(output) as stream:
        remarks = write_translations(bitexts, stream, output.format, options, min_confidence)
    if output.path != STREAM:
        record_written(output.path, output.format)
    return (*kept, *remarks)


def _summary(bitext: Bitext, seconds: float, *, explain: bool) -> dict[str, Any]:
    summary = summarise(bitext, (), seconds)
    if explain:
        summary["source"]["removals"] = removals(bitext.source)
        summary["target"]["removals"] = removals(bitext.target)
    return summary


def _outputs_record(written: Sequence[Output]) -> dict[str, Any]:
    return {"outputs": [{"path": each.path, "format": each.format, "remarks": list(each.remarks)} for each in written]}


def _place(output: Output) -> str:
    return _("standard output") if output.path == STREAM else one_line(output.path)
