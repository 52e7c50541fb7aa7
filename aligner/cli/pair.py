"""``aligner pair``: find the pairs of documents that are translations of each other."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from aligner.cli.options import report_options
from aligner.cli.outputs import STREAM
from aligner.cli.terminal import print_json, progress_bar
from aligner.errors import OutputError, UsageError
from aligner.formats.atomic import replacing
from aligner.interface import _, counted
from aligner.pairing import DocumentPair, Pairing, PairSettings, pair
from aligner.pairing.folders import other_files, unsafe_documents
from aligner.unsafe_characters import one_line, shown_path

EXIT_UNREADABLE = 3
COLUMNS = ("source", "target", "confidence", "how")
MAX_DOCUMENTS_SHOWN = 10
"""Documents without a counterpart that the summary lists."""
DELIMITERS = {".csv": ",", ".tsv": "\t"}


@click.command("pair")
@click.argument("folders", nargs=-1, required=True, metavar="SOURCE [TARGET]")
@click.option("-o", "output", metavar="FILE", default=STREAM, help="Output: .csv, .tsv or .jsonl.  [standard output]")
@click.option("--unpaired", metavar="FILE", help="Write the documents without a counterpart, and the reasons, to FILE.")
@click.option(
    "--by",
    type=click.Choice(["both", "name", "content"]),
    default="both",
    show_default=True,
    help="name: only names; content: only contents; both: by name, checked by content, then by content.",
)
@click.option(
    "--min-confidence",
    type=click.FloatRange(0, 1),
    default=0.5,
    show_default=True,
    metavar="SHARE",
    help="Lowest confidence of a pair.",
)
@click.option("--jobs", type=click.IntRange(1), default=1, show_default=True, metavar="N", help="Number of processes.")
@click.option(
    "--model", metavar="NAME|PATH", default="bundled", show_default=True, help="bundled, or a trained folder."
)
@report_options
def pair_command(
    folders: tuple[str, ...],
    output: str,
    unpaired: str | None,
    by: Any,  # noqa: ANN401 - one of the choices
    min_confidence: float,
    jobs: int,
    model: str,
    quiet: bool,
    as_json: bool,
) -> None:
    """Find which document of SOURCE translates which of TARGET, in folders and subfolders.

    A single folder has both languages. Documents are paired by their names first
    (report.en.pdf and report.zh.docx, en/... and zh/...), then by content.
    Documents without a counterpart are listed. 'aligner batch' reads the table.

    \b
    Examples:
      aligner pair corpus/en corpus/zh -o pairs.csv
      aligner pair downloads -o pairs.csv --unpaired left-over.csv --jobs 4
    """  # noqa: D301 - click wants the character itself
    check_request(folders, output, unpaired)
    settings = PairSettings(by, min_confidence, jobs, model)
    with progress_bar(shown=not quiet) as progress:
        pairing = pair(folders[0], folders[1] if len(folders) > 1 else None, settings, progress)
    if output != STREAM or not as_json:
        write_rows(output, COLUMNS, [pair_row(one) for one in pairing.pairs])
    if unpaired is not None:
        write_rows(unpaired, ("path", "reason"), [(str(one.path), one.reason) for one in pairing.unpaired])
    report_skipped(folders)
    for one in pairing.unreadable:
        click.echo(
            _("aligner: error: {path}: {reason}", path=one_line(str(one.path)), reason=one_line(one.reason)), err=True
        )
    if as_json:
        print_json(summary(pairing))
    elif not quiet:
        report(pairing, listed=unpaired)
        report_other_files(folders)
    if pairing.unreadable:
        raise click.exceptions.Exit(EXIT_UNREADABLE)


def check_request(folders: Sequence[str], output: str, unpaired: str | None) -> None:
    """Raise an error for invalid arguments before the documents are paired."""
    if len(folders) > 2:
        raise UsageError(
            _("{folders} folders: give one for each language, or one with both languages", folders=len(folders))
        )
    for path in (output, unpaired):
        if path in (None, STREAM):
            continue
        if Path(str(path)).suffix.lower() not in (*DELIMITERS, ".jsonl"):
            raise UsageError(_("its extension is no format of table: use .csv, .tsv or .jsonl"), path=path)
        if not Path(str(path)).parent.is_dir():
            raise OutputError(
                _("the folder {parent!r} does not exist: make it first", parent=str(Path(str(path)).parent)), path=path
            )
    if unpaired is not None and (unpaired == STREAM or Path(unpaired).resolve() == Path(output).resolve()):
        raise UsageError(_("--unpaired needs a separate file: choose another name"), path=unpaired)


def pair_row(one: DocumentPair) -> tuple[str, str, float, str]:
    """Return the table cells of a document pair, in the order of `COLUMNS`."""
    return str(one.source), str(one.target), round(one.confidence, 4), one.how


def write_rows(path: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Write a table in the format of its extension; standard output gets CSV.

    On a terminal, control characters in the cells are escaped.

    Raises:
        OutputError: the file cannot be written.
    """
    if path == STREAM and sys.stdout.isatty():
        rows = [[shown_path(cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    text = io.StringIO()
    if path.lower().endswith(".jsonl"):
        for row in rows:
            text.write(json.dumps(dict(zip(header, row, strict=True)), ensure_ascii=False) + "\n")
    else:
        delimiter = DELIMITERS.get(Path(path).suffix.lower(), ",")
        csv.writer(text, delimiter=delimiter, lineterminator="\n").writerows([header, *rows])
    if path == STREAM:
        click.echo(text.getvalue(), nl=False)
        return
    with replacing(path) as stream:
        stream.write(text.getvalue().encode("utf-8", "surrogateescape"))


def summary(pairing: Pairing) -> dict[str, Any]:
    """Return the paired documents and those without a counterpart as JSON values."""
    return {
        "pairs": [dict(zip(COLUMNS, pair_row(one), strict=True)) for one in pairing.pairs],
        "unpaired": [
            {"path": str(one.path), "reason": one.reason, "readable": one.readable} for one in pairing.unpaired
        ],
    }


def report(pairing: Pairing, listed: str | None) -> None:
    """Print the summary and the first documents without a counterpart on standard error.

    Args:
        pairing: the result.
        listed: the file that lists all documents without a counterpart; ``None`` if there is none.
    """
    by_name = sum(one.how == "name" for one in pairing.pairs)
    by_content = len(pairing.pairs) - by_name
    click.echo(
        _(
            "{pairs}: {by_name} by name, {by_content} by content",
            pairs=counted(len(pairing.pairs), "pair"),
            by_name=by_name,
            by_content=by_content,
        ),
        err=True,
    )
    rest = [one for one in pairing.unpaired if one.readable]
    if not rest:
        return
    click.echo(_("{documents} without a counterpart:", documents=counted(len(rest), "document")), err=True)
    for one in rest[:MAX_DOCUMENTS_SHOWN]:
        click.echo(f"  {one_line(str(one.path))}: {one_line(one.reason)}", err=True)
    if len(rest) > MAX_DOCUMENTS_SHOWN:
        place = _("see {path}", path=one_line(listed)) if listed else _("--unpaired FILE lists them")
        click.echo(_("  ... and {rest} more; {place}", rest=len(rest) - MAX_DOCUMENTS_SHOWN, place=place), err=True)


def report_skipped(folders: Sequence[str]) -> None:
    """Print on standard error the documents that were skipped because they are unsafe to read, with reasons."""
    for folder in dict.fromkeys(folders):
        for line in unsafe_documents(folder):
            click.echo(_("aligner: skipped: {line}", line=one_line(line)), err=True)


def report_other_files(folders: Sequence[str]) -> None:
    """Print on standard error the number of files in the folders that have no reader."""
    others: Counter[str] = sum(map(other_files, dict.fromkeys(folders)), Counter())
    if others:
        ranked = sorted(others.items(), key=lambda item: (-item[1], item[0]))[:MAX_DOCUMENTS_SHOWN]
        kinds = ", ".join(f"{count:,} {extension}" for extension, count in ranked)
        click.echo(_("not documents, skipped: {kinds}", kinds=one_line(kinds)), err=True)
