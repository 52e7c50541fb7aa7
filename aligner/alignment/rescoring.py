"""Rescoring: uncertain stretches of the path are searched again with a comparison of single words.

Certain beads stay, and each uncertain stretch lies between two of them. The stretches are small, so
every word of one side can be compared with every word of the other
(`aligner.alignment.word_matches`). The word vectors are adapted to the document
(`aligner.alignment.document_adaptation`). The best path through each stretch is then searched
again. Most beads of ordinary documents are certain, so rescoring takes little time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import compress

import numpy
from numpy.typing import NDArray

from aligner.alignment.constraints import Constraints
from aligner.alignment.corridor import full_corridor
from aligner.alignment.document_adaptation import adapted_embedder
from aligner.alignment.dynamic_program import solve_pieces
from aligner.alignment.name_matches import with_name_matches
from aligner.alignment.pieces import Gate, Piece
from aligner.alignment.scoring import BeadScorer
from aligner.alignment.spans import Shape
from aligner.alignment.word_matches import WordMatches, background_of
from aligner.cores import one_blas_thread
from aligner.protocols import TokenEmbedder

CERTAIN_POSTERIOR = 0.95
"""Minimum posterior of a bead with two sides that is not searched again."""
DIVIDING_POSTERIOR = 0.8
"""Minimum posterior of a bead that may divide a large stretch."""
MAX_UNDIVIDED_CELLS = 400
"""Maximum number of segment pairs of an undivided stretch: the time of the search grows with this number."""
ADAPTATION_MIN_SHARE = 0.2
"""Minimum share of segments in beads below `DIVIDING_POSTERIOR` for which vectors are adapted to the document."""
MAX_CELLS = 5_000
"""Maximum number of segment pairs of a stretch: if more is uncertain, the texts are not translations of each other."""
MAX_GROUP_CELLS = 200_000
"""Maximum number of segment pairs that are measured together: about 20 MB."""
Posteriors = NDArray[numpy.float64]


@dataclass(frozen=True)
class UncertainStretch:
    """Consecutive uncertain beads of a path.

    Attributes:
        beads: numbers of the beads in the path.
        rows: numbers of the source segments.
        columns: numbers of the target segments.
    """

    beads: range
    rows: range
    columns: range

    @property
    def cells(self) -> int:
        """Number of pairs of a source and a target segment in the stretch."""
        return len(self.rows) * len(self.columns)


@dataclass(frozen=True)
class Rescored:
    """The result of rescoring.

    Attributes:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        scorer: scorer without word matches, with adapted vectors if they were adapted.
        embedder: embedder with adapted vectors if they were adapted.
    """

    path: list[Shape]
    posteriors: Posteriors
    scorer: BeadScorer
    embedder: TokenEmbedder


def rescore(
    path: Sequence[Shape],
    posteriors: Posteriors,
    scorer: BeadScorer,
    texts: tuple[Sequence[str], Sequence[str]],
    embedder: TokenEmbedder,
    *,
    temperature: float,
    constraints: Constraints,
) -> Rescored:
    """Return the path and the posteriors of its beads after a new search of its uncertain stretches.

    Args:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        scorer: scorer of the path, without word matches.
        texts: segments of the scorer's first and second text.
        embedder: embedder with word vectors.
        temperature: divisor of the scores, greater than 0.
        constraints: constraints on the path.
    """
    certain = pair_posteriors(path, posteriors)
    stretches = list(uncertain_stretches(path, certain, frozenset(constraints.all_gates())))
    if not stretches:
        return Rescored(list(path), posteriors, scorer, embedder)
    parts: list[list[Shape]] = []
    logs: list[Posteriors] = []
    with one_blas_thread():
        uncertain = sum(map(sum, compress(path, certain < DIVIDING_POSTERIOR)))
        adapt = uncertain >= ADAPTATION_MIN_SHARE * sum(map(len, texts))
        if adapt and (adapted := adapted_embedder(embedder, path, posteriors, texts, scorer.languages)):
            embedder, scorer = adapted, scorer.with_vectors(adapted.encode(texts[0]), adapted.encode(texts[1]))
        background = background_of(embedder, texts)
        for group in groups_of(stretches):
            windows = [(each.rows, each.columns) for each in group]
            matches = WordMatches.measure(embedder, texts, windows, scorer.shapes, background)
            matches = with_name_matches(matches, embedder, texts, scorer.languages)
            word_scorer = constraints.restrict(replace(scorer, matches=matches))
            paths, path_logs = solve_pieces(word_scorer, [piece_of(each) for each in group], temperature)
            for measured, part, log in zip(matches.stretches, paths, path_logs, strict=True):
                parts.append(part)
                logs.append(log + measured.path_scores(part, scorer.shapes, scorer.weights) / temperature)
    result = replace_stretches(path, posteriors, stretches, parts, logs, scorer=scorer, temperature=temperature)
    return Rescored(*result, scorer, embedder)


def replace_stretches(
    path: Sequence[Shape],
    posteriors: Posteriors,
    stretches: Sequence[UncertainStretch],
    parts: Sequence[Sequence[Shape]],
    logs: Sequence[Posteriors],
    *,
    scorer: BeadScorer,
    temperature: float,
) -> tuple[list[Shape], Posteriors]:
    """Return the path with some stretches replaced, and the posteriors of all beads.

    Args:
        path: bead shapes in order.
        posteriors: posterior of each bead, shape (len(path),).
        stretches: stretches of the path that are replaced, in order.
        parts: bead shapes that replace each stretch.
        logs: for each stretch, the log probabilities of the new beads without the scores of the
            beads themselves, which are added here.
        scorer: scorer of the new beads.
        temperature: divisor of the scores, greater than 0.
    """
    whole, numbers, fresh = splice(path, posteriors, stretches, parts, logs)
    scores = scorer.path_scores(whole) / temperature
    fresh_posteriors = numpy.exp(numpy.minimum(numbers + scores, 0.0))
    return whole, numpy.where(fresh, fresh_posteriors, numbers)


def splice(
    path: Sequence[Shape],
    posteriors: Posteriors,
    stretches: Sequence[UncertainStretch],
    parts: Sequence[Sequence[Shape]],
    logs: Sequence[Posteriors],
) -> tuple[list[Shape], Posteriors, NDArray[numpy.bool_]]:
    """Return the path with some stretches replaced, and the posterior or log probability of each bead.

    Args:
        path: bead shapes in order.
        posteriors: posterior of each old bead, shape (len(path),).
        stretches: stretches of the path that are replaced, in order.
        parts: bead shapes that replace each stretch.
        logs: for each stretch, the log probabilities of the new beads, without the scores of the beads
            themselves.

    Returns:
        The bead shapes of the new path; the posterior of each old bead or the log probability of each
        new one; and whether each bead is new.
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


