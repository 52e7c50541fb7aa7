"""Precision and speed of `extract_glossary`; the verdicts of a reader are kept beside the results.

Run as ``python -m benchmarks.glossary [--store]``. Two corpora beside the checkout are read (``../shared``): two
United Nations resolutions, and the sentence pairs of two translated manuals. The first entries of each were judged
line by line (``benchmarks/results/glossary_verdicts.csv``); an entry without a verdict counts as wrong. Entries of
the manuals are also looked up in a dictionary.
"""

from __future__ import annotations

import csv
import json
import lzma
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

import click

from aligner.bitext import Bitext
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.glossary import Entry, Glossary, extract_glossary
from aligner.glossary.matching import chinese_key, english_key
from benchmarks.machine import hardware, load_average

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared"
RESULTS = ROOT / "benchmarks" / "results" / "glossary.json"
VERDICTS = ROOT / "benchmarks" / "results" / "glossary_verdicts.csv"
MANUALS = ("pydocs_po_sent", "vuedocs_sent")
FIRST, FIRST_OF_MANUALS = 60, 200
SPEED_PAIRS = 100_000
EXPECTED = (
    "transnational organized crime",
    "trafficking in persons",
    "small arms and light weapons",
    "improvised explosive devices",
    "Member States",
    "UNODC",
    "INTERPOL",
    "FATF",
)
VERDICT_WORDS = ("correct", "no term", "partly", "wrong")
"""``no term``: rightly paired, but a phrase of the general language; ``partly``: one side is half of the term."""
Verdicts = Mapping[tuple[str, str], str]


def seed_glossary() -> Glossary:
    """Return the terms of the two resolutions."""
    from aligner import align

    chinese, english = (next((SHARED / "seeds").glob(f"{number}_*.txt")) for number in ("001", "000"))
    return extract_glossary([align(chinese, english)])


def training_pairs(name: str) -> Iterator[tuple[str, str]]:
    """Yield the Chinese and English sides of a file of training pairs."""
    with lzma.open(SHARED / "train" / f"{name}.tsv.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            chinese, _, english = line.rstrip("\n").partition("\t")
            yield chinese, english


def training_bitext(name: str, number: int | None = None) -> Bitext:
    """Return training pairs as a bitext."""
    pairs = [
        Pair(chinese, english, 0.0, 0.0, line, line)
        for line, (chinese, english) in enumerate(islice(training_pairs(name), number), start=1)
    ]
    return bitext_from_pairs(pairs, names=(f"{name}.zh", f"{name}.en"), languages=("zh", "en"))


def verdicts() -> Verdicts:
    """Return what a reader said of a term and its first counterpart, one of `VERDICT_WORDS`."""
    with VERDICTS.open(encoding="utf-8", newline="") as lines:
        return {(row["term"], row["counterpart"]): row["verdict"] for row in csv.DictReader(lines)}


def precision(first: tuple[Entry, ...], judged: Verdicts) -> dict[str, Any]:
    """Return how many of the first entries got each verdict, and the share of correct ones."""
    said = [judged.get((entry.term, entry.counterparts[0].text), "not judged") for entry in first]
    counts = {verdict: said.count(verdict) for verdict in (*VERDICT_WORDS, "not judged")}
    return {**counts, "precision": round(counts["correct"] / max(len(first), 1), 3)}


def dictionary() -> dict[tuple[str, ...], set[str]]:
    """Return the Chinese words of CC-CEDICT by the keys of their English."""
    found: dict[tuple[str, ...], set[str]] = defaultdict(set)
    for chinese, english in training_pairs("cedict"):
        found[english_key(english.removeprefix("to "))].add(chinese_key(chinese))
    return found


def looked_up(first: tuple[Entry, ...]) -> dict[str, Any]:
    """Return how many of the terms that a dictionary has are rendered by one of its words."""
    words = dictionary()
    known = [entry for entry in first if english_key(entry.term) in words]
    right = sum(
        any(chinese_key(counterpart.text) in words[english_key(entry.term)] for counterpart in entry.counterparts)
        for entry in known
    )
    return {"in dictionary": len(known), "agree": right, "share": round(right / max(len(known), 1), 3)}


def speed() -> dict[str, Any]:
    """Return the seconds that many sentence pairs take, reading aside."""
    manual = training_bitext("pydocs_po_sent")
    bitexts = [manual, training_bitext("lctt_sent", SPEED_PAIRS - len(manual.beads))]
    start, busy = time.perf_counter(), time.process_time()
    found = extract_glossary(bitexts)
    return {
        "pairs": found.pairs,
        "entries": len(found),
        "seconds": round(time.perf_counter() - start, 1),
        "processor seconds": round(time.process_time() - busy, 1),
        "load average": load_average(),
    }


def measured() -> dict[str, Any]:
    """Measure everything."""
    judged = verdicts()
    seeds = seed_glossary().entries[:FIRST]
    entries = extract_glossary([training_bitext(name) for name in MANUALS]).entries
    manuals = entries[:FIRST_OF_MANUALS]
    return {
        "resolutions": {"first": FIRST, **precision(seeds, judged)},
        "manuals": {
            "first": FIRST_OF_MANUALS,
            **precision(manuals, judged),
            "CC-CEDICT": looked_up(manuals),
            "entries": len(entries),
            "CC-CEDICT, all entries": looked_up(entries),
        },
        "speed": speed() | {"hardware": hardware()},
    }


@click.command()
@click.option("--store", is_flag=True, help="Store the results.")
def main(store: bool) -> None:
    """Measure precision and speed."""
    found = json.dumps(measured(), ensure_ascii=False, indent=2)
    click.echo(found)
    if store:
        RESULTS.write_text(found + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
