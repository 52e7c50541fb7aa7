"""Lists with their items in another order.

For example, definitions may be sorted by alphabet in one text and by strokes or pinyin in the
other.

The path is monotone, so it pairs the items of such a list by position, which is wrong. The mutual
best matches show the reordering. There are as many matches as in running text, but two neighbouring
items almost never have neighbouring partners. The program therefore examines the stretches between
runs of neighbours with neighbouring partners. If the items of a stretch have many mutual best
matches in different orders, they are assigned one to one and get the status ``moved``. An item is
a block. If it has several sentences, these are aligned inside it.

Running text does not change, because three quarters of its neighbours have neighbouring partners.
This is also true of a chapter at another place, which `aligner.alignment.moves` handles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from aligner.alignment.assignment import assign
from aligner.alignment.constraints import Constraints
from aligner.alignment.crossing import MOVED, SIDES
from aligner.alignment.list_items import item_similarity
from aligner.alignment.packed_rows import Rows
from aligner.alignment.spans import Matrix
from aligner.bitext import Bead
from aligner.protocols import Vectors

MIN_ITEMS = 6
"""Minimum number of items of a list on each side: the order of fewer may be chance."""
MAX_ITEMS = 600
"""Maximum number of items of a list on each side: the assignment takes half a second, and its time grows cubically."""
MAX_SIZE_RATIO = 1.5
"""Maximum ratio of the sizes of the two lists."""
MIN_RUN_PAIRS = 5
"""Minimum number of consecutive pairs of a run of running text. A list has no such run by chance; a list sorted by
alphabet and by pinyin may have a shorter run, because the two orders are similar."""
MAX_STEP = 2
"""Maximum number of items from one pair of a run to the next, on both sides."""
MIN_MUTUAL_SHARE = 0.5
"""Minimum share of the items of the shorter list with a mutual best match, among the items of both lists."""
MIN_MUTUAL_SHARE_IN_TEXT = 0.3
"""The same share among all segments of the text, which may contain similar segments elsewhere."""
MAX_ORDERED_SHARE = 0.5
"""Maximum share of neighbours whose partners are neighbours in the same order; in running text it is about 0.7."""
MIN_MEAN_SIMILARITY = 0.5
"""Minimum mean similarity of assigned items. Free translations with many matches out of order reach 0.41, lists of any
kind reach 0.55 to 1.3."""
MIN_MEAN_GAIN = 0.15
"""Minimum mean gain of similarity over the pairs of the path."""
MIN_SIMILARITY = 0.1
"""Minimum similarity that is evidence; lower values count as this."""
MIN_CONFIDENCE = 0.5
"""Minimum confidence of a pair of items."""
LOG_ODDS_WEIGHTS = (-0.7, 4.0, 11.0)
"""Log odds that two items belong together: constant, weight of the similarity, weight of its lead over the best other
similarity (benchmarks/LOG.md, lists in another order)."""
CERTAIN_CONFIDENCE = 0.9
"""Minimum confidence of a pair whose items are weaker rivals of other pairs."""
RIVAL_REDUCTION = 0.1
"""Reduction of the similarity of such items to others; with more, items without translation are paired too often."""
MAX_LOG_ODDS = 4.0
"""Maximum log odds: a shared term is not proof."""

Pairs = NDArray[numpy.int64]
AlignRun = Callable[[range, range], Sequence[Bead]]
"""Aligns two stretches of segments with each other; the beads bear the documents' segment numbers."""


@dataclass(frozen=True, slots=True)
class Side:
    """The segments of one text.

    Attributes:
        units: unit vectors of the segments, shape (n, dimension).
        texts: texts of the segments.
        blocks: number of the block of each segment.
    """

    units: Rows
    texts: Sequence[str]
    blocks: Sequence[int]

    def items(self) -> list[range]:
        """Return the range of segments of each block that has segments."""
        starts = numpy.flatnonzero(numpy.diff(numpy.array(self.blocks), prepend=-1)).tolist()
        return [range(*ends) for ends in pairwise([*starts, len(self.blocks)])]


