"""Lists in another order: definitions by alphabet here, by strokes or pinyin there.

The path cannot cross itself, so it pairs such a list in file order. What gives the list away are segments that choose
each other: there are as many as in running text, but hardly any two neighbours have neighbours for partners. So the
stretches between runs of neighbours that do are looked at; where items choose each other densely and without any order,
they are assigned to each other one to one, and called moved. An item is a block: where it has several sentences,
these are aligned within it.

Running text stays as it is, since three out of four of its neighbours keep together. A chapter that stands elsewhere
keeps its neighbours too; it is the business of `aligner.alignment.moves`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from aligner.alignment.assignment import assigned
from aligner.alignment.constraints import Constraints
from aligner.alignment.crossing import MOVED, SIDES
from aligner.alignment.list_items import item_similarity
from aligner.alignment.packed_rows import Rows
from aligner.alignment.spans import Matrix
from aligner.bitext import Bead
from aligner.protocols import Vectors

LEAST = 6
"""Items of a list on either side, at least: the order of fewer may be chance."""
MOST = 600
"""Items of a list on either side, at most: the assignment takes half a second then, and its time grows cubically."""
MOST_UNEQUAL = 1.5
"""The longer list in lengths of the shorter one, at most."""
RUN = 5
"""Pairs that follow each other on both sides from which on they are running text. By chance a list has no such run; one
by alphabet and by pinyin may have a shorter one, for the two orders agree in part."""
STEP = 2
"""Items from one pair of a run to the next, at most, on either side."""
LEAST_CHOSEN = 0.5
"""Share of the items of the shorter list that have a partner in the other list, each choosing the other, at least."""
FEWEST_CHOSEN = 0.3
"""The same where they choose among all of the text, which may say the same elsewhere."""
MOST_IN_ORDER = 0.5
"""Share of the partners of neighbours that are neighbours in the same order, at most; in running text about 0.7."""
LEAST_MEAN = 0.5
"""Mean similarity of the items assigned to each other: stretches of free translations where many sentences choose one
out of order reach 0.41, lists of any kind 0.55 to 1.3."""
LEAST_GAIN = 0.15
"""How much more alike they are than what the path put together, for each of them on the mean."""
LEAST_SIMILARITY = 0.1
"""Similarity from which on it tells something that two items are alike."""
LIKELY = 0.5
"""Confidence from which on two items are put together."""
LOG_ODDS = (-0.7, 4.0, 11.0)
"""That two items belong together: at a similarity of 0, for 1 of it, for 1 of its lead over the best other one
(benchmarks/LOG.md, lists in another order)."""
SURE = 0.9
"""Confidence from which on two items are less of a rival to others."""
TAKEN = 0.1
"""What these are less similar to others for it; with more, items without a counterpart are put together too often."""
MOST_SURE = 4.0
"""Log odds at most: terms that two items share are not proof."""

Pairs = NDArray[numpy.int64]
AlignRun = Callable[[range, range], Sequence[Bead]]
"""Aligns two stretches of segments with each other; the beads bear the documents' segment numbers."""


@dataclass(frozen=True, slots=True)
class Side:
    """What is known of the segments of one text.

    Attributes:
        units: unit vectors, shape (n, dimension).
        texts: the segments.
        blocks: that they stand in.
    """

    units: Rows
    texts: Sequence[str]
    blocks: Sequence[int]

    def items(self) -> list[range]:
        """Return the segments of each block that has any."""
        starts = numpy.flatnonzero(numpy.diff(numpy.array(self.blocks), prepend=-1)).tolist()
        return [range(*ends) for ends in pairwise([*starts, len(self.blocks)])]


@dataclass(frozen=True, slots=True)
class Lists:
    """The items of two lists that stand in place of each other.

    Attributes:
        first: the segments of each item of the first text, in order.
        second: those of the second text.
    """

    first: Sequence[range]
    second: Sequence[range]

    @property
    def hull(self) -> tuple[range, range]:
        """All segments of both lists."""
        first, second = (
            range(side[0].start, side[-1].stop) if side else range(0) for side in (self.first, self.second)
        )
        return first, second

    def part(self, first: slice, second: slice) -> Lists:
        """Return some consecutive items of both lists."""
        return Lists(self.first[first], self.second[second])


@dataclass(frozen=True, slots=True)
class Match:
    """Two items that may belong together.

    Attributes:
        first: number of the item of the first list.
        second: of the second.
        similarity: of the two.
        confidence: that they belong together, 0 to 1.
    """

    first: int
    second: int
    similarity: float
    confidence: float


