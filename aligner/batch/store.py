"""Results of documents in one SQLite file: whole or absent after a kill, found by document, checked by content.

One process writes. A transaction is in the write-ahead log before the next document is counted, so a kill of the
process loses nothing that was counted; a power cut may lose the last results, which are then made again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from aligner.batch.manifest import Row
from aligner.errors import InputError, OutputError

NAME = "results.sqlite"
VERSION = 1
FULL = "the disk is full: make room and run it again, what is done is kept"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, document TEXT UNIQUE NOT NULL, run INTEGER NOT NULL, line INTEGER NOT NULL,
    key BLOB, reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS contents (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
"""


class Stored(NamedTuple):
    """What is known of a document.

    Attributes:
        key: hash of all that the result depends on; ``None`` where there is no result.
        reason: why there is none.
    """

    key: bytes | None
    reason: str


class Store:
    """The results of a folder."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin a run; see `opened_store`."""
        self.connection = connection
        self.run = 1 + connection.execute("SELECT coalesce(max(run), 0) FROM documents").fetchone()[0]

    def begin(self, row: Row) -> Stored | None:
        """Enter a row into this run and return what is known of its document; ``None`` where the name is taken."""
        entered = self.connection.execute(
            "INSERT INTO documents (document, run, line) VALUES (?, ?, ?) ON CONFLICT (document) "
            "DO UPDATE SET run = excluded.run, line = excluded.line WHERE run <> excluded.run",
            (row.document, self.run, row.line),
        )
        return self.stored(row) if entered.rowcount else None

    def stored(self, row: Row) -> Stored | None:
        """Return what is known of the document of a row; ``None`` where the name belongs to another row."""
        found = self.connection.execute(
            "SELECT key, reason FROM documents WHERE document = ? AND run = ? AND line = ?",
            (row.document, self.run, row.line),
        ).fetchone()
        return Stored(*found) if found else None

    def content(self, row: Row) -> bytes:
        """Return the result of a row's document."""
        found = self.connection.execute(
            "SELECT content FROM contents JOIN documents USING (id) WHERE document = ?", (row.document,)
        ).fetchone()
        return bytes(found[0])

    def keep(self, row: Row, key: bytes, content: bytes | None) -> None:
        """Keep a result at once; ``None`` where the one that is there still holds."""
        with self.connection:
            number = self._update(row, key, "")
            if content is not None:
                self.connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (number, content))

    def fail(self, row: Row, reason: str) -> None:
        """Note that a document has no result, and why."""
        with self.connection:
            number = self._update(row, None, reason)
            self.connection.execute("DELETE FROM contents WHERE id = ?", (number,))

    def _update(self, row: Row, key: bytes | None, reason: str) -> int:
        found = self.connection.execute("SELECT id FROM documents WHERE document = ?", (row.document,)).fetchone()
        self.connection.execute("UPDATE documents SET key = ?, reason = ? WHERE id = ?", (key, reason, found[0]))
        return int(found[0])


@contextmanager
def opened_store(folder: Path) -> Iterator[Store]:
    """Open the results of a folder, made where there are none.

    Raises:
        InputError: the file is damaged, or of another version.
        OutputError: it cannot be written: a full disk, no permission, another process that holds it.
    """
    path = folder / NAME
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=1, isolation_level="IMMEDIATE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # no shared memory: network file systems have none
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise InputError(f"is of version {version}, this program writes {VERSION}: remove it", path=str(path))
        connection.executescript(_SCHEMA + f"PRAGMA user_version = {VERSION};")
        yield Store(connection)
        connection.commit()
    except sqlite3.OperationalError as error:
        raise OutputError(_operational(str(error)), path=str(path)) from error
    except sqlite3.DatabaseError as error:
        raise InputError(f"is damaged ({error}): remove it, and the documents are aligned again", path=str(path)) from (
            error
        )
    finally:
        if connection is not None:
            connection.close()


def _operational(message: str) -> str:
    if "full" in message:
        return FULL
    return f"cannot be written ({message})"