@dataclass(frozen=True, slots=True)
class Lists:
    """The items of two lists that translate each other.

    Attributes:
        first: segments of each item of the first list, in order.
        second: segments of each item of the second list, in order.
    """

    first: Sequence[range]
    second: Sequence[range]

    @property
    def hull(self) -> tuple[range, range]:
        """The ranges from the first to the last segment of both lists."""
        first, second = (
            range(side[0].start, side[-1].stop) if side else range(0) for side in (self.first, self.second)
        )
        return first, second

    def part(self, first: slice, second: slice) -> Lists:
        """Return the lists with only a range of the items of each list."""
        return Lists(self.first[first], self.second[second])


@dataclass(frozen=True, slots=True)
class Match:
    """A pair of items that may translate each other.

    Attributes:
        first: number of the item in the first list.
        second: number of the item in the second list.
        similarity: similarity of the two items.
        confidence: probability that the pair is correct, 0 to 1.
    """

    first: int
    second: int
    similarity: float
    confidence: float


def assign_lists(
    beads: Sequence[Bead], pairs: Pairs, sides: tuple[Side, Side], align_run: AlignRun, constraints: Constraints
) -> tuple[Bead, ...]:
    """Return the beads after the items of reordered lists were paired; they are not sorted.

    Args:
        beads: beads in source order, including null beads; returned unchanged if there is no such
            list.
        pairs: mutual best matches of segments in source order, shape (k, 2).
        sides: the first and the second text.
        align_run: function that aligns a range of source segments with a range of target segments.
        constraints: constraints on the path; a list with a gate or a barred segment is not changed.
    """
    result = tuple(beads)
    bounds = bounds_of(result)
    for lists in unordered_stretches(pairs, sides):
        hull = lists.hull
        if not is_unconstrained(constraints, hull):
            continue
        similarity = similarity_of(lists, sides)
        if not is_unordered(similarity):
            continue
        inside = overlapping(bounds, hull)
        path = [result[number] for number in inside]
        matches = matches_of(similarity)
        total = sum(match.similarity for match in matches)
        gain = (total - along_path(lists, path, similarity)) / len(matches)
        better = total >= MIN_MEAN_SIMILARITY * len(matches) and gain >= MIN_MEAN_GAIN
        likely, ends = without_ends([match for match in matches if match.confidence >= MIN_CONFIDENCE], lists)
        if better and len(likely) >= MIN_ITEMS and all(bead.status in ("", MOVED) for bead in path):
            fresh = beads_of(lists, likely, align_run)
            for end in (end.hull for end in ends):
                here = [path[number] for number in overlapping(bounds_of(path), end)]
                fresh += here if all(stays_in(bead, end) for bead in here) else align_run(*end)
            replaced = set(inside)
            kept = (bead for number, bead in enumerate(result) if number not in replaced)
            result = (*kept, *fresh, *null_beads_of(path, fresh))
            bounds = bounds_of(result)
    return result


def unordered_stretches(pairs: Pairs, sides: tuple[Side, Side]) -> Iterator[Lists]:
    """Yield the stretches with many mutual best matches whose order differs between the two texts.

    They lie between runs of text in which the order is the same.

    Args:
        pairs: mutual best matches of segments in source order, shape (k, 2).
        sides: the first and the second text.
    """
    if min(len(side.texts) for side in sides) < MIN_ITEMS:
        return
    items = [side.items() for side in sides]
    starts = [numpy.array([item.start for item in each]) for each in items]
    chosen = numpy.stack([starts[n].searchsorted(pairs[:, n], side="right") - 1 for n in (0, 1)], axis=1)
    chosen = numpy.unique(chosen, axis=0)
    for rows, columns in between_runs(chosen, (len(items[0]), len(items[1]))):
        sizes = sorted((len(rows), len(columns)))
        if sizes[0] < MIN_ITEMS or sizes[1] > min(MAX_ITEMS, MAX_SIZE_RATIO * sizes[0]):
            continue
        first, last = chosen[:, 0].searchsorted([rows.start, rows.stop])
        inside = chosen[first:last, 1]
        inside = inside[(inside >= columns.start) & (inside < columns.stop)]
        if (
            len(inside) >= MIN_MUTUAL_SHARE_IN_TEXT * min(len(rows), len(columns))
            and ordered_share(inside) <= MAX_ORDERED_SHARE
        ):
            yield Lists(items[0][rows.start : rows.stop], items[1][columns.start : columns.stop])


