"""The concordance: how long indexing and searching take, and how often the counterpart is one a dictionary knows.

Run as ``python -m benchmarks.concordance [--store]``. The corpus is 100,000 pairs (Python's and Vue's documentation,
and technology articles) in 1,000 files. Each query is answered from the index, then without a full-text index (every
pair is read), and, for the ratio to having no index at all, the time to read the files is told. Counterparts are
judged on words and phrases that CC-CEDICT translates: of the hits whose other side holds one of its translations, in
how many the counterpart is one of them.
"""

from __future__ import annotations

import csv
import json
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click

from aligner.concordance import SearchSettings, search
from aligner.concordance.folding import fold
from aligner.concordance.index import Index
from aligner.training.pairs import read_rows
from benchmarks.evaluation_sets import ROOT
from benchmarks.machine import hardware, load_average, versions

RESULTS = Path(__file__).parent / "results" / "concordance.json"
SOURCES = ("pydocs_po_sent.tsv.xz", "vuedocs_sent.tsv.xz", "lctt_sent.tsv.xz")
DICTIONARY = "cedict.tsv.xz"
PAIRS, FILES = 100_000, 1_000
QUERIES = ("garbage collection", "file descriptor", "因为", "上下文管理器", "the", "terroris*", "unheard of phrase")
REGEXES = (r"(read|writ)ing \w+ files?", r"第[一二三]个.{1,3}参数")
REPEATS = 5
ASKED = 150
HITS = 40


