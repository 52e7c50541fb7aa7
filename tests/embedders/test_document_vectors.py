"""Vectors learn a document's names from its own beads, and nothing else changes."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import numpy
import pytest
from numpy.typing import NDArray

from aligner.embedders.document_vectors import MIN_BEADS, SCALE, Batch
from aligner.embedders.static import StaticEmbedder
from aligner.protocols import AdaptableEmbedder, Vectors
from tests.alignment.made import NAMED, NAMES

CHINESE, ENGLISH = NAMED


@pytest.fixture(scope="module")
def bundled() -> StaticEmbedder:
    from aligner.embedders import BUNDLED_FOLDER

    return StaticEmbedder.load(str(BUNDLED_FOLDER))


def found(first: Vectors, second: Vectors) -> float:
    """Return the share of texts whose translation is nearer than the translation of any other."""
    units = [side / numpy.linalg.norm(side, axis=1, keepdims=True) for side in (first, second)]
    return float(((units[0] @ units[1].T).argmax(axis=1) == numpy.arange(len(first))).mean())


def test_names_that_the_model_never_saw_are_learnt_from_other_beads(bundled: StaticEmbedder) -> None:
    taught = 5 * len(NAMES)  # the deed that is asked for is left out
    own = bundled.adapted(CHINESE[:taught], ENGLISH[:taught])
    before, after = (found(each.encode(CHINESE[taught:]), each.encode(ENGLISH[taught:])) for each in (bundled, own))
    assert before < after


def test_the_same_beads_give_the_same_bytes_and_leave_the_model_alone(bundled: StaticEmbedder) -> None:
    before = bundled.encode(CHINESE)
    runs = [bundled.adapted(CHINESE, ENGLISH).encode(CHINESE).tobytes() for _ in range(2)]
    assert runs[0] == runs[1] != before.tobytes()
    assert bundled.encode(CHINESE).tobytes() == before.tobytes()


def test_words_that_the_beads_do_not_have_stay_as_they_are(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(CHINESE, ENGLISH)
    strange = ["Parliament ratified nuclear treaties", "", "\u3000"]
    assert numpy.allclose(own.encode(strange), bundled.encode(strange), atol=1e-5)
    assert own.encode([]).shape == (0, bundled.dimension)


def test_vectors_of_texts_add_up(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(CHINESE, ENGLISH)
    joined = own.encode([" ".join(ENGLISH[:3])])[0]
    assert numpy.allclose(joined, own.encode(ENGLISH[:3]).sum(axis=0), atol=1e-4)


def test_too_few_beads_are_not_used(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(CHINESE[: MIN_BEADS - 1], ENGLISH[: MIN_BEADS - 1])
    assert numpy.allclose(own.encode(ENGLISH), bundled.encode(ENGLISH), atol=1e-5)


def test_beads_without_known_tokens_are_passed_over(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(["", *CHINESE], [" ", *ENGLISH])
    assert numpy.array_equal(own.encode(ENGLISH), bundled.adapted(CHINESE, ENGLISH).encode(ENGLISH))


def test_the_bundled_model_says_that_it_can_learn(bundled: StaticEmbedder) -> None:
    assert isinstance(bundled, AdaptableEmbedder)


def test_tokens_are_those_whose_sum_is_the_vector(bundled: StaticEmbedder) -> None:
    texts = ["", "铁柱在桥边等了一夜。", "　", "Anvilman waited."]
    units, weights, sizes = bundled.tokens(texts)
    sums = numpy.zeros((len(texts), bundled.dimension))
    numpy.add.at(sums, numpy.repeat(numpy.arange(len(texts)), sizes), units * weights[:, None] * bundled.usual_length)
    assert sizes.tolist()[0] == sizes.tolist()[2] == 0
    assert numpy.allclose(sums, bundled.encode(texts), atol=1e-3)
    assert numpy.allclose(numpy.linalg.norm(units, axis=1), 1, atol=1e-5)


def test_an_adapted_model_says_its_own_tokens(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(CHINESE, ENGLISH)
    (here,), (there,) = ([each.tokens([text]).units.sum(axis=0)] for each, text in ((own, "铁柱"), (own, "Anvilman")))
    (old_here,), (old_there,) = (
        [each.tokens([text]).units.sum(axis=0)] for each, text in ((bundled, "铁柱"), (bundled, "Anvilman"))
    )
    assert here @ there > old_here @ old_there


def test_slopes_are_those_of_the_loss() -> None:
    chance = numpy.random.default_rng(0)
    vectors = chance.standard_normal((12, 6)).astype(numpy.float32)
    pairs = [(chance.integers(0, 6, 3), chance.integers(6, 12, 2)) for _ in range(5)]
    batch = Batch.of(pairs)

    def loss(table: NDArray[numpy.float64]) -> float:
        units = []
        for side in (0, 1):
            totals = numpy.stack([table[pair[side]].sum(axis=0) for pair in pairs])
            units.append(totals / numpy.linalg.norm(totals, axis=1, keepdims=True))
        scores = SCALE * units[0] @ units[1].T
        lost = [numpy.log(numpy.exp(each).sum(axis=1)) - numpy.diag(each) for each in (scores, scores.T)]
        return float(sum(lost).sum() / 2)

    moved = vectors.copy()
    for side, slope in zip(batch.sides, batch.gradients(vectors), strict=True):
        side.move(moved, slope)
    gradient = moved - vectors
    for token, number in ((0, 0), (3, 5), (7, 2), (11, 4)):
        step = numpy.zeros((12, 6))
        step[token, number] = 1e-5
        table = vectors.astype(numpy.float64)
        expected = (loss(table + step) - loss(table - step)) / 2e-5
        assert gradient[token, number] == pytest.approx(expected, abs=2e-3)


def test_threads_may_share_the_rows_of_a_document(bundled: StaticEmbedder) -> None:
    own = bundled.adapted(CHINESE, ENGLISH)
    asked = [numpy.random.default_rng(seed).integers(0, len(bundled.packed), 500) for seed in range(64)]
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(own.rows.table_and_rows, asked))
    whole = bundled.table
    learnt = numpy.unique(bundled.caching_tokenizer.tokenize([*CHINESE, *ENGLISH])[0])
    for tokens, (table, rows) in zip(asked, found, strict=True):
        others = ~numpy.isin(tokens, learnt)
        assert numpy.array_equal(table[rows][others], whole[tokens][others])