def reordered(
    beads: Sequence[Bead], pairs: Pairs, sides: tuple[Side, Side], align_run: AlignRun, constraints: Constraints
) -> tuple[Bead, ...]:
    """Return the beads with the items of lists in another order assigned to each other, which then are in no order.

    Args:
        beads: null beads included, in source order; returned as they are where there is no such list.
        pairs: segments that choose each other, in source order, shape (k, 2).
        sides: the first and the second text.
        align_run: see `AlignRun`.
        constraints: a list holds no gate and no segment that stays alone.
    """
    result = tuple(beads)
    for lists in unordered_stretches(pairs, sides):
        if not free_of(constraints, lists.hull):
            continue
        similarity = similarity_of(lists, sides)
        if not is_unordered(similarity):
            continue
        path = [bead for bead in result if touches(bead, lists.hull)]
        matches = matches_of(similarity)
        total = sum(match.similarity for match in matches)
        gain = (total - along_path(lists, path, similarity)) / len(matches)
        better = total >= LEAST_MEAN * len(matches) and gain >= LEAST_GAIN
        likely, ends = without_ends([match for match in matches if match.confidence >= LIKELY], lists)
        if better and len(likely) >= LEAST and all(bead.status in ("", MOVED) for bead in path):
            fresh = beads_of(lists, likely, align_run)
            for end in ends:
                here = [bead for bead in path if touches(bead, end.hull)]
                fresh += here if all(stays_in(bead, end.hull) for bead in here) else align_run(*end.hull)
            kept = (bead for bead in result if not touches(bead, lists.hull))
            result = (*kept, *fresh, *left_alone(path, fresh))
    return result


def unordered_stretches(pairs: Pairs, sides: tuple[Side, Side]) -> Iterator[Lists]:
    """Yield what stands between runs of items that choose neighbours, where enough items choose one in no order.

    Args:
        pairs: segments that choose each other, in source order, shape (k, 2).
        sides: the first and the second text.
    """
    if min(len(side.texts) for side in sides) < LEAST:
        return
    items = [side.items() for side in sides]
    starts = [numpy.array([item.start for item in each]) for each in items]
    chosen = numpy.stack([starts[n].searchsorted(pairs[:, n], side="right") - 1 for n in (0, 1)], axis=1)
    chosen = numpy.unique(chosen, axis=0)
    for rows, columns in between_runs(chosen, (len(items[0]), len(items[1]))):
        sizes = sorted((len(rows), len(columns)))
        if sizes[0] < LEAST or sizes[1] > min(MOST, MOST_UNEQUAL * sizes[0]):
            continue
        first, last = chosen[:, 0].searchsorted([rows.start, rows.stop])
        inside = chosen[first:last, 1]
        inside = inside[(inside >= columns.start) & (inside < columns.stop)]
        if len(inside) >= FEWEST_CHOSEN * min(len(rows), len(columns)) and in_order(inside) <= MOST_IN_ORDER:
            yield Lists(items[0][rows.start : rows.stop], items[1][columns.start : columns.stop])


def between_runs(pairs: Pairs, counts: tuple[int, int]) -> Iterator[tuple[range, range]]:
    """Yield the stretches of both sides between runs of at least `RUN` pairs that follow each other, in order.

    Args:
        pairs: of items that choose each other, in source order, shape (k, 2).
        counts: items of both sides.
    """
    steps = numpy.diff(pairs, axis=0)
    breaks = numpy.flatnonzero((steps.min(axis=1) < 0) | (steps.max(axis=1) > STEP)) + 1
    before = (-1, -1)
    for run in numpy.split(pairs, breaks) if len(pairs) else []:
        if len(numpy.unique(run[:, 0])) >= RUN:
            first, last = run[0].tolist(), run[-1].tolist()
            yield range(before[0] + 1, first[0]), range(before[1] + 1, first[1])
            before = (last[0], last[1])
    yield range(before[0] + 1, counts[0]), range(before[1] + 1, counts[1])


def in_order(partners: NDArray[numpy.int64]) -> float:
    """Return the share of neighbours whose partners are neighbours in the same order, 0 to 1."""
    steps = numpy.diff(partners)
    return float(((steps > 0) & (steps <= STEP)).mean()) if len(steps) else 1.0


def free_of(constraints: Constraints, hull: tuple[range, range]) -> bool:
    """Tell whether nothing that the path must keep to lies within a stretch."""
    rows, columns = hull
    gates = any(
        rows.start < row < rows.stop or columns.start < column < columns.stop for row, column in constraints.all_gates()
    )
    barred = constraints.barred_source.intersection(rows) or constraints.barred_target.intersection(columns)
    return not (gates or barred)


def similarity_of(lists: Lists, sides: tuple[Side, Side]) -> Matrix:
    """Return how well the items fit each other, shape (items of the first list, items of the second)."""
    texts: list[list[str]] = []
    vectors: list[Vectors] = []
    for side, items, run in zip(sides, (lists.first, lists.second), lists.hull, strict=True):
        texts.append([" ".join(side.texts[item.start : item.stop]) for item in items])
        units = side.units[run.start : run.stop]
        vectors.append(numpy.add.reduceat(units, [item.start - run.start for item in items], axis=0))
    return item_similarity(texts[0], texts[1], (vectors[0], vectors[1]))


