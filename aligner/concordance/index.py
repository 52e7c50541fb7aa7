"""The search index: one SQLite file with all pairs and, if SQLite has FTS5, their full-text index.

Several processes can use the index at the same time: writers wait for each other, readers do not wait
(write-ahead log). If a writer is killed, the earlier content remains.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from aligner.concordance.files import PairFile
from aligner.concordance.folding import VERSION, index_text
from aligner.concordance.lexicon import TABLE_NAMES, TABLES, Lexicon, StoredPair
from aligner.concordance.word_arrays import Batch
from aligner.errors import OutputError
from aligner.interface import _

APPLICATION_ID = 0x616C676E  # "algn", identifies our files
SCHEMA_VERSION = 200 + VERSION
LOCK_TIMEOUT_S = 60.0
"""Time that a writer waits for another."""
MAX_FILE_PAIRS = 1 << 24
"""Number of row ids reserved for each file, so that the order of ids is the order of the corpus."""
ALL_IDS = (0, (1 << 63) - 1)
"""A range of ids that holds all pairs."""
SAMPLED_RANGES = 10
"""Number of ranges of a sample: each costs a query, and neighbouring files are similar."""
MAX_ROWS_PER_QUERY = 500
"""Number of pairs looked up in one statement of SQLite."""
_TEMPORARY_ERRORS = ("locked", "busy", "is full", "readonly", "disk I/O error", "unable to open", "out of memory")
_TABLES = """
CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE, shown TEXT, size INTEGER, modified INTEGER,
    checked INTEGER, digest TEXT, problem TEXT, pairs INTEGER, source_name TEXT, target_name TEXT);
