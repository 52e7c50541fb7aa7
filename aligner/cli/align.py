"""``aligner align``: align documents and write the pairs."""

from __future__ import annotations

import shlex
import time
from collections.abc import Sequence
from typing import Any

import click

from aligner.bitext import Bitext
from aligner.cli.options import (
    check_word_links,
    lang_codes_option,
    limit_options,
    report_options,
    selection_options,
    settings_from_flags,
    settings_options,
    word_links_option,
)
from aligner.cli.outputs import (
    STREAM,
    Output,
    place_of,
    plan_outputs,
    plan_sure_outputs,
    refuse_manual_edits,
    refuse_shared_stream,
    write_all,
)
from aligner.cli.summary import print_preview, print_removals, print_summary, removals, summarise
from aligner.cli.terminal import print_json, progress_bar
from aligner.errors import UsageError
from aligner.formats.base import WriteOptions
from aligner.interface import _
from aligner.pipeline import align as align_files
from aligner.tasks.time_limit import time_limit


@click.command()
@click.argument("source")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option(
    "-o",
    "--output",
    "paths",
    metavar="FILE",
    multiple=True,
    help="Where to write; may be repeated; the format follows the extension. '-' is standard output (needs --to).",
)
@click.option(
    "--to",
    metavar="NAME",
    help="Output format (tmx, csv, tsv, vecalign, ...) if the extension is unknown; overrides the extension "
    "of a single -o; without -o, writes to standard output.",
)
@lang_codes_option
@settings_options
@click.option(
    "--anchors",
    metavar="FILE",
    help="Pairs that must be kept: lines such as [0, 1]:[2] (segment numbers from 0, as in -o pairs.align), a CSV "
    "with source_ids and target_ids, or an earlier result (.bitext.jsonl, .csv, .xlsx, .xliff, InterText), whose "
    "reviewed pairs are found again by their text.",
)
@selection_options
@word_links_option
@limit_options
@click.option("--plot", metavar="FILE", help="Draw similarity map, anchors, corridor and path (.png, .svg, .pdf).")
@click.option("--explain", is_flag=True, help="List what the layout clean-up removed, and why.")
@report_options
def align(
    source: str,
    targets: tuple[str, ...],
    paths: tuple[str, ...],
    to: str | None,
    lang_codes: tuple[str, ...],
    config: str | None,
    anchors: str | None,
    min_confidence: float | None,
    sure: tuple[str, ...],
    overwrite: bool,
    word_links: bool,
    plot: str | None,
    explain: bool,
    quiet: bool,
    as_json: bool,
    **flags: Any,  # noqa: ANN401 - the settings flags, each checked by click
) -> None:
    """Align SOURCE and TARGET, one in Chinese and one in English, in either order.

    Without TARGET, SOURCE is a document in both languages, which alternate
    by line or paragraph, stand in columns, or follow each other.

    Several TARGET are translations of SOURCE: each is aligned to it, and each unit
    of the output has all of them (tmx, csv, tsv, xlsx, pairs).

    '-' reads a document from standard input. Without -o and --to, nothing is
    saved: the summary and the first pairs are shown.

    \b
    Examples:
      aligner align report.en.txt report.zh.txt -o report.tmx -o report.csv
      aligner align a.txt b.txt --level paragraph -o - --to csv | head
      aligner align bilingual.docx -o pairs.xlsx
      aligner align source.en.txt first.zh.txt second.zh.txt -o all.tmx
    """  # noqa: D301 - click wants the character itself
    if len(targets) > 1:
        from aligner.cli.translations import plan_translations, run_translations

        inputs = (source, *targets)
        needing_one = (("--anchors", anchors), ("--plot", plot), ("--word-links", word_links), ("--sure", sure))
        refused = [name for name, given in needing_one if given]
        several = plan_translations(inputs, paths, to, refused, as_json=as_json)
        settings = settings_from_flags(config, flags, quiet=quiet)
        with time_limit(settings.limits.timeout, source):
            run_translations(
                inputs,
                several,
                settings,
                WriteOptions(lang_codes),
                min_confidence or 0.0,
                overwrite=overwrite,
                quiet=quiet,
                as_json=as_json,
                explain=explain,
            )
        return
    target = targets[0] if targets else None
    start = time.perf_counter()
    outputs = _checked_outputs(source, target, paths, to, anchors, plot, sure, silent=quiet, as_json=as_json)
    if word_links:
        check_word_links(output.format for output in outputs)
    refuse_manual_edits(outputs, overwrite=overwrite)
    settings = settings_from_flags(config, flags, quiet=quiet)
    with time_limit(settings.limits.timeout, source), progress_bar(shown=not quiet) as progress:
        bitext = align_files(source, target, settings, anchors=anchors, progress=progress)
    chosen = bitext
    if min_confidence is not None:
        from aligner.formats.merge import sure_pairs

        chosen = sure_pairs(bitext, min_confidence)
    written = write_all(chosen, outputs, len(outputs) - len(sure), WriteOptions(lang_codes, word_links=word_links))
    if plot:
        from aligner.plot import plot_bitext

        plot_bitext(bitext, plot, settings)
        written = (*written, Output(plot, "picture"))
    seconds = time.perf_counter() - start
    _report(bitext, written, seconds, (source, *targets), explain=explain, quiet=quiet, as_json=as_json)


