"""Align the unsettled rows again. Earlier results of the aligner are reused, so that this takes little time.

A row is settled if a person has confirmed or rejected it. The reference is the alignment of the whole
text before any change by a person. Between settled rows, the result is the reference wherever it fits,
even if a person has changed rows there. The search runs only where the reference does not fit: where a
settled row contradicts it, or where a sentence was cut or edited. After the embedder has been adapted
to confirmed rows, the search also runs where the confidence is low. Its results are cached.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

import numpy

from aligner.alignment.align import UNCONSTRAINED, Texts, align_segments, align_spans, span_scorer
from aligner.alignment.anchors import find_anchors
from aligner.alignment.calibration import calibrate
from aligner.alignment.chains import heaviest_chain
from aligner.alignment.constraints import Constraints
from aligner.bitext import Bitext, Segment, join_segments
from aligner.cores import one_blas_thread
from aligner.languages import precedes
from aligner.protocols import AdaptableEmbedder
from aligner.review.paths import Hunk, Languages
from aligner.review.rows import Row, Segments, rows_of
from aligner.settings import AlignSettings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

Sides = tuple[Segments, Segments]
MIN_ADAPTATION_ROWS = 20
"""Minimum number of confirmed rows for adapting the embedder."""
MAX_ADAPTATION_ROWS = 3_000
"""Number of confirmed rows, the last ones, to which the embedder adapts."""
NEW_ROWS_SHARE = 0.25
"""The embedder adapts again when the number of confirmed rows has grown by this share."""
CERTAIN_MIN_CONFIDENCE = 0.95
"""A row of the reference bounds the search if it and its neighbours have at least this confidence."""
CERTAIN_NEIGHBOURS = 1
"""Number of rows on each side that must be certain as well."""
WIDENING_ROWS = 10
"""Number of certain rows on each side that are searched too if the reference does not fit: one may be wrong."""
CONTEXT_ROWS = 200
"""Number of rows of the reference that are added to a small search to measure lengths and chance matches."""
IDLE_BATCH = 20
"""Number of places that are searched at a time while the user is idle."""
MAX_UNSURE_PLACES = 30
"""Number of unsure places that are searched with the adapted embedder while the user waits; the others keep the
reference's rows."""


@dataclass(frozen=True, slots=True)
class Part:
    """Consecutive segments of both sides that are aligned separately from the text before and after them.

    Attributes:
        sides: source and target segments.
        reference: the aligner's earlier rows with exactly these segments; ``None`` if there are none.
        is_certain: whether the part is a single row of high confidence, so that it need not be aligned
            again.
    """

    sides: Sides
    reference: tuple[Row, ...] | None
    is_certain: bool


