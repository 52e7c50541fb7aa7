"""``python -m benchmarks.adaptation``: what adapting a model to a user's own translation memory brings.

A base model is trained without any Python or Vue documentation, adapted to the first half of the Python
documentation (all of it, and small parts, as a user's memory may be), and measured on the second half,
before and after. Pairs of the second half that share a side with the first are left out. What has
nothing to do with the memory is measured too, so that a gain that costs something elsewhere shows.
"""

from __future__ import annotations

import json
import lzma
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy

from aligner.alignment import align_segments
from aligner.bitext import Bead, Block, Document, Language, Segment, join_segments
from aligner.embedders import load_embedder
from aligner.evaluate import evaluate_beads
from aligner.protocols import Embedder
from aligner.settings import AlignSettings
from aligner.training import TrainingSettings, adapt, train
from aligner.training.contrastive import ContrastiveSettings
from aligner.training.pairs import Pairs, read_pairs
from benchmarks.evaluation_sets import ROOT, chosen, evaluation_sets
from benchmarks.quality import Scored, aligned
from benchmarks.tables import NONE

TRAIN = ROOT.parent / "shared" / "train"
RESULTS = Path(__file__).parent / "results" / "adaptation.json"
MEMORY = "pydocs_po_sent"
RELATED = "vuedocs_sent"
LEFT_OUT = {MEMORY, RELATED}
MOST = {"jiyu_examples": 200_000, "lctt_sent": 60_000, "cedict": 60_000, "msctd_dialog": 60_000}
"""Pairs that the base takes of the large sources, from their beginning, so that it trains in minutes."""
UNRELATED = {"jiyu_examples": (500_000, 503_000), "msctd_dialog": (100_000, 103_000)}
"""Lines of other sources that the base was not trained on."""
SIZES = (300, 3_000, None)
"""Pairs of the memory; ``None`` for the whole first half."""
LITERARY = "mac-dev"
STRETCH = 500
ALIGNED = 10_000
"""Pairs of each set that are made into documents and aligned."""
DOCUMENT = 100
MERGED, DROPPED = 0.25, 0.08
"""Shares of the beads: more trouble than most documents hold, so that differences show."""
SEED = 1


@dataclass(frozen=True)
class Synthetic:
    """Two documents cut from consecutive pairs, with known beads.

    Attributes:
        chinese: segments.
        english: segments.
        beads: Chinese is the source.
    """

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    beads: tuple[Bead, ...]


@click.command()
@click.option("--base", metavar="FOLDER", help="A model trained by an earlier run of this benchmark.")
@click.option("--dry-run", is_flag=True, help="Print, but store nothing.")
def main(base: str | None, dry_run: bool) -> None:
    """Train a base without the technical source, adapt it, measure before and after."""
    if not (TRAIN / f"{MEMORY}.tsv.xz").is_file():
        click.echo(f"adaptation is skipped: its data is not there (looked for {MEMORY}.tsv.xz in ../shared/train)")
        return
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Path(folder), base)
    click.echo(table(results))
    if not dry_run:
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def measured(folder: Path, base: str | None) -> dict[str, Any]:
    """Return everything that is stored."""
    if base is None:
        base = str(folder / "base")
        train_base(folder / "pairs", base)
    memory = read_pairs(TRAIN / f"{MEMORY}.tsv.xz")
    half = len(memory) // 2
    tests = test_sets(memory, half)
    models = [{"pairs": 0, **scores(base, tests)}]
    for size in SIZES:
        part = memory.take(range(min(size or half, half)))
        models.append({"pairs": len(part), **adapted_scores(part, base, folder / f"adapted-{size}", tests)})
    settings = json.loads((Path(base) / "model.json").read_text(encoding="utf-8"))["settings"]
    return {"base": settings, "memory": MEMORY, "test_pairs": {n: len(p) for n, p in tests.items()}, "models": models}


def adapted_scores(part: Pairs, base: str, folder: Path, tests: dict[str, Pairs]) -> dict[str, Any]:
    """Adapt the base to some pairs and score the result."""
    path = folder.with_suffix(".tsv")
    write_pairs(path, part)
    start = time.perf_counter()
    adapt([path], folder, base)
    seconds = round(time.perf_counter() - start, 1)
    card = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return {"seconds": seconds, "settings": card["settings"], **scores(folder, tests)}


def train_base(pairs: Path, folder: str) -> None:
    """Train a small model on parts of all sources but the left-out ones."""
    pairs.mkdir()
    for path in sorted(TRAIN.glob("*.tsv.xz")):
        name = path.name.split(".")[0]
        if name not in LEFT_OUT:
            lines = list(read_lines(path, 0, MOST.get(name)))
            (pairs / f"{name}.tsv").write_text("".join(lines), encoding="utf-8")
    settings = TrainingSettings(contrastive=ContrastiveSettings(dimension=128, epochs=1), held_out=0)
    train([pairs], folder, settings, name="base")


def read_lines(path: Path, first: int, last: int | None) -> Iterator[str]:
    """Yield some lines of a compressed file."""
    with lzma.open(path, "rt", encoding="utf-8") as stream:
        for number, line in enumerate(stream):
            if last is not None and number >= last:
                return
            if number >= first:
                yield line


def write_pairs(path: Path, pairs: Pairs) -> None:
    """Write a pair file."""
    lines = [f"{one}\t{other}\n" for one, other in zip(pairs.chinese, pairs.english, strict=True)]
    path.write_text("".join(lines), encoding="utf-8")


