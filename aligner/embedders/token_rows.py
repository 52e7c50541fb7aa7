"""The float32 vectors of the tokens in use."""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import Any

import numpy
from numpy.typing import NDArray

from aligner.protocols import Vectors

Tokens = NDArray[numpy.integer[Any]]
"""Token numbers, or row numbers of tokens in a table."""


class TokenRows:
    """The float32 rows of the used tokens; the row of a token is added at its first use.

    Several threads may share the object. The table is compact, because rows spread over an array for
    all tokens would take memory and time for all of it: the kernel gives large arrays memory in pages
    of 2 MB, and clears each page.
    """

    def __init__(self, count: int, vectors_of: Callable[[Tokens], Vectors], tokens: Tokens, vectors: Vectors) -> None:
        """Store the vectors of some tokens.

        Args:
            count: number of tokens of the model.
            vectors_of: function that returns the vectors of other tokens, shape (len(tokens), dimension).
            tokens: distinct tokens whose vectors are given.
            vectors: these vectors, shape (len(tokens), dimension).
        """
        self.vectors_of = vectors_of
        self.table = vectors
        self.used = len(tokens)
        self.places = numpy.full(count, -1, numpy.int32)
        self.places[tokens] = numpy.arange(len(tokens))
        self.adding = Lock()

    def table_and_rows(self, tokens: Tokens) -> tuple[Vectors, Tokens]:
        """Return the table of float32 vectors, and the row number of each given token in it.

        Tokens that have no row yet are added to the table first.
        """
        with self.adding:
            if (self.places[tokens] < 0).any():
                asked = numpy.zeros(len(self.places), bool)
                asked[tokens] = True
                self._add(numpy.flatnonzero(asked & (self.places < 0)))
            return self.table, self.places[tokens]

    def vectors(self, tokens: Tokens) -> Vectors:
        """Return the vectors of some tokens, shape (len(tokens), dimension)."""
        table, rows = self.table_and_rows(tokens)
        return table.take(rows, axis=0)  # a quarter faster than an index

    def _add(self, missing: Tokens) -> None:
        """Add the vectors of tokens to the table; a full table is replaced by one of twice the size.

        Threads that still use the old table are not affected, because it is not changed any more.
        """
        end = self.used + len(missing)
        if end > len(self.table):
            table = numpy.empty((min(2 * end, len(self.places)), self.table.shape[1]), numpy.float32)
            table[: self.used] = self.table[: self.used]
            self.table = table
        self.table[self.used : end] = self.vectors_of(missing)
        self.places[missing] = numpy.arange(self.used, end)
        self.used = end
