"""Matched words are counted in the right beads, in both orders of the texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy
import pytest

from aligner.alignment.scoring import bead_shapes
from aligner.alignment.spans import Matrix
from aligner.alignment.weights import ScoreWeights, fitted_weights
from aligner.alignment.word_matches import (
    CHANCE_MATCH,
    CONTEXT_TOKENS,
    FULL_MATCH_COSINE,
    MIN_MATCH_COSINE,
    MIN_SEGMENTS,
    NEIGHBOUR_MATCH,
    Stretch,
    WordMatches,
    background_of,
    chance_levels,
    level_shares,
)
from aligner.products import rounded_units
from aligner.protocols import TokenEmbedder, Vectors
from tests.alignment.made import Words, WordVectors

ROUNDING = 3e-3
"""Maximum error of a span: cosines are rounded to about 1e-4 (`unit_product`), and match shares of its words add up."""

SHAPES = bead_shapes(3)
MATCHED, STRADDLING, PAIRED = (
    replace(fitted_weights(), **{**dict.fromkeys(("matched", "clause_shift", "paired"), 0.0), name: 1.0})  # type: ignore[arg-type]
    for name in ("matched", "clause_shift", "paired")
)
CHINESE = ["sun moon", "", "stone moon river", "tree"]
ENGLISH = ["moon", "river cloud", "", "tree sun sun"]


def in_company(text: str) -> list[tuple[float, Vectors]]:
    """Return the weight of each word of a text and the direction of it and its neighbours."""
    units, weights, _ = Words().tokens([text])
    vectors = units * weights[:, None]
    sums = [
        vectors[max(place - CONTEXT_TOKENS, 0) : place + CONTEXT_TOKENS + 1].sum(axis=0)
        for place in range(len(vectors))
    ]
    return [(weight, each / numpy.linalg.norm(each)) for weight, each in zip(weights.tolist(), sums, strict=True)]


def share(unit: Vectors, tellers: Sequence[str]) -> float:
    """Return how much the best counterpart of a word counts."""
    cosines = [float(unit @ other) for text in tellers for _, other in in_company(text)]
    return float(
        numpy.clip((max(cosines, default=-1.0) - MIN_MATCH_COSINE) / (FULL_MATCH_COSINE - MIN_MATCH_COSINE), 0, 1)
    )


def told(first: Sequence[str], second: Sequence[str]) -> float:
    """Return what of both sides has a counterpart beyond chance, word by word."""
    return sum(
        weight * (share(unit, tellers) - CHANCE_MATCH)
        for side, tellers in ((first, second), (second, first))
        for text in side
        for weight, unit in in_company(text)
    )


def measured(
    windows: list[tuple[range, range]], first: list[str] = CHINESE, second: list[str] = ENGLISH
) -> WordMatches:
    texts = first, second
    return WordMatches.measure(Words(), texts, windows, SHAPES, background_of(Words(), texts))


def scores(
    matches: WordMatches,
    rows: slice = slice(0, 4),
    columns: slice = slice(0, 4),
    weights: ScoreWeights = MATCHED,
) -> Matrix:
    added = numpy.zeros((rows.stop - rows.start, len(SHAPES), columns.stop - columns.start), numpy.float32)
    matches.add_to(added, rows, columns, weights)
    return added


def test_it_is_a_token_embedder() -> None:
    assert isinstance(Words(), TokenEmbedder)
    assert not isinstance(WordVectors(), TokenEmbedder)


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_every_bead_gets_the_words_that_its_other_side_has(number: int) -> None:
    height, width = SHAPES[number]
    found = scores(measured([(range(4), range(4))]))[:, number]
    for row in range(height - 1, 4):
        for column in range(width - 1, 4):
            sides = CHINESE[row + 1 - height : row + 1], ENGLISH[column + 1 - width : column + 1]
            assert found[row, column] == pytest.approx(told(*sides), abs=ROUNDING)


def test_words_without_a_counterpart_count_against_a_bead() -> None:
    found = scores(measured([(range(2), range(2))], ["sun", "tree moon"], ["stone river", "tree moon"]))
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(-(2 + 2) * CHANCE_MATCH)
    assert found[1, SHAPES.index((1, 1)), 1] == pytest.approx((2 + 2) * (1 - CHANCE_MATCH))


def test_context_changes_the_match_of_a_word() -> None:
    chinese, english = ["he tree", "he moon"], ["he tree"]
    found = scores(measured([(range(2), range(1))], chinese, english), slice(0, 2), slice(0, 1))
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(4 * (1 - CHANCE_MATCH), abs=ROUNDING)
    assert found[1, SHAPES.index((1, 1)), 0] == pytest.approx(told(chinese[1:], english), abs=ROUNDING)
    assert 0 < found[1, SHAPES.index((1, 1)), 0] < found[0, SHAPES.index((1, 1)), 0]  # "he" alone is half of it


def test_a_word_of_the_whole_background_is_no_evidence() -> None:
    texts = ["yes"] * MIN_SEGMENTS
    found = scores(measured([(range(1), range(1))], texts, texts), slice(0, 1), slice(0, 1))
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(-2 * NEIGHBOUR_MATCH, abs=ROUNDING)


def test_the_match_by_chance_is_subtracted_for_each_word() -> None:
    chinese, english = ["yes", "no"] * 4, ["yes"] * 8
    found = scores(measured([(range(1), range(1))], chinese, english), slice(0, 1), slice(0, 1))
    # Half of the strangers have the English word, all of them the Chinese one.
    expected = (1 - 0.5 - NEIGHBOUR_MATCH) + (1 - 1 - NEIGHBOUR_MATCH)
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(expected, abs=ROUNDING)


def test_texts_without_known_words_have_no_counterparts() -> None:
    found = scores(measured([(range(1), range(1))], [""] * MIN_SEGMENTS, [""] * MIN_SEGMENTS), slice(0, 1), slice(0, 1))
    assert not found.any()


def test_longer_background_runs_have_more_matches_by_chance() -> None:
    background, words = (
        tokens._replace(units=rounded_units(tokens.units))
        for tokens in map(Words().tokens, [["sun moon stone", "river", "tree cloud gate door"], ["moon", "lamp"]])
    )
    levels = chance_levels(background, words)
    alone, pairs = levels[:, 0]
    assert len(levels) == 2  # eight tokens: four runs of two, but only two of four
    assert 1 / 8 <= alone < pairs
    assert pairs >= 1 / 4


def test_the_match_by_chance_depends_on_the_length_of_a_span() -> None:
    shares = level_shares(numpy.array([0, 1, 3, 4, 100]), 3)
    assert shares[:2].tolist() == [[1, 0, 0], [1, 0, 0]]
    assert shares[2] == pytest.approx([0, 2 - numpy.log2(3), numpy.log2(3) - 1])
    assert shares[3:].tolist() == [[0, 0, 1], [0, 0, 1]]


def test_what_was_not_measured_adds_nothing() -> None:
    found = scores(measured([(range(1), range(1)), (range(2, 4), range(1, 4))]))
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(told(CHINESE[:1], ENGLISH[:1]), abs=ROUNDING)
    assert not found[0, :, 1:].any()
    assert not found[1].any()
    assert not found[2:, :, 0].any()
    assert found[3, SHAPES.index((2, 3)), 3] == pytest.approx(told(CHINESE[2:], ENGLISH[1:]), abs=ROUNDING)


def test_a_rectangle_shows_its_part_of_the_whole() -> None:
    matches = measured([(range(1), range(1)), (range(1, 4), range(1, 4))])
    whole = scores(matches)
    rows, columns = slice(1, 3), slice(2, 4)
    assert numpy.array_equal(scores(matches, rows, columns), whole[rows, :, columns])


def test_null_beads_of_a_path_get_no_score() -> None:
    stretch: Stretch = measured([(range(4), range(4))]).stretches[0]
    path = [(1, 1), (1, 0), (1, 2), (1, 1)]
    expected = [told(CHINESE[:1], ENGLISH[:1]), 0, told(CHINESE[2:3], ENGLISH[1:3]), told(CHINESE[3:], ENGLISH[3:])]
    assert stretch.path_scores(path, SHAPES, MATCHED) == pytest.approx(expected, abs=ROUNDING)
    assert stretch.path_scores(path, SHAPES, PAIRED).tolist() == [1, 0, 1, 1]


def test_clause_shifts_are_measured_with_matches() -> None:
    clause, first, second = "lamp cloud gate door", "one two three four five six", "seven eight nine ten eleven twelve"
    matches = measured([(range(2), range(2))], [f"{first} {clause}", second], [first, f"{clause} {second}"])
    found = scores(matches, slice(0, 2), slice(0, 2), STRADDLING)
    one, both = SHAPES.index((1, 1)), SHAPES.index((2, 2))
    assert found[0, one, 0] == found[1, one, 1] > 0
    assert found[1, both, 1] == 0  # the bead that holds both has nothing across its ends
