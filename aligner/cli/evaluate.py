"""``aligner evaluate``: score alignments against a human reference."""

from __future__ import annotations

from dataclasses import asdict

import click

from aligner.cli.evaluation_tables import (
    print_agreements,
    print_parts,
    print_report,
)
from aligner.cli.options import debug_option
from aligner.cli.outputs import plan_outputs
from aligner.cli.terminal import print_json
from aligner.errors import UsageError
from aligner.evaluate import (
    NamedBeads,
    compare_systems,
    diagnose,
    evaluate_beads,
    plot_reliability,
    read_documents,
    reliability_of,
    scores_by_shape,
)
from aligner.evaluate.reviews import review_agreement
from aligner.interface import _
from aligner.pictures import check_plot_path

EXIT_BELOW_FLOOR = 1


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
    "--versus",
    "versus_paths",
    metavar="FILE",
    multiple=True,
    help="Another system to compare --test with, in the order of --gold; repeatable.",
)
@click.option("--by-shape", is_flag=True, help="Also score the beads of each shape (1-1, 1-2, 1-0, ...) apart.")
@click.option("--reliability", is_flag=True, help="Also compare the confidence with the share of correct beads.")
@click.option("--plot", metavar="FILE", help="Draw the reliability diagram: .png, .svg or .pdf.")
@click.option(
    "--floor", type=click.FloatRange(0, 1), metavar="SHARE", help="Exit with 1 if the strict F1 is lower, 0 to 1."
)
@click.option("--json", "as_json", is_flag=True, help="Print the scores as JSON.")
@debug_option
def evaluate(
    gold_paths: tuple[str, ...],
    test_paths: tuple[str, ...],
    versus_paths: tuple[str, ...],
    by_shape: bool,
    reliability: bool,
    plot: str | None,
    floor: float | None,
    as_json: bool,
) -> None:
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
      aligner evaluate --gold gold.align --test ours.align --versus theirs.align --by-shape
      aligner evaluate --gold gold.align --test out.bitext.jsonl --reliability --plot diagram.png
    """  # noqa: D301 - click wants the character itself
    documents = in_pairs(gold_paths, test_paths, "--test")
    others = in_pairs(gold_paths, versus_paths, "--versus") if versus_paths else []
    if plot is not None:
        check_plot_path(plot)
        plan_outputs((), None, (*gold_paths, *test_paths, *versus_paths), plot)
    report = evaluate_beads(documents)
    agreements = [review_agreement(gold, test) for _, _, gold, test in documents]
    comparison = compare_systems(documents, others) if others else None
    shapes = scores_by_shape(documents) if by_shape else None
    reliable = reliability_of(documents) if reliability or plot is not None else None
    of_others = [f"{name}: {text}" for _, name, gold, test in others for text in diagnose(gold, test)]
    for warning in (*report.warnings, *of_others):
        click.echo(_("aligner: warning: {warning}", warning=warning), err=True)
    if plot is not None and reliable is not None:
        plot_reliability(reliable, plot)
    if as_json:
        reviewed = {"reviews": [asdict(each) for each in agreements]} if any(each.both for each in agreements) else {}
        parts = {"versus": comparison, "by_shape": shapes, "reliability": reliable}
        print_json(report.to_dict() | reviewed | {name: part.to_dict() for name, part in parts.items() if part})
    else:
        print_report(report)
        print_agreements(agreements)
        print_parts(comparison, shapes, reliable)
    strict = report.scores.strict.f1
    if floor is not None and strict < floor:
        click.echo(
            _("aligner: strict F1 {strict:.4f} is below the floor {floor}", strict=strict, floor=floor), err=True
        )
        raise click.exceptions.Exit(EXIT_BELOW_FLOOR)


def in_pairs(gold_paths: tuple[str, ...], paths: tuple[str, ...], option: str) -> list[NamedBeads]:
    """Return the alignments in the files of an option, each paired with the gold alignment of the same position.

    Args:
        gold_paths: the values of ``--gold``.
        paths: the values of the other option, as many as of ``--gold``.
        option: the name of the other option, for the error message.

    Raises:
        UsageError: the numbers of files differ.
    """
    if len(gold_paths) != len(paths):
        raise UsageError(
            _(
                "{gold_paths} --gold but {paths} {option}: name them in pairs",
                gold_paths=len(gold_paths),
                paths=len(paths),
                option=option,
            )
        )
    return read_documents(list(zip(gold_paths, paths, strict=True)))