class Realigner:
    """Aligns the rows of a review again that no person has confirmed or rejected.

    Attributes:
        embedder: the embedder; it is adapted to confirmed rows as soon as there are enough of them.
        reference: the rows of the aligner for the whole text, before any change by a person.
    """

    def __init__(self, base: Bitext, embedder: Embedder, settings: AlignSettings) -> None:
        """Store the rows of ``base`` as the reference, with which later alignments are compared.

        If ``base`` has no confidences, it is aligned first, which may take long.

        Args:
            base: the bitext before the first operation.
            embedder: the embedder for the sentences.
            settings: settings of the search.
        """
        self.embedder = self._plain = embedder
        self.settings = settings
        self.languages: Languages = (base.source.language, base.target.language)
        if not any(bead.confidence for bead in base.beads):
            beads = align_segments(base.source, base.target, embedder, settings)
            beads = calibrate(beads) if embedder.dimension > 1 else beads
            base = Bitext(base.source, base.target, beads)
        self.reference = rows_of(base)
        self._certain = _certain(self.reference)
        self._owners: tuple[dict[Segment, int], dict[Segment, int]] = ({}, {})
        for number, row in enumerate(self.reference):
            for owners, side in zip(self._owners, row.sides, strict=True):
                owners.update((segment, number) for segment in side)
        self._results: dict[Sides, tuple[Row, ...]] = {}
        self._adapted_rows = 0
        self._preparing: tuple[Sequence[Row], list[Part], list[int]] = ((), [], [])

    def realigned(self, rows: Sequence[Row], start: int, end: int) -> list[Hunk]:
        """Align the unsettled rows of a range again, and return the changes; empty if nothing changes.

        Rows that a person has confirmed or rejected (settled rows) stay as they are. No new row crosses
        them.

        Args:
            rows: all rows.
            start: number of the first row of the range.
            end: number of the row after the last one of the range.

        Returns:
            For each change, the number of the first row, the number of rows to replace, and the new
            rows.
        """
        stretches = list(_stretches(rows, start, end))
        parts_of_stretches = [self._parts(rows[each.start : each.stop]) for each in stretches]
        parts = [part for group in parts_of_stretches for part in group]
        places = [number for number, part in enumerate(parts) if self._needs_search(part)]
        unsure = [number for number in places if parts[number].reference is not None]
        self._search(parts, sorted({*places} - {*unsure[MAX_UNSURE_PLACES:]}))
        hunks: list[Hunk] = []
        for stretch, group in zip(stretches, parts_of_stretches, strict=True):
            hunks += _differences(rows, stretch, [row for part in group for row in self._result(part)])
        return hunks

    def prepare(self, rows: Sequence[Row]) -> bool:
        """Align some parts of the text in advance while the user is idle, so that `realigned` answers faster.

        Args:
            rows: all rows; if this is the same object as in the last call, the work continues.

        Returns:
            Whether parts remain to be aligned.
        """
        if self._preparing[0] is not rows:
            self._adapt(rows)
            stretches = _stretches(rows, 0, len(rows)) if self._adapted_rows else ()
            parts = [part for each in stretches for part in self._parts(rows[each.start : each.stop])]
            self._preparing = rows, parts, [number for number, part in enumerate(parts) if self._needs_search(part)]
        _, parts, waiting = self._preparing
        self._search(parts, waiting[:IDLE_BATCH])
        del waiting[:IDLE_BATCH]
        return bool(waiting)

    def _adapt(self, rows: Sequence[Row]) -> None:
        """Adapt the embedder to the confirmed rows if there are enough new ones since the last adaptation."""
        pairs = [row for row in rows if row.is_approved and not row.is_null]
        needed = self._adapted_rows + max(MIN_ADAPTATION_ROWS, int(NEW_ROWS_SHARE * self._adapted_rows))
        if len(pairs) < needed or not isinstance(self._plain, AdaptableEmbedder):
            return
        recent = pairs[-MAX_ADAPTATION_ROWS:]
        texts = [
            [join_segments([segment.text for segment in row.sides[place]], language) for row in recent]
            for place, language in enumerate(self.languages)
        ]
        if precedes(self.languages[1], self.languages[0]):
            texts = texts[::-1]
        self.embedder, self._adapted_rows = self._plain.adapted(*texts), len(pairs)
        self._results.clear()

    def _needs_search(self, part: Part) -> bool:
        """Return whether a part must be aligned: it is not certain, has text on both sides and no valid result yet."""
        if part.is_certain or part.sides in self._results or not all(part.sides):
            return False
        return part.reference is None or self._adapted_rows > 0

    def _result(self, part: Part) -> Sequence[Row]:
        if part.sides in self._results:
            return self._results[part.sides]
        # a part with one empty side and no reference: each segment becomes a null row
        return part.reference or [
            *(Row((segment,), ()) for segment in part.sides[0]),
            *(Row((), (segment,)) for segment in part.sides[1]),
        ]

    def _parts(self, rows: Sequence[Row]) -> list[Part]:
        """Divide consecutive rows into parts that can be aligned separately.

        The boundaries are rows of the reference (the aligner's first alignment) with high confidence
        whose segments are all among those of the given rows.
        """
        sides = tuple(tuple(segment for row in rows for segment in row.sides[place]) for place in (0, 1))
        places = [{segment: number for number, segment in enumerate(side)} for side in sides]
        owners = sorted({owner[segment] for side, owner in zip(sides, self._owners, strict=True)
                         for segment in side if segment in owner})  # fmt: skip
        spans = {number: span for number in owners if (span := _span(self.reference[number], places)) is not None}
        certain = [number for number in spans if self._certain[number]]
        corners = numpy.array([[run.start for run in spans[number]] for number in certain], numpy.int64).reshape(-1, 2)
        order = corners[:, 0].argsort(kind="stable")
        chain = order[heaviest_chain(corners[order], numpy.ones(len(order)))].tolist()
        parts: list[Part] = []
        previous, before = (0, 0), 0
        ends = [(certain[place], spans[certain[place]]) for place in chain]
        for number, (source, target) in [*ends, (-1, (range(len(sides[0]), 0), range(len(sides[1]), 0)))]:
            between = (sides[0][previous[0] : source.start], sides[1][previous[1] : target.start])
            last = bisect_left(owners, number) if number >= 0 else len(owners)
            if any(between):
                parts.append(Part(between, self._reference_rows(owners[before:last], between), is_certain=False))
            if number >= 0:
                parts.append(Part(self.reference[number].sides, (self.reference[number],), is_certain=True))
                previous, before = (source.stop, target.stop), last + 1
        return _widened(parts)

    def _reference_rows(self, numbers: Sequence[int], sides: Sides) -> tuple[Row, ...] | None:
        """Return the rows of the aligner's first alignment with the given numbers, if they fit.

        The result is ``None`` unless these rows have exactly the segments ``sides``, in the same order.
        """
        rows = tuple(self.reference[number] for number in numbers)
        segments = tuple(tuple(segment for row in rows for segment in row.sides[place]) for place in (0, 1))
        return rows if segments == sides else None

    def _search(self, parts: Sequence[Part], searched: Sequence[int]) -> None:
        """Align the chosen parts of a text again, and cache their new rows.

        Neighbouring parts of high confidence are aligned together with them as context, because lengths
        and chance matches cannot be estimated from a few segments.

        Args:
            parts: all parts.
            searched: numbers of the parts to align.
        """
        if not searched:
            return
        around = -(-CONTEXT_ROWS // (2 * len(searched)))
        included = set(searched)
        for number in searched:
            near = range(max(0, number - around), min(len(parts), number + around + 1))
            included.update(each for each in near if parts[each].is_certain)
        numbers = sorted(included)
        sizes = numpy.array([[len(side) for side in parts[number].sides] for number in numbers], numpy.int64)
        gates = [(int(row), int(column)) for row, column in numpy.cumsum(sizes, axis=0)[:-1]]
        sides = [tuple(segment for number in numbers for segment in parts[number].sides[place]) for place in (0, 1)]
        rows = iter(self._aligned(sides[0], sides[1], gates))
        for number, size in zip(numbers, sizes, strict=True):
            part_rows: list[Row] = []
            remaining = size.copy()
            while remaining.any():
                part_rows.append(next(rows))
                remaining -= [len(side) for side in part_rows[-1].sides]
            if number in searched:
                self._results[parts[number].sides] = tuple(part_rows)

    def _aligned(self, source: Segments, target: Segments, gates: Sequence[tuple[int, int]]) -> Iterator[Row]:
        sides, languages = (source, target), self.languages
        turned = precedes(languages[1], languages[0])
        if turned:  # the weights of the score assume the languages in the order of their table
            sides, languages = (target, source), (languages[1], languages[0])
            gates = [(column, row) for row, column in gates]
        constraints = Constraints(gates=tuple(gates)) if gates else UNCONSTRAINED
        blocks = [numpy.array([segment.block for segment in side], numpy.int64) for side in sides]
        texts = Texts([[segment.text for segment in side] for side in sides], languages, (blocks[0], blocks[1]))
        spans = span_scorer(self.embedder, texts.sides, languages, self.settings.max_span)
        anchors = find_anchors(spans.source_units, spans.target_units)
        with one_blas_thread():
            beads = align_spans(
                spans, texts, self.embedder, self.settings, None, constraints=constraints, anchors=anchors
            )
        beads = calibrate(beads) if self.embedder.dimension > 1 else beads
        for bead in (each.mirrored() for each in beads) if turned else beads:
            marks = [tuple(each[n] for n in ids) for each, ids in zip((source, target), bead.untranslated, strict=True)]
            yield Row(
                tuple(source[number] for number in bead.source),
                tuple(target[number] for number in bead.target),
                bead.score,
                bead.confidence,
                "",
                (marks[0], marks[1]),
            )


def _certain(rows: Sequence[Row]) -> list[bool]:
    """Return for each row of the aligner whether it is certain: it and its neighbours have high confidence.

    The neighbours count because errors are frequent at the boundary of an uncertain row.
    """
    confident = [
        not row.status and row.confidence >= CERTAIN_MIN_CONFIDENCE and not row.is_null and not any(row.untranslated)
        for row in rows
    ]
    return [
        all(confident[max(0, number - CERTAIN_NEIGHBOURS) : number + CERTAIN_NEIGHBOURS + 1])
        for number in range(len(rows))
    ]


def _span(row: Row, places: Sequence[dict[Segment, int]]) -> tuple[range, range] | None:
    """Return the positions of a row's source and target segments in two runs of segments, as ranges.

    The result is ``None`` unless the runs contain all the segments of the row, next to each other.

    Args:
        row: the row.
        places: for each side, the position of each segment in the run.
    """
    runs = []
    for side, place_of_segment in zip(row.sides, places, strict=True):
        first = place_of_segment.get(side[0], -1) if side else 0
        if first < 0 or any(place_of_segment.get(segment) != first + number for number, segment in enumerate(side)):
            return None
        runs.append(range(first, first + len(side)))
    return runs[0], runs[1]


def _widened(parts: Sequence[Part]) -> list[Part]:
    """Join each part that the reference does not fit with `WIDENING_ROWS` parts before and after it.

    The search then also covers the neighbouring rows of the reference, which may be wrong too.
    """
    joined: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        if part.reference is None and all(part.sides):
            start, end = max(0, number - WIDENING_ROWS), min(len(parts), number + WIDENING_ROWS + 1)
            if joined and joined[-1][1] >= start:
                start = joined.pop()[0]
            joined.append((start, end))
    result: list[Part] = []
    previous = 0
    for start, end in joined:
        sides = tuple(tuple(segment for part in parts[start:end] for segment in part.sides[place]) for place in (0, 1))
        result += [*parts[previous:start], Part((sides[0], sides[1]), None, is_certain=False)]
        previous = end
    return [*result, *parts[previous:]]


def _stretches(rows: Sequence[Row], start: int, end: int) -> Iterator[range]:
    """Yield the runs of consecutive rows in a range that no person has confirmed or rejected."""
    for settled, group in groupby(range(start, end), key=lambda number: rows[number].is_settled):
        numbers = list(group)
        if not settled:
            yield range(numbers[0], numbers[-1] + 1)


def _differences(rows: Sequence[Row], stretch: range, new: Sequence[Row]) -> Iterator[Hunk]:
    """Yield the differences between the old and the new rows of a stretch, each as small as possible.

    A difference is the number of the first row, the number of rows to replace, and the new rows. It
    begins and ends where an old and a new row boundary are at the same place of the text.
    """
    ends = [_boundaries(part) for part in (rows[stretch.start : stretch.stop], new)]
    common = sorted(set(ends[0]) & set(ends[1]))
    places = [{boundary: number for number, boundary in enumerate(each)} for each in ends]
    for first, last in pairwise(common):
        old = range(stretch.start + places[0][first], stretch.start + places[0][last])
        replacement = list(new[places[1][first] : places[1][last]])
        if [rows[number].sides for number in old] != [row.sides for row in replacement]:
            yield old.start, len(old), replacement


def _boundaries(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return the position of each row boundary, as the numbers of source and target segments before it.

    The first position is (0, 0), and the last one is the end of the text.
    """
    sizes = numpy.array([(0, 0), *((len(row.source), len(row.target)) for row in rows)])
    return [(int(first), int(second)) for first, second in numpy.cumsum(sizes, axis=0)]
