"""The lexicon of an index, which gives each word an id, and the words of all pairs, stored as these ids.

The words of the pairs are stored in arrays. No word is ever removed from the table ``lexicon``, so that
the stored arrays stay valid; unused words do no harm.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence

import numpy

from aligner.concordance.folding import fold
from aligner.concordance.word_arrays import MAX_WORDS, STORED, Batch, Numbers, SideWords, pack
from aligner.concordance.words import WordSplitter
from aligner.errors import OutputError
from aligner.interface import _

TABLES = """
CREATE TABLE lexicon (id INTEGER PRIMARY KEY, word TEXT UNIQUE);
CREATE TABLE documents (id INTEGER PRIMARY KEY, source TEXT, target TEXT, UNIQUE (source, target));
CREATE TABLE chunks (first INTEGER PRIMARY KEY, pairs INTEGER, documents BLOB);
CREATE TABLE source_words (first INTEGER PRIMARY KEY, sizes BLOB, words BLOB);
CREATE TABLE target_words (first INTEGER PRIMARY KEY, sizes BLOB, words BLOB);
"""
TABLE_NAMES = ("lexicon", "documents", "chunks", "source_words", "target_words")
CHUNK_PAIRS = 8192
"""Number of pairs of a stored chunk at most; a chunk holds pairs of one file."""
BATCH_PAIRS = 32_768
"""Number of pairs read at a time: with 40 words a pair, its arrays take about 30 MB."""
MAX_QUERY_WORDS = 500
"""Number of words looked up in one statement of SQLite."""

StoredPair = tuple[str, str, int | None, int | None, str, str]
"""Source text, target text, their lines, and the names of their documents."""


class Lexicon:
    """Reads and writes the word ids of an open index, and the stored words of its pairs."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._splitter = WordSplitter()
        self._known: dict[str, int] = {}

    def forget(self) -> None:
        """Clear the cache of word ids; call after a transaction that was rolled back."""
        self._known = {}

    def add(self, first: int, pairs: Sequence[StoredPair]) -> None:
        """Store the words of consecutive pairs of a file; call within a write transaction.

        Args:
            first: id of the first pair.
            pairs: the pairs, with consecutive ids.
        """
        for start in range(0, len(pairs), CHUNK_PAIRS):
            chunk = pairs[start : start + CHUNK_PAIRS]
            documents = numpy.array(self._document_ids([(pair[4], pair[5]) for pair in chunk]), STORED)
            self._connection.execute(
                "INSERT INTO chunks VALUES (?, ?, ?)", (first + start, len(chunk), documents.tobytes())
            )
            for side, table in enumerate(("source_words", "target_words")):
                rows = self._splitter.split([fold(str(pair[side])) for pair in chunk])
                self._learn({word.text for row in rows for word in row})
                sizes = numpy.array([len(row) for row in rows], STORED)
                words = pack(rows, self._known.__getitem__)
                self._connection.execute(
                    f"INSERT INTO {table} VALUES (?, ?, ?)", (first + start, sizes.tobytes(), words.tobytes())
                )

    def remove(self, ends: tuple[int, int]) -> None:
        """Remove the stored words of a range of pairs; call within a write transaction.

        Args:
            ends: the lowest and the highest id of the pairs.
        """
        for table in ("chunks", "source_words", "target_words"):
            self._connection.execute(f"DELETE FROM {table} WHERE first BETWEEN ? AND ?", ends)

    def _learn(self, words: set[str]) -> None:
        """Give each word that is not in the lexicon an id, and cache the ids of all given words.

        Raises:
            OutputError: the lexicon has too many words.
        """
        unseen = sorted(words - self._known.keys())
        self._connection.executemany("INSERT OR IGNORE INTO lexicon (word) VALUES (?)", ((word,) for word in unseen))
        self._known.update((word, number) for number, word in self.find(unseen))
        if len(self._known) >= MAX_WORDS:
            raise OutputError(
                _(
                    "the corpus has more than {max_words:,} different words: index its folders apart",
                    max_words=MAX_WORDS,
                )
            )

    def _document_ids(self, names: Sequence[tuple[str, str]]) -> list[int]:
        ids: dict[tuple[str, str], int] = {}
        for pair in dict.fromkeys(names):
            self._connection.execute("INSERT OR IGNORE INTO documents (source, target) VALUES (?, ?)", pair)
            row = self._connection.execute("SELECT id FROM documents WHERE source = ? AND target = ?", pair).fetchone()
            ids[pair] = row[0]
        return [ids[pair] for pair in names]

    def find(self, words: Sequence[str]) -> Iterator[tuple[int, str]]:
        """Yield ``(id, word)`` for each of the given words that is in the lexicon."""
        for start in range(0, len(words), MAX_QUERY_WORDS):
            part = words[start : start + MAX_QUERY_WORDS]
            marks = ", ".join("?" * len(part))
            yield from self._connection.execute(f"SELECT id, word FROM lexicon WHERE word IN ({marks})", part)

    def beginning_with(self, text: str) -> list[int]:
        """Return the ids of all words of the lexicon that begin with ``text``."""
        rows = self._connection.execute(
            "SELECT id FROM lexicon WHERE word >= ? AND word < ?", (text, text + "\U0010ffff")
        )
        return [row[0] for row in rows]

    def containing(self, text: str) -> list[tuple[int, str]]:
        """Return ``(id, word)`` for each word of the lexicon that contains ``text``."""
        return list(self._connection.execute("SELECT id, word FROM lexicon WHERE instr(word, ?)", (text,)))

    def all_words(self) -> Iterator[tuple[int, str]]:
        """Yield ``(id, word)`` for each word of the lexicon."""
        return iter(self._connection.execute("SELECT id, word FROM lexicon"))

    def words_of(self, ids: Iterable[int]) -> dict[int, str]:
        """Return a mapping from the given ids to their words."""
        wanted = list(ids)
        found: dict[int, str] = {}
        for start in range(0, len(wanted), MAX_QUERY_WORDS):
            part = wanted[start : start + MAX_QUERY_WORDS]
            marks = ", ".join("?" * len(part))
            found.update(self._connection.execute(f"SELECT id, word FROM lexicon WHERE id IN ({marks})", part))
        return found

    def size(self) -> int:
        """Return the largest word id plus one, which is the length of an array with an element for each word id."""
        return int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM lexicon").fetchone()[0])

    def ranks(self) -> Numbers:
        """Return an array with the alphabetical rank of each word (by code point); its index is the word id."""
        ordered = [row[0] for row in self._connection.execute("SELECT id FROM lexicon ORDER BY word")]
        ranks = numpy.zeros(self.size(), numpy.int64)
        ranks[ordered] = numpy.arange(1, len(ordered) + 1)
        return ranks

    def document_names(self) -> dict[int, tuple[str, str]]:
        """Return a mapping from the id of each document pair to the names of its source and its target document."""
        rows = self._connection.execute("SELECT id, source, target FROM documents")
        return {number: (source, target) for number, source, target in rows}

    def batches(self, file_pairs: int) -> Iterator[Batch]:
        """Yield all pairs of the selected files in batches of some thousands, as arrays of words.

        The pairs are in the order of the corpus.

        Args:
            file_pairs: number of pair ids reserved for each file.
        """
        rows = self._connection.execute(
            "SELECT c.first, c.pairs, c.documents, s.sizes, s.words, t.sizes, t.words FROM chunks c "
            "JOIN source_words s ON s.first = c.first JOIN target_words t ON t.first = c.first "
            f"WHERE c.first / {file_pairs} IN (SELECT id FROM chosen) ORDER BY c.first"
        )
        pending: list[tuple[int, int, bytes, bytes, bytes, bytes, bytes]] = []
        total = 0
        for row in rows:
            if pending and total + row[1] > BATCH_PAIRS:
                yield _batch(pending)
                pending, total = [], 0
            pending.append(row)
            total += row[1]
        if pending:
            yield _batch(pending)


def _batch(rows: Sequence[tuple[int, int, bytes, bytes, bytes, bytes, bytes]]) -> Batch:
    firsts, counts, documents, source_sizes, source, target_sizes, target = zip(*rows, strict=True)
    return Batch(
        numpy.concatenate([numpy.arange(first, first + count) for first, count in zip(firsts, counts, strict=True)]),
        numpy.frombuffer(b"".join(documents), STORED).astype(numpy.int64),
        (SideWords.from_bytes(source, source_sizes), SideWords.from_bytes(target, target_sizes)),
    )
