"""``aligner glossary``: extract terms and their counterparts from aligned texts, and check texts."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from aligner.cli.options import report_options
from aligner.cli.outputs import STREAM, plan_outputs
from aligner.cli.terminal import print_json, print_table, progress_bar
from aligner.cli.two_documents import are_documents
from aligner.concordance.files import find_pair_files
from aligner.errors import UsageError
from aligner.formats import load
from aligner.glossary import Glossary, GlossarySettings, extract_glossary
from aligner.glossary.check import Deviation, check_bitexts
from aligner.glossary.corpus import pairs_of
from aligner.glossary.files import GLOSSARY_FORMATS, format_name, load_glossary, save_glossary, write_glossary
from aligner.glossary.keyness import with_keyness
from aligner.glossary.marks import seeds_of, with_marks
from aligner.glossary.reference import reference_texts
from aligner.interface import _, counted
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.pipeline import align
from aligner.settings import EmbedSettings, Settings
from aligner.unsafe_characters import one_line

EXIT_FINDINGS = 1
SHOWN = 20
SORT_KEYS = ("score", "keyness", "count")
"""Attributes of an entry that the list can be sorted by."""


class ExtractOrCheck(click.Command):
    """The command ``aligner glossary``: it runs `check` if its first argument is ``check``, else extracts terms."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Store the arguments after ``check`` for `invoke`; if the first argument is not ``check``, parse all."""
        if args[:1] == ["check"]:
            ctx.meta["glossary.check"] = args[1:]
            return []
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click declares it
        """Run `check` if `parse_args` has stored arguments for it; otherwise extract terms."""
        if "glossary.check" not in ctx.meta:
            return super().invoke(ctx)
        # not a child of ctx, in whose usage line our arguments would stand
        with check.make_context(f"{ctx.info_name} check", ctx.meta["glossary.check"], parent=ctx.parent) as context:
            return check.invoke(context)


@click.command(cls=ExtractOrCheck)
@click.argument("inputs", nargs=-1, required=True, metavar="IN...")
@click.option("-o", "--output", metavar="FILE", help="Where to write; marks in a FILE that is there are kept.")
@click.option("--to", metavar="NAME", help=f"Format: {', '.join(GLOSSARY_FORMATS)}.  [by the extension]")
@click.option("--min-count", type=click.IntRange(1), metavar="N", help="Times a term must be seen.  [2; names 1]")
@click.option("--limit", type=click.IntRange(0), default=0, metavar="N", help="The most entries; 0 keeps all.  [0]")
@click.option("--floor", type=click.FloatRange(0, 1), default=0.5, metavar="SCORE", help="Least score.  [0.5]")
@click.option("--seed", metavar="FILE", help="A glossary of yours: its pairs hold, and correct what is found.")
@click.option("--update", metavar="FILE", help="An earlier output whose marks and notes are kept.  [FILE of -o]")
@click.option(
    "--reference",
    metavar="FILE",
    multiple=True,
    help="Reference corpus: English documents or pairs; gives each term its keyness; repeatable.",
)
@click.option(
    "--sort", type=click.Choice(SORT_KEYS), default="score", help="Order of the entries, the highest first.  [score]"
)
@click.option("--model", metavar="NAME|PATH", default="bundled", help="The model that compares phrases.  [bundled]")
@report_options
def glossary(
    inputs: tuple[str, ...],
    output: str | None,
    to: str | None,
    min_count: int | None,
    limit: int,
    floor: float,
    seed: str | None,
    update: str | None,
    reference: tuple[str, ...],
    sort: str,
    model: str,
    quiet: bool,
    as_json: bool,
) -> None:
    """Find the terms of aligned texts, and how they are rendered.

    With --reference, each term has its keyness: the log-likelihood against the
    reference corpus, and the log ratio as effect size.

    IN are files of pairs (.tmx, .bitext.jsonl, .csv, .xlsx, .po, .xliff, ...),
    folders of them, or two documents, which are aligned first. Write "accepted"
    or "rejected" into the column mark of the output: it stays when the command is
    given again. 'glossary check TERMS FILE...' tells where FILE strays.

    \b
    Examples:
      aligner glossary corpus.tmx -o terms.xlsx
      aligner glossary contract.en.docx contract.zh.docx -o terms.xlsx
      aligner glossary *.bitext.jsonl --to tbx -o terms.tbx --min-count 3
      aligner glossary corpus.tmx --reference news.txt --sort keyness -o terms.xlsx
      aligner glossary check terms.xlsx translation.tmx
    """  # noqa: D301 - click wants the character itself
    name = planned(inputs, output, to, as_json=as_json)
    if sort == "keyness" and not reference:
        raise UsageError(_("--sort keyness compares with a reference corpus: name it with --reference FILE"))
    settings = GlossarySettings(min_count, limit if sort == "score" else 0, floor=floor, model=model)
    earlier = load_glossary(update) if update else remembered(output, name)
    seeds = seeds_of(earlier, load_glossary(seed) if seed else None)
    with progress_bar(shown=not quiet) as progress:
        bitexts = []
        paths = files_among(inputs)
        if are_documents(inputs):
            progress(_("aligning the two documents"), 0.0)
            bitexts.append(align(inputs[0], inputs[1], Settings(embed=EmbedSettings(model=model))))
            paths = []
        for number, path in enumerate(paths):
            progress(_("reading {path}", path=one_line(path)), number / (len(paths) + 1))
            bitexts.append(load(path))
        progress(_("looking for terms"), len(paths) / (len(paths) + 1))
        found = extract_glossary(bitexts, settings, seeds)
        if reference:
            english = (pair.english for pair in pairs_of(bitexts))
            found = with_keyness(found, english, reference_texts(files_among(reference)))
        found = ordered(found, sort, limit)
    if earlier is not None:
        found = with_marks(found, earlier)
    remarks: tuple[str, ...] = ()
    if output is not None and output != STREAM:
        remarks = save_glossary(found, output, name)
    elif name is not None:
        sys.stdout.flush()
        remarks = write_glossary(found, sys.stdout.buffer, name)
    report(found, inputs, output, name, remarks, quiet=quiet, as_json=as_json)


