"""``aligner search``: a bilingual concordance over files of pairs."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Any

import click

from aligner.cli.concordance_lines import coloured, full_lines, kwic_lines, marked, statistics_lines
from aligner.cli.options import report_options
from aligner.cli.outputs import STREAM, plan_outputs, refuse_shared_stream
from aligner.cli.request_options import request_from_flags, request_options
from aligner.cli.terminal import print_json, progress_bar, terminal_width
from aligner.cli.two_documents import aligned_file, are_documents
from aligner.concordance import Concordance, SearchSettings
from aligner.concordance.answers import Statistics, answer
from aligner.concordance.corpus import CorpusSource, ask
from aligner.concordance.metadata import read_metadata
from aligner.concordance.tables import TABLE_FORMATS, answer_to_dict, to_bitext, write_answer
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
@request_options
@click.option(
    "--context",
    type=click.IntRange(0),
    metavar="N",
    help="Pairs to show before and after each hit; with --kwic, columns either side of the match.",
)
@click.option("--metadata", metavar="FILE", help="Table of the documents (.csv, .tsv, .jsonl), for --frequency.")
@click.option("-o", "--output", metavar="FILE", help="Write the answer: .txt, .json, .csv, .tsv, .tmx, .xlsx, ...")
@click.option("--index", metavar="FILE", help="Where the index is kept.  [in the cache folder of the user]")
@report_options
def search_command(
    query: str,
    paths: tuple[str, ...],
    kwic: bool,
    context: int | None,
    metadata: str | None,
    output: str | None,
    index: str | None,
    quiet: bool,
    as_json: bool,
    **flags: Any,  # noqa: ANN401 - the flags of the request, each checked by click
) -> None:
    """Find TEXT in aligned files and show what stands for it in the other language.

    PATH are files of pairs or folders of them (.tmx, .bitext.jsonl, .csv, .xlsx,
    .po, .xliff, ...), or two documents, which are aligned first. Files are indexed
    when first searched; after that only what changed is read. Without PATH, what --index holds is searched.

    TEXT is a word or a phrase of either language, in any case, width and form of
    characters. English matches whole words, 'terroris*' all that begin so. TEXT
    may also be the permanent query string that an earlier answer has shown.

    \b
    Examples:
      aligner search "preventing terrorism" corpus/ --kwic
      aligner search 会员国 memory.tmx --json
      aligner search "(combat|counter)ing \\w+" corpus/ --regex -o hits.csv
      aligner search "~make ...3 decision" corpus/ --pattern --without 决定
      aligner search terrorism corpus/ --collocations 5 -o near.xlsx
      aligner search terrorism corpus/ --renderings

    Exit codes: 1 nothing found, 3 a file in a folder could not be read.
    """  # noqa: D301 - click wants the character itself
    request = request_from_flags(query, flags)
    request.pattern()  # a malformed query is an error before any work is done
    if output is not None:
        check_output(output, paths, as_json=as_json, is_table=request.view != "hits")
    settings = SearchSettings(limit=request.limit, neighbours=0 if kwic else context or 0)
    source = CorpusSource(paths, index, read_metadata(metadata) if metadata is not None else None)
    with progress_bar(shown=not quiet) as progress:

        def asked(source: CorpusSource) -> Concordance | Statistics:
            return ask(source, lambda corpus: answer(corpus, request, settings), progress)

        if are_documents(paths):
            progress(_("aligning the two documents"), 0.0)
            found = search_documents(source, asked)
        else:
            found = asked(source)
    if output is not None and output != STREAM:
        write_output(found, output, kwic=kwic, context=context)
    if as_json:
        print_json(answer_to_dict(found))
    elif output in (None, STREAM):
        show(found, kwic=kwic, context=context)
    is_empty = not (found.hits if isinstance(found, Concordance) else found.rows)
    report(found, output, regex=request.mode == "regex", quiet=quiet or as_json)
    if is_empty or found.skipped:
        raise click.exceptions.Exit(EXIT_SKIPPED if found.skipped else EXIT_NOTHING)


def search_documents(
    source: CorpusSource, asked: Callable[[CorpusSource], Concordance | Statistics]
) -> Concordance | Statistics:
    """Align two documents, search the result, and return the answer to the request.

    The hits name the two documents. The temporary file of pairs and its index are removed.
    """
    with aligned_file(source.paths) as path:
        found = asked(replace(source, paths=(path,), index=f"{path}.index"))
    name = " | ".join(source.paths)
    if isinstance(found, Statistics):
        temporary = (path, str(Path(path).parent))  # values of the frequency by file and by folder
        rows = (tuple(name if cell in temporary else cell for cell in row) for row in found.rows)
        return replace(found, rows=tuple(rows))
    return replace(found, hits=tuple(replace(hit, file=name) for hit in found.hits))


def check_output(output: str, paths: tuple[str, ...], *, as_json: bool, is_table: bool) -> None:
    """Raise an error if the output cannot be written, before the search starts."""
    refuse_shared_stream((output,), as_json=as_json)
    if output == STREAM:
        return
    extension = PurePath(output).suffix.lower()
    if is_table and extension not in (*TABLE_FORMATS, ".txt"):
        raise UsageError(
            _("a statistic is a table: use one of .txt {names}", names=" ".join(TABLE_FORMATS)), path=output
        )
    if extension not in OWN_FORMATS and FORMATS.name_for_path(output) is None:
        known = " ".join(FORMATS.extensions())
        raise UsageError(_("the extension names no format: use one of .txt .json {known}", known=known), path=output)
    plan_outputs((output,), "tmx", paths)  # the format is ours; the checks of the place are the same


def write_output(found: Concordance | Statistics, output: str, *, kwic: bool, context: int | None) -> None:
    """Write a concordance or a table of statistics to a file in the format of its extension.

    Args:
        found: the concordance or the statistics.
        output: path of the file.
        kwic: whether each match is shown as a key word in context, instead of whole pairs.
        context: columns of context on each side of a match; ``None`` for as many as fit.
    """
    extension = PurePath(output).suffix.lower()
    if isinstance(found, Concordance) and extension not in OWN_FORMATS and not (kwic and extension in TABLE_FORMATS):
        save(to_bitext(found), output)
        return
    with replacing(output) as stream:
        if extension == ".txt":
            lines = text_lines(found, kwic=kwic, context=context, width=WIDTH_IN_FILES, in_colour=False)
            stream.write("".join(f"{line}\n" for line in lines).encode("utf-8", "replace"))
        else:
            write_answer(found, stream, extension)


def show(found: Concordance | Statistics, *, kwic: bool, context: int | None) -> None:
    """Print a concordance or a table of statistics on standard output."""
    is_terminal = sys.stdout.isatty()
    width = terminal_width() if is_terminal else WIDTH_IN_FILES
    for line in text_lines(found, kwic=kwic, context=context, width=width, in_colour=is_terminal):
        click.echo(line)


def text_lines(
    found: Concordance | Statistics, *, kwic: bool, context: int | None, width: int, in_colour: bool
) -> Iterator[str]:
    """Return the lines of text that show a concordance or a table of statistics."""
    if isinstance(found, Statistics):
        return statistics_lines(found)
    return lines_of(found, kwic=kwic, context=context, width=width, in_colour=in_colour)


def lines_of(found: Concordance, *, kwic: bool, context: int | None, width: int, in_colour: bool) -> Iterator[str]:
    """Return lines that show the hits of a concordance: as key words in context (KWIC), or as whole pairs."""
    paint = coloured if in_colour else marked
    return kwic_lines(found.hits, paint, width, context) if kwic else full_lines(found.hits, paint)


def report(found: Concordance | Statistics, output: str | None, *, regex: bool, quiet: bool) -> None:
    """Print on standard error the files that were skipped and, unless ``quiet``, the number of hits."""
    for problem in found.skipped:
        click.echo(_("aligner: skipped: {problem}", problem=one_line(problem)), err=True)
    for note in found.notes:
        click.echo(_("aligner: note: {note}", note=one_line(note)), err=True)
    place = "" if output in (None, STREAM) else _(", written to {file}", file=one_line(str(output)))
    if isinstance(found, Statistics):
        searched = _("{files}, {pairs}", files=counted(found.files, "file"), pairs=counted(found.corpus_pairs, "pair"))
        is_empty, summary = not found.rows, _statistics_summary(found, searched, place)
    else:
        searched = _("{files}, {pairs}", files=counted(found.files, "file"), pairs=counted(found.pairs, "pair"))
        is_empty, summary = not found.hits, _hits_summary(found, searched, place, regex=regex)
    if is_empty:
        click.echo(_("nothing found in {searched}", searched=searched), err=True)
    elif not quiet:
        click.echo(summary, err=True)
        if "&" in found.request or not found.request.startswith("?text="):
            click.echo(_("the same again: {request}", request=one_line(found.request)), err=True)


def _statistics_summary(found: Statistics, searched: str, place: str) -> str:
    return _(
        "{matches} in {pairs} of {searched}{place}",
        matches=counted(found.matches, "match", "matches"),
        pairs=counted(found.pairs, "pair"),
        searched=searched,
        place=place,
    )


def _hits_summary(found: Concordance, searched: str, place: str, *, regex: bool) -> str:
    about = "" if found.is_exact else _("at least ") if regex else _("about ")
    hits = len(found.hits)
    shown = "" if hits == found.total else _(", {number:,} shown (--limit 0 for all)", number=hits)
    summary = _(
        "{about}{pairs} of {searched}{shown}{place}",
        about=about,
        pairs=counted(found.total, "pair"),
        searched=searched,
        shown=shown,
        place=place,
    )
    if not found.renderings:
        return summary
    counts = [f"{one_line(each.text)} {each.count:,}" for each in found.renderings[:SHOWN_RENDERINGS]]
    more = " ..." if len(found.renderings) > SHOWN_RENDERINGS else ""
    counterparts = _("likely counterparts: {told}{more}", told=", ".join(counts), more=more)
    return f"{summary}\n{counterparts}"
