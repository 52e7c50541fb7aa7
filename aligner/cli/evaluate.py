"""``aligner evaluate``: alignments against a human reference."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import asdict

import click

from aligner.cli.options import debug_option
from aligner.cli.terminal import print_json, print_table
from aligner.errors import UsageError
from aligner.evaluate import Ratios, Report, evaluate_beads, read_documents
from aligner.evaluate.reviews import ReviewAgreement, review_agreement
from aligner.interface import _
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

    Of two reviews (NAME.review.jsonl, or results with confirmed and rejected
    pairs) it also prints how far the two people agree.

    \b
    Examples:
      aligner evaluate --gold gold.align --test out.align
      aligner evaluate --gold mine.review.jsonl --test theirs.review.jsonl
      aligner evaluate --gold 1.gold --test 1.align --gold 2.gold --test 2.align --floor 0.9
    """  # noqa: D301 - click wants the character itself
    if len(gold_paths) != len(test_paths):
        raise UsageError(
            _(
                "{gold_paths} --gold but {test_paths} --test: name them in pairs",
                gold_paths=len(gold_paths),
                test_paths=len(test_paths),
            )
        )
    documents = read_documents(list(zip(gold_paths, test_paths, strict=True)))
    report = evaluate_beads(documents)
    agreements = [review_agreement(gold, test) for _, _, gold, test in documents]
    for warning in report.warnings:
        click.echo(_("aligner: warning: {warning}", warning=warning), err=True)
    if as_json:
        reviewed = {"reviews": [asdict(each) for each in agreements]} if any(each.both for each in agreements) else {}
        print_json(report.to_dict() | reviewed)
    else:
        print_report(report)
        print_agreements(agreements)
    strict = report.scores.strict.f1
    if floor is not None and strict < floor:
        click.echo(
            _("aligner: strict F1 {strict:.4f} is below the floor {floor}", strict=strict, floor=floor), err=True
        )
        raise click.exceptions.Exit(EXIT_BELOW_FLOOR)


def print_agreements(agreements: Sequence[ReviewAgreement]) -> None:
    """Print how far two people agree, where both have confirmed or rejected pairs."""
    for number, each in enumerate(agreements, 1):
        if each.both:
            settled = _(
                "{alike} of {both} pairs that both settled ({share:.1f} %)",
                alike=each.alike,
                both=each.both,
                share=100 * each.alike / each.both,
            )
            if each.kappa is not None:
                settled = _("{settled}; kappa of confirmed and rejected {kappa:.2f}", settled=settled, kappa=each.kappa)
            click.echo(
                _("agreement of the reviews of the pair of files {number}: {settled}", number=number, settled=settled)
                if len(agreements) > 1
                else _("agreement of the reviews: {settled}", settled=settled)
            )


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
        rows.append((_("all"), *_cells(report.scores.strict, report.scores.lax), str(report.counts.beads)))
    print_table([_(title) for title in HEADER], rows, numbers=True, err=False)
    low, high = report.low, report.high
    click.echo(
        _(
            "\n95 % interval: strict F1 {strict_low:.3f} to {strict_high:.3f}, lax F1 {lax_low:.3f} to {lax_high:.3f}",
            strict_low=low.strict.f1,
            strict_high=high.strict.f1,
            lax_low=low.lax.f1,
            lax_high=high.lax.f1,
        )
    )
    both = report.agreement
    click.echo(
        _(
            "agreement, the same both ways: {beads:.1%} of the beads, {links:.1%} of the links",
            beads=both.beads,
            links=both.links,
        )
    )
    click.echo(_("signature: {signature}", signature=report.signature))


def _cells(*ratios: Ratios) -> tuple[str, ...]:
    """Return precision, recall and F1 of each with three digits."""
    return tuple(f"{value:.3f}" for each in ratios for value in (each.precision, each.recall, each.f1))