def ordered(found: Glossary, sort: str, limit: int) -> Glossary:
    """Return the glossary with its entries sorted by one of their numeric fields, in descending order.

    Entries with equal values keep their order.

    Args:
        found: the glossary; it is already in the order of ``score``.
        sort: name of the numeric field, such as ``count`` or ``keyness``.
        limit: maximum number of entries; 0 for all.
    """
    if sort == "score":  # the order of the extraction, which has applied the limit
        return found
    entries = sorted(found, key=lambda entry: getattr(entry, sort), reverse=True)
    return replace(found, entries=tuple(entries[:limit] if limit else entries))


def planned(inputs: tuple[str, ...], output: str | None, to: str | None, *, as_json: bool) -> str | None:
    """Return the output format, or ``None`` if no glossary is written.

    Raises:
        UsageError: the arguments are invalid.
    """
    if as_json and (output == STREAM or (output is None and to is not None)):
        raise UsageError(_("--json and the glossary would both write to standard output: leave one of them out"))
    if output == STREAM and to is None:
        raise UsageError(
            _("-o - needs --to NAME: choose one of {glossary_formats}", glossary_formats=", ".join(GLOSSARY_FORMATS))
        )
    if output is not None and output != STREAM:
        plan_outputs((output,), "tmx", inputs)  # the format is ours; the checks of the place are the same
    if output is None and to is None:
        return None
    return format_name(output or STREAM, to)


def files_among(inputs: Iterable[str]) -> list[str]:
    """Return the given files, and the files of pairs in the given folders.

    Skipped files are listed on standard error.
    """
    skipped: list[str] = []
    names = [
        name
        for path in inputs
        for name in ([file.shown for file in find_pair_files([path], skipped)] if Path(path).is_dir() else [path])
    ]
    for line in skipped:
        click.echo(_("aligner: skipped: {line}", line=one_line(line)), err=True)
    return names


def remembered(output: str | None, name: str | None) -> Glossary | None:
    """Return the glossary in the output file of an earlier run; ``None`` if there is none.

    The user may have marked its terms as accepted or rejected. The new glossary takes over these marks.
    """
    if output in (None, STREAM) or name in (None, "markdown") or not Path(str(output)).is_file():
        return None
    return load_glossary(str(output), name) if Path(str(output)).stat().st_size else None


