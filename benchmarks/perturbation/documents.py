"""The documents that are damaged: human gold, the project's own sample, and stretches of held-out training pairs."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from aligner.formats import read_beads
from aligner.training.pairs import pair_files, read_pairs
from benchmarks.bead_score.documents import HELD_OUT, Draft, KnownDocument, merged, split_pair
from benchmarks.evaluation_sets import SHARED, EvaluationDocument, evaluation_sets, shared_set
from benchmarks.perturbation.damage import Side

FOREIGN = 600
PAIRS = 200
"""Sentence pairs a document, for documents made of pairs."""
EACH = 2
"""Such documents a source."""


@dataclass(frozen=True)
class KnownSet:
    """Documents with known beads that are scored together; what was absent is empty.

    Attributes:
        name: short, for files.
        title: for tables.
        documents: in order; as chapters of one book where they are joined.
    """

    name: str
    title: str
    documents: tuple[KnownDocument, ...]


def known_sets(train: Path) -> list[KnownSet]:
    """Return the sets whose data is here."""
    sets = {each.name: each.documents for each in evaluation_sets()}
    sample = tuple(known(each) for name, documents in sets.items() if name.startswith("sample") for each in documents)
    found = [
        KnownSet("mac-dev", "six literary chapters (MAC-Dev)", tuple(map(known, sets["mac-dev"]))),
        KnownSet("academic", "academic prose", tuple(map(known, shared_set("academic", "", SHARED).documents))),
        KnownSet("pairs", "stretches of held-out sentence pairs", tuple(pair_stretches(train))),
        KnownSet("sample", "the project's sample, three genres", sample),
    ]
    return [each for each in found if each.documents]


def known(document: EvaluationDocument) -> KnownDocument:
    """Read one document of an evaluation set, Chinese first."""
    sides = {
        document.source_language: document.source.read_text(encoding="utf-8").splitlines(),
        document.target_language: document.target.read_text(encoding="utf-8").splitlines(),
    }
    beads = read_beads(document.gold)
    if document.source_language == "en":
        beads = [bead.mirrored() for bead in beads]
    return KnownDocument(tuple(sides["zh"]), tuple(sides["en"]), tuple((bead.source, bead.target) for bead in beads))


def pair_stretches(train: Path) -> Iterator[KnownDocument]:
    """Yield documents of consecutive pairs that the bundled model did not see, some neighbours merged on one side.

    Args:
        train: folder of pair files; dictionaries are passed over.
    """
    chance = random.Random(0)
    for path in pair_files([train]) if train.is_dir() else ():
        if path.name.startswith("cedict"):
            continue
        _, held = read_pairs(path).split(HELD_OUT)
        beads = [bead for bead in map(split_pair, held.chinese, held.english) if bead]
        for start in range(0, min(len(beads) - PAIRS, EACH * PAIRS), PAIRS):
            draft = Draft()
            for bead in merged(beads[start : start + PAIRS], chance):
                draft.add(*bead)
            yield draft.done()


def foreign_texts() -> dict[Side, tuple[str, ...]]:
    """Return consecutive sentences of scripture for either side; nothing where the set is absent."""
    scripture = next(each for each in evaluation_sets() if each.name == "bible-dev")
    if scripture.absence:
        return {}
    document = known(scripture.documents[0])
    return {"chinese": document.chinese[:FOREIGN], "english": document.english[:FOREIGN]}