CREATE TABLE pairs (id INTEGER PRIMARY KEY, source TEXT, target TEXT, source_line INTEGER, target_line INTEGER);
"""
_FULL_TEXT = """
CREATE VIRTUAL TABLE words USING fts5(source, target, content='', columnsize=0, tokenize='unicode61');
"""


class PairRow(NamedTuple):
    """A row of the table ``pairs`` of the index: one pair of the corpus."""

    id: int
    source: str
    target: str
    source_line: int | None
    target_line: int | None


class FileRow(NamedTuple):
    """A row of the table ``files`` of the index: a file of pairs.

    The field ``problem`` is the reason why the file could not be read; it is empty for a file that was
    read.
    """

    id: int
    path: str
    shown: str
    size: int
    modified: int
    checked: int
    digest: str
    problem: str
    pairs: int
    source_name: str
    target_name: str


class Index:
    """An open search index; call `close` after use."""

    def __init__(self, path: str | Path, *, may_replace: bool = False) -> None:
        """Open an index; create it if it does not exist.

        Args:
            path: path of the index, or ``:memory:``.
            may_replace: whether a new index may replace a damaged one, or a file of another kind.

        Raises:
            OutputError: the file is not an index, or cannot be written.
        """
        self.path = str(path)
        try:
            self._open()
        except (sqlite3.DatabaseError, UnicodeError) as error:
            if not may_replace or not is_damage(error):
                message = _("cannot be used as an index ({error}): remove it, or name another file", error=error)
                raise OutputError(message, path=self.path) from error
            self.discard()
            self._open()

    def _open(self) -> None:
        self.connection = sqlite3.connect(self.path, timeout=LOCK_TIMEOUT_S, isolation_level=None)
        self.lexicon = Lexicon(self.connection)
        execute = self.connection.execute
        # The order matters: another process may be creating the tables, all in one transaction.
        is_empty = not execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        application, version = (
            execute("PRAGMA application_id").fetchone()[0],
            execute("PRAGMA user_version").fetchone()[0],
        )
        if not is_empty and application != APPLICATION_ID:
            raise sqlite3.DatabaseError(_("it is a database of another program"))
        with suppress(sqlite3.OperationalError):  # locked: another process is doing this
            execute("PRAGMA journal_mode=WAL")
        execute("PRAGMA synchronous=NORMAL")
        execute("PRAGMA temp_store=MEMORY")
        execute("PRAGMA cache_size=-65536")
        if is_empty or version != SCHEMA_VERSION:
            self._make_tables()
        self.has_words = bool(execute("SELECT count(*) FROM sqlite_master WHERE name = 'words'").fetchone()[0])
        if self.has_words:
            execute("SELECT rowid FROM words LIMIT 0").fetchall()  # raises an error if the table is damaged
        execute("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")

    def _make_tables(self) -> None:
        """Create the tables of the database unless another process has created them."""
        with self.writing() as execute:
            if execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
                return
            for table in ("words", "pairs", "files", *TABLE_NAMES):
                execute(f"DROP TABLE IF EXISTS {table}")
            for statement in (_TABLES + TABLES).strip().split(";\n"):
                execute(statement)
            with suppress(sqlite3.OperationalError):  # SQLite without FTS5: every search reads all pairs
                execute(_FULL_TEXT)
            execute(f"PRAGMA application_id={APPLICATION_ID}")
            execute(f"PRAGMA user_version={SCHEMA_VERSION}")

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Yield a function that executes SQL statements in one write transaction.

        The transaction is rolled back if an exception is raised in the block, else it is committed.

        Raises:
            OutputError: another process holds the lock too long, or the disk is full.
            sqlite3.DatabaseError: the index is damaged.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection.execute
            except BaseException:
                self.connection.execute("ROLLBACK")
                self.lexicon.forget()
                raise
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if is_damage(error):
                raise
            raise OutputError(
                _("the index cannot be written ({error}): try again, or name another", error=error), path=self.path
            ) from error

    def close(self) -> None:
        """Close the index."""
        self.connection.close()

    def discard(self) -> None:
        """Close the index, and delete its file and the auxiliary files of SQLite."""
        self.connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(self.path + ending).unlink(missing_ok=True)

    def files(self) -> dict[str, FileRow]:
        """Return the row of each file in the index, by absolute path of the file."""
        with closing(self.connection.execute("SELECT * FROM files ORDER BY id")) as rows:
            return {row[1]: FileRow(*row) for row in rows}

    def replace(self, file: PairFile, checked: int, digest: str, content: FileContent | None) -> None:
        """Replace the pairs of a file in the index; call within `writing`.

        Args:
            file: the file.
            checked: time of reading in nanoseconds since 1970.
            digest: hash of the file's content.
            content: the pairs to store; ``None`` if the index already has them.
        """
        execute = self.connection.execute
        known = execute("SELECT id, digest FROM files WHERE path = ?", (file.path,)).fetchone()
        if known is not None and known[1] == digest:  # another process has stored it
            self.touch(file, checked)
        if content is None or (known is not None and known[1] == digest):
            return
        if known is not None:
            self.remove(known[0])
        execute(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                None if known is None else known[0],
                file.path,
                file.shown,
                file.size,
                file.modified,
                checked,
                digest,
                content.problem,
                len(content.pairs),
                *content.names,
            ),
        )
        number = execute("SELECT id FROM files WHERE path = ?", (file.path,)).fetchone()[0]
        first = number * MAX_FILE_PAIRS + 1
        self.connection.executemany(
            "INSERT INTO pairs VALUES (?, ?, ?, ?, ?)",
            ((first + offset, *pair[:4]) for offset, pair in enumerate(content.pairs)),
        )
        self.lexicon.add(first, content.pairs)
        if self.has_words:
            self.connection.executemany(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                ((first + k, index_text(pair[0]), index_text(pair[1])) for k, pair in enumerate(content.pairs)),
            )

    def touch(self, file: PairFile, checked: int) -> None:
        """Store the new size and times of a file whose content has not changed; call within `writing`."""
        self.connection.execute(
            "UPDATE files SET size = ?, modified = ?, checked = ? WHERE path = ?",
            (file.size, file.modified, checked, file.path),
        )

    def remove(self, file_id: int) -> None:
        """Remove a file and its pairs from the index; call within `writing`."""
        ends = (file_id * MAX_FILE_PAIRS, (file_id + 1) * MAX_FILE_PAIRS)
        if self.has_words:
            rows = self.connection.execute("SELECT id, source, target FROM pairs WHERE id BETWEEN ? AND ?", ends)
            self.connection.executemany(
                "INSERT INTO words (words, rowid, source, target) VALUES ('delete', ?, ?, ?)",
                [(row[0], index_text(row[1]), index_text(row[2])) for row in rows],
            )
        self.connection.execute("DELETE FROM pairs WHERE id BETWEEN ? AND ?", ends)
        self.lexicon.remove(ends)
        self.connection.execute("DELETE FROM files WHERE id = ?", (file_id,))

    def select_files(self, files: Iterable[FileRow]) -> None:
        """Restrict all later searches in the index to the given files."""
        self.connection.execute("DELETE FROM chosen")
        self.connection.executemany("INSERT INTO chosen VALUES (?)", [(file.id,) for file in files])

    def candidates(self, words: str) -> Iterator[PairRow]:
        """Yield the pairs that match a full-text query, in the order of the corpus.

        The query of the user may be stricter, so the caller must check the texts of these pairs.

        Args:
            words: a query in the syntax of FTS5; if empty, or without a full-text index, all pairs
                match.
        """
        looked_up = bool(words) and self.has_words
        condition = "id IN (SELECT rowid FROM words WHERE words MATCH ?) AND" if looked_up else ""
        rows = self.connection.execute(
            f"SELECT * FROM pairs WHERE {condition} id / {MAX_FILE_PAIRS} IN (SELECT id FROM chosen) ORDER BY id",
            (words,) if looked_up else (),
        )
        with closing(rows):
            yield from (PairRow(*row) for row in rows)

    def batches(self) -> Iterator[Batch]:
        """Yield all pairs of the selected files in batches of some thousands, as arrays of words.

        The pairs are in the order of the corpus.
        """
        return self.lexicon.batches(MAX_FILE_PAIRS)

    def rows(self, ids: Sequence[int]) -> dict[int, PairRow]:
        """Return the rows of the pairs with the given ids, by id."""
        found: dict[int, PairRow] = {}
        for start in range(0, len(ids), MAX_ROWS_PER_QUERY):
            part = [int(number) for number in ids[start : start + MAX_ROWS_PER_QUERY]]
            marks = ", ".join("?" * len(part))
            rows = self.connection.execute(f"SELECT * FROM pairs WHERE id IN ({marks})", part)
            found.update((row[0], PairRow(*row)) for row in rows)
        return found

    def count(self, words: str, ends: tuple[int, int] = ALL_IDS) -> int | None:
        """Return the number of pairs that match a full-text query; ``None`` without a full-text index.

        Args:
            words: a query in the syntax of FTS5.
            ends: the lowest and the highest id of the pairs to count.
        """
        if not self.has_words or not words:
            return None
        query = (
            "SELECT count(*) FROM words WHERE words MATCH ? AND rowid BETWEEN ? AND ? "
            f"AND rowid / {MAX_FILE_PAIRS} IN (SELECT id FROM chosen)"
        )
        return int(self.connection.execute(query, (words, *ends)).fetchone()[0])

    def sampled_ranges(self, pairs: int) -> tuple[list[tuple[int, int]], float]:
        """Return a sample of the pairs in the selected files, to estimate counts in the whole corpus.

        The sample is a list of ranges (lowest and highest pair id), spread evenly over the files. The
        second value is the factor for multiplying counts in the sample: the number of pairs in the
        files, divided by the number of pairs in the sample.

        Args:
            pairs: number of pairs to sample; if the files have no more pairs, the sample is all of
                them.
        """
        chunks = self.connection.execute(
            f"SELECT first, pairs FROM chunks WHERE first / {MAX_FILE_PAIRS} IN (SELECT id FROM chosen) ORDER BY first"
        ).fetchall()
        total = sum(size for _first, size in chunks)
        if total <= pairs:
            return [ALL_IDS], 1.0
        length = max(len(chunks) * pairs // (total * SAMPLED_RANGES), 1)
        starts = (number * len(chunks) // SAMPLED_RANGES for number in range(SAMPLED_RANGES))
        blocks = [chunks[start : start + length] for start in starts]
        sampled = sum(size for block in blocks for _first, size in block)
        return [(block[0][0], block[-1][0] + block[-1][1] - 1) for block in blocks], total / sampled

    def neighbours(self, pair: int, number: int) -> tuple[list[PairRow], list[PairRow]]:
        """Return up to ``number`` pairs before a pair in the same file, and up to ``number`` pairs after it."""
        first = pair // MAX_FILE_PAIRS * MAX_FILE_PAIRS
        rows = self.connection.execute(
            "SELECT * FROM pairs WHERE id BETWEEN ? AND ? ORDER BY id",
            (max(first, pair - number), min(first + MAX_FILE_PAIRS - 1, pair + number)),
        )
        pairs = [PairRow(*row) for row in rows]
        return [row for row in pairs if row.id < pair], [row for row in pairs if row.id > pair]


def is_damage(error: Exception) -> bool:
    """Whether an SQLite error means that the file is damaged, and not a temporary problem.

    SQLite raises `OperationalError` in both cases.
    """
    return not any(words in str(error) for words in _TEMPORARY_ERRORS)


class FileContent(NamedTuple):
    """The pairs of a file, to be stored in the index.

    Attributes:
        pairs: for each pair, the source text, the target text, the lines on which they begin, and the
            names of their documents.
        names: names of the source and the target document.
        problem: the reason why the file could not be read; empty if it was read.
    """

    pairs: Sequence[StoredPair] = ()
    names: tuple[str, str] = ("", "")
    problem: str = ""
