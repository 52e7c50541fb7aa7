"""``aligner batch``: align many document pairs and write a corpus."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from aligner.batch.corpus import FILTER_TEXT
from aligner.batch.manifest import EXTENSIONS
from aligner.batch.recipe import load_recipe, recipe_of_settings
from aligner.batch.run import RunStatus, Summary, run_batch
from aligner.batch.settings import CorpusSettings, FilterSettings, WorkSettings
from aligner.cli.options import report_options, settings_from_flags, settings_options
from aligner.cli.terminal import print_json, progress_bar, progress_lines
from aligner.cores import usable_cores
from aligner.errors import OutputError, UsageError
from aligner.formats.atomic import replacing
from aligner.interface import N_, _, counted
from aligner.interface.stored import translated
from aligner.settings import Settings
from aligner.tasks import Cluster, Processes, Runner
from aligner.tasks.limits import MEGABYTE
from aligner.unsafe_characters import one_line

WANTED = N_(
    "give a list of pairs ({extensions}), two folders, or one that holds both languages; aligner align takes two "
    "documents"
)
EXIT_FAILED = 1
PAIRS, UNPAIRED = "pairs.csv", "unpaired.csv"


def wanted() -> str:
    """Return the sentence for error messages that says which inputs ``aligner batch`` accepts."""
    return _(WANTED, extensions=", ".join(sorted(EXTENSIONS)))


def parsed_split(_context: click.Context, _parameter: click.Parameter, text: str) -> tuple[float, ...]:
    """Return the shares of the parts of the split (train, dev, test), in per cent, from a text such as ``90,5,5``."""
    try:
        return tuple(float(share) for share in text.split(","))
    except ValueError:
        raise click.BadParameter(_("{text!r} is no list of shares such as 90,5,5", text=text)) from None


def print_recipe(context: click.Context, _parameter: click.Parameter, is_given: bool) -> None:
    """Print an example of a recipe (a file with the filters of a corpus) and exit, if ``--print-recipe`` is given."""
    if not is_given or context.resilient_parsing:
        return
    from aligner.batch.recipe import starter_recipe

    click.echo(starter_recipe(), nl=False)
    context.exit()


@click.command("batch")
@click.argument("inputs", nargs=-1, required=True, metavar="PAIRS | SOURCE [TARGET]")
@click.option("-o", "output", required=True, metavar="FOLDER", help="Folder of the results, made if it is not there.")
@click.option(
    "--to",
    "formats",
    multiple=True,
    type=click.Choice(["jsonl", "parquet", "tmx", "moses", "pharaoh"]),
    help="Format of the corpus; may be repeated; pharaoh: word links.  [jsonl]",
)
@click.option(
    "--tmx", type=click.Choice(["one", "each"]), default="one", show_default=True, help="One TMX, or each document's."
)
@click.option(
    "--split",
    default="100",
    callback=parsed_split,
    metavar="SHARES",
    help="Split by document into train,test or train,dev,test, in per cent: 90,5,5.  [no split]",
)
@click.option("--recipe", "recipe_file", metavar="FILE", help="Filters and their settings (TOML), in order.")
@click.option(
    "--print-recipe",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=print_recipe,
    help="Print a recipe with all filters and their default settings, and stop.",
)
@click.option(
    "--min-confidence", type=click.FloatRange(0, 1), default=0.0, metavar="SHARE", help="Drop pairs below it."
)
@click.option(
    "--max-length-ratio", type=float, default=0.0, metavar="N", help="Drop pairs with one side N times as long (4)."
)
@click.option("--check-language", is_flag=True, help="Drop pairs with a side that is not in its language.")
@click.option("--drop-copies", is_flag=True, help="Drop pairs whose sides are equal.")
@click.option(
    "--duplicates",
    type=click.Choice(["keep", "exact", "near"]),
    default="keep",
    show_default=True,
    help="Keep them, or keep the first of pairs that are equal, or nearly so.",
)
@click.option("--keep-unrelated", is_flag=True, help="Keep pairs of documents that look like no translations.")
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processes here.  [one a core]")
@click.option("--scheduler", metavar="ADDRESS", help="Work on the Dask cluster of this scheduler (tcp://head:8786).")
@click.option(
    "--store", default="", metavar="PLACE", help="Folder or address of results that several runs share (s3://bucket/x)."
)
@click.option(
    "--max-file-size",
    type=click.FloatRange(0),
    default=100,
    show_default=True,
    metavar="MB",
    help="Refuse larger files.",
)
@click.option(
    "--max-memory",
    type=click.FloatRange(0),
    default=4000,
    show_default=True,
    metavar="MB",
    help="Of each process here; a pair that needs more fails. 0: any.",
)
@settings_options
@report_options
def batch(
    inputs: tuple[str, ...],
    output: str,
    formats: tuple[Any, ...],
    tmx: str,
    split: tuple[float, ...],
    recipe_file: str | None,
    min_confidence: float,
    max_length_ratio: float,
    check_language: bool,
    drop_copies: bool,
    duplicates: Any,  # noqa: ANN401 - one of the choices
    keep_unrelated: bool,
    jobs: int | None,
    scheduler: str | None,
    store: str,
    max_file_size: float,
    max_memory: float,
    config: str | None,
    quiet: bool,
    as_json: bool,
    **flags: Any,  # noqa: ANN401 - the settings flags, each checked by click
) -> None:
    """Align many document pairs and make a corpus of them.

    PAIRS is a table (.csv, .tsv, .jsonl) with the columns source and target, as
    'aligner pair' writes it; other columns go along into the corpus. Two folders,
    or one that holds both languages, are paired first.

    A run that was cut off goes on where it was; a later run does only what has
    changed. What fails is in errors.jsonl, what the filters drop in
    dropped.jsonl, each with its reason. README.md is the data card.

    \b
    Examples:
      aligner batch pairs.csv -o out --to parquet --to tmx --split 90,5,5
      aligner batch --print-recipe > recipe.toml
      aligner batch pairs.csv -o out --to parquet --recipe recipe.toml
      aligner batch corpus/en corpus/zh -o out --scheduler tcp://head:8786
    """  # noqa: D301 - click wants the character itself
    recipe = load_recipe(recipe_file) if recipe_file is not None else recipe_of_settings(config)
    filters = FilterSettings(
        min_confidence,
        max_length_ratio,
        check_language,
        drop_copies,
        duplicates,
        unrelated=not (keep_unrelated or recipe.keep_unrelated),
        recipe=recipe.filters,
    )
    chosen = tuple(dict.fromkeys(formats)) or ("jsonl",)
    corpus = CorpusSettings(chosen, tmx == "one", filters, split, recipe.report, recipe.card)
    for name in corpus.formats:
        from aligner.batch.writers import WRITERS

        WRITERS.load(name)  # a package that is missing is said before the work
    settings = settings_from_flags(config, flags, quiet=quiet)
    work = WorkSettings(settings, int(max_file_size * MEGABYTE), int(max_memory * MEGABYTE), placed(store))
    jobs = jobs or usable_cores()
    runner = runner_for(scheduler, jobs, work)
    folder = Path(output)
    manifest, unreadable = manifest_of(inputs, folder, jobs, settings, quiet=quiet)
    with standing_shown(quiet=quiet) as progress:
        try:
            summary = run_batch(manifest, folder, work, corpus, runner, progress=progress)
        except KeyboardInterrupt:
            click.echo(_("what is done is kept: the same command goes on with the rest"), err=True)
            raise
    if as_json:
        print_json(as_record(summary))
    elif not quiet:
        report(summary, folder)
    if summary.status.failed or unreadable:
        raise click.exceptions.Exit(EXIT_FAILED)


def placed(store: str) -> str:
    """Return the value of ``--store`` in a form that is valid for all worker processes.

    ``--store`` names a folder or an address where runs share their results. A folder becomes an
    absolute path. An address stays unchanged; it is opened once to check it. An empty value stays
    empty.

    Raises:
        UsageError: the address cannot be opened.
    """
    if not store:
        return ""
    if "://" not in store:
        return str(Path(store).absolute())
    from aligner.tasks.shared_store import store_at

    store_at(store, "")
    return store


def runner_for(scheduler: str | None, jobs: int, work: WorkSettings) -> Runner:
    """Return the runner for the work: processes on this computer, or a cluster."""
    return Processes(jobs, work.limits) if scheduler is None else Cluster(scheduler, work.limits.unit)


def manifest_of(inputs: Sequence[str], folder: Path, jobs: int, settings: Settings, *, quiet: bool) -> tuple[Path, int]:
    """Return the path of the list of pairs, and the number of documents that could not be read.

    The list is the file that the user gave. If the user gave folders, their documents are paired, and
    the list is written.

    Raises:
        InputError: a folder does not exist.
        OutputError: the list cannot be written.
        UsageError: the inputs are neither a list nor folders.
    """
    if len(inputs) == 1 and Path(inputs[0]).suffix.lower() in EXTENSIONS and not Path(inputs[0]).is_dir():
        return Path(inputs[0]), 0
    if len(inputs) > 2:
        raise UsageError(_("{inputs} inputs: {wanted}", inputs=len(inputs), wanted=wanted()))
    for path in inputs:
        if Path(path).is_file():
            raise UsageError(
                _("is a document, or a list with an unknown extension: {wanted}", wanted=wanted()), path=path
            )
    from aligner.cli.pair import report_skipped
    from aligner.pairing import PairSettings, pair

    report_skipped(inputs)
    paired = PairSettings(jobs=jobs, model=settings.embed.model)
    with progress_bar(shown=not quiet) as progress:
        found = pair(inputs[0], inputs[1] if len(inputs) == 2 else None, paired, progress)
    if not found.pairs:
        raise UsageError(_("no document of these folders translates another: 'aligner pair' says why"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(
            _("the folder cannot be made: {reason}", reason=error.strerror or error), path=str(folder)
        ) from error
    rows = [(named(one.source, inputs[0]), str(one.source), str(one.target)) for one in found.pairs]
    write_table(folder / PAIRS, [("document", "source", "target"), *rows])
    write_table(folder / UNPAIRED, [("path", "reason"), *((str(one.path), one.reason) for one in found.unpaired)])
    for one in found.unreadable:
        click.echo(
            _("aligner: error: {path}: {reason}", path=one_line(str(one.path)), reason=one_line(one.reason)), err=True
        )
    if found.unpaired and not quiet:
        click.echo(
            _(
                "{documents} without a counterpart: see {folder}",
                documents=counted(len(found.unpaired), "document"),
                folder=folder / UNPAIRED,
            ),
            err=True,
        )
    return folder / PAIRS, len(found.unreadable)


def named(path: Path, folder: str) -> str:
    """Return the name of a document: its path relative to the folder.

    The name therefore does not depend on the location of the folder.
    """
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def write_table(path: Path, rows: Sequence[Sequence[str]]) -> None:
    """Write rows of cells as a CSV file in UTF-8."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    with replacing(path) as stream:
        stream.write(text.getvalue().encode("utf-8", "surrogateescape"))


