"""Documents with known beads: human gold in pieces, pieces with planted damage, and cut from sentence pairs."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from aligner.formats import read_beads
from aligner.languages.chinese import sentences as chinese
from aligner.languages.english import sentences as english
from aligner.training.pairs import pair_files, read_pairs

Ids = tuple[int, ...]
PIECE = 70
"""Beads a piece: lattices of this size are summed in a few milliseconds."""
LONGEST_RUN = 10
HELD_OUT = 0.02


@dataclass(frozen=True)
class KnownDocument:
    """Two texts and their beads.

    Attributes:
        chinese: segments.
        english: segments.
        beads: ``(Chinese ids, English ids)`` in order, every segment in one.
    """

    chinese: tuple[str, ...]
    english: tuple[str, ...]
    beads: tuple[tuple[Ids, Ids], ...]


@dataclass
class Draft:
    """A document that grows by beads."""

    def __post_init__(self) -> None:
        self.chinese: list[str] = []
        self.english: list[str] = []
        self.beads: list[tuple[Ids, Ids]] = []

    def add(self, chinese_side: Sequence[str], english_side: Sequence[str]) -> None:
        """Append one bead; a one-sided one as null beads of one segment each."""
        if chinese_side and english_side:
            first, second = len(self.chinese), len(self.english)
            ids = tuple(range(first, first + len(chinese_side))), tuple(range(second, second + len(english_side)))
            self.beads.append(ids)
        else:
            self.beads += [((len(self.chinese) + n,), ()) for n in range(len(chinese_side))]
            self.beads += [((), (len(self.english) + n,)) for n in range(len(english_side))]
        self.chinese += chinese_side
        self.english += english_side

    def done(self) -> KnownDocument:
        """Return the document."""
        return KnownDocument(tuple(self.chinese), tuple(self.english), tuple(self.beads))


def gold_document(gold: Path) -> KnownDocument:
    """Read ``NNN.align`` (Chinese ids first) with ``NNN.zh`` and ``NNN.en`` beside it."""
    sides = [gold.with_suffix(suffix).read_text(encoding="utf-8").splitlines() for suffix in (".zh", ".en")]
    beads = tuple((bead.source, bead.target) for bead in read_beads(gold))
    return KnownDocument(tuple(sides[0]), tuple(sides[1]), beads)


def pieces(document: KnownDocument, shapes: frozenset[tuple[int, int]]) -> list[KnownDocument]:
    """Cut a document between beads into pieces of `PIECE` beads, leaving out beads of unknown shapes."""
    result, draft = [], Draft()
    for first, second in document.beads:
        known = not first or not second or (len(first), len(second)) in shapes
        if known:
            draft.add([document.chinese[n] for n in first], [document.english[n] for n in second])
        if not known or len(draft.beads) >= PIECE:
            result.append(draft.done())
            draft = Draft()
    result.append(draft.done())
    return [piece for piece in result if len(piece.beads) > 5]


def damaged(document: KnownDocument, chance: random.Random, rate: float = 0.05) -> KnownDocument:
    """Return the document with runs of 1 to `LONGEST_RUN` beads deleted from one side; a run starts at ``rate``."""
    draft, place = Draft(), 0
    while place < len(document.beads):
        run = chance.randint(1, LONGEST_RUN) if chance.random() < rate else 0
        chinese_stays = chance.random() < 0.5
        for first, second in document.beads[place : place + max(run, 1)]:
            kept = [document.chinese[n] for n in first], [document.english[n] for n in second]
            draft.add(kept[0] if not run or chinese_stays else [], kept[1] if not run or not chinese_stays else [])
        place += max(run, 1)
    return draft.done()


def pair_documents(folder: Path, each: int, chance: random.Random) -> Iterator[KnownDocument]:
    """Yield documents cut from consecutive pairs that the bundled model did not see.

    Args:
        folder: of pair files; those with fewer than 100 held-out pairs are passed over.
        each: documents a file.
        chance: neighbours are merged on one side, and runs deleted, at random.
    """
    for path in pair_files([folder]):
        _, held = read_pairs(path).split(HELD_OUT)
        beads = [bead for bead in map(split_pair, held.chinese, held.english) if bead]
        starts = list(range(0, len(beads) - PIECE + 1, PIECE))
        if len(held) < 100 or path.name.startswith("cedict"):
            continue
        for start in chance.sample(starts, min(each, len(starts))):
            draft = Draft()
            for bead in merged(beads[start : start + PIECE], chance):
                draft.add(*bead)
            yield damaged(draft.done(), chance, 0.02)


def split_pair(chinese_text: str, english_text: str) -> tuple[list[str], list[str]] | None:
    """Return the sentences of a pair, unless both sides have several and the beads are therefore unknown."""
    sides = (
        [chinese_text[start:end] for start, end in chinese.split(chinese_text)],
        [english_text[start:end] for start, end in english.split(english_text)],
    )
    sizes = sorted(map(len, sides))
    return sides if sizes[0] == 1 and sizes[1] <= 6 else None


def merged(
    beads: Sequence[tuple[list[str], list[str]]], chance: random.Random, rate: float = 0.12
) -> Iterator[tuple[list[str], list[str]]]:
    """Yield the beads, some neighbours of shape 1-1 made into one by joining the sentences of one side."""
    place = 0
    while place < len(beads):
        first, second = beads[place]
        if (
            place + 1 < len(beads)
            and chance.random() < rate
            and all(len(s) == 1 for b in beads[place : place + 2] for s in b)
        ):
            third, fourth = beads[place + 1]
            if chance.random() < 0.35:
                yield [first[0].rstrip("。.!?！？") + "，" + third[0]], [*second, *fourth]
            else:
                yield [*first, *third], [second[0].rstrip(".") + ", " + fourth[0]]
            place += 2
        else:
            yield first, second
            place += 1
