"""Stretches that nobody has settled aligned again, in a moment: what the aligner knows already is not worked out anew.

The aligner's own rows of the whole text are kept (`Realigner.reference`). Between settled rows they are the answer
wherever they fit, whatever a person has done to the rows meanwhile. The search runs only where they do not fit, because
a settled row contradicts them or a sentence was cut or edited, and at doubtful places once confirmed rows have taught
the embedder something. What it finds is remembered.
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
from aligner.languages import precedes
from aligner.protocols import AdaptableEmbedder
from aligner.review.paths import Hunk, Languages
from aligner.review.rows import Row, Segments, rows_of
from aligner.settings import AlignSettings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

Sides = tuple[Segments, Segments]
FEWEST_LEARNT, MOST_LEARNT = 20, 3_000
"""Confirmed rows from which on there is something to learn from them, and how many are learnt from at most."""
LEARN_AGAIN = 0.25
"""Share of new confirmed rows from which on it pays to learn again."""
CERTAIN, NEAR = 0.95, 1
"""Confidence from which on a row of the reference fences the search, if as many rows on either side have it too."""
WIDENED = 10
"""Certain rows on either side that are searched too where the reference does not fit: one of them may be wrong."""
CONTEXT = 200
"""Rows of the reference that are added to a small search, to measure lengths and chance matches."""
AT_ONCE = 20
"""Places that are searched at a time while nobody waits for the answer."""
MOST_WAITED_FOR = 30
"""Doubtful places that are searched with what was learnt while somebody waits; at the others the reference counts."""


@dataclass(frozen=True, slots=True)
class Part:
    """A run of segments of both sides.

    Attributes:
        sides: source and target.
        known: the reference's rows of exactly these segments; ``None`` where it has none.
        is_certain: whether it is one row of which the aligner is certain.
    """

    sides: Sides
    known: tuple[Row, ...] | None
    is_certain: bool


class Realigner:
    """Aligns again what nobody has settled.

    Attributes:
        embedder: with what confirmed rows have taught it.
        reference: the aligner's own rows of the whole text.
    """

    def __init__(self, base: Bitext, embedder: Embedder, settings: AlignSettings) -> None:
        """Take what was aligned; a text that comes without confidences is aligned, which takes its time.

        Args:
            base: what is reviewed.
            embedder: compares texts.
            settings: of the search.
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
        self._found: dict[Sides, tuple[Row, ...]] = {}
        self._learnt = 0
        self._preparing: tuple[Sequence[Row], list[Part], list[int]] = ((), [], [])

    def realigned(self, rows: Sequence[Row], start: int, end: int) -> list[Hunk]:
        """Return what aligning the unsettled rows of a range again would change; nothing where it agrees.

        Args:
            rows: all rows.
            start: the first row of the range.
            end: the row behind the last; settled rows within the range stay and bound what is aligned.
        """
        stretches = list(_stretches(rows, start, end))
        divided = [self._parts(rows[each.start : each.stop]) for each in stretches]
        parts = [part for some in divided for part in some]
        places = [number for number, part in enumerate(parts) if self._is_open(part)]
        doubtful = [number for number in places if parts[number].known is not None]
        self._search(parts, sorted({*places} - {*doubtful[MOST_WAITED_FOR:]}))
        hunks: list[Hunk] = []
        for stretch, some in zip(stretches, divided, strict=True):
            hunks += _differences(rows, stretch, [row for part in some for row in self._answer(part)])
        return hunks

    def prepare(self, rows: Sequence[Row]) -> bool:
        """Do a part of what `realigned` would have to do, and tell whether anything is left: for idle moments.

        Args:
            rows: all rows; the same object as before goes on where the last call stopped.
        """
        if self._preparing[0] is not rows:
            self._learn(rows)
            stretches = _stretches(rows, 0, len(rows)) if self._learnt else ()
            parts = [part for each in stretches for part in self._parts(rows[each.start : each.stop])]
            self._preparing = rows, parts, [number for number, part in enumerate(parts) if self._is_open(part)]
        _, parts, waiting = self._preparing
        self._search(parts, waiting[:AT_ONCE])
        del waiting[:AT_ONCE]
        return bool(waiting)

    def _learn(self, rows: Sequence[Row]) -> None:
        """Adapt the embedder to what is confirmed, where there is enough of it that is new."""
        pairs = [row for row in rows if row.is_approved and not row.is_null]
        enough = self._learnt + max(FEWEST_LEARNT, int(LEARN_AGAIN * self._learnt))
        if len(pairs) < enough or not isinstance(self._plain, AdaptableEmbedder):
            return
        texts = [
            [join_segments([segment.text for segment in row.sides[place]], language) for row in pairs[-MOST_LEARNT:]]
            for place, language in enumerate(self.languages)
        ]
        if precedes(self.languages[1], self.languages[0]):
            texts = texts[::-1]
        self.embedder, self._learnt = self._plain.adapted(*texts), len(pairs)
        self._found.clear()

    def _is_open(self, part: Part) -> bool:
        """Whether the search has to say what becomes of a part."""
        if part.is_certain or part.sides in self._found or not all(part.sides):
            return False
        return part.known is None or self._learnt > 0

    def _answer(self, part: Part) -> Sequence[Row]:
        if part.sides in self._found:
            return self._found[part.sides]
        # without anything opposite there is nothing to search
        return part.known or [
            *(Row((segment,), ()) for segment in part.sides[0]),
            *(Row((), (segment,)) for segment in part.sides[1]),
        ]

    def _parts(self, rows: Sequence[Row]) -> list[Part]:
        """Divide a stretch at the rows of which the aligner is certain, as far as they fit what stands there."""
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
        done, before = (0, 0), 0
        ends = [(certain[place], spans[certain[place]]) for place in chain]
        for number, (source, target) in [*ends, (-1, (range(len(sides[0]), 0), range(len(sides[1]), 0)))]:
            between = (sides[0][done[0] : source.start], sides[1][done[1] : target.start])
            last = bisect_left(owners, number) if number >= 0 else len(owners)
            if any(between):
                parts.append(Part(between, self._known(owners[before:last], between), is_certain=False))
            if number >= 0:
                parts.append(Part(self.reference[number].sides, (self.reference[number],), is_certain=True))
                done, before = (source.stop, target.stop), last + 1
        return _widened(parts)

    def _known(self, numbers: Sequence[int], sides: Sides) -> tuple[Row, ...] | None:
        """Return some rows of the reference, if they hold exactly some segments in their order."""
        rows = tuple(self.reference[number] for number in numbers)
        held = tuple(tuple(segment for row in rows for segment in row.sides[place]) for place in (0, 1))
        return rows if held == sides else None

    def _search(self, parts: Sequence[Part], wanted: Sequence[int]) -> None:
        """Align some parts anew, with certain ones around them where they are small, and remember what comes of it."""
        if not wanted:
            return
        around = -(-CONTEXT // (2 * len(wanted)))
        chosen = set(wanted)
        for number in wanted:
            near = range(max(0, number - around), min(len(parts), number + around + 1))
            chosen.update(each for each in near if parts[each].is_certain)
        numbers = sorted(chosen)
        sizes = numpy.array([[len(side) for side in parts[number].sides] for number in numbers], numpy.int64)
        gates = [(int(row), int(column)) for row, column in numpy.cumsum(sizes, axis=0)[:-1]]
        sides = [tuple(segment for number in numbers for segment in parts[number].sides[place]) for place in (0, 1)]
        rows = iter(self._aligned(sides[0], sides[1], gates))
        for number, size in zip(numbers, sizes, strict=True):
            found: list[Row] = []
            left = size.copy()
            while left.any():
                found.append(next(rows))
                left -= [len(side) for side in found[-1].sides]
            if number in wanted:
                self._found[parts[number].sides] = tuple(found)

    def _aligned(self, source: Segments, target: Segments, gates: Sequence[tuple[int, int]]) -> Iterator[Row]:
        from threadpoolctl import threadpool_limits

        sides, languages = (source, target), self.languages
        turned = precedes(languages[1], languages[0])
        if turned:  # see aligner.alignment.align: the score has the languages in the order of their table
            sides, languages = (target, source), (languages[1], languages[0])
            gates = [(column, row) for row, column in gates]
        constraints = Constraints(gates=tuple(gates)) if gates else UNCONSTRAINED
        blocks = [numpy.array([segment.block for segment in side], numpy.int64) for side in sides]
        texts = Texts([[segment.text for segment in side] for side in sides], languages, (blocks[0], blocks[1]))
        spans = span_scorer(self.embedder, texts.sides, languages, self.settings.max_span)
        anchors = find_anchors(spans.source_units, spans.target_units)
        with threadpool_limits(1, user_api="blas"):  # products this small are slower on several threads
            beads = align_spans(
                spans, texts, self.embedder, self.settings, None, constraints=constraints, anchors=anchors
            )
        beads = calibrate(beads) if self.embedder.dimension > 1 else beads
        for bead in (each.mirrored() for each in beads) if turned else beads:
            held = [tuple(each[n] for n in ids) for each, ids in ((source, bead.source), (target, bead.target))]
            marks = [tuple(each[n] for n in ids) for each, ids in zip((source, target), bead.untranslated, strict=True)]
            yield Row(held[0], held[1], bead.score, bead.confidence, "", (marks[0], marks[1]))


def _certain(rows: Sequence[Row]) -> list[bool]:
    """Return of which rows the aligner is certain: not beside doubtful ones, since errors lie at their boundaries."""
    alone = [
        not row.status and row.confidence >= CERTAIN and not row.is_null and not any(row.untranslated) for row in rows
    ]
    return [all(alone[max(0, number - NEAR) : number + NEAR + 1]) for number in range(len(rows))]


def _span(row: Row, places: Sequence[dict[Segment, int]]) -> tuple[range, range] | None:
    """Return where the segments of a row stand in a stretch; ``None`` unless they all do, one behind the other."""
    runs = []
    for side, known in zip(row.sides, places, strict=True):
        first = known.get(side[0], -1) if side else 0
        if first < 0 or any(known.get(segment) != first + number for number, segment in enumerate(side)):
            return None
        runs.append(range(first, first + len(side)))
    return runs[0], runs[1]


def _widened(parts: Sequence[Part]) -> list[Part]:
    """Return parts, those that the reference does not know joined with certain ones around them."""
    joined: list[tuple[int, int]] = []
    for number, part in enumerate(parts):
        if part.known is None and all(part.sides):
            start, end = max(0, number - WIDENED), min(len(parts), number + WIDENED + 1)
            if joined and joined[-1][1] >= start:
                start = joined.pop()[0]
            joined.append((start, end))
    result: list[Part] = []
    done = 0
    for start, end in joined:
        some = parts[start:end]
        whole = tuple(tuple(segment for part in some for segment in part.sides[place]) for place in (0, 1))
        result += [*parts[done:start], Part((whole[0], whole[1]), None, is_certain=False)]
        done = end
    return [*result, *parts[done:]]


def _stretches(rows: Sequence[Row], start: int, end: int) -> Iterator[range]:
    """Yield the runs of rows in a range that are not settled."""
    for settled, group in groupby(range(start, end), key=lambda number: rows[number].is_settled):
        numbers = list(group)
        if not settled:
            yield range(numbers[0], numbers[-1] + 1)


def _differences(rows: Sequence[Row], stretch: range, new: Sequence[Row]) -> Iterator[Hunk]:
    """Yield where new rows of a stretch differ from the old ones, between the boundaries that both have."""
    ends = [_boundaries(part) for part in (rows[stretch.start : stretch.stop], new)]
    common = sorted(set(ends[0]) & set(ends[1]))
    places = [{boundary: number for number, boundary in enumerate(each)} for each in ends]
    for first, last in pairwise(common):
        old = range(stretch.start + places[0][first], stretch.start + places[0][last])
        fresh = list(new[places[1][first] : places[1][last]])
        if [rows[number].sides for number in old] != [row.sides for row in fresh]:
            yield old.start, len(old), fresh


def _boundaries(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """Return how many segments of both sides stand before each row, and at the end."""
    sizes = numpy.array([(0, 0), *((len(row.source), len(row.target)) for row in rows)])
    return [(int(first), int(second)) for first, second in numpy.cumsum(sizes, axis=0)]