def report(
    found: Glossary,
    inputs: tuple[str, ...],
    output: str | None,
    name: str | None,
    remarks: tuple[str, ...],
    *,
    quiet: bool,
    as_json: bool,
) -> None:
    """Print a summary of the extraction as JSON, or the first terms and the path of the glossary file."""
    if as_json:
        summary: dict[str, Any] = {
            "inputs": list(inputs),
            "output": output,
            "format": name,
            "pairs": found.pairs,
            "entries": len(found),
            "remarks": list(remarks),
        }
        if name is None:
            summary["glossary"] = [asdict(entry) for entry in found]
        print_json(summary)
        return
    if name is None and found.entries:
        header, shown = (_("term"), _("counterparts"), _("count"), _("consistent")), found.entries[:SHOWN]
        keyness = (_("keyness"), _("log ratio")) if shown[0].keyness is not None else ()
        print_table((*header, *keyness), list(map(_row, shown)), err=False)
    for remark in remarks:
        click.echo(_("aligner: note: {remark}", remark=remark), err=True)
    if quiet:
        return
    shown_output = _("standard output") if output in (None, STREAM) else output
    place = "" if name is None else _(", written to {output} ({format})", output=shown_output, format=name)
    rest = len(found) - SHOWN
    more = _("; {count:,} more: -o FILE writes all", count=rest) if name is None and rest > 0 else ""
    entries = counted(len(found), "entry", "entries")
    click.echo(
        _(
            "{entries} from {pairs}{place}{more}",
            entries=entries,
            pairs=counted(found.pairs, "pair"),
            place=one_line(place),
            more=more,
        ),
        err=True,
    )


def _row(entry: Any) -> tuple[str, ...]:  # noqa: ANN401 - see Entry
    texts = ", ".join(one_line(counterpart.text) for counterpart in entry.counterparts)
    keyness = () if entry.keyness is None else (f"{entry.keyness:,.1f}", f"{entry.log_ratio:+.1f}")
    return (one_line(entry.term), texts, f"{entry.count:,}", f"{entry.consistency:.0%}", *keyness)


@click.command()
@click.argument("terms", metavar="TERMS")
@click.argument("inputs", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--from",
    "source_language",
    type=click.Choice((ENGLISH, CHINESE)),
    help="What was translated from.  [the first language]",
)
@report_options
def check(terms: str, inputs: tuple[str, ...], source_language: str | None, quiet: bool, as_json: bool) -> None:
    """Tell where the translations in FILE stray from the glossary TERMS.

    A term of the source text must have one of its renderings in the translation:
    English in any inflection, Chinese in simplified or traditional characters.
    A deprecated or forbidden term is named with the one to use instead. Entries
    that are marked as rejected are left aside. Exit code 1: findings.
    """
    known = load_glossary(terms)
    strays = check_bitexts((load(path) for path in files_among(inputs)), known, source_language=source_language or "")
    if as_json:
        found = {"terms": terms, "inputs": list(inputs), "findings": [asdict(stray) for stray in strays]}
        print_json(found)
    else:
        for stray in strays:
            click.echo(_said(stray))
        if not quiet:
            click.echo(counted(len(strays), "finding") if strays else _("nothing to complain about"), err=True)
    if strays:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def _said(stray: Deviation) -> str:
    expected = _(" or ").join(f"'{one_line(text)}'" for text in stray.expected)
    term = f"'{one_line(stray.term)}' ({one_line(stray.source_place)})"
    place = one_line(stray.place)
    if stray.forbidden and expected:
        return _(
            "{place}: '{forbidden}' must not be used for {term}: use {expected}",
            place=place,
            forbidden=one_line(stray.forbidden),
            term=term,
            expected=expected,
        )
    if stray.forbidden:
        return _(
            "{place}: '{forbidden}' must not be used for {term}",
            place=place,
            forbidden=one_line(stray.forbidden),
            term=term,
        )
    return _("{place}: {term} is not rendered as {expected}", place=place, term=term, expected=expected)
