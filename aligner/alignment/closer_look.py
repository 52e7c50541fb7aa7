"""The closer look: where the path is in doubt, words are compared instead of sums of words.

Beads that are as good as certain stay and fence the stretches between them. These are small, so that every word of one
side can be compared with every word of the other (`aligner.alignment.word_matches`), with what the document itself has
taught (`aligner.alignment.own_words`), and the best path through each is searched again. Ordinary documents are sure of
most of their beads and pay little.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy
from numpy.typing import NDArray

from aligner.alignment.constraints import Constraints
from aligner.alignment.corridor import full_corridor
from aligner.alignment.dynamic_program import solve_pieces
from aligner.alignment.name_matches import with_names
from aligner.alignment.own_words import own_embedder
from aligner.alignment.pieces import Gate, Piece
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.alignment.word_matches import WordMatches, background_of
from aligner.protocols import TokenEmbedder

SURE = 0.95
"""Posterior from which on a bead with two sides stays as it is."""
FAIRLY_SURE = 0.8
"""Posterior from which on it stays where it divides what would be too much to search as a whole."""
LARGE = 400
"""Pairs of segments from which on a stretch is divided at its surest beads: the search grows with its square."""
MUCH = 0.2
"""Share of the segments in beads less than fairly sure from which on it pays to learn from the rest."""
MOST_CELLS = 5_000
"""Pairs of segments of a stretch, at most: where so much is in doubt, the texts are no translations of each other."""
TOGETHER = 200_000
"""Pairs of segments measured at a time, some 20 MB."""
Posteriors = NDArray[numpy.float64]


@dataclass(frozen=True)
class Doubtful:
    """Beads between two sure ones.

    Attributes:
        beads: their numbers in the path.
        rows: source segments.
        columns: target segments.
    """

    beads: range
    rows: range
    columns: range

    @property
    def cells(self) -> int:
        """Pairs of segments."""
        return len(self.rows) * len(self.columns)


@dataclass(frozen=True)
class Look:
    """What a closer look found.

    Attributes:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        scorer: with the vectors that the document has taught, if it has; it measures no words.
        embedder: with the vectors that the document has taught, if it has.
    """

    path: list[Shape]
    posteriors: Posteriors
    scorer: BeadScorer
    embedder: TokenEmbedder


def look_closer(
    path: Sequence[Shape],
    posteriors: Posteriors,
    scorer: BeadScorer,
    texts: tuple[Sequence[str], Sequence[str]],
    embedder: TokenEmbedder,
    *,
    temperature: float,
    constraints: Constraints,
) -> Look:
    """Return the path and the posteriors of its beads after its doubtful stretches were searched again.

    Args:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        scorer: that the path was found with; it measures no words.
        texts: the segments of the scorer's first and second text.
        embedder: gives the words.
        temperature: divides the scores, greater than 0.
        constraints: what the path must keep to.
    """
    from threadpoolctl import threadpool_limits

    certain = sureness(path, posteriors)
    stretches = list(doubtful_stretches(path, certain, frozenset(constraints.all_gates())))
    if not stretches:
        return Look(list(path), posteriors, scorer, embedder)
    parts: list[list[Shape]] = []
    logs: list[Posteriors] = []
    with threadpool_limits(1, user_api="blas"):  # products this small are slower on several threads
        doubtful = sum(map(sum, compress(path, certain < FAIRLY_SURE)))
        much = doubtful >= MUCH * sum(map(len, texts))
        if much and (own := own_embedder(embedder, path, posteriors, texts, scorer.languages)):
            embedder, scorer = own, scorer.over(own.encode(texts[0]), own.encode(texts[1]))
        background = background_of(embedder, texts)
        for group in grouped(stretches):
            windows = [(each.rows, each.columns) for each in group]
            matches = WordMatches.measure(embedder, texts, windows, scorer.shapes, background)
            matches = with_names(matches, embedder, texts, scorer.languages)
            closer = constraints.hold(replace(scorer, matches=matches))
            paths, others = solve_pieces(closer, [piece_of(each) for each in group], temperature)
            for measured, part, log in zip(matches.stretches, paths, others, strict=True):
                parts.append(part)
                logs.append(log + measured.along(part, scorer.shapes, scorer.weights) / temperature)
    found = rescored(path, posteriors, stretches, parts, logs, scorer=scorer, temperature=temperature)
    return Look(*found, scorer, embedder)


def rescored(
    path: Sequence[Shape],
    posteriors: Posteriors,
    stretches: Sequence[Doubtful],
    parts: Sequence[Sequence[Shape]],
    logs: Sequence[Posteriors],
    *,
    scorer: BeadScorer,
    temperature: float,
) -> tuple[list[Shape], Posteriors]:
    """Return the path with new parts in place of stretches, and the posteriors of its beads.

    Args:
        path: bead shapes in order.
        posteriors: of each bead, shape (len(path),).
        stretches: of the path, in order.
        parts: what takes their places.
        logs: log probabilities of the beads of these, without what the scorer says of each.
        scorer: that they were found with.
        temperature: divides the scores, greater than 0.
    """
    whole, numbers, fresh = spliced(path, posteriors, stretches, parts, logs)
    scores = scorer.path_scores(whole) / temperature
    fresh_posteriors = numpy.exp(numpy.minimum(numbers + scores, 0.0))
    return whole, numpy.where(fresh, fresh_posteriors, numbers)


def spliced(
    path: Sequence[Shape],
    posteriors: Posteriors,
    stretches: Sequence[Doubtful],
    parts: Sequence[Sequence[Shape]],
    logs: Sequence[Posteriors],
) -> tuple[list[Shape], Posteriors, NDArray[numpy.bool_]]:
    """Return the path with new parts in place of stretches, the numbers of its beads, and which of them are new.

    Args:
        path: bead shapes in order.
        posteriors: of each bead.
        stretches: of the path, in order.
        parts: what takes their places.
        logs: a number for each bead of these.
    """
    whole: list[Shape] = []
    numbers: list[float] = []
    fresh: list[bool] = []
    done = 0
    for stretch, part, log in zip(stretches, parts, logs, strict=True):
        kept = slice(done, stretch.beads.start)
        whole += [*path[kept], *part]
        numbers += [*posteriors[kept].tolist(), *log.tolist()]
        fresh += [False] * (stretch.beads.start - done) + [True] * len(part)
        done = stretch.beads.stop
    whole += path[done:]
    numbers += posteriors[done:].tolist()
    fresh += [False] * (len(path) - done)
    return whole, numpy.array(numbers), numpy.array(fresh, bool)


def doubtful_stretches(
    path: Sequence[Shape], certain: Posteriors, gates: frozenset[Gate] = frozenset()
) -> Iterator[Doubtful]:
    """Yield the stretches between sure beads that have two sides and are not too large, in order.

    Null beads are never sure: a run of them is searched as a whole.

    Args:
        path: bead shapes in order.
        certain: how sure each bead is, see `sureness`, shape (len(path),).
        gates: cells that every path passes, which end a stretch.
    """
    ends = numpy.cumsum([(0, 0), *path], axis=0).tolist()
    sure = (certain >= SURE).tolist()
    first = 0
    for number in range(len(path) + 1):
        over = number == len(path) or sure[number]
        if over or (number > first and tuple(ends[number]) in gates):
            yield from divided(range(first, number), ends, certain)
            first = number + 1 if over else number


def sureness(path: Sequence[Shape], posteriors: Posteriors) -> Posteriors:
    """Return the posteriors of beads with two sides, 0 for null beads, shape (len(path),)."""
    sizes = numpy.array(path, numpy.int64).reshape(-1, 2)
    return numpy.where(sizes.min(axis=1) > 0, posteriors, 0.0)


def divided(beads: range, ends: Sequence[Sequence[int]], certain: Posteriors) -> Iterator[Doubtful]:
    """Yield a stretch, or what its surest beads divide it into, in order; without what stays too large even so.

    Args:
        beads: their numbers in the path.
        ends: segments consumed before each bead of the path, and at its end.
        certain: how sure each is.
    """
    waiting = [beads]
    while waiting:
        some = waiting.pop()
        rows, columns = (range(ends[some.start][side], ends[some.stop][side]) for side in (0, 1))
        stretch = Doubtful(some, rows, columns)
        if stretch.cells > LARGE:
            surest = some.start + int(certain[some.start : some.stop].argmax())
            if certain[surest] >= FAIRLY_SURE:
                waiting += [range(surest + 1, some.stop), range(some.start, surest)]
                continue
        if 0 < stretch.cells <= MOST_CELLS:
            yield stretch


def grouped(stretches: Sequence[Doubtful]) -> Iterator[Sequence[Doubtful]]:
    """Yield the stretches in groups that are measured together."""
    group: list[Doubtful] = []
    cells = 0
    for stretch in stretches:
        if group and cells + stretch.cells > TOGETHER:
            yield group
            group, cells = [], 0
        group.append(stretch)
        cells += stretch.cells
    if group:
        yield group


def piece_of(stretch: Doubtful) -> Piece:
    """Return a stretch as a piece of the lattice, all its cells to be visited."""
    bounds = full_corridor(len(stretch.rows), len(stretch.columns))
    return Piece(stretch.rows.start, stretch.columns.start, bounds.low, bounds.high)
