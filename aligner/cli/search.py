"""``aligner search``: a bilingual concordance over files of pairs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click

from aligner.cli.concordance_lines import coloured, full_lines, kwic_lines, marked
from aligner.cli.options import report_options
from aligner.cli.outputs import STREAM, plan_outputs, refuse_shared_stream
from aligner.cli.terminal import print_json, progress_bar, terminal_width
from aligner.concordance import Concordance, SearchSettings
from aligner.concordance import search as search_files
from aligner.concordance.tables import to_bitext, to_dict, write_table
from aligner.errors import UsageError
from aligner.formats import FORMATS, save
from aligner.formats.atomic import replacing
from aligner.interface import _, counted
from aligner.unsafe_characters import one_line

EXIT_NOTHING = 1
EXIT_SKIPPED = 3
OWN_FORMATS = (".txt", ".json", ".csv", ".tsv")
SHOWN_RENDERINGS = 8
WIDTH_IN_FILES = 120


@click.command("search")
@click.argument("query", metavar="TEXT")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--kwic", is_flag=True, help="One line a side, match and counterpart in the middle.")
@click.option("--regex", is_flag=True, help="TEXT is a regular expression (Python's syntax).")
@click.option("--lemma", is_flag=True, help="English words match in any form: go, went, gone.")
@click.option("--exact", is_flag=True, help="Heed case, width and traditional or simplified characters.")
@click.option("--limit", type=click.IntRange(0), default=20, metavar="N", help="The most hits; 0 for all.  [20]")
@click.option(
    "--context",
    type=click.IntRange(0),
    metavar="N",
    help="Pairs to show before and after each hit; with --kwic, columns either side of the match.",
)
@click.option("-o", "--output", metavar="FILE", help="Write the hits: .txt, .json, .csv, .tsv, .tmx, .xlsx, ...")
@click.option("--index", metavar="FILE", help="Where the index is kept.  [in the cache folder of the user]")
@report_options
def search_command(
    query: str,
    paths: tuple[str, ...],
    kwic: bool,
    regex: bool,
    lemma: bool,
    exact: bool,
    limit: int,
    context: int | None,
    output: str | None,
    index: str | None,
    quiet: bool,
    as_json: bool,
) -> None:
    """Find TEXT in aligned files and show what stands for it in the other language.

    PATH are files of pairs or folders of them (.tmx, .bitext.jsonl, .csv, .xlsx,
    .po, .xliff, ...). They are indexed when first searched; after that only what
    changed is read. Without PATH, what --index holds is searched.

    TEXT is a word or a phrase of either language, in any case, width and form of
    characters. English matches whole words, 'terroris*' all that begin so.

    \b
    Examples:
      aligner search "preventing terrorism" corpus/ --kwic
      aligner search 会员国 memory.tmx --json
      aligner search "(combat|counter)ing \\w+" corpus/ --regex -o hits.csv

    Exit codes: 1 nothing found, 3 a file in a folder could not be read.
    """  # noqa: D301 - click wants the character itself
    if output is not None:
        check_output(output, paths, as_json=as_json)
    neighbours = 0 if kwic else context or 0
    settings = SearchSettings(regex, exact, lemma, limit, neighbours, index=index)
    with progress_bar(shown=not quiet) as progress:
        found = search_files(query, paths, settings, progress)
    if output is not None and output != STREAM:
        write_output(found, output, kwic=kwic, context=context)
    if as_json:
        print_json(to_dict(found))
    elif output in (None, STREAM):
        is_terminal = sys.stdout.isatty()
        width = terminal_width() if is_terminal else WIDTH_IN_FILES
        for line in lines_of(found, kwic=kwic, context=context, width=width, in_colour=is_terminal):
            click.echo(line)
    report(found, output, regex=regex, quiet=quiet or as_json)
    if not found.hits or found.skipped:
        raise click.exceptions.Exit(EXIT_SKIPPED if found.skipped else EXIT_NOTHING)


def check_output(output: str, paths: tuple[str, ...], *, as_json: bool) -> None:
    """Raise an error for an output that cannot be written, before any work is done."""
    refuse_shared_stream((output,), as_json=as_json)
    if output == STREAM:
        return
    if not output.lower().endswith(OWN_FORMATS) and FORMATS.name_for_path(output) is None:
        known = " ".join(FORMATS.extensions())
        raise UsageError(_("the extension names no format: use one of .txt .json {known}", known=known), path=output)
    plan_outputs((output,), "tmx", paths)  # the format is ours; the checks of the place are the same


def write_output(found: Concordance, output: str, *, kwic: bool, context: int | None) -> None:
    """Write the hits to a file; the format follows the extension."""
    lowered = output.lower()
    if not lowered.endswith(OWN_FORMATS):
        save(to_bitext(found), output)
        return
    with replacing(output) as stream:
        if lowered.endswith(".txt"):
            lines = lines_of(found, kwic=kwic, context=context, width=WIDTH_IN_FILES, in_colour=False)
            stream.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
        elif lowered.endswith(".json"):
            stream.write((json.dumps(to_dict(found), ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace"))
        else:
            write_table(found, stream, "," if lowered.endswith(".csv") else "\t")


def lines_of(found: Concordance, *, kwic: bool, context: int | None, width: int, in_colour: bool) -> Iterator[str]:
    """Return the lines to show."""
    paint = coloured if in_colour else marked
    return kwic_lines(found.hits, paint, width, context) if kwic else full_lines(found.hits, paint)


def report(found: Concordance, output: str | None, *, regex: bool, quiet: bool) -> None:
    """Print what was skipped and, unless ``quiet``, how much was found, on standard error."""
    for problem in found.skipped:
        click.echo(_("aligner: skipped: {problem}", problem=one_line(problem)), err=True)
    for note in found.notes:
        click.echo(_("aligner: note: {note}", note=one_line(note)), err=True)
    searched = f"{counted(found.files, 'file')}, {counted(found.pairs, 'pair')}"
    if not found.hits:
        click.echo(_("nothing found in {searched}", searched=searched), err=True)
        return
    if quiet:
        return
    about = "" if found.is_exact else _("at least ") if regex else _("about ")
    shown = "" if len(found.hits) == found.total else _(", {hits:,} shown (--limit 0 for all)", hits=len(found.hits))
    place = "" if output in (None, STREAM) else _(", written to {output}", output=one_line(str(output)))
    click.echo(
        _(
            "{about}{pairs} of {searched}{shown}{place}",
            about=about,
            pairs=counted(found.total, "pair"),
            searched=searched,
            shown=shown,
            place=place,
        ),
        err=True,
    )
    if found.renderings:
        told = [f"{one_line(rendering.text)} {rendering.count:,}" for rendering in found.renderings[:SHOWN_RENDERINGS]]
        more = " ..." if len(found.renderings) > SHOWN_RENDERINGS else ""
        click.echo(_("likely counterparts: {told}{more}", told=", ".join(told), more=more), err=True)