def _report(
    bitext: Bitext,
    written: Sequence[Output],
    seconds: float,
    documents: Sequence[str],
    *,
    explain: bool,
    quiet: bool,
    as_json: bool,
) -> None:
    """Print the summary of an alignment; if nothing was saved, also print the command that saves the result.

    Args:
        bitext: the result.
        written: the outputs.
        seconds: duration of the run.
        documents: paths of the documents that the user gave.
        explain: whether the lines that the layout clean-up removed are listed.
        quiet: whether only warnings and errors are printed.
        as_json: whether the summary is printed as JSON.
    """
    summary = summarise(bitext, written, seconds)
    for warning in bitext.warnings:
        click.echo(_("aligner: warning: {warning}", warning=warning), err=True)
    if as_json:
        if explain:
            summary["source"]["removals"] = removals(bitext.source)
            summary["target"]["removals"] = removals(bitext.target)
        print_json(summary)
        return
    if explain:
        print_removals(bitext)
    if quiet:
        return
    print_summary(summary)
    if not written:
        click.echo(err=True)
        print_preview(bitext)
        command = shlex.join(["aligner", "align", *documents, "-o", "out.tmx", "-o", "out.csv"])
        click.echo(_("\nNothing saved. To save:\n  {command}", command=command), err=True)


def _checked_outputs(
    source: str,
    target: str | None,
    paths: tuple[str, ...],
    to: str | None,
    anchors: str | None,
    plot: str | None,
    sure: tuple[str, ...],
    *,
    silent: bool,
    as_json: bool,
) -> tuple[Output, ...]:
    """Return the planned outputs of a run after checking its documents, ``-o``, ``--sure`` and ``--plot``.

    The check comes before the alignment starts, so that an invalid argument costs no time.

    Raises:
        OutputError: an output cannot be written.
        UsageError: the arguments are invalid, or cannot be combined.
    """
    if source == target == STREAM:
        raise UsageError(
            _("SOURCE and TARGET are both standard input, which can be read only once: name a file for one of them")
        )
    if target is not None and place_of(source) == place_of(target):
        raise UsageError(_("SOURCE and TARGET are the same file: name two documents"), path=source)
    if plot is not None:
        from aligner.pictures import check_plot_path

        check_plot_path(plot)
    inputs = [path for path in (source, target, anchors) if path]
    outputs = plan_outputs(paths, to, inputs, plot)
    outputs += plan_sure_outputs(sure, [*paths, *([plot] if plot else [])], inputs)
    refuse_shared_stream((output.path for output in outputs), as_json=as_json)
    if silent and not outputs and not plot and not as_json:
        raise UsageError(_("--quiet without -o would do nothing: name an output with -o"))
    return outputs
