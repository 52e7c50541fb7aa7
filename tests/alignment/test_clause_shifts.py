"""A clause on the wrong side of a boundary is found if both languages agree; scattered words do not count."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from aligner.alignment.clause_shifts import MAX_RUN_WORDS, MIN_LEAD, clause_shifts, edge_runs, mean_at_ends
from aligner.alignment.spans import Matrix
from aligner.protocols import TokenVectors


def words(sizes: Sequence[int], weights: Sequence[float] | None = None) -> TokenVectors:
    count = sum(sizes)
    given = numpy.ones(count) if weights is None else numpy.array(weights)
    return TokenVectors(numpy.zeros((count, 1), numpy.float32), given.astype(numpy.float32), numpy.array(sizes))


def found(rows: Sequence[Sequence[float]]) -> Matrix:
    return numpy.array(rows, numpy.float32)


GAIN = 1 - MIN_LEAD
# Two segments of three words a side. The last word of the first text's first segment is the first of the second text's
# second segment; the others stand where they belong.
STRAYED = (
    found([[1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1]]),  # the second text's words in the first text's segments
    found([[1, 1, 0, 0, 0, 0], [0, 0, 1, 1, 1, 1]]),  # the first text's words in the second text's segments
)
AT_HOME = (found([[1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1]]),) * 2


def test_a_clause_on_the_other_side_of_a_boundary_is_a_clause_shift() -> None:
    cells = clause_shifts(STRAYED, (words([3, 3]), words([3, 3])))
    assert cells[1, 1] == pytest.approx(GAIN)
    cells[1, 1] = 0
    assert not cells.any()


def test_clause_shifts_are_symmetric() -> None:
    turned = STRAYED[1], STRAYED[0]  # now the second text's clause comes first
    assert clause_shifts(turned, (words([3, 3]), words([3, 3])))[1, 1] == pytest.approx(GAIN)


def test_exchanged_clauses_count_twice() -> None:
    crossed = found([[1, 1, 0, 1, 0, 0], [0, 0, 1, 0, 1, 1]])
    assert clause_shifts((crossed, crossed), (words([3, 3]), words([3, 3])))[1, 1] == pytest.approx(2 * GAIN)


def test_words_on_their_own_side_are_no_clause_shift() -> None:
    assert not clause_shifts(AT_HOME, (words([3, 3]), words([3, 3]))).any()


def test_evidence_of_one_language_alone_does_not_count() -> None:
    assert not clause_shifts((STRAYED[0], AT_HOME[1]), (words([3, 3]), words([3, 3]))).any()


def test_weights_of_words_count_up_to_a_maximum() -> None:
    for heavy, expected in ((1.5, 1.5 * GAIN), (9.0, MAX_RUN_WORDS)):
        weights = [1, 1, heavy, 1, 1, 1], [1, 1, 1, heavy, 1, 1]
        cells = clause_shifts(STRAYED, (words([3, 3], weights[0]), words([3, 3], weights[1])))
        assert cells[1, 1] == pytest.approx(expected)


@pytest.mark.parametrize(("sizes", "other"), [([], []), ([2], [2]), ([1, 1], [2]), ([0, 0], [1, 1]), ([0, 2], [2, 0])])
def test_texts_that_have_no_inner_boundary_or_no_words(sizes: list[int], other: list[int]) -> None:
    shares = numpy.ones((len(sizes), sum(other)), numpy.float32), numpy.ones((len(other), sum(sizes)), numpy.float32)
    cells = clause_shifts(shares, (words(sizes), words(other)))
    assert cells.shape == (len(sizes) + 1, len(other) + 1)
    assert not cells.any()


def test_runs_begin_and_end_at_the_boundary() -> None:
    # Words of one segment by how much more they are found before the boundary: early, not, early; not, then behind.
    shares = found([[1, 0, 1, 0.5, 0, 0], [0, 1, 0, 0.5, 1, 1]])
    beginnings, ends = edge_runs(shares, words([3, 0, 3]))
    assert beginnings[0].tolist() == pytest.approx([GAIN, 0, 0])  # the third word does not make up for the second
    assert ends[0].tolist() == pytest.approx([0, 0, 2 * GAIN])


def test_long_runs_continue_after_an_unmatched_word() -> None:
    shares = found([[1, 0, 1, 1], [0, 0, 0, 0]])
    beginnings, _ = edge_runs(shares, words([4]))
    assert beginnings[0, 0] == pytest.approx(3 * GAIN - MIN_LEAD)


def test_beads_have_the_mean_of_their_two_ends() -> None:
    cells = found([[0, 0, 0], [0, 4, 2], [0, 6, 0]])
    means = mean_at_ends(cells, [(1, 1), (2, 1), (1, 3)])
    assert means.shape == (2, 3, 2)
    assert means[:, 0].tolist() == [[2, 1], [3, 2]]
    assert means[:, 1].tolist() == [[0, 0], [3, 0]]
    assert not means[:, 2].any()  # wider than the text