@contextmanager
def standing_shown(*, quiet: bool) -> Iterator[Callable[[RunStatus], None]]:
    """Yield a function that takes the status of the batch, and prints the progress and each new error."""
    with progress_lines(shown=not quiet) as show:

        def told(standing: RunStatus) -> None:
            if standing.problem:
                click.echo(_("aligner: error: {problem}", problem=one_line(standing.problem)), err=True)
            if standing.written:
                show(_("writing the corpus"), standing.written / standing.total)
                return
            show(
                _(
                    "aligning ({rate:,.1f} documents/s, {time} left, {failed} failed)",
                    rate=standing.rate,
                    time=duration(standing.seconds_left),
                    failed=standing.failed,
                ),
                standing.done / standing.total,
            )

        yield told


def duration(seconds: float) -> str:
    """Return a duration in words: ``40 s``, ``12 min`` or ``3.5 h``."""
    if seconds < 100:
        return _("{seconds:.0f} s", seconds=seconds)
    if seconds < 5400:
        return _("{minutes:.0f} min", minutes=seconds / 60)
    return _("{hours:.1f} h", hours=seconds / 3600)


def as_record(summary: Summary) -> dict[str, Any]:
    """Return the summary of a batch run (its documents, failures and pairs) as JSON values."""
    standing = summary.status
    return {
        "documents": standing.total,
        "failed": standing.failed,
        "unchanged": standing.unchanged,
        "seconds": round(standing.seconds, 3),
        "peak_memory_mb": round(standing.peak_memory / MEGABYTE),
        "corpus_rewritten": summary.rewritten,
        "counts": dict(summary.counts),
    }