def between_runs(pairs: Pairs, counts: tuple[int, int]) -> Iterator[tuple[range, range]]:
    """Yield the stretches of both sides that lie between runs of consecutive pairs, in order.

    A run has at least `MIN_RUN_PAIRS` pairs.

    Args:
        pairs: mutual best matches of items in source order, shape (k, 2).
        counts: numbers of items of both sides.
    """
    steps = numpy.diff(pairs, axis=0)
    breaks = numpy.flatnonzero((steps.min(axis=1) < 0) | (steps.max(axis=1) > MAX_STEP)) + 1
    before = (-1, -1)
    for run in numpy.split(pairs, breaks) if len(pairs) else []:
        if len(numpy.unique(run[:, 0])) >= MIN_RUN_PAIRS:
            first, last = run[0].tolist(), run[-1].tolist()
            yield range(before[0] + 1, first[0]), range(before[1] + 1, first[1])
            before = (last[0], last[1])
    yield range(before[0] + 1, counts[0]), range(before[1] + 1, counts[1])


def ordered_share(partners: NDArray[numpy.int64]) -> float:
    """Return the share of neighbouring items with neighbouring partners in the same order, 0 to 1."""
    steps = numpy.diff(partners)
    return float(((steps > 0) & (steps <= MAX_STEP)).mean()) if len(steps) else 1.0


def is_unconstrained(constraints: Constraints, hull: tuple[range, range]) -> bool:
    """Tell whether two ranges of segments, one in each text, contain no constraint on the path.

    Such constraints are a gate, which the path must pass, and a barred segment, which must stay unaligned.
    """
    rows, columns = hull
    gates = any(
        rows.start < row < rows.stop or columns.start < column < columns.stop for row, column in constraints.all_gates()
    )
    barred = constraints.barred_source.intersection(rows) or constraints.barred_target.intersection(columns)
    return not (gates or barred)


def similarity_of(lists: Lists, sides: tuple[Side, Side]) -> Matrix:
    """Return the similarity of each pair of items, shape (items of first list, items of second list)."""
    texts: list[list[str]] = []
    vectors: list[Vectors] = []
    for side, items, run in zip(sides, (lists.first, lists.second), lists.hull, strict=True):
        texts.append([" ".join(side.texts[item.start : item.stop]) for item in items])
        units = side.units[run.start : run.stop]
        vectors.append(numpy.add.reduceat(units, [item.start - run.start for item in items], axis=0))
    return item_similarity(texts[0], texts[1], (vectors[0], vectors[1]))


def is_unordered(similarity: Matrix) -> bool:
    """Tell whether the items of two lists have many mutual best matches, but in different orders."""
    best, chosen = similarity.argmax(axis=1), similarity.argmax(axis=0)
    rows = numpy.flatnonzero(chosen[best] == numpy.arange(len(best)))
    return (
        len(rows) >= max(MIN_ITEMS, MIN_MUTUAL_SHARE * min(similarity.shape))
        and ordered_share(best[rows]) <= MAX_ORDERED_SHARE
    )


def matches_of(similarity: Matrix) -> list[Match]:
    """Return the optimal one-to-one assignment of the items of two lists, in the order of the first list.

    The confidence of a pair depends on the similarity of its rival pairs; see `confidences_of`. A
    rival pair counts less if one of its items belongs to a pair of very high confidence.
    """
    pairs = assign(numpy.maximum(similarity, MIN_SIMILARITY))
    values = similarity[pairs[:, 0], pairs[:, 1]]
    confidences = confidences_of(similarity, pairs)
    sure = pairs[confidences >= CERTAIN_CONFIDENCE]
    left = similarity.copy()
    left[sure[:, 0]] -= RIVAL_REDUCTION
    left[:, sure[:, 1]] -= RIVAL_REDUCTION
    confidences = numpy.where(confidences >= CERTAIN_CONFIDENCE, confidences, confidences_of(left, pairs))
    rows = zip(pairs.tolist(), values.tolist(), confidences.tolist(), strict=True)
    return [Match(first, second, value, confidence) for (first, second), value, confidence in rows]


