"""``aligner convert``: convert pairs to another format, and merge translation memories."""

from __future__ import annotations

from collections.abc import Sequence

import click

from aligner.cli.conversion import Conversion
from aligner.cli.options import (
    check_word_links,
    lang_codes_option,
    report_options,
    selection_options,
    word_links_option,
)
from aligner.cli.outputs import STREAM, Output, plan_outputs, plan_sure_outputs, refuse_manual_edits
from aligner.cli.terminal import print_json
from aligner.errors import UsageError
from aligner.formats import FORMATS
from aligner.formats.base import WriteOptions
from aligner.formats.omegat import memory_of_project
from aligner.interface import _, counted
from aligner.unsafe_characters import one_line


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.argument("output", metavar="OUT")
@click.option("--to", metavar="NAME", help="Format of OUT (tmx, csv, ...); overrides its extension.")
@click.option("--from", "input_format", metavar="NAME", help="Format of IN; overrides the extension.")
@lang_codes_option
@selection_options
@word_links_option
@click.option("--one-sided", is_flag=True, help="Also write pairs with an empty side, which some formats leave out.")
@click.option("--unique", is_flag=True, help="Keep only the first of pairs with the same texts.")
@report_options
def convert(
    inputs: tuple[str, ...],
    output: str,
    to: str | None,
    input_format: str | None,
    lang_codes: tuple[str, ...],
    min_confidence: float | None,
    sure: tuple[str, ...],
    overwrite: bool,
    word_links: bool,
    one_sided: bool,
    unique: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Convert the pairs of IN to the format of OUT, and report what it cannot hold.

    Formats follow the extensions. Several IN are merged into one OUT, in
    this order. '-' is standard input or output; it needs --from or --to.

    \b
    Examples:
      aligner convert memory.tmx memory.xlsx
      aligner convert edited.csv memory.tmx --lang-codes zh-TW,en-GB
      aligner convert 2023.tmx 2024.tmx all.tmx --unique
      aligner convert reviewed.xlsx all.tmx --sure sure.tmx
    """  # noqa: D301 - click wants the character itself
    inputs = tuple(map(memory_of_project, inputs))
    check_inputs(inputs, output, input_format, as_json=as_json)
    outputs = (*plan_outputs((output,), to, inputs), *plan_sure_outputs(sure, (output,), inputs))
    if word_links:
        check_word_links(output.format for output in outputs)
    refuse_manual_edits(outputs, overwrite=overwrite)
    options = WriteOptions(lang_codes, one_sided, word_links)
    conversion = Conversion(inputs, input_format, unique, min_confidence, options)
    done = [conversion.write(each, without_doubt=number > 0) for number, each in enumerate(outputs)]
    report(inputs, done, quiet=quiet, as_json=as_json)


def check_inputs(inputs: tuple[str, ...], output: str, input_format: str | None, *, as_json: bool) -> None:
    """Raise `UsageError` for invalid arguments before the work starts."""
    if input_format is not None and input_format not in FORMATS:
        raise UsageError(
            _(
                "unknown format {input_format!r}: choose one of {formats}",
                input_format=input_format,
                formats=", ".join(FORMATS),
            )
        )
    if STREAM in inputs and input_format is None:
        raise UsageError(_("'-' as IN needs --from NAME: choose one of {formats}", formats=", ".join(FORMATS)))
    if inputs.count(STREAM) > 1:
        raise UsageError(_("standard input can be read only once: name '-' only once"))
    if as_json and output == STREAM:
        raise UsageError(_("--json and the OUT '-' would both write to standard output: leave out one of them"))


def report(inputs: tuple[str, ...], done: Sequence[tuple[int, Output]], *, quiet: bool, as_json: bool) -> None:
    """Print the result of a conversion: JSON on standard output, or lines on standard error.

    Args:
        inputs: the files that were read.
        done: for each output, the number of pairs written and the output itself. The first is OUT; the
            others are the files of ``--sure``, without pairs that need a review.
        quiet: whether only remarks are printed.
        as_json: whether the result is printed as JSON.
    """
    if as_json:
        first, *others = [
            {"output": each.path, "format": each.format, "pairs": number, "remarks": list(each.remarks)}
            for number, each in done
        ]
        print_json({"inputs": list(inputs), **first, **({"sure": others} if others else {})})
        return
    for number, written in done:
        for remark in written.remarks:
            click.echo(_("aligner: note: {remark}", remark=remark), err=True)
        if not quiet:
            place = _("standard output") if written.path == STREAM else one_line(written.path)
            click.echo(
                _(
                    "converted {pairs} to {place} ({format})",
                    pairs=counted(number, "pair"),
                    place=place,
                    format=written.format,
                ),
                err=True,
            )
