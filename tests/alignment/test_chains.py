"""The highest similarities of queries, compared with a complete sort."""

import numpy
import pytest

from aligner.alignment.chains import GROUP_KEYS, NEIGHBOURS, best_matches, highest_keys, mutual_best


@pytest.mark.parametrize("keys", [1, 4, 5, 31, 320, 352, 353, 1000])
@pytest.mark.parametrize("turned", [False, True])
def test_highest_keys_are_those_of_a_complete_sort(keys, turned):
    count = min(NEIGHBOURS + 1, keys)
    random = numpy.random.default_rng(keys)
    # Few distinct values, so that many keys are equally similar.
    similarity = random.integers(0, 40, (keys, 70) if turned else (70, keys)).astype(numpy.float32)
    similarity = similarity.T if turned else similarity
    best, top = highest_keys(similarity, count)
    assert best.tolist() == similarity.argmax(axis=1).tolist()
    assert top.tolist() == numpy.sort(similarity, axis=1)[:, -count:].tolist()


def test_more_groups_than_the_count_are_searched_in_part_only():
    """The test above meets both ways only while the number of groups is of this order."""
    assert 320 // GROUP_KEYS == 2 * (NEIGHBOURS + 1)


def test_mutual_best_matches_are_those_of_both_directions():
    random = numpy.random.default_rng(2)
    source = random.standard_normal((3000, 8)).astype(numpy.float32)
    target = source[random.permutation(3000)][:2500] + 0.05 * random.standard_normal((2500, 8)).astype(numpy.float32)
    source /= numpy.linalg.norm(source, axis=1, keepdims=True)
    target /= numpy.linalg.norm(target, axis=1, keepdims=True)
    there, score, mean = best_matches(source, target)
    back, _, back_mean = best_matches(target, source)
    expected = [(row, column) for row, column in enumerate(there.tolist()) if back[column] == row]
    pairs, margins = mutual_best(source, target)
    assert len(expected) > 2000
    assert pairs.tolist() == [list(pair) for pair in expected]
    rows, columns = pairs.T
    assert numpy.allclose(margins, score[rows] - (mean[rows] + back_mean[columns]) / 2, atol=1e-6)
