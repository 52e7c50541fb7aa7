"""Gold sentences -> paragraphs of both languages that say the same."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from aligner.bitext import Bead, Language
from aligner.formats import read_beads
from benchmarks.evaluation_sets import SHARED, EvaluationDocument, EvaluationSet, evaluation_sets, shared_set

_MOST_SENTENCES = 400
_MOST_DOCUMENTS = 4
_ENDS = {"en": ".!?\"')”’", "zh": "。！？…”’」』）；.!?"}
_SENTENCES_A_PARAGRAPH = (2, 6)


@dataclass(frozen=True)
class GoldText:
    """One document of a set, in paragraphs.

    Attributes:
        name: of the set and the document.
        paragraphs: sentences of each paragraph, by language; paragraph ``n`` of one translates that of the other.
        pairs: the gold pairs as texts, Chinese first.
    """

    name: str
    paragraphs: dict[Language, list[list[str]]]
    pairs: list[tuple[str, str]]


def layout_sets() -> list[EvaluationSet]:
    """Return the sets that are laid out: literary chapters, academic prose and the project's sample."""
    sets = [each for each in evaluation_sets() if each.name != "bible-dev"]
    return [shared_set("academic", "academic prose", SHARED), *sets]


def texts_of(each: EvaluationSet, seed: int) -> Iterator[GoldText]:
    """Yield the first documents of a set, up to some hundred sentences of each."""
    for number, document in enumerate(each.documents[:_MOST_DOCUMENTS]):
        yield _text(document, f"{each.name}-{number}", random.Random(seed))


def _text(document: EvaluationDocument, name: str, rng: random.Random) -> GoldText:
    first, second = (path.read_text("utf-8").rstrip("\n").split("\n") for path in (document.source, document.target))
    beads = read_beads(document.gold)
    if document.source_language == "en":
        first, second = second, first
        beads = [bead.mirrored() for bead in beads]
    beads = [bead for bead in beads if max((*bead.source, 0)) < _MOST_SENTENCES]
    paragraphs: dict[Language, list[list[str]]] = {"zh": [], "en": []}
    for chinese, english in _grouped(beads, first, second, rng):
        paragraphs["zh"].append([first[number] for number in sorted(chinese)])
        paragraphs["en"].append([second[number] for number in sorted(english)])
    pairs = [
        ("".join(first[number] for number in bead.source), " ".join(second[number] for number in bead.target))
        for bead in beads
        if not bead.is_null
    ]
    return GoldText(name, paragraphs, pairs)


def _grouped(
    beads: list[Bead], chinese: list[str], english: list[str], rng: random.Random
) -> Iterator[tuple[list[int], list[int]]]:
    """Yield the sentences of each paragraph; one without an end mark stands alone, as headings do."""
    current: tuple[list[int], list[int]] = [], []
    for bead in beads:
        is_heading = not bead.is_null and not (
            chinese[bead.source[-1]].rstrip()[-1:] in _ENDS["zh"]
            and english[bead.target[-1]].rstrip()[-1:] in _ENDS["en"]
        )
        if is_heading and current[0] and current[1]:
            yield current
            current = [], []
        current[0].extend(bead.source)
        current[1].extend(bead.target)
        is_long = len(current[0]) >= rng.randint(*_SENTENCES_A_PARAGRAPH)
        if (is_heading or is_long) and current[0] and current[1]:
            yield current
            current = [], []
    if current[0] or current[1]:
        yield current
