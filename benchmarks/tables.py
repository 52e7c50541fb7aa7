"""Tables from the stored results: plain ones for a terminal, and those of the two READMEs, between two markers."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import Any

from aligner.cli.terminal import plain_table
from aligner.errors import InputError
from benchmarks.quality import SYSTEMS
from benchmarks.readme_words import COMPARISON, FURTHER_SETS, NONE, PROGRAMS, REPORTED_F1, WORDS

BEGIN = "<!-- benchmark:begin (written by: make bench) -->"
END = "<!-- benchmark:end -->"

Results = Mapping[str, Any]
Table = list[tuple[str, ...]]


def duration(seconds: float, language: str = "en") -> str:
    """Return a time with the digits and the unit that a reader needs."""
    words = WORDS[language]
    if seconds >= 120:
        return words["minutes"].format(seconds / 60)
    if seconds >= 10:
        return words["seconds"].format(seconds)
    return words["second"].format(seconds) if seconds >= 1 else words["milliseconds"].format(seconds * 1000)


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


def speed_rows(results: Results, language: str = "en") -> Table:
    """Return the measurements of speed beside the cost of a LaBSE-class encoder; header first."""
    words, speed = WORDS[language], results["speed"]
    ours, encoder, faster = speed["aligner"], speed["labse_class_encoder"], speed["times_faster"]
    every, windows = encoder["sentences"], encoder["windows"]
    return [
        (words["measurement"], words["ours"], words["encoder"], words["faster"]),
        (
            words["encoding"],
            words["rate"].format(rate=ours["encoding_sentences_per_second"]),
            words["rate"].format(rate=every["texts_per_second"]),
            f"{faster['encoding']:,}",
        ),
        (
            words["aligning"].format(sentences=ours["sentences"]),
            words["aligned"].format(
                time=duration(ours["alignment_seconds"], language), rate=ours["alignment_sentences_per_second"]
            ),
            words["windows"].format(time=duration(windows["extrapolated_seconds"], language), windows=windows["texts"]),
            f"{faster['whole']:,}",
        ),
        (words["loading"], duration(ours["load_seconds"], language), NONE, ""),
        (
            words["command"].format(sentences=ours["command_sentences"]),
            duration(ours["command_seconds"], language),
            NONE,
            "",
        ),
        (words["size"], f"{results['model']['megabytes']:.1f} MB", "1.9 GB (LaBSE)", ""),
    ]


def printed(results: Results) -> str:
    """Return all tables for a terminal."""
    parts = [*plain_table(quality_rows(results)), "", *plain_table(speed_rows(results)), ""]
    if results.get("hunalign"):
        parts += [*plain_table(hunalign_rows(results["hunalign"])), ""]
    return "\n".join([*parts, conditions(results), *results["absent"]])


def hunalign_rows(measured: Mapping[str, Any]) -> Table:
    """Return time, memory and strict F1 of hunalign and ours on the same text, and the ratios; header first."""
    rows: Table = [("on " + measured["text"], "aligner", "hunalign", "ratio")]
    for key, title in (
        ("seconds", "seconds"),
        ("processor_seconds", "processor seconds"),
        ("peak_megabytes", "peak memory, MB"),
        ("strict_f1", "strict F1"),
    ):
        ratio = measured["ratios"].get(key)
        values = (str(measured[program][key]) for program in ("aligner", "hunalign"))
        rows.append((title, *values, "" if ratio is None else f"{ratio:.2f}"))
    return rows


def conditions(results: Results, language: str = "en") -> str:
    """Return a sentence on what the figures were measured with."""
    words, hardware, versions, speed = WORDS[language], results["hardware"], results["versions"], results["speed"]
    busy = speed["load_average_before"]
    return words["conditions"].format(
        processor=hardware["processor"],
        threads=speed["threads"],
        memory=hardware["memory_gb"],
        load=words["load"].format(load=busy) if busy is not None and busy >= 0.5 else "",
        python=versions["python"],
        numpy=versions["numpy"],
        torch=versions["torch"],
        model=results["model"]["signature"],
        date=results["date"],
    )


def markdown(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of a Markdown table."""
    header, *body = rows
    return [f"| {' | '.join(row)} |" for row in (header, ["---"] * len(header), *body)]


def readme_quality_rows(results: Results, language: str = "en") -> Table:
    """Return one row a set and one column a system: strict F1 with its interval.

    Where peers are compared, the best is bold, and so is whatever is within its standard error.
    """
    words = WORDS[language]
    shown = [system for system in SYSTEMS if any(system.name in each["systems"] for each in results["sets"].values())]
    rows: Table = [(words["strict"], *(words[system.name] for system in shown))]
    for name, found in results["sets"].items():
        scores = [found["systems"].get(system.name) for system in shown]
        best = max((score for score in scores if score), key=lambda score: score["strict"]["f1"])
        least = best["strict"]["f1"] - best["strict_f1_standard_error"]
        compared = any(score and system.extension for system, score in zip(shown, scores, strict=True))
        rows.append(
            (
                words["set"].format(title=words.get(name, found["title"]), beads=found["beads"]),
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


def readme_section(results: Results, language: str = "en") -> str:
    """Return the comparison with other programs that stands between a README's markers, markers included.

    Figures are those of the stored results; what the other programs can do is in `benchmarks.readme_words`.
    """
    words = WORDS[language]
    flow = wrapped if language == "en" else str.strip  # a line end within Chinese would show as a space
    rows: Table = [(words["property"], *PROGRAMS.values())]
    for name in ("mac-dev", "bible-dev"):
        scores = results["sets"][name]["systems"]
        reported = REPORTED_F1.get(name, {})
        cells = [f"{scores[key]['strict']['f1']:.3f}" if key in scores else reported.get(key, NONE) for key in PROGRAMS]
        rows.append((words["f1"].format(title=words.get(name, results["sets"][name]["title"])), *cells))
    rows += FURTHER_SETS[language]
    ours, windows = results["speed"]["aligner"], results["speed"]["labse_class_encoder"]["windows"]
    encoder = words["from"].format(time=duration(windows["extrapolated_seconds"], language))
    time = dict.fromkeys(PROGRAMS, NONE) | {"bertalign": encoder, "vecalign": encoder}
    time["aligner"] = duration(ours["alignment_seconds"], language)
    rows.append((words["time"].format(sentences=ours["sentences"]), *time.values()))
    rows += COMPARISON[language]
    parts = [BEGIN, "\n".join(markdown(rows)), flow(words["comparison"]), END]
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
