"""Tables from the stored results: plain ones for a terminal, and the README's, between its two markers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from aligner.cli.terminal import plain_table
from aligner.errors import InputError
from benchmarks.quality import SYSTEMS

BEGIN = "<!-- benchmark:begin (written by: make bench) -->"
END = "<!-- benchmark:end -->"
NONE = "–"

Results = Mapping[str, Any]
Table = list[tuple[str, ...]]


def duration(seconds: float) -> str:
    """Return a time with the digits and the unit that a reader needs."""
    if seconds >= 120:
        return f"{seconds / 60:.0f} min"
    if seconds >= 10:
        return f"{seconds:.0f} s"
    return f"{seconds:.1f} s" if seconds >= 1 else f"{seconds * 1000:.0f} ms"


def quality_rows(results: Results) -> Table:
    """Return every system on every set: strict P, R, F1 with its interval, lax F1, signature; header first."""
    rows: Table = [("set", "system", "P", "R", "strict F1", "95 %", "lax P", "lax R", "lax F1", "signature")]
    for name, found in results["sets"].items():
        for system in SYSTEMS:
            score = found["systems"].get(system.name)
            if score is None:
                continue
            strict, lax = score["strict"], score["lax"]
            rows.append(
                (
                    name,
                    system.name,
                    *(f"{strict[key]:.3f}" for key in ("precision", "recall", "f1")),
                    interval(score),
                    *(f"{lax[key]:.3f}" for key in ("precision", "recall", "f1")),
                    score["signature"],
                )
            )
    return rows


def interval(score: Mapping[str, Any]) -> str:
    """Return both ends of the interval of the strict F1."""
    return f"{score['low']['strict']['f1']:.3f}–{score['high']['strict']['f1']:.3f}"


def speed_rows(results: Results) -> Table:
    """Return the measurements of speed beside the cost of a LaBSE-class encoder; header first."""
    speed = results["speed"]
    ours, encoder, faster = speed["aligner"], speed["labse_class_encoder"], speed["times_faster"]
    every, windows = encoder["sentences"], encoder["windows"]
    return [
        ("", "aligner", "LaBSE-class encoder", "times faster"),
        (
            "encoding each sentence once",
            f"{ours['encoding_sentences_per_second']:,} sentences/s",
            f"{every['texts_per_second']:,.0f} sentences/s",
            f"{faster['encoding']:,}",
        ),
        (
            f"aligning {ours['sentences']:,} sentences",
            f"{duration(ours['alignment_seconds'])} ({ours['alignment_sentences_per_second']:,} sentences/s)",
            f"{duration(windows['extrapolated_seconds'])} for the vectors of {windows['texts']:,} windows alone",
            f"{faster['whole']:,}",
        ),
        ("loading the model", duration(ours["load_seconds"]), NONE, ""),
        (
            f"one command, {ours['command_sentences']:,} sentences, start-up included",
            duration(ours["command_seconds"]),
            NONE,
            "",
        ),
        ("size of the model", f"{results['model']['megabytes']:.1f} MB", "1.9 GB (LaBSE)", ""),
    ]


def printed(results: Results) -> str:
    """Return all tables for a terminal."""
    parts = [*plain_table(quality_rows(results)), "", *plain_table(speed_rows(results)), "", conditions(results)]
    return "\n".join([*parts, *results["absent"]])


def conditions(results: Results) -> str:
    """Return a sentence on what the figures were measured with."""
    hardware, versions, speed = results["hardware"], results["versions"], results["speed"]
    busy = speed["load_average_before"]
    other = f", load average {busy} before the run" if busy is not None and busy >= 0.5 else ""
    return (
        f"{hardware['processor']}, {speed['threads']} threads, {hardware['memory_gb']:.0f} GB{other}; "
        f"Python {versions['python']}, numpy {versions['numpy']}, torch {versions['torch']}; "
        f"model {results['model']['signature']}; {results['date']}"
    )


def markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    header, *body = rows
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *body)]


def readme_quality_rows(results: Results) -> Table:
    """Return one row a set and one column a system: strict F1 with its interval.

    Where peers are compared, the best is bold, and so is whatever is within its standard error.
    """
    shown = [system for system in SYSTEMS if any(system.name in each["systems"] for each in results["sets"].values())]
    rows: Table = [("strict F1 (95 % interval)", *(system.title for system in shown))]
    for found in results["sets"].values():
        scores = [found["systems"].get(system.name) for system in shown]
        best = max((score for score in scores if score), key=lambda score: score["strict"]["f1"])
        least = best["strict"]["f1"] - best["strict_f1_standard_error"]
        compared = any(score and system.extension for system, score in zip(shown, scores, strict=True))
        rows.append(
            (
                f"{found['title']}, {found['beads']:,} pairs",
                *(
                    quality_cell(score, bold=compared and score["strict"]["f1"] >= least) if score else NONE
                    for score in scores
                ),
            )
        )
    return rows


def quality_cell(score: Mapping[str, Any], *, bold: bool) -> str:
    """Return one system's strict F1 and its interval."""
    f1 = f"{score['strict']['f1']:.3f}"
    return f"{f'**{f1}**' if bold else f1} ({interval(score)})"


def readme_section(results: Results) -> str:
    """Return what stands between the README's markers, markers included."""
    lax = [found["systems"]["aligner"]["lax"]["f1"] for found in results["sets"].values()]
    windows = results["speed"]["labse_class_encoder"]["windows"]["timed_texts"]
    largest = results["speed"]["labse_class_encoder"]["largest_window"]
    parts = [
        BEGIN,
        "\n".join(markdown(readme_quality_rows(results))),
        wrapped(
            "A pair is *strictly* right when it is exactly the human one; the aligner's lax F1, which counts pairs "
            f"that are right in part, is {min(lax):.3f} to {max(lax):.3f}. The peers' figures are those of their "
            "published outputs under the same scorer; bold is the best and what is within its standard error. "
            "`--model length` looks at nothing but lengths (after Gale and Church, 1993): what can be had without any "
            "model."
        ),
        "\n".join(markdown(speed_rows(results))),
        wrapped(
            "Both columns were measured in one run. The encoder has LaBSE's architecture (12 layers, 768 wide) and "
            "random weights, which cost the same. Peers encode every window of consecutive sentences; "
            f"{windows} of those of up to {largest} sentences were timed and the time extrapolated to all."
        ),
        wrapped(
            f"Measured with: {conditions(results)}. `make bench` repeats it; "
            "[benchmarks/](benchmarks/README.md) says how."
        ),
        END,
    ]
    return "\n\n".join(parts)


def wrapped(text: str) -> str:
    """Return a paragraph in lines as long as the README's."""
    return textwrap.fill(text, 118, break_long_words=False, break_on_hyphens=False)


def with_section(text: str, section: str) -> str:
    """Return the README's text with what stands between the markers replaced.

    Raises:
        InputError: the markers are not there, once each and in order.
    """
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end or BEGIN in rest or END in after:
        raise InputError(f"needs the lines {BEGIN!r} and {END!r}, once each and in this order", path="README.md")
    return f"{before}{section}{after}"