def uncertain_stretches(
    path: Sequence[Shape], certain: Posteriors, gates: frozenset[Gate] = frozenset()
) -> Iterator[UncertainStretch]:
    """Yield the stretches between certain beads, in order.

    Stretches with segments on only one side, or with too many segments, are left out. Null beads
    are never certain, so a run of null beads is searched as a whole.

    Args:
        path: bead shapes in order.
        certain: posterior of each bead with two sides, 0 for null beads, shape (len(path),).
        gates: cells that every path passes; a stretch ends there.
    """
    ends = numpy.cumsum([(0, 0), *path], axis=0).tolist()
    is_certain = (certain >= CERTAIN_POSTERIOR).tolist()
    first = 0
    for number in range(len(path) + 1):
        is_end = number == len(path) or is_certain[number]
        if is_end or (number > first and tuple(ends[number]) in gates):
            yield from divide(range(first, number), ends, certain)
            first = number + 1 if is_end else number


def pair_posteriors(path: Sequence[Shape], posteriors: Posteriors) -> Posteriors:
    """Return the posteriors of beads with two sides, 0 for null beads, shape (len(path),)."""
    sizes = numpy.array(path, numpy.int64).reshape(-1, 2)
    return numpy.where(sizes.min(axis=1) > 0, posteriors, 0.0)


def divide(beads: range, ends: Sequence[Sequence[int]], certain: Posteriors) -> Iterator[UncertainStretch]:
    """Yield the stretch of the given beads, or its parts if it is large, in order.

    A large stretch is divided at the beads with the highest posteriors. Parts that are still too
    large, or have no segments on one side, are left out.

    Args:
        beads: indices in the path of the beads in the stretch.
        ends: number of source and target segments before each bead of the path, and at its end.
        certain: posterior of each bead with two sides, 0 for null beads, shape (len(path),).
    """
    waiting = [beads]
    while waiting:
        part = waiting.pop()
        rows, columns = (range(ends[part.start][side], ends[part.stop][side]) for side in (0, 1))
        stretch = UncertainStretch(part, rows, columns)
        if stretch.cells > MAX_UNDIVIDED_CELLS:
            most_certain = part.start + int(certain[part.start : part.stop].argmax())
            if certain[most_certain] >= DIVIDING_POSTERIOR:
                waiting += [range(most_certain + 1, part.stop), range(part.start, most_certain)]
                continue
        if 0 < stretch.cells <= MAX_CELLS:
            yield stretch


def groups_of(stretches: Sequence[UncertainStretch]) -> Iterator[Sequence[UncertainStretch]]:
    """Yield the stretches in groups whose words are compared in one step.

    A group has at most `MAX_GROUP_CELLS` pairs of segments.
    """
    group: list[UncertainStretch] = []
    cells = 0
    for stretch in stretches:
        if group and cells + stretch.cells > MAX_GROUP_CELLS:
            yield group
            group, cells = [], 0
        group.append(stretch)
        cells += stretch.cells
    if group:
        yield group


def piece_of(stretch: UncertainStretch) -> Piece:
    """Return the part of the lattice that contains all cells of a stretch of uncertain beads."""
    bounds = full_corridor(len(stretch.rows), len(stretch.columns))
    return Piece(stretch.rows.start, stretch.columns.start, bounds.low, bounds.high)
