"""Constraints on the path: locked beads, gates, and segments that must stay unaligned.

A gate is a cell that the path must pass. Gates divide the lattice into pieces
(`aligner.alignment.pieces`), so posteriors stay exact. The cells before and after a locked bead are
gates; the bead replaces the part of the path between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy
from numpy.typing import NDArray

from aligner.alignment.scoring import Lengths, Scorer
from aligner.alignment.spans import Matrix, Shape
from aligner.bitext import Bead
from aligner.errors import UsageError
from aligner.interface import _

LOCKED = "locked"
Gate = tuple[int, int]
Flags = NDArray[numpy.bool_]


@dataclass(frozen=True, slots=True)
class Constraints:
    """Constraints on a path.

    Attributes:
        locked: beads that the alignment must contain, in order; both sides have consecutive segments.
        gates: cells that the path must pass, in order, as numbers of source and target segments
            consumed.
        barred_source: source segments that no bead with two sides may contain.
        barred_target: target segments that no bead with two sides may contain.
    """

    locked: tuple[Bead, ...] = ()
    gates: tuple[Gate, ...] = ()
    barred_source: frozenset[int] = frozenset()
    barred_target: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.locked or self.gates or self.barred_source or self.barred_target)

    def mirrored(self) -> Constraints:
        """Return the constraints with source and target exchanged."""
        return Constraints(
            tuple(bead.mirrored() for bead in self.locked),
            tuple((column, row) for row, column in self.gates),
            self.barred_target,
            self.barred_source,
        )

    def all_gates(self) -> tuple[Gate, ...]:
        """Return the cells that the path must pass, in order: the gates, and the ends of each locked bead."""
        ends = [gate for bead in self.locked for gate in ends_of(bead)]
        return tuple(sorted({*self.gates, *ends}))

    def check(self, source_count: int, target_count: int) -> None:
        """Check that a path can satisfy all constraints.

        Raises:
            UsageError: a bead or a gate is out of range, or contradicts another one.
        """
        for bead in self.locked:
            self._check_bead(bead, source_count, target_count)
        for first, second in pairwise(self.locked):
            if not (first.source[-1] < second.source[0] and first.target[-1] < second.target[0]):
                raise UsageError(
                    _(
                        "the pairs {first} and {second} cross or overlap, so both cannot hold: remove one",
                        first=_shown(first),
                        second=_shown(second),
                    )
                )
        for row, column in self.gates:
            if not (0 <= row <= source_count and 0 <= column <= target_count):
                raise UsageError(
                    _(
                        "the gate ({row}, {column}) lies outside of {source_count} x {target_count} segments: remove "
                        "it",
                        row=row,
                        column=column,
                        source_count=source_count,
                        target_count=target_count,
                    )
                )
            for bead in self._around(row, column):
                (top, left), (bottom, right) = ends_of(bead)
                if top < row < bottom or left < column < right:
                    raise UsageError(
                        _(
                            "the gate ({row}, {column}) cuts the locked pair {bead}: remove one",
                            row=row,
                            column=column,
                            bead=_shown(bead),
                        )
                    )
        for (row, column), (other_row, other_column) in pairwise(self.all_gates()):
            if other_column < column:
                raise UsageError(
                    _(
                        "the gates ({row}, {column}) and ({other_row}, {other_column}) cross, so both cannot hold: "
                        "remove one",
                        row=row,
                        column=column,
                        other_row=other_row,
                        other_column=other_column,
                    )
                )

    def _around(self, row: int, column: int) -> tuple[Bead, ...]:
        """Return the locked beads that a gate, a cell that the path must pass, could divide.

        On each side, this is the last bead that starts before the gate.
        """
        places = (
            bisect_left(self.locked, row, key=lambda bead: bead.source[0]) - 1,
            bisect_left(self.locked, column, key=lambda bead: bead.target[0]) - 1,
        )
        return tuple(self.locked[place] for place in places if place >= 0)

    def _check_bead(self, bead: Bead, source_count: int, target_count: int) -> None:
        shown = _shown(bead)
        for numbers, count, side in ((bead.source, source_count, "source"), (bead.target, target_count, "target")):
            if not numbers:
                raise UsageError(_("the locked pair {shown} has an empty side: bar the segment instead", shown=shown))
            if numbers[0] < 0 or numbers[-1] >= count:
                raise UsageError(
                    _(
                        "the locked pair {shown} names a {side} segment that does not exist: there are {count}",
                        shown=shown,
                        side=_(side),
                        count=count,
                    )
                )
            if list(numbers) != list(range(numbers[0], numbers[-1] + 1)):
                raise UsageError(
                    _(
                        "the {side} segments of the locked pair {shown} do not follow each other: split it",
                        side=_(side),
                        shown=shown,
                    )
                )
        if not (self.barred_source.isdisjoint(bead.source) and self.barred_target.isdisjoint(bead.target)):
            raise UsageError(
                _("the locked pair {shown} holds a segment that is to stay alone: remove one of the two", shown=shown)
            )

    def within(self, rows: range, columns: range) -> Constraints:
        """Return the constraints for a range of each text: only the barred segments, with new numbers.

        No bead with two sides may contain a barred segment. The numbers count from the start of the range.
        """
        return Constraints(
            barred_source=frozenset(number - rows.start for number in self.barred_source if number in rows),
            barred_target=frozenset(number - columns.start for number in self.barred_target if number in columns),
        )

    def restrict(self, scorer: Scorer) -> Scorer:
        """Return a scorer that excludes beads with two sides that contain a barred segment.

        A barred segment must stay unaligned. The scorer is returned unchanged if no segment is barred.
        """
        if not (self.barred_source or self.barred_target):
            return scorer
        return ConstrainedScorer(
            scorer,
            _flags_at(self.barred_source, len(scorer.first_null)),
            _flags_at(self.barred_target, len(scorer.second_null)),
        )

    def allowed(self, anchors: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
        """Return the anchors that agree with the constraints, shape (k, 2).

        An anchor is left out if one of its segments must stay unaligned, or if only one of its two
        segments lies before a gate, a cell that the path must pass.
        """
        gates = numpy.array(self.all_gates(), numpy.int64).reshape(-1, 2)
        behind = [numpy.searchsorted(gates[:, side], anchors[:, side], side="right") for side in (0, 1)]
        barred = [
            numpy.isin(anchors[:, side], list(numbers))
            for side, numbers in enumerate((self.barred_source, self.barred_target))
        ]
        allowed: NDArray[numpy.int64] = anchors[(behind[0] == behind[1]) & ~barred[0] & ~barred[1]]
        return allowed

    def insert_locked(self, beads: Sequence[Bead]) -> tuple[Bead, ...]:
        """Return the beads of a path with the locked beads inserted.

        Beads of the path that share a segment with a locked bead are removed.
        """
        taken = {number for bead in self.locked for number in bead.source}
        taken_target = {number for bead in self.locked for number in bead.target}
        kept = (bead for bead in beads if taken.isdisjoint(bead.source) and taken_target.isdisjoint(bead.target))
        result: list[Bead] = []
        waiting = 0
        for bead in kept:
            while waiting < len(self.locked) and _before(self.locked[waiting], bead):
                result.append(self.locked[waiting])
                waiting += 1
            result.append(bead)
        return (*result, *self.locked[waiting:])


def ends_of(bead: Bead) -> tuple[Gate, Gate]:
    """Return the cells of the lattice at which a bead with two sides begins and ends.

    A cell is a number of source segments and a number of target segments that the path has
    consumed.
    """
    return (bead.source[0], bead.target[0]), (bead.source[-1] + 1, bead.target[-1] + 1)


@dataclass(frozen=True)
class ConstrainedScorer:
    """A scorer that excludes beads of barred segments; see `aligner.alignment.scoring.Scorer`.

    Attributes:
        scorer: scorer of all other beads.
        first_barred: whether each segment of the first text is barred, shape (n,).
        second_barred: whether each segment of the second text is barred, shape (m,).
    """

    scorer: Scorer
    first_barred: Flags
    second_barred: Flags

    @property
    def shapes(self) -> tuple[Shape, ...]:
        """The bead shapes with two sides; see `Scorer.shapes`."""
        return self.scorer.shapes

    @property
    def first_null(self) -> Lengths:
        """Score of each segment of the first text as a null bead, shape (n,)."""
        return self.scorer.first_null

    @property
    def second_null(self) -> Lengths:
        """Score of each segment of the second text as a null bead, shape (m,)."""
        return self.scorer.second_null

    @property
    def null_opening(self) -> float:
        """Score of opening a run of null beads, at most 0."""
        return self.scorer.null_opening

    def scores(self, rows: slice, columns: slice) -> Matrix:
        """Return the scores of beads with two sides, shape (rows, shapes, columns); see `Scorer.scores`.

        The row is the last segment of the bead in the first text, the column its last one in the second.
        """
        scores = self.scorer.scores(rows, columns)
        for number, (height, width) in enumerate(self.shapes):
            scores[_spans_with(self.first_barred, rows, height), number] = -numpy.inf
            scores[:, number, _spans_with(self.second_barred, columns, width)] = -numpy.inf
        return scores

    def nodes(self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64]) -> Matrix:
        """Return the scores of cells of the lattice, which constraints do not change; see `Scorer.nodes`."""
        return self.scorer.nodes(rows, columns)

    def path_scores(self, path: Sequence[Shape]) -> Lengths:
        """Return the score of each bead of a path, shape (len(path),); see `Scorer.path_scores`."""
        return self.scorer.path_scores(path)


def _spans_with(flags: Flags, ends: slice, size: int) -> Flags:
    """Return for each span of ``size`` segments whether one of its segments has a flag.

    ``ends`` is the range of the last segments of the spans.
    """
    last = numpy.arange(ends.start, ends.stop)
    first = numpy.maximum(last + 1 - size, 0)
    counts = numpy.concatenate([[0], numpy.cumsum(flags[first[0] : ends.stop])])
    holding: Flags = counts[last + 1 - first[0]] > counts[first - first[0]]
    return holding


def _flags_at(numbers: frozenset[int], count: int) -> Flags:
    flags = numpy.zeros(count, bool)
    flags[[number for number in numbers if 0 <= number < count]] = True
    return flags


def _before(locked: Bead, bead: Bead) -> bool:
    """Tell whether a locked bead comes before another bead of the path."""
    return locked.source[0] < bead.source[0] if bead.source else locked.target[0] < bead.target[0]


def _shown(bead: Bead) -> str:
    return f"{list(bead.source)}:{list(bead.target)}"
