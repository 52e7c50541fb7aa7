"""``aligner convert``: pairs from one format into another, and memories put together."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from aligner.bitext import Bitext
from aligner.cli.options import lang_codes_option, report_options, selection_options
from aligner.cli.outputs import STREAM, Output, check_handwork, plan_outputs, write_outputs
from aligner.cli.terminal import print_json
from aligner.errors import UsageError
from aligner.formats import FORMATS, format_of, load
from aligner.formats.atomic import replacing
from aligner.formats.base import WriteOptions, counted
from aligner.formats.losses import losses
from aligner.formats.merge import merge, sure_pairs, without_duplicates, without_rejected
from aligner.unsafe_characters import one_line

KEEPS_REJECTED = frozenset({"jsonl", "xlsx"})
"""Formats that people go on working in: elsewhere a pair that was rejected has no place."""


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.argument("output", metavar="OUT")
@click.option("--to", metavar="NAME", help="Format of OUT (tmx, csv, ...); overrides its extension.")
@click.option("--from", "input_format", metavar="NAME", help="Format of IN; overrides the extension.")
@lang_codes_option
@selection_options
@click.option("--one-sided", is_flag=True, help="Also write pairs with an empty side where a format leaves them out.")
@click.option("--unique", is_flag=True, help="Keep one, the first, of pairs whose two texts are the same.")
@report_options
def convert(
    inputs: tuple[str, ...],
    output: str,
    to: str | None,
    input_format: str | None,
    lang_codes: tuple[str, ...],
    min_confidence: float | None,
    overwrite: bool,
    one_sided: bool,
    unique: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Convert the pairs of IN into the format of OUT, and say what that cannot hold.

    Formats follow the extensions. Several IN are put together into one OUT, in
    their order. '-' is standard input or output; it needs --from or --to.

    \b
    Examples:
      aligner convert memory.tmx memory.xlsx
      aligner convert edited.csv memory.tmx --lang-codes zh-TW,en-GB
      aligner convert 2023.tmx 2024.tmx all.tmx --unique
    """  # noqa: D301 - click wants the character itself
    check_inputs(inputs, output, input_format, as_json=as_json)
    outputs = plan_outputs((output,), to, inputs)
    check_handwork(outputs, overwrite=overwrite)
    options = WriteOptions(lang_codes, one_sided)
    untouched = options == WriteOptions() and min_confidence is None
    if untouched and stays_tmx(inputs, input_format, outputs[0]):
        number, written = copied(inputs, outputs[0], unique=unique)
    else:
        bitext, remarks = collected(inputs, input_format, unique=unique)
        if outputs[0].format not in KEEPS_REJECTED:
            bitext, rejected = without_rejected(bitext)
            remarks += (f"{counted(rejected, 'rejected pair')} left out",) if rejected else ()
        if min_confidence is not None:
            bitext = sure_pairs(bitext, min_confidence)
        remarks += losses(bitext, outputs[0].format)
        (written,) = write_outputs(bitext, outputs, options)
        written = replace(written, remarks=(*remarks, *written.remarks))
        number = len(bitext.beads)
    report(number, inputs, written, quiet=quiet, as_json=as_json)


def check_inputs(inputs: tuple[str, ...], output: str, input_format: str | None, *, as_json: bool) -> None:
    """Raise a `UsageError` for a request that cannot be met, before any work is done."""
    if input_format is not None and input_format not in FORMATS:
        raise UsageError(f"unknown format {input_format!r}: choose one of {', '.join(FORMATS)}")
    if STREAM in inputs and input_format is None:
        raise UsageError(f"'-' as IN needs --from NAME: choose one of {', '.join(FORMATS)}")
    if inputs.count(STREAM) > 1:
        raise UsageError("standard input can be read once: name '-' once")
    if as_json and output == STREAM:
        raise UsageError("--json and the OUT '-' would both write to standard output: leave one of them out")


def stays_tmx(inputs: tuple[str, ...], input_format: str | None, output: Output) -> bool:
    """Whether memories stay memories, so that their units can be written as they stand."""
    formats = {input_format or format_of(path) for path in inputs}
    # a pipe can be read once, and the units are copied in a second pass
    return formats == {"tmx"} and output.format == "tmx" and all(Path(path).is_file() for path in inputs)


def copied(inputs: tuple[str, ...], output: Output, *, unique: bool) -> tuple[int, Output]:
    """Write the units of TMX files into one, and return their number and the output with its remarks."""
    from aligner.formats.tmx_copy import copy_units

    if output.path == STREAM:
        sys.stdout.flush()
        done = copy_units(inputs, sys.stdout.buffer, unique=unique)
        sys.stdout.buffer.flush()
    else:
        with replacing(output.path) as stream:
            done = copy_units(inputs, stream, unique=unique)
    repeated = (f"{counted(done.repeated, 'repeated pair')} left out",) if done.repeated else ()
    return done.units, replace(output, remarks=(*done.remarks, *repeated))


def collected(inputs: tuple[str, ...], input_format: str | None, *, unique: bool) -> tuple[Bitext, tuple[str, ...]]:
    """Return the pairs of all inputs as one bitext, and remarks on what was read."""
    bitexts = [loaded(path, input_format) for path in inputs]
    remarks = tuple(
        f"{one_line(path)}: {warning}"
        for path, bitext in zip(inputs, bitexts, strict=True)
        for warning in bitext.warnings
    )
    bitext = merge(bitexts)
    if unique:
        bitext, dropped = without_duplicates(bitext)
        if dropped:
            remarks += (f"{counted(dropped, 'repeated pair')} left out",)
    return bitext, remarks


def loaded(path: str, input_format: str | None) -> Bitext:
    """Return the pairs of a file, or what a review has made of them, if it is a journal."""
    from aligner.review.journal import SUFFIX, Journal

    if input_format is None and path.endswith(SUFFIX):
        return Journal.read(Path(path)).bitext()
    return load(path, input_format)


def report(number: int, inputs: tuple[str, ...], written: Output, *, quiet: bool, as_json: bool) -> None:
    """Print what was done: JSON on standard output, or lines on standard error."""
    if as_json:
        summary = {
            "inputs": list(inputs),
            "output": written.path,
            "format": written.format,
            "pairs": number,
            "remarks": list(written.remarks),
        }
        print_json(summary)
        return
    for remark in written.remarks:
        click.echo(f"aligner: note: {remark}", err=True)
    if not quiet:
        place = "standard output" if written.path == STREAM else one_line(written.path)
        click.echo(f"converted {counted(number, 'pair')} to {place} ({written.format})", err=True)
