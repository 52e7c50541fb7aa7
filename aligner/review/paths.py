"""Propose other alignments around one row.

The module finds the best alternative alignments of a stretch (a few consecutive rows), and the best
places to split a row. Both searches use only the sentences of these rows, and treat them as two short
texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import groupby
from typing import TYPE_CHECKING

import numpy

from aligner.alignment.align import choose_scorer, span_scorer
from aligner.alignment.anchors import find_anchors
from aligner.alignment.scoring import BeadScorer, Scorer
from aligner.alignment.spans import Shape
from aligner.alignment.word_matches import WordMatches, background_of
from aligner.bitext import join_segments
from aligner.languages import precedes
from aligner.protocols import TokenEmbedder, Vectors
from aligner.review.rows import Row, Segments, manual_row
from aligner.settings import AlignSettings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

Languages = tuple[str | None, str | None]
Path = tuple[Shape, ...]
Hunk = tuple[int, int, list[Row]]
"""Number of the first row, number of rows, and the rows that replace them."""
SURE_MIN_CONFIDENCE = 0.9
"""A row with at least this confidence ends the stretch whose paths are compared."""
MAX_STRETCH_SEGMENTS = 16
"""Maximum number of segments of such a stretch on one side."""
CONTEXT_ROWS = 200
"""Number of rows above and below the stretch that are used to measure lengths and chance matches."""
MAX_CELL_PATHS = 8
"""Number of paths that each cell keeps: more than are shown, since some of them equal the current rows."""


@dataclass(frozen=True)
class Proposer:
    """Searches for other alignments of a stretch, a few consecutive rows.

    Attributes:
        embedder: the embedder for the sentences.
        settings: settings of the search.
        languages: languages of source and target; ``None`` for an unknown language.
    """

    embedder: Embedder
    settings: AlignSettings
    languages: Languages

    def next_best(self, rows: Sequence[Row], row: int, count: int = 3) -> list[Hunk]:
        """Return the best other alignments of the rows around a row, the best one first.

        The rows are those that `unsure_stretch` returns. Each alignment is a hunk: the number of the
        first row to replace, the number of rows, and the new rows. The current alignment is not among
        them.
        """
        stretch = unsure_stretch(rows, row)
        near = range(max(0, stretch.start - CONTEXT_ROWS), min(len(rows), stretch.stop + CONTEXT_ROWS))
        sides = [tuple(segment for number in near for segment in rows[number].sides[place]) for place in (0, 1)]
        if not all(sides):
            return []
        before = [
            sum(len(rows[number].sides[place]) for number in range(near.start, stretch.start)) for place in (0, 1)
        ]
        sizes = [sum(len(rows[number].sides[place]) for number in stretch) for place in (0, 1)]
        runs = windows = [range(first, first + size) for first, size in zip(before, sizes, strict=True)]
        texts = [[segment.text for segment in side] for side in sides]
        languages, turned = self.languages, precedes(self.languages[1], self.languages[0])
        if turned:
            texts, windows, languages = texts[::-1], windows[::-1], (languages[1], languages[0])
        scorer = self._scorer(texts, windows, languages)
        current = tuple((len(rows[number].source), len(rows[number].target)) for number in stretch)
        hunks: list[Hunk] = []
        for path in best_paths(scorer, windows[0], windows[1], MAX_CELL_PATHS):
            shapes: Path = tuple((n, m) for m, n in path) if turned else path
            if canonical(shapes) == canonical(current) or len(hunks) == count:
                continue
            source, target = (side[run.start : run.stop] for side, run in zip(sides, runs, strict=True))
            hunks.append(_trimmed(rows, stretch, rows_of_path(source, target, shapes)))
        return hunks

    def _scorer(self, texts: list[list[str]], windows: list[range], languages: Languages) -> Scorer:
        """Return a scorer of beads for two texts; it compares words only in the given range of each text.

        Args:
            texts: the segments of both texts.
            windows: for each text, the range of segments whose words are compared.
            languages: the languages of the texts.
        """
        embedder = self.embedder
        spans = span_scorer(embedder, texts, languages, self.settings.max_span)
        anchors = find_anchors(spans.source_units, spans.target_units)
        scorer = choose_scorer(embedder, spans, texts, self.settings, anchors=anchors, languages=languages)
        if not (isinstance(scorer, BeadScorer) and isinstance(embedder, TokenEmbedder) and all(windows)):
            return scorer
        both = (texts[0], texts[1])
        window = [(windows[0], windows[1])]
        matches = WordMatches.measure(embedder, both, window, scorer.shapes, background_of(embedder, both))
        return replace(scorer, matches=matches)

    def best_splits(self, row: Row) -> list[tuple[int, int]]:
        """Return the possible ways to split a row into two rows, the best way first.

        A way is given by the numbers of source and target sentences in the first new row. If possible,
        both new rows have sentences on both sides. A way is better if the two sides of each new row are
        more similar: its score is the sum of the two cosine similarities.
        """
        source, target = row.sides
        ways = [
            (m, n)
            for m in range(len(source) + 1)
            for n in range(len(target) + 1)
            if (0 < m < len(source) or not source or (len(source) == 1 and 0 < n < len(target)))
            and (0 < n < len(target) or not target or (len(target) == 1 and 0 < m < len(source)))
        ]
        if not ways or row.is_null:
            return ways
        first, second = (self._halves(side, language) for side, language in zip(row.sides, self.languages, strict=True))
        values = first[0] @ second[0].T + first[1] @ second[1].T
        return sorted(ways, key=lambda way: -float(values[way]))

    def _halves(self, side: Segments, language: str | None) -> tuple[Vectors, Vectors]:
        """Return the vectors of the two parts of a side, for each place where it can be split.

        Returns:
            Unit vectors of the text before each place, and of the text after it, both of shape
            (segments + 1, dimension).
        """
        texts = [segment.text for segment in side]
        places = range(len(texts) + 1)
        halves = [join_segments(texts[:place], language) for place in places]
        halves += [join_segments(texts[place:], language) for place in places]
        vectors = self.embedder.encode(halves)
        vectors = vectors / (numpy.sqrt((vectors**2).sum(axis=1, keepdims=True)) + numpy.float32(1e-9))
        return vectors[: len(places)], vectors[len(places) :]


def unsure_stretch(rows: Sequence[Row], row: int) -> range:
    """Return the numbers of the uncertain rows around a row.

    In each direction, they end with the nearest row of high confidence (included), before the nearest
    row that a person has confirmed or rejected, or before a side exceeds `MAX_STRETCH_SEGMENTS`
    segments.
    """
    start, end = row, row + 1
    sizes = [len(side) for side in rows[row].sides]

    def fits(number: int) -> bool:
        grown = [size + len(side) for size, side in zip(sizes, rows[number].sides, strict=True)]
        if rows[number].is_settled or max(grown) > MAX_STRETCH_SEGMENTS:
            return False
        sizes[:] = grown
        return True

    # the stretch includes the sure row at each end: errors are often at the boundary of a sure and an unsure row
    for step in (1, -1):
        number = row + step
        while 0 <= number < len(rows) and fits(number):
            start, end = min(start, number), max(end, number + 1)
            if not rows[number].is_null and rows[number].confidence >= SURE_MIN_CONFIDENCE:
                break
            number += step
    return range(start, end)


def rows_of_path(source: Segments, target: Segments, path: Path) -> list[Row]:
    """Return rows for two runs of segments that are aligned by a path, a sequence of bead shapes ``(m, n)``."""
    rows, i, j = [], 0, 0
    for m, n in path:
        rows.append(manual_row(source[i : i + m], target[j : j + n]))
        i, j = i + m, j + n
    return rows


def canonical(path: Path) -> Path:
    """Return a path (a sequence of bead shapes) in a form that is equal for equivalent paths.

    Paths are equivalent if they differ only in the order or grouping of consecutive null beads. These
    are replaced by single omissions (1, 0), followed by single additions (0, 1).
    """
    result: list[Shape] = []
    for null, group in groupby(path, key=lambda shape: 0 in shape):
        shapes = list(group)
        if null:
            shapes = [(1, 0)] * sum(m for m, _ in shapes) + [(0, 1)] * sum(n for _, n in shapes)
        result += shapes
    return tuple(result)


ScoredPath = tuple[float, Path]
_MATCHED, _OMITTED, _ADDED = range(3)


def best_paths(scorer: Scorer, rows: range, columns: range, count: int) -> list[Path]:
    """Return the best alignment paths of a part of two texts, the best one first (k-best Viterbi).

    A path is a sequence of bead shapes ``(m, n)``.

    Args:
        scorer: scorer of the beads of the whole texts.
        rows: the range of segments of the first text to align.
        columns: the range of segments of the second text to align.
        count: number of paths.
    """
    scores = (
        scorer.scores(slice(rows.start, rows.stop), slice(columns.start, columns.stop)) if rows and columns else None
    )
    cells: dict[tuple[int, int], tuple[list[ScoredPath], list[ScoredPath], list[ScoredPath]]] = {}
    for i in range(len(rows) + 1):
        row, all_columns = numpy.array(rows.start + i), numpy.arange(columns.start, columns.stop + 1)
        nodes = scorer.nodes(row, all_columns) if i or rows.start else None
        for j in range(len(columns) + 1):
            passing = float(nodes[j]) if nodes is not None and (i or j) else 0.0
            ways: tuple[list[ScoredPath], list[ScoredPath], list[ScoredPath]] = ([], [], [])
            if not i and not j:
                ways[_MATCHED].append((0.0, ()))
            for number, (m, n) in enumerate(scorer.shapes):
                if scores is not None and i >= m and j >= n:
                    gain = float(scores[i - 1, number, j - 1]) + passing
                    previous = [way for state in cells[i - m, j - n] for way in state]
                    ways[_MATCHED].extend((value + gain, (*path, (m, n))) for value, path in previous)
            if i:
                gain = float(scorer.first_null[rows.start + i - 1]) + passing
                matched, omitted, _ = cells[i - 1, j]
                ways[_OMITTED].extend((value + gain + scorer.null_opening, (*path, (1, 0))) for value, path in matched)
                ways[_OMITTED].extend((value + gain, (*path, (1, 0))) for value, path in omitted)
            if j:
                gain = float(scorer.second_null[columns.start + j - 1]) + passing
                matched, omitted, added = cells[i, j - 1]
                ways[_ADDED].extend((value + gain + scorer.null_opening, (*path, (0, 1))) for value, path in matched)
                ways[_ADDED].extend((value + gain, (*path, (0, 1))) for value, path in omitted + added)
            cells[i, j] = tuple(nlargest(count, state, key=lambda way: way[0]) for state in ways)  # type: ignore[assignment]
    last = [way for state in cells[len(rows), len(columns)] for way in state]
    return [path for _, path in nlargest(count, last, key=lambda way: way[0])]


def _trimmed(rows: Sequence[Row], stretch: range, new: Sequence[Row]) -> Hunk:
    """Return the replacement of a stretch as a hunk that omits unchanged rows at its start and end.

    A hunk is the number of the first row, the number of rows to replace, and the new rows. A new row
    with the same segments as a current row is that current row, with its score and status.
    """
    current = {rows[number].sides: rows[number] for number in stretch}
    replacement = [current.get(row.sides, row) for row in new]
    start, end = stretch.start, stretch.stop
    while replacement and start < end and replacement[0] is rows[start]:
        replacement, start = replacement[1:], start + 1
    while replacement and start < end and replacement[-1] is rows[end - 1]:
        replacement, end = replacement[:-1], end - 1
    return start, end - start, replacement
