"""The table of the token vectors in use grows with the document."""

from __future__ import annotations

import numpy

from aligner.embedders import BUNDLED_FOLDER
from aligner.embedders.static import StaticEmbedder
from aligner.embedders.token_rows import TokenRows

COUNT = 500
VECTORS = numpy.random.default_rng(1).standard_normal((COUNT, 6)).astype(numpy.float32)


def test_rows_are_those_of_their_tokens_however_the_table_grows():
    rows = TokenRows(COUNT, lambda tokens: VECTORS[tokens], numpy.empty(0, int), VECTORS[:0])
    random = numpy.random.default_rng(2)
    kept = []
    for size in (0, 1, 3, 40, 2, 300, 900):
        tokens = random.integers(0, COUNT, size)
        kept.append((tokens, *rows.table_and_rows(tokens)))
    for tokens, table, places in kept:  # also in the tables that larger ones have replaced
        assert numpy.array_equal(table[places], VECTORS[tokens])
    assert numpy.array_equal(rows.vectors(numpy.arange(COUNT)), VECTORS)
    assert len(rows.table) == COUNT


def test_each_row_is_computed_once_and_given_rows_never():
    asked = []

    def vectors_of(tokens):
        asked.extend(tokens.tolist())
        return VECTORS[tokens]

    rows = TokenRows(COUNT, vectors_of, numpy.array([7, 3]), -VECTORS[[7, 3]])
    found = rows.vectors(numpy.array([3, 9, 9, 7, 2]))
    rows.vectors(numpy.array([9, 3, 2]))
    assert sorted(asked) == [2, 9]
    assert numpy.array_equal(found, VECTORS[[3, 9, 9, 7, 2]] * numpy.array([[-1], [1], [1], [-1], [1]]))


def test_the_table_of_a_short_text_is_small():
    bundled = StaticEmbedder.load(str(BUNDLED_FOLDER))
    bundled.encode(["The harbour opened in 1987."])
    assert len(bundled.rows.table) < 50