def confidences_of(similarity: Matrix, pairs: Pairs) -> NDArray[numpy.float64]:
    """Return the confidence of each pair of items.

    It depends on the similarity of the pair and on its lead over the best rival pair. A rival pair has
    one of the two items.
    """
    values = similarity[pairs[:, 0], pairs[:, 1]]
    others = similarity.copy()
    others[pairs[:, 0], pairs[:, 1]] = -1
    rivals = numpy.maximum(others.max(axis=1)[pairs[:, 0]], others.max(axis=0)[pairs[:, 1]])
    odds = numpy.minimum(
        LOG_ODDS_WEIGHTS[0] + LOG_ODDS_WEIGHTS[1] * values + LOG_ODDS_WEIGHTS[2] * (values - rivals), MAX_LOG_ODDS
    )
    confidences: NDArray[numpy.float64] = 1 / (1 + numpy.exp(-odds.astype(numpy.float64)))
    return confidences


def along_path(lists: Lists, path: Sequence[Bead], similarity: Matrix) -> float:
    """Return the total similarity of the items that a path pairs.

    If a bead contains several pairs of items, only the most similar pair counts.
    """
    places = [{n: place for place, item in enumerate(items) for n in item} for items in (lists.first, lists.second)]
    together = {
        max(((row, column) for row in rows for column in columns), key=lambda pair: float(similarity[pair]))
        for bead in path
        if (rows := {places[0][number] for number in bead.source if number in places[0]})
        and (columns := {places[1][number] for number in bead.target if number in places[1]})
    }
    return sum(float(similarity[pair]) for pair in together)


def without_ends(matches: Sequence[Match], lists: Lists) -> tuple[list[Match], tuple[Lists, Lists]]:
    """Return the matches without those at both ends of the lists, and the items at both ends.

    Items at an end that match in the same order are running text around the list. There, the beads
    of the path stay, unless they reach into the list.
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
    """Return the beads of the matched items, aligned inside each pair of items; they are not sorted."""
    result: list[Bead] = []
    for match in matches:
        item, other = lists.first[match.first], lists.second[match.second]
        joined = align_run(item, other)
        if all(bead.is_null for bead in joined):
            joined = [Bead(tuple(item), tuple(other))]
        result += [replace(bead, confidence=match.confidence, status=MOVED) for bead in joined]
    return result


def stays_in(bead: Bead, hull: tuple[range, range]) -> bool:
    """Tell whether all segments of a bead are inside a range of source and a range of target segments."""
    return all(number in run for side, run in zip(SIDES, hull, strict=True) for number in getattr(bead, side))


def bounds_of(beads: Sequence[Bead]) -> NDArray[numpy.int64]:
    """Return the first and the last segment (exclusive) of each bead, source then target, shape (beads, 4).

    The values of a side without segments are 0.
    """
    bounds = [
        (
            *((bead.source[0], bead.source[-1] + 1) if bead.source else (0, 0)),
            *((bead.target[0], bead.target[-1] + 1) if bead.target else (0, 0)),
        )
        for bead in beads
    ]
    return numpy.array(bounds, numpy.int64).reshape(-1, 4)


def overlapping(bounds: NDArray[numpy.int64], hull: tuple[range, range]) -> list[int]:
    """Return the numbers of the beads that have a segment inside a stretch.

    Args:
        bounds: result of `bounds_of`.
        hull: the ranges of the segments of the stretch in both texts.
    """
    # The segments of a bead are consecutive on each side.
    touches = [
        (bounds[:, 2 * side] < run.stop) & (bounds[:, 2 * side + 1] > run.start) for side, run in enumerate(hull)
    ]
    numbers: list[int] = numpy.flatnonzero(touches[0] | touches[1]).tolist()
    return numbers


def null_beads_of(path: Sequence[Bead], fresh: Sequence[Bead]) -> Iterator[Bead]:
    """Yield a null bead for each segment that is in a bead of the path but in no new bead."""
    held = [{number for bead in fresh for number in getattr(bead, side)} for side in SIDES]
    for bead in path:
        confidence = bead.confidence if bead.is_null else 0.0
        yield from (Bead((number,), (), 0.0, confidence) for number in bead.source if number not in held[0])
        yield from (Bead((), (number,), 0.0, confidence) for number in bead.target if number not in held[1])
