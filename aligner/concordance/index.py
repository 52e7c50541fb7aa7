"""The index: one SQLite file with every pair and, where SQLite has FTS5, a full-text index of them.

Several programs may use it at once: writers wait for each other, readers for nobody (write-ahead log), and what is
killed in the middle leaves what was there before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from aligner.concordance.files import FoundFile
from aligner.concordance.folding import VERSION, index_text
from aligner.errors import OutputError

APPLICATION = 0x616C676E  # "algn": marks the file as ours
SCHEMA = 100 + VERSION
PATIENCE = 60.0
"""Seconds that a writer waits for another."""
PAIRS_A_FILE = 1 << 24
"""Numbers set aside for the pairs of a file, so that the order of numbers is the order in the corpus."""
_UNUSABLE = ("locked", "busy", "is full", "readonly", "disk I/O error", "unable to open", "out of memory")
_TABLES = """
CREATE TABLE files (id INTEGER PRIMARY KEY, path TEXT UNIQUE, shown TEXT, size INTEGER, modified INTEGER,
    checked INTEGER, digest TEXT, problem TEXT, pairs INTEGER, source_name TEXT, target_name TEXT);
CREATE TABLE pairs (id INTEGER PRIMARY KEY, source TEXT, target TEXT, source_line INTEGER, target_line INTEGER);
"""
_FULL_TEXT = """
CREATE VIRTUAL TABLE words USING fts5(source, target, content='', columnsize=0, tokenize='unicode61');
"""


class PairRow(NamedTuple):
    """A pair as the index holds it."""

    id: int
    source: str
    target: str
    source_line: int | None
    target_line: int | None


class FileRow(NamedTuple):
    """A file as the index holds it; ``problem`` says why it could not be read."""

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
    """An open index; to be closed."""

    def __init__(self, path: str | Path, *, is_ours: bool = False) -> None:
        """Open an index, or make one.

        Args:
            path: the file, or ``:memory:``.
            is_ours: whether a file that is no index, or a damaged one, may be replaced.

        Raises:
            OutputError: the file is something else, or cannot be written.
        """
        self.path = str(path)
        try:
            self._open()
        except (sqlite3.DatabaseError, UnicodeError) as error:
            if not is_ours or not is_damage(error):
                message = f"cannot be used as an index ({error}): remove it, or name another file"
                raise OutputError(message, path=self.path) from error
            self.discard()
            self._open()

    def _open(self) -> None:
        self.connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None)
        ask = self.connection.execute
        # In this order: another program may be making the tables at this moment, all in one transaction.
        is_empty = not ask("SELECT count(*) FROM sqlite_master").fetchone()[0]
        application, version = ask("PRAGMA application_id").fetchone()[0], ask("PRAGMA user_version").fetchone()[0]
        if not is_empty and application != APPLICATION:
            raise sqlite3.DatabaseError("it is a database of another program")
        with suppress(sqlite3.OperationalError):  # locked: another program is just doing it
            ask("PRAGMA journal_mode=WAL")
        ask("PRAGMA synchronous=NORMAL")
        ask("PRAGMA temp_store=MEMORY")
        ask("PRAGMA cache_size=-65536")
        if is_empty or version != SCHEMA:
            self._make_tables()
        self.has_words = bool(ask("SELECT count(*) FROM sqlite_master WHERE name = 'words'").fetchone()[0])
        ask("CREATE TEMP TABLE chosen (id INTEGER PRIMARY KEY)")

    def _make_tables(self) -> None:
        """Make the tables anew, unless another program was faster."""
        with self.writing() as ask:
            if ask("PRAGMA user_version").fetchone()[0] == SCHEMA:
                return
            for table in ("words", "pairs", "files"):
                ask(f"DROP TABLE IF EXISTS {table}")
            for statement in _TABLES.strip().split(";\n"):
                ask(statement)
            with suppress(sqlite3.OperationalError):  # an SQLite without FTS5: every search reads all pairs
                ask(_FULL_TEXT)
            ask(f"PRAGMA application_id={APPLICATION}")
            ask(f"PRAGMA user_version={SCHEMA}")

    @contextmanager
    def writing(self) -> Iterator[Any]:
        """Give the right to write, and a function that executes; all of it happens, or nothing.

        Raises:
            OutputError: another program does not end, or the disk is full.
            sqlite3.DatabaseError: the index is damaged.
        """
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection.execute
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if is_damage(error):
                raise
            raise OutputError(
                f"the index cannot be written ({error}): try again, or name another", path=self.path
            ) from error

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def discard(self) -> None:
        """Close the file and remove it with what SQLite keeps beside it."""
        self.connection.close()
        for ending in ("", "-wal", "-shm"):
            Path(self.path + ending).unlink(missing_ok=True)

    def files(self) -> dict[str, FileRow]:
        """Return what is known of every file, by its path."""
        with closing(self.connection.execute("SELECT * FROM files ORDER BY id")) as rows:
            return {row[1]: FileRow(*row) for row in rows}

    def replace(self, found: FoundFile, checked: int, digest: str, content: FileContent | None) -> None:
        """Put a file's pairs in the place of those that were there; within `writing`.

        Args:
            found: the file.
            checked: when it was read, in nanoseconds since 1970.
            digest: of its content.
            content: ``None`` where the index had that content when it was asked.
        """
        ask = self.connection.execute
        known = ask("SELECT id, digest FROM files WHERE path = ?", (found.path,)).fetchone()
        if known is not None and known[1] == digest:  # another program was faster
            self.touch(found, checked)
        if content is None or (known is not None and known[1] == digest):
            return
        if known is not None:
            self.remove(known[0])
        ask(
            "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                None if known is None else known[0],
                found.path,
                found.shown,
                found.size,
                found.modified,
                checked,
                digest,
                content.problem,
                len(content.pairs),
                *content.names,
            ),
        )
        number = ask("SELECT id FROM files WHERE path = ?", (found.path,)).fetchone()[0]
        first = number * PAIRS_A_FILE + 1
        self.connection.executemany(
            "INSERT INTO pairs VALUES (?, ?, ?, ?, ?)",
            ((first + offset, *pair) for offset, pair in enumerate(content.pairs)),
        )
        if self.has_words:
            self.connection.executemany(
                "INSERT INTO words (rowid, source, target) VALUES (?, ?, ?)",
                ((first + k, index_text(pair[0]), index_text(pair[1])) for k, pair in enumerate(content.pairs)),
            )

    def touch(self, found: FoundFile, checked: int) -> None:
        """Note that a file is as it was; within `writing`."""
        self.connection.execute(
            "UPDATE files SET size = ?, modified = ?, checked = ? WHERE path = ?",
            (found.size, found.modified, checked, found.path),
        )

    def remove(self, file: int) -> None:
        """Forget a file and its pairs; within `writing`."""
        ends = (file * PAIRS_A_FILE, (file + 1) * PAIRS_A_FILE)
        if self.has_words:
            rows = self.connection.execute("SELECT id, source, target FROM pairs WHERE id BETWEEN ? AND ?", ends)
            self.connection.executemany(
                "INSERT INTO words (words, rowid, source, target) VALUES ('delete', ?, ?, ?)",
                [(row[0], index_text(row[1]), index_text(row[2])) for row in rows],
            )
        self.connection.execute("DELETE FROM pairs WHERE id BETWEEN ? AND ?", ends)
        self.connection.execute("DELETE FROM files WHERE id = ?", (file,))

    def choose(self, files: Iterable[FileRow]) -> None:
        """Let searches see only these files."""
        self.connection.execute("DELETE FROM chosen")
        self.connection.executemany("INSERT INTO chosen VALUES (?)", [(file.id,) for file in files])

    def candidates(self, words: str) -> Iterator[PairRow]:
        """Yield the pairs that hold the words, in their order; all pairs where there are no words.

        Args:
            words: a query as FTS5 has it.
        """
        looked_up = bool(words) and self.has_words
        condition = "id IN (SELECT rowid FROM words WHERE words MATCH ?) AND" if looked_up else ""
        rows = self.connection.execute(
            f"SELECT * FROM pairs WHERE {condition} id / {PAIRS_A_FILE} IN (SELECT id FROM chosen) ORDER BY id",
            (words,) if looked_up else (),
        )
        with closing(rows):
            yield from (PairRow(*row) for row in rows)

    def count(self, words: str) -> int | None:
        """Return how many pairs hold the words; ``None`` where there is no full-text index."""
        if not self.has_words or not words:
            return None
        query = f"SELECT count(*) FROM words WHERE words MATCH ? AND rowid / {PAIRS_A_FILE} IN (SELECT id FROM chosen)"
        return int(self.connection.execute(query, (words,)).fetchone()[0])

    def around(self, pair: int, number: int) -> tuple[list[PairRow], list[PairRow]]:
        """Return as many as ``number`` pairs before and behind a pair of the same file."""
        first = pair // PAIRS_A_FILE * PAIRS_A_FILE
        rows = self.connection.execute(
            "SELECT * FROM pairs WHERE id BETWEEN ? AND ? ORDER BY id",
            (max(first, pair - number), min(first + PAIRS_A_FILE - 1, pair + number)),
        )
        pairs = [PairRow(*row) for row in rows]
        return [row for row in pairs if row.id < pair], [row for row in pairs if row.id > pair]


def is_damage(error: Exception) -> bool:
    """Tell a damaged file from one that cannot be used now: SQLite reports much of both as an `OperationalError`."""
    return not any(words in str(error) for words in _UNUSABLE)


class FileContent(NamedTuple):
    """What is to be stored of a file.

    Attributes:
        pairs: source, target and the lines on which they begin.
        names: of the two documents.
        problem: why the file could not be read.
    """

    pairs: Sequence[tuple[str, str, int | None, int | None]] = ()
    names: tuple[str, str] = ("", "")
    problem: str = ""