def report(summary: Summary, folder: Path) -> None:
    """Print the summary of a batch run (its documents, failures and pairs) on standard error."""
    standing, counts = summary.status, summary.counts
    rate = standing.total / standing.seconds if standing.seconds else 0.0
    line = _(
        "{document_pairs} in {time}, {rate:,.1f} a second",
        document_pairs=counted(standing.total, "document pair"),
        time=duration(standing.seconds),
        rate=rate,
    )
    unchanged = _(", {unchanged:,} unchanged", unchanged=standing.unchanged) if standing.unchanged else ""
    memory = (
        _("; a process took up to {megabytes:,.0f} MB", megabytes=standing.peak_memory / MEGABYTE)
        if standing.peak_memory
        else ""
    )
    click.echo(line + unchanged + memory, err=True)
    click.echo(_("{pairs} in {folder}", pairs=counted(counts.get("pairs", 0), "pair"), folder=folder), err=True)
    dropped = {reason: number for reason, number in sorted(counts.items()) if reason.startswith("dropped: ")}
    for reason, number in dropped.items():
        why = translated(reason.removeprefix("dropped: "))
        click.echo(_("  {number:,} dropped: {reason}", number=number, reason=why), err=True)
    if dropped:
        click.echo(_("samples of dropped pairs: see {file}", file=folder / FILTER_TEXT), err=True)
    if warned := counts.get("warned", 0):
        place = folder / "documents.jsonl"
        click.echo(
            _(
                "{document_pairs} with warnings: see {place}",
                document_pairs=counted(warned, "document pair"),
                place=place,
            ),
            err=True,
        )
    if standing.failed:
        click.echo(
            _("{failed:,} failed: see {folder}", failed=standing.failed, folder=folder / "errors.jsonl"), err=True
        )
    if not summary.rewritten:
        click.echo(_("nothing has changed: the corpus was left as it is"), err=True)
