"""``aligner stats``: statistics of files and folders of pairs."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from aligner.cli.options import report_options
from aligner.cli.terminal import print_json, print_table, progress_bar
from aligner.cli.two_documents import are_documents
from aligner.errors import UsageError
from aligner.formats.atomic import replacing
from aligner.formats.statistics import statistics_of
from aligner.interface import _, counted
from aligner.pipeline import align
from aligner.statistics import Corpus, corpus_statistics
from aligner.statistics.report import corpus_table, page, shape_rows
from aligner.unsafe_characters import one_line

EXIT_UNREADABLE = 3


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("--plot", metavar="FILE", help="Also write a self-contained .html page with plots.")
@click.option(
    "--from", "input_format", metavar="NAME", help="Format of IN; for a folder, the format of the files to read."
)
@report_options
def stats(inputs: tuple[str, ...], plot: str | None, input_format: str | None, quiet: bool, as_json: bool) -> None:
    """Show the figures of aligned texts: documents, pairs, words, shapes, coverage.

    IN are files of any format of pairs, folders of such files, or two documents,
    which are aligned first. In a folder with several formats only one is read,
    because the others have the same pairs. The result of 'aligner batch' is
    counted together with the dropped pairs.

    \b
    Examples:
      aligner stats memory.tmx
      aligner stats out --plot report.html
    """  # noqa: D301 - click wants the character itself
    if plot is not None and Path(plot).suffix.lower() not in (".html", ".htm"):
        raise UsageError(_("is not a name for a page: let it end in .html"), path=plot)
    with progress_bar(shown=not quiet) as progress:
        if input_format is None and are_documents(inputs):
            progress(_("aligning the two documents"), 0.0)
            corpus = Corpus(statistics_of(align(inputs[0], inputs[1])), len(inputs), "", 0, ())
        else:
            corpus = corpus_statistics(inputs, input_format, progress)
    if plot is not None:
        with replacing(plot) as stream:
            stream.write(page(corpus, inputs).encode())
    for path, reason in corpus.failures:
        click.echo(_("aligner: error: {path}: {reason}", path=one_line(path), reason=one_line(reason)), err=True)
    if as_json:
        summary = {"files": corpus.files, "format": corpus.format, "passed_over": corpus.other_files}
        failures = [{"path": path, "reason": reason} for path, reason in corpus.failures]
        left_out = {"dropped": corpus.dropped, "failed_documents": corpus.failed, "failures": failures}
        look_first = [{**asdict(each), "usable": round(each.usable, 6)} for each in corpus.look_first]
        left_out |= {"look_first": look_first, "dropped_examples": corpus.examples}
        whole = {**summary, **corpus.statistics.to_dict(), **left_out}
        print_json(whole)
    else:
        print_statistics(corpus, quiet=quiet)
    if corpus.failures:
        raise click.exceptions.Exit(EXIT_UNREADABLE)


def print_statistics(corpus: Corpus, *, quiet: bool) -> None:
    """Print a table of the statistics on standard output, and the number of files read on standard error."""
    if not quiet:
        click.echo(_("read {files}", files=counted(corpus.files, "file")), err=True)
        if corpus.other_files:
            others = counted(corpus.other_files, "file")
            click.echo(
                _(
                    "{others} in other formats skipped, {format} was read; choose with --from NAME",
                    others=others,
                    format=corpus.format,
                ),
                err=True,
            )
    print_table((_("figure"), _("amount")), corpus_table(corpus), numbers=True, err=False)
    click.echo()
    print_table((_("shape"), _("beads"), _("share")), shape_rows(corpus.statistics), numbers=True, err=False)
