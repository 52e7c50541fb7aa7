"""The tables that ``aligner evaluate`` prints on standard output."""

from __future__ import annotations

import os
from collections.abc import Sequence

import click

from aligner.cli.terminal import print_table
from aligner.evaluate import PairedReport, Ratios, Reliability, Report, ShapeReport
from aligner.evaluate.reviews import ReviewAgreement
from aligner.interface import N_, _
from aligner.unsafe_characters import one_line

HEADER = ("", "P", "R", "F1", N_("lax P"), N_("lax R"), N_("lax F1"), N_("beads"))
DIFFERENCE_HEADER = (
    "",
    N_("test"),
    N_("versus"),
    N_("difference"),
    N_("95 % interval"),
    N_("samples better"),
    "p",
)
SHAPE_HEADER = (N_("shape"), N_("gold"), N_("test"), N_("right"), "P", "R", "F1")
RELIABILITY_HEADER = (N_("bin"), N_("beads"), N_("mean confidence"), N_("strictly right"))


def print_report(report: Report) -> None:
    """Print strict and lax precision, recall and F1 for each document, and for all documents together.

    The bootstrap interval and the agreement of the two alignments follow below the table.
    """
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
            "\n95 % interval: strict F1 {f1:.3f} to {f1_2:.3f}, lax F1 {f1_3:.3f} to {f1_4:.3f}",
            f1=low.strict.f1,
            f1_2=high.strict.f1,
            f1_3=low.lax.f1,
            f1_4=high.lax.f1,
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
    kappas = [
        _("{value:.3f} of {name}", value=value, name=name)
        for name, value in ((_("boundaries"), both.boundaries), (_("unpaired segments"), both.unpaired))
        if value is not None
    ]
    if kappas:
        click.echo(_("Cohen's kappa: {kappas}", kappas=", ".join(kappas)))
    click.echo(_("signature: {signature}", signature=report.signature))


def print_agreements(agreements: Sequence[ReviewAgreement]) -> None:
    """Print the agreement of two reviewers on the pairs that both have confirmed or rejected."""
    for number, each in enumerate(agreements, 1):
        if each.both:
            place = _(" of the pair of files {number}", number=number) if len(agreements) > 1 else ""
            kappa = "" if each.kappa is None else _("; kappa of confirmed and rejected {kappa:.2f}", kappa=each.kappa)
            settled = _(
                "{alike} of {both} pairs that both settled ({share:.1f} %)",
                alike=each.alike,
                both=each.both,
                share=100 * each.alike / each.both,
            )
            click.echo(
                _("agreement of the reviews{place}: {settled}{kappa}", place=place, settled=settled, kappa=kappa)
            )


def print_parts(comparison: PairedReport | None, shapes: ShapeReport | None, reliability: Reliability | None) -> None:
    """Print those tables that are not ``None``: difference of systems, scores by bead shape, reliability."""
    if comparison is not None:
        print_differences(comparison)
    if shapes is not None:
        print_shapes(shapes)
    if reliability is not None:
        print_reliability(reliability)


def print_differences(comparison: PairedReport) -> None:
    """Print for each measure the difference between the two systems, its bootstrap interval and its p value."""
    rows = [
        (
            _(each.measure),
            f"{each.first:.3f}",
            f"{each.second:.3f}",
            f"{each.difference:+.3f}",
            _("{low:+.3f} to {high:+.3f}", low=each.low, high=each.high),
            f"{each.better:.1%}",
            f"{each.p_value:.4f}",
        )
        for each in comparison.differences
    ]
    click.echo(_("\nthe test against --versus, paired bootstrap:\n"))
    print_table([_(title) for title in DIFFERENCE_HEADER], rows, numbers=True, err=False)
    click.echo(_("signature: {signature}", signature=comparison.signature))


def print_shapes(report: ShapeReport) -> None:
    """Print the strict scores of the beads by shape: the numbers of source and target segments, such as 1-2."""
    rows = [
        (each.shape, str(each.gold), str(each.test), str(each.right), *_cells(each.ratios)) for each in report.shapes
    ]
    click.echo(_("\nby shape, strict:\n"))
    print_table([_(title) for title in SHAPE_HEADER], rows, numbers=True, err=False)
    click.echo(_("signature: {signature}", signature=report.signature))


def print_reliability(reliability: Reliability) -> None:
    """Print how well confidence predicts correctness: a table of confidence bins, and the calibration error."""
    rows = [
        (f"{each.low:.2f}-{each.high:.2f}", f"{each.beads:,}", f"{each.confidence:.3f}", f"{each.right:.3f}")
        if each.beads
        else (f"{each.low:.2f}-{each.high:.2f}", "0", "", "")
        for each in reliability.bins
    ]
    click.echo(_("\nreliability of the confidence:\n"))
    print_table([_(title) for title in RELIABILITY_HEADER], rows, numbers=True, err=False)
    click.echo(
        _(
            "\nexpected calibration error {error:.4f}, Brier score {brier:.4f}",
            error=reliability.error,
            brier=reliability.brier,
        )
    )
    click.echo(_("signature: {signature}", signature=reliability.signature))


def _cells(*ratios: Ratios) -> tuple[str, ...]:
    """Return the cells of a table row: precision, recall and F1 of each argument, with three decimals."""
    return tuple(f"{value:.3f}" for each in ratios for value in (each.precision, each.recall, each.f1))