def is_unordered(similarity: Matrix) -> bool:
    """Tell whether the items of two lists choose each other densely and without any order."""
    best, chosen = similarity.argmax(axis=1), similarity.argmax(axis=0)
    rows = numpy.flatnonzero(chosen[best] == numpy.arange(len(best)))
    return len(rows) >= max(LEAST, LEAST_CHOSEN * min(similarity.shape)) and in_order(best[rows]) <= MOST_IN_ORDER


def matches_of(similarity: Matrix) -> list[Match]:
    """Return the items assigned to each other, in order of the first list.

    What has a sure partner is less of a rival to the rest.
    """
    pairs = assigned(numpy.maximum(similarity, LEAST_SIMILARITY))
    values = similarity[pairs[:, 0], pairs[:, 1]]
    confidences = confidences_of(similarity, pairs)
    sure = pairs[confidences >= SURE]
    left = similarity.copy()
    left[sure[:, 0]] -= TAKEN
    left[:, sure[:, 1]] -= TAKEN
    confidences = numpy.where(confidences >= SURE, confidences, confidences_of(left, pairs))
    rows = zip(pairs.tolist(), values.tolist(), confidences.tolist(), strict=True)
    return [Match(first, second, value, confidence) for (first, second), value, confidence in rows]


def confidences_of(similarity: Matrix, pairs: Pairs) -> NDArray[numpy.float64]:
    """Return how probable each pair of items is by its similarity and by how far the best other one falls behind."""
    values = similarity[pairs[:, 0], pairs[:, 1]]
    others = similarity.copy()
    others[pairs[:, 0], pairs[:, 1]] = -1
    rivals = numpy.maximum(others.max(axis=1)[pairs[:, 0]], others.max(axis=0)[pairs[:, 1]])
    odds = numpy.minimum(LOG_ODDS[0] + LOG_ODDS[1] * values + LOG_ODDS[2] * (values - rivals), MOST_SURE)
    confidences: NDArray[numpy.float64] = 1 / (1 + numpy.exp(-odds.astype(numpy.float64)))
    return confidences


def along_path(lists: Lists, path: Sequence[Bead], similarity: Matrix) -> float:
    """Return the sum of the similarities of what the path put together, of each bead its most similar items."""
    places = [{n: place for place, item in enumerate(items) for n in item} for items in (lists.first, lists.second)]
    together = {
        max(((row, column) for row in rows for column in columns), key=lambda pair: float(similarity[pair]))
        for bead in path
        if (rows := {places[0][number] for number in bead.source if number in places[0]})
        and (columns := {places[1][number] for number in bead.target if number in places[1]})
    }
    return sum(float(similarity[pair]) for pair in together)


def without_ends(matches: Sequence[Match], lists: Lists) -> tuple[list[Match], tuple[Lists, Lists]]:
    """Return the matches but for those that stand in order at either end, and what stands there.

    That is running text around the list: there the path's beads stay, unless they reach into the list.
    """
    left = list(matches)
    first, last = (0, 0), (len(lists.first) - 1, len(lists.second) - 1)
    while left and (left[0].first, left[0].second) == first:
        del left[0]
        first = (first[0] + 1, first[1] + 1)
    while left and (left[-1].first, left[-1].second) == last:
        del left[-1]
        last = (last[0] - 1, last[1] - 1)
    before = lists.part(slice(first[0]), slice(first[1]))
    return left, (before, lists.part(slice(last[0] + 1, None), slice(last[1] + 1, None)))


def beads_of(lists: Lists, matches: Sequence[Match], align_run: AlignRun) -> list[Bead]:
    """Return the beads of items that belong together, in no order."""
    result: list[Bead] = []
    for match in matches:
        item, other = lists.first[match.first], lists.second[match.second]
        joined = align_run(item, other)
        if all(bead.is_null for bead in joined):
            joined = [Bead(tuple(item), tuple(other))]
        result += [replace(bead, confidence=match.confidence, status=MOVED) for bead in joined]
    return result


def stays_in(bead: Bead, hull: tuple[range, range]) -> bool:
    """Tell whether a bead holds no segment outside of a stretch."""
    return all(number in run for side, run in zip(SIDES, hull, strict=True) for number in getattr(bead, side))


def touches(bead: Bead, hull: tuple[range, range]) -> bool:
    """Tell whether a bead holds a segment of a stretch."""
    return any(number in hull[0] for number in bead.source) or any(number in hull[1] for number in bead.target)


def left_alone(path: Sequence[Bead], fresh: Sequence[Bead]) -> Iterator[Bead]:
    """Yield a null bead for each segment of the path's beads that the fresh ones do not hold."""
    held = [{number for bead in fresh for number in getattr(bead, side)} for side in SIDES]
    for bead in path:
        confidence = bead.confidence if bead.is_null else 0.0
        yield from (Bead((number,), (), 0.0, confidence) for number in bead.source if number not in held[0])
        yield from (Bead((), (number,), 0.0, confidence) for number in bead.target if number not in held[1])
