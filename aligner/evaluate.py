"""Beads against gold: counts per document, then strict and lax precision, recall and F1 from pooled counts.

The conventions are those of Vecalign's scorer (Thompson and Koehn, 2019), after Langlais et al. (1998):

- *strict*: a bead is right if the other side has a bead with the same segments on both sides;
- *lax*: a bead is right if it shares a source and a target segment with one bead of the other side. As in
  Vecalign, the target segments are pooled over all beads that share one of its source segments;
- *null beads* count for precision (right where gold has the same null bead, else wrong) and are dropped on
  both sides for recall; beads with two empty sides, and repetitions of a bead, do not count at all.

Counts add up, so pooling and the bootstrap are one path: sum, then divide.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner import __version__
from aligner.bitext import Bead
from aligner.errors import InputError

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Matrix = NDArray[numpy.float64]

RESAMPLES = 1000
SEED = 12345
CONFIDENCE = 0.95
FEWEST_DOCUMENTS = 5
"""With fewer documents than this, blocks of beads are resampled instead of documents."""
BLOCK = 5
"""Fewest gold beads in a block: a wrong boundary spoils its neighbour too, so beads do not err independently."""
MOST_BLOCKS = 1000
"""More blocks per document than this make the interval no better, only slower."""

Key = tuple[tuple[int, ...], tuple[int, ...]]
_WRONG, _LAX, _STRICT = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Counts:
    """What was counted in one document, or in several pooled.

    Attributes:
        test: test beads, null beads included.
        test_strict: those that are strictly right.
        test_lax: those that are at least laxly right.
        gold: gold beads, null beads dropped.
        gold_strict: those that the test has too.
        gold_lax: those that the test has at least in part.
        beads: gold beads, null beads included (for the signature; no ratio uses it).
    """

    test: int = 0
    test_strict: int = 0
    test_lax: int = 0
    gold: int = 0
    gold_strict: int = 0
    gold_lax: int = 0
    beads: int = 0


@dataclass(frozen=True, slots=True)
class Ratios:
    """Precision, recall and F1, each 0 to 1; 0 where there is nothing to divide by."""

    precision: float
    recall: float
    f1: float


@dataclass(frozen=True, slots=True)
class Scores:
    """The ratios under both ways of matching."""

    strict: Ratios
    lax: Ratios


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """One pair of files: their names, counts, scores, and what is odd about them."""

    gold: str
    test: str
    counts: Counts
    scores: Scores
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """All pairs of files, and the scores of their pooled counts.

    Attributes:
        documents: one row a pair of files.
        counts: pooled.
        scores: of the pooled counts.
        low: lower ends of the 95 % bootstrap intervals of the pooled scores.
        high: upper ends.
        signature: what must be equal for two reports to be comparable.
    """

    documents: tuple[DocumentReport, ...]
    counts: Counts
    scores: Scores
    low: Scores
    high: Scores
    signature: str

    @property
    def warnings(self) -> tuple[str, ...]:
        """The warnings of all documents, each with the name of its test file."""
        return tuple(f"{document.test}: {text}" for document in self.documents for text in document.warnings)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "signature": self.signature,
            "confidence": CONFIDENCE,
            "pooled": {"counts": asdict(self.counts), "scores": asdict(self.scores)},
            "low": asdict(self.low),
            "high": asdict(self.high),
            "documents": [{**asdict(document), "warnings": list(document.warnings)} for document in self.documents],
        }


def evaluate(gold: Sequence[Bead], test: Sequence[Bead]) -> Counts:
    """Count the beads of one document that are right."""
    return _Comparison(gold, test).counts()


def pool(counts: Iterable[Counts]) -> Counts:
    """Add up the counts of several documents."""
    return Counts(*(sum(column) for column in zip(*map(astuple, counts), strict=True)))


def score(counts: Counts) -> Scores:
    """Divide: precision and recall, strict and lax, and F1, their harmonic mean."""
    import numpy

    return _scores(_ratios(numpy.array(astuple(counts), dtype=numpy.float64)))


def odd(gold: Sequence[Bead], test: Sequence[Bead]) -> tuple[str, ...]:
    """Return one-line warnings on beads that do not fit together; none for two sound files of one document."""
    found = [*_repeated("gold", gold), *_repeated("test", test)]
    gold_ends, test_ends = (_ends(beads) for beads in (gold, test))
    if gold_ends != test_ends and gold_ends == test_ends[::-1]:
        found.append("source and target look exchanged between gold and test")
        return tuple(found)
    for side, gold_end, test_end in zip(("source", "target"), gold_ends, test_ends, strict=True):
        if gold_end != test_end:
            ends = f"the last {side} segment is {test_end} in the test and {gold_end} in the gold"
            found.append(f"{ends}: is it the same document, segmented alike?")
    return tuple(found)


def evaluate_beads(
    documents: Sequence[tuple[str, str, Sequence[Bead], Sequence[Bead]]],
    *,
    resamples: int = RESAMPLES,
    seed: int = SEED,
) -> Report:
    """Evaluate documents that have been read.

    Args:
        documents: name of the gold, name of the test, gold beads, test beads.
        resamples: how often to draw for the intervals.
        seed: of the draws. The draws depend on nothing but the seed and the gold, so two systems that are
            evaluated on the same gold are drawn alike and their intervals can be compared.
    """
    import numpy

    comparisons = [_Comparison(gold, test) for _, _, gold, test in documents]
    counts = [comparison.counts() for comparison in comparisons]
    by_document = len(documents) >= FEWEST_DOCUMENTS
    if by_document:
        units = numpy.array([astuple(each) for each in counts], dtype=numpy.float64)
    else:
        units = numpy.concatenate([numpy.zeros((0, 7)), *(comparison.blocks() for comparison in comparisons)])
    low, high = _interval(units, resamples, seed)
    pooled = pool(counts)
    unit = "document" if by_document else "block"
    return Report(
        tuple(
            DocumentReport(gold_name, test_name, each, score(each), odd(gold, test))
            for (gold_name, test_name, gold, test), each in zip(documents, counts, strict=True)
        ),
        pooled,
        score(pooled),
        low,
        high,
        f"beads:{pooled.beads}|docs:{len(documents)}|null:precision-only|boot:{resamples}|unit:{unit}|seed:{seed}"
        f"|version:{__version__}",
    )


def evaluate_files(
    pairs: Sequence[tuple[str | Path, str | Path]], *, resamples: int = RESAMPLES, seed: int = SEED
) -> Report:
    """Evaluate pairs of files; see `evaluate_beads`.

    Args:
        pairs: gold and test, in any format that numbers its segments (see `aligner.formats.read_beads`).
        resamples: how often to draw for the intervals.
        seed: of the draws.

    Raises:
        InputError: a file is missing or damaged, or a gold file holds no beads.
        UsageError: a file's format does not number its segments.
    """
    from aligner.formats import read_beads

    documents = []
    for gold_path, test_path in pairs:
        gold = read_beads(gold_path)
        if not gold:
            raise InputError("the gold holds no beads: name a file with one bead a line", path=str(gold_path))
        documents.append((str(gold_path), str(test_path), gold, read_beads(test_path)))
    return evaluate_beads(documents, resamples=resamples, seed=seed)


class _Comparison:
    """Gold and test of one document, each bead judged once."""

    def __init__(self, gold: Sequence[Bead], test: Sequence[Bead]) -> None:
        # Dictionaries drop repetitions and keep the order.
        self.gold = dict.fromkeys((bead.source, bead.target) for bead in gold if bead.source or bead.target)
        self.test = dict.fromkeys((bead.source, bead.target) for bead in test if bead.source or bead.target)
        self.gold_judged = _judged(self.gold, self.test)
        self.test_judged = _judged(self.test, self.gold)

    def counts(self) -> Counts:
        """Return the counts of the whole document."""
        full = [judged for bead, judged in zip(self.gold, self.gold_judged, strict=True) if all(bead)]
        return Counts(
            test=len(self.test),
            test_strict=self.test_judged.count(_STRICT),
            test_lax=len(self.test) - self.test_judged.count(_WRONG),
            gold=len(full),
            gold_strict=full.count(_STRICT),
            gold_lax=len(full) - full.count(_WRONG),
            beads=len(self.gold),
        )

    def blocks(self) -> Matrix:
        """Return the same counts for consecutive stretches of the document, shape (blocks, 7); they add up.

        The document is cut along the gold alone, so that every system is cut alike.
        """
        import numpy

        gold_places, test_places = numpy.array(_places(self.gold)), numpy.array(_places(self.test))
        size = max(BLOCK, -(-len(self.gold) // MOST_BLOCKS))
        cuts = numpy.unique(numpy.sort(gold_places)[size::size])
        gold_blocks = numpy.searchsorted(cuts, gold_places, side="right")
        test_blocks = numpy.searchsorted(cuts, test_places, side="right")
        full = numpy.array([all(bead) for bead in self.gold], dtype=bool)
        gold_judged, test_judged = numpy.array(self.gold_judged), numpy.array(self.test_judged)
        columns = (
            test_blocks,
            test_blocks[test_judged == _STRICT],
            test_blocks[test_judged != _WRONG],
            gold_blocks[full],
            gold_blocks[full & (gold_judged == _STRICT)],
            gold_blocks[full & (gold_judged != _WRONG)],
            gold_blocks,
        )
        counted = [numpy.bincount(column, minlength=len(cuts) + 1) for column in columns]
        return numpy.stack(counted, axis=1).astype(numpy.float64)


def _judged(beads: Collection[Key], reference: Collection[Key]) -> list[int]:
    """Say of each bead whether the reference has it, strictly or laxly.

    A null bead of the reference shares segments with nothing, so whether it is there matters only for null beads.
    """
    targets: dict[int, tuple[int, ...]] = {}
    for source, target in reference:
        for number in source:
            known = targets.get(number)
            targets[number] = target if known is None else known + target
    return [
        _STRICT
        if bead in reference
        else _LAX
        if any(not set(bead[1]).isdisjoint(targets.get(number, ())) for number in bead[0])
        else _WRONG
        for bead in beads
    ]


def _places(beads: Iterable[Key]) -> list[int]:
    """Return where each bead stands in the source; an addition stands where the bead before it does."""
    places = []
    place = 0
    for source, _ in beads:
        place = source[0] if source else place
        places.append(place)
    return places


def _ratios(counts: Matrix) -> Matrix:
    """Return strict P, R, F1 and lax P, R, F1 from counts in the order of `Counts`, along the last axis."""
    import numpy

    def divided(above: Matrix, below: Matrix) -> Matrix:
        return numpy.divide(above, below, out=numpy.zeros_like(above), where=below > 0)

    test, test_strict, test_lax, gold, gold_strict, gold_lax, _ = numpy.moveaxis(counts, -1, 0)
    columns = []
    for right, found in ((test_strict, gold_strict), (test_lax, gold_lax)):
        precision, recall = divided(right, test), divided(found, gold)
        columns += [precision, recall, divided(2 * precision * recall, precision + recall)]
    return numpy.stack(columns, axis=-1)


def _scores(ratios: Matrix) -> Scores:
    values = ratios.tolist()
    return Scores(Ratios(*values[:3]), Ratios(*values[3:]))


def _interval(units: Matrix, resamples: int, seed: int) -> tuple[Scores, Scores]:
    """Return both ends of the percentile bootstrap intervals (Efron, 1979) over units of shape (units, 7)."""
    import numpy

    number = len(units)
    if not number or resamples < 1:
        point = _scores(_ratios(units.sum(axis=0)))
        return point, point
    generator = numpy.random.default_rng(seed)
    draws = (numpy.bincount(generator.integers(number, size=number), minlength=number) for _ in range(resamples))
    ratios = _ratios(numpy.stack([draw @ units for draw in draws]))
    outside = (1 - CONFIDENCE) / 2
    low, high = numpy.quantile(ratios, [outside, 1 - outside], axis=0)
    return _scores(low), _scores(high)


def _ends(beads: Sequence[Bead]) -> tuple[int, int]:
    """Return the highest segment number of each side, -1 where there is none."""
    return (
        max((bead.source[-1] for bead in beads if bead.source), default=-1),
        max((bead.target[-1] for bead in beads if bead.target), default=-1),
    )


def _repeated(name: str, beads: Sequence[Bead]) -> list[str]:
    """Return a warning for each side on which a segment stands in more than one bead."""
    found = []
    for side in ("source", "target"):
        ids = [number for bead in beads for number in getattr(bead, side)]
        if len(ids) > len(set(ids)):
            number, times = max(Counter(ids).items(), key=lambda item: item[1])
            found.append(f"{name}: {side} segment {number} stands in {times} beads, and it may not be the only one")
    return found
