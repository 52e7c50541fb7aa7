"""``aligner evaluate``: alignments against a human reference."""

from __future__ import annotations

import os

import click

from aligner.cli.options import debug_option
from aligner.cli.terminal import print_json, print_table
from aligner.errors import UsageError
from aligner.evaluate import Ratios, Report, evaluate_files
from aligner.unsafe_characters import one_line

EXIT_BELOW_FLOOR = 1
HEADER = ("", "P", "R", "F1", "lax P", "lax R", "lax F1", "beads")


@click.command()
@click.option("--gold", "gold_paths", metavar="FILE", multiple=True, required=True, help="Human reference; repeatable.")
@click.option(
    "--test",
    "test_paths",
    metavar="FILE",
    multiple=True,
    required=True,
    help="What to score, in the order of --gold; repeatable.",
)
@click.option(
    "--floor", type=click.FloatRange(0, 1), metavar="SHARE", help="Exit with 1 if the strict F1 is lower, 0 to 1."
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@debug_option
def evaluate(gold_paths: tuple[str, ...], test_paths: tuple[str, ...], floor: float | None, as_json: bool) -> None:
    """Score alignments against a human reference: strict and lax precision, recall and F1.

    A bead is strictly right when the other side has the very same bead, laxly
    right when it shares a segment on both sides with one. Several pairs of files
    are pooled. The interval is a 95 % bootstrap interval. Agreement is for two
    annotators: it stays the same when --gold and --test are exchanged.

    Every format that numbers segments is read: vecalign, InterText, TEI, tables
    and workbooks with source_ids and target_ids, .bitext.jsonl.

    \b
    Examples:
      aligner evaluate --gold gold.align --test out.align
      aligner evaluate --gold 1.gold --test 1.align --gold 2.gold --test 2.align --floor 0.9
    """  # noqa: D301 - click wants the character itself
    if len(gold_paths) != len(test_paths):
        raise UsageError(f"{len(gold_paths)} --gold but {len(test_paths)} --test: name them in pairs")
    report = evaluate_files(list(zip(gold_paths, test_paths, strict=True)))
    for warning in report.warnings:
        click.echo(f"aligner: warning: {warning}", err=True)
    if as_json:
        print_json(report.to_dict())
    else:
        print_report(report)
    strict = report.scores.strict.f1
    if floor is not None and strict < floor:
        click.echo(f"aligner: strict F1 {strict:.4f} is below the floor {floor}", err=True)
        raise click.exceptions.Exit(EXIT_BELOW_FLOOR)


def print_report(report: Report) -> None:
    """Print the scores as a table on standard output, one row a document and one for all."""
    rows = [
        (
            one_line(os.path.basename(document.test)),
            *_cells(document.scores.strict, document.scores.lax),
            str(document.counts.beads),
        )
        for document in report.documents
    ]
    if len(rows) > 1:
        rows.append(("all", *_cells(report.scores.strict, report.scores.lax), str(report.counts.beads)))
    print_table(HEADER, rows, numbers=True, err=False)
    low, high = report.low, report.high
    click.echo(
        f"\n95 % interval: strict F1 {low.strict.f1:.3f} to {high.strict.f1:.3f}, "
        f"lax F1 {low.lax.f1:.3f} to {high.lax.f1:.3f}"
    )
    both = report.agreement
    click.echo(f"agreement, the same both ways: {both.beads:.1%} of the beads, {both.links:.1%} of the links")
    click.echo(f"signature: {report.signature}")


def _cells(*ratios: Ratios) -> tuple[str, ...]:
    """Return precision, recall and F1 of each with three digits."""
    return tuple(f"{value:.3f}" for each in ratios for value in (each.precision, each.recall, each.f1))