def made_corpus(train: Path, folder: Path) -> list[tuple[str, str]]:
    """Write the files and return the pairs, English first."""
    pairs = [(english, chinese) for name in SOURCES for chinese, english in read_rows(train / name)][:PAIRS]
    size = -(-len(pairs) // FILES)
    for number in range(FILES):
        with (folder / f"{number:04}.tsv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
            writer.writerows([("source", "target"), *pairs[number * size : (number + 1) * size]])
    return pairs


def seconds(corpus: Path, query: str, settings: SearchSettings) -> tuple[float, float]:
    """Return the median time of an answer in seconds, and that of the processor, which other programs do not change."""
    times = []
    for _ in range(REPEATS):
        start, busy = time.perf_counter(), time.process_time()
        search(query, [str(corpus)], settings)
        times.append((time.perf_counter() - start, time.process_time() - busy))
    elapsed, used = zip(*times, strict=True)
    return statistics.median(elapsed), statistics.median(used)


def without_full_text(index: Path) -> None:
    """Take the full-text index away, and leave the pairs."""
    opened = Index(index)
    with opened.writing() as ask:
        ask("DROP TABLE words")
    opened.close()


def timings(corpus: Path, folder: Path) -> dict[str, Any]:
    """Return what indexing and searching cost."""
    index = folder / "corpus.sqlite"
    start = time.perf_counter()
    found = search(QUERIES[0], [str(corpus)], SearchSettings(index=str(index), counterparts=False))
    indexing = time.perf_counter() - start
    text = sum(path.stat().st_size for path in corpus.iterdir())
    time.sleep(2.1)  # then files are old enough to be taken as they were
    search(QUERIES[0], [str(corpus)], SearchSettings(index=str(index), counterparts=False))
    asked = [(query, False) for query in QUERIES] + [(query, True) for query in REGEXES]
    indexed = {q: seconds(corpus, q, SearchSettings(is_regex=r, index=str(index))) for q, r in asked}
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "aligner",
        "search",
        QUERIES[1],
        str(corpus),
        "--kwic",
        "--index",
        str(index),
        "-q",
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    whole = time.perf_counter() - start
    megabytes = index.stat().st_size / 1e6
    without_full_text(index)
    scanned = {q: seconds(corpus, q, SearchSettings(index=str(index))) for q in QUERIES if q != "the"}
    ratios = {query: round(scanned[query][1] / indexed[query][1], 1) for query in scanned}
    return {
        "pairs": found.pairs,
        "files": found.files,
        "indexing_seconds": round(indexing, 1),
        "pairs_a_second": round(found.pairs / indexing),
        "text_megabytes": round(text / 1e6, 1),
        "index_megabytes": round(megabytes, 1),
        "answer_milliseconds": {query: round(1000 * elapsed) for query, (elapsed, _) in indexed.items()},
        "answer_processor_milliseconds": {query: round(1000 * used) for query, (_, used) in indexed.items()},
        "one_command_milliseconds": round(1000 * whole),
        "times_faster_than_reading_every_pair": ratios,
        "times_faster_than_reading_the_files": round(
            indexing / statistics.median(elapsed for elapsed, _ in indexed.values())
        ),
    }


def dictionary(path: Path) -> dict[str, set[str]]:
    """Return English words and phrases of up to three words, and their translations."""
    translations: defaultdict[str, set[str]] = defaultdict(set)
    for chinese, english in read_rows(path):
        bare = re.sub(r"\([^)]*\)", "", english).strip().lower()
        bare = re.sub(r"^(to|an?|the) ", "", bare)
        if re.fullmatch(r"[a-z]{2,}( [a-z]+){0,2}", bare) and len(bare) > 3 and len(chinese) > 1:
            translations[bare].add(fold(chinese))
    return translations


def asked_terms(pairs: Iterable[tuple[str, str]], known: dict[str, set[str]]) -> list[str]:
    """Return terms of the dictionary that the corpus has, phrases and words, the same ones each time."""
    from aligner.languages.english.words import FUNCTION_WORDS

    counts: Counter[str] = Counter()
    for english, _ in pairs:
        words = re.findall(r"[a-z]+", english.lower())
        for size in (1, 2, 3):
            runs = (" ".join(words[start : start + size]) for start in range(len(words) - size + 1))
            counts.update(run for run in runs if run in known)
    frequent = sorted(term for term, count in counts.items() if count > 2 and term not in FUNCTION_WORDS)
    chance = random.Random(1)
    chance.shuffle(frequent)
    phrases = [term for term in frequent if " " in term][: ASKED // 2]
    return phrases + [term for term in frequent if " " not in term][: ASKED - len(phrases)]


def agreement(corpus: Path, folder: Path, terms: Sequence[str], known: dict[str, set[str]]) -> dict[str, Any]:
    """Return how often the counterpart is one of the dictionary's translations."""
    agreed = judged = longer = 0
    for term in terms:
        found = search(term, [str(corpus)], SearchSettings(limit=HITS, index=str(folder / "agreement.sqlite")))
        for hit in found.hits:
            other, counterpart = fold(hit.other_text), fold(hit.counterpart)
            if any(translation in other for translation in known[term]):
                judged += 1
                agreed += counterpart in known[term]
                longer += counterpart not in known[term] and any(each in counterpart for each in known[term])
    return {
        "terms": len(terms),
        "hits": judged,
        "agreed": round(agreed / judged, 4),
        "agreed_or_longer": round((agreed + longer) / judged, 4),
    }


@click.command()
@click.option("--train", type=click.Path(path_type=Path), default=ROOT.parent / "shared" / "train", show_default=False)
@click.option("--store", is_flag=True, help=f"Keep the figures in {RESULTS.name}.")
def main(train: Path, store: bool) -> None:
    """Measure and print the figures."""
    if not train.is_dir():
        raise SystemExit(f"no sentence pairs in {train}: name their folder with --train")
    load = load_average()
    known = dictionary(train / DICTIONARY)
    with tempfile.TemporaryDirectory() as name:
        corpus = Path(name) / "corpus"
        corpus.mkdir()
        pairs = made_corpus(train, corpus)
        results = {
            "speed": timings(corpus, Path(name)),
            "counterparts": agreement(corpus, Path(name), asked_terms(pairs, known), known),
            "load_before": load,
            "load_after": load_average(),
            "hardware": hardware(),
            "versions": versions(),
        }
    click.echo(json.dumps(results, indent=2, ensure_ascii=False))
    if store:
        RESULTS.write_text(json.dumps(results, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
