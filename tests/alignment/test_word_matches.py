"""Words with a counterpart are counted in the right beads, whichever way the texts are read."""

from __future__ import annotations

from collections.abc import Sequence

import numpy
import pytest

from aligner.alignment.scoring import bead_shapes
from aligner.alignment.spans import Matrix
from aligner.alignment.word_matches import CHANCE, Stretch, WordMatches
from aligner.protocols import TokenEmbedder
from tests.alignment.made import Words, WordVectors

SHAPES = bead_shapes(3)
CHINESE = ["sun moon", "", "stone moon river", "tree"]
ENGLISH = ["moon", "river cloud", "", "tree sun sun"]


def told(first: Sequence[str], second: Sequence[str]) -> float:
    """Return what of the second texts' words the first texts have, beyond what strangers have, counted by hand."""
    known = set(" ".join(first).split())
    weights = {word: 2.0 if word == "sun" else 1.0 for word in " ".join(second).split()}
    return sum(weights[word] * ((word in known) - CHANCE) for word in " ".join(second).split())


def measured(
    windows: list[tuple[range, range]], first: list[str] = CHINESE, second: list[str] = ENGLISH
) -> WordMatches:
    return WordMatches.measure(Words(), (first, second), windows, SHAPES)


def scores(matches: WordMatches, rows: slice = slice(0, 4), columns: slice = slice(0, 4)) -> Matrix:
    added = numpy.zeros((rows.stop - rows.start, len(SHAPES), columns.stop - columns.start), numpy.float32)
    matches.add_to(added, rows, columns, 1.0)
    return added


def test_it_is_a_token_embedder() -> None:
    assert isinstance(Words(), TokenEmbedder)
    assert not isinstance(WordVectors(), TokenEmbedder)


@pytest.mark.parametrize("number", range(len(SHAPES)))
def test_every_bead_gets_the_english_words_that_its_chinese_side_has(number: int) -> None:
    height, width = SHAPES[number]
    found = scores(measured([(range(4), range(4))]))[:, number]
    for row in range(height - 1, 4):
        for column in range(width - 1, 4):
            sides = CHINESE[row + 1 - height : row + 1], ENGLISH[column + 1 - width : column + 1]
            assert found[row, column] == pytest.approx(told(*sides), abs=1e-4)


def test_a_word_that_strangers_do_not_have_counts_against_them() -> None:
    found = scores(measured([(range(4), range(4))]))[:, SHAPES.index((1, 1))]
    assert found[1, 0] == pytest.approx(-CHANCE)
    assert found[3, 1] == pytest.approx(-2 * CHANCE)


def test_what_was_not_measured_adds_nothing() -> None:
    found = scores(measured([(range(1), range(1)), (range(2, 4), range(1, 4))]))
    assert found[0, SHAPES.index((1, 1)), 0] == pytest.approx(1 - CHANCE)
    assert not found[0, :, 1:].any()
    assert not found[1].any()
    assert not found[2:, :, 0].any()
    assert found[3, SHAPES.index((2, 3)), 3] == pytest.approx(told(CHINESE[2:], ENGLISH[1:]), abs=1e-4)


def test_a_rectangle_shows_its_part_of_the_whole() -> None:
    matches = measured([(range(1), range(1)), (range(1, 4), range(1, 4))])
    whole = scores(matches)
    rows, columns = slice(1, 3), slice(2, 4)
    assert numpy.array_equal(scores(matches, rows, columns), whole[rows, :, columns])


def test_read_from_the_end_each_bead_is_worth_the_same() -> None:
    windows = [(range(1), range(1)), (range(1, 4), range(1, 4))]
    backwards = [(range(4 - rows.stop, 4 - rows.start), range(4 - c.stop, 4 - c.start)) for rows, c in windows[::-1]]
    turned = measured(windows).reversed(4, 4)
    expected = measured(backwards, CHINESE[::-1], ENGLISH[::-1])
    assert numpy.allclose(scores(turned), scores(expected), atol=1e-4)


def test_along_a_path_null_beads_are_worth_nothing() -> None:
    stretch: Stretch = measured([(range(4), range(4))]).stretches[0]
    path = [(1, 1), (1, 0), (1, 2), (1, 1)]
    expected = [told(CHINESE[:1], ENGLISH[:1]), 0, told(CHINESE[2:3], ENGLISH[1:3]), told(CHINESE[3:], ENGLISH[3:])]
    assert stretch.along(path, SHAPES) == pytest.approx(expected, abs=1e-4)