def test_sets(memory: Pairs, half: int) -> dict[str, Pairs]:
    """Return the second half without what the first knows, and pairs of other sources."""
    chinese, english = set(memory.chinese[:half]), set(memory.english[:half])
    second = range(half, len(memory))
    fresh = (n for n in second if memory.chinese[n] not in chinese and memory.english[n] not in english)
    found = {"memory": memory.take(fresh), "related": read_pairs(TRAIN / f"{RELATED}.tsv.xz")}
    for name, (first, last) in UNRELATED.items():
        rows = [line.rstrip("\n").split("\t") for line in read_lines(TRAIN / f"{name}.tsv.xz", first, last)]
        found[name] = Pairs(name, [row[0] for row in rows], [row[1] for row in rows], 0)
    return found


def scores(model: str | Path, tests: dict[str, Pairs]) -> dict[str, Any]:
    """Return retrieval accuracy and strict F1 of a model on each set."""
    embedder = load_embedder(str(model))
    return {
        "found": {name: round(retrieval_accuracy(embedder, pairs), 4) for name, pairs in tests.items()},
        "strict_f1": {name: strict_f1(embedder, pairs) for name, pairs in tests.items()} | literary_f1(str(model)),
    }


def retrieval_accuracy(embedder: Embedder, pairs: Pairs) -> float:
    """Return how often a text's own translation is the nearest within its stretch, both ways, 0 to 1."""
    sides = [embedder.encode(texts) for texts in (pairs.chinese, pairs.english)]
    units = [side / numpy.maximum(numpy.linalg.norm(side, axis=1, keepdims=True), 1e-9) for side in sides]
    hits = 0
    for start in range(0, len(pairs), STRETCH):
        similarity = units[0][start : start + STRETCH] @ units[1][start : start + STRETCH].T
        own = numpy.arange(len(similarity))
        hits += sum(int((matrix.argmax(axis=1) == own).sum()) for matrix in (similarity, similarity.T))
    return hits / (2 * len(pairs))


def literary_f1(model: str) -> dict[str, dict[str, float]]:
    """Return the strict F1 on the literary chapters, where they are."""
    evaluation = chosen(evaluation_sets(), LITERARY)
    return {} if evaluation.absence else {LITERARY: ends(aligned(evaluation.documents, model))}


def strict_f1(embedder: Embedder, pairs: Pairs) -> dict[str, float]:
    """Return the strict F1 over synthetic documents of the first `ALIGNED` pairs, with its 95 % interval."""
    compared: list[Scored] = []
    for number, each in enumerate(synthetic_documents(pairs.take(range(min(ALIGNED, len(pairs)))), SEED)):
        sides = document("zh", each.chinese), document("en", each.english)
        beads = align_segments(*sides, embedder, AlignSettings())
        compared.append((str(number), str(number), each.beads, beads))
    return ends(compared)


def ends(compared: Sequence[Scored]) -> dict[str, float]:
    """Return the strict F1 and the ends of its 95 % interval."""
    report = evaluate_beads(compared)
    found = {"f1": report.scores, "low": report.low, "high": report.high}
    return {name: round(each.strict.f1, 4) for name, each in found.items()}


def document(language: Language, texts: Sequence[str]) -> Document:
    """Return a document of one segment a line."""
    blocks = tuple(Block(text, line, "line") for line, text in enumerate(texts, 1))
    segments = tuple(Segment(text, number, 0, len(text), number + 1) for number, text in enumerate(texts))
    return Document(language, blocks, language, segments)


def synthetic_documents(pairs: Pairs, seed: int) -> Iterator[Synthetic]:
    """Cut consecutive pairs into documents of `DOCUMENT` pairs; merge neighbours and drop sides at random."""
    choice = random.Random(seed)
    for start in range(0, len(pairs) - DOCUMENT + 1, DOCUMENT):
        chinese: list[str] = []
        english: list[str] = []
        beads: list[Bead] = []
        number = start
        while number < start + DOCUMENT:
            taken = 2 if choice.random() < MERGED and number + 2 <= start + DOCUMENT else 1
            sides = [list(texts[number : number + taken]) for texts in (pairs.chinese, pairs.english)]
            if taken == 2:
                merged = choice.randrange(2)
                sides[merged] = [join_segments(sides[merged], ("zh", "en")[merged])]
            elif choice.random() < DROPPED:
                sides[choice.randrange(2)] = []
            ids = [range(len(chinese), len(chinese) + len(sides[0])), range(len(english), len(english) + len(sides[1]))]
            beads.append(Bead(tuple(ids[0]), tuple(ids[1])))
            chinese += sides[0]
            english += sides[1]
            number += taken
        yield Synthetic(tuple(chinese), tuple(english), tuple(beads))


def table(results: dict[str, Any]) -> str:
    """Return the results for a terminal."""
    from aligner.cli.terminal import plain_table

    first = results["models"][0]
    header = ["pairs of the memory", "seconds"]
    header += [f"own translation nearest: {name}" for name in first["found"]]
    header += [f"strict F1: {name}" for name in first["strict_f1"]]
    rows = [header]
    for model in results["models"]:
        row = [str(model["pairs"]), str(model.get("seconds", NONE))]
        row += [f"{share:.4f}" for share in model["found"].values()]
        rows.append([*row, *(f"{score['f1']:.4f}" for score in model["strict_f1"].values())])
    return "\n".join(plain_table([list(column) for column in zip(*rows, strict=True)], numbers=True))


if __name__ == "__main__":
    main()
