"""Store the results of a run in one SQLite file, one result for each document.

Only one process writes at a time (`aligner.tasks.lock`). Each result is one transaction in the
write-ahead log. If the process is killed, every result is either complete or absent. After a power
failure the last results may be missing; the next run computes them again.

`aligner.tasks.store` has another purpose: many processes share results that may be removed at any
time. One class cannot serve both purposes. A ledger stores a million results of one run in one
file, not in a million files. A cache is written by several runs at the same time, possibly on a
network drive, so it must not depend on the locks of one database.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from aligner.errors import InputError, OutputError
from aligner.interface import N_, _

NAME = "results.sqlite"
VERSION = 1
DISK_FULL = N_("the disk is full: make room and run it again, what is done is kept")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, document TEXT UNIQUE NOT NULL, run INTEGER NOT NULL, line INTEGER NOT NULL,
    key BLOB, reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS contents (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
"""


class Stored(NamedTuple):
    """The state of a document in the ledger: it has a result, or a reason why it has none, or neither yet.

    Attributes:
        key: hash of everything that the result depends on; ``None`` if there is no result.
        reason: reason why the document has no result; empty if it has one, or if it has not been
            processed.
    """

    key: bytes | None
    reason: str


class Ledger:
    """The stored results of the documents in a folder.

    It has the last result of each document, or the reason why the document has none.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin a run on an open database; `open_ledger` opens the database and creates this object."""
        self.connection = connection
        self.run = 1 + connection.execute("SELECT coalesce(max(run), 0) FROM documents").fetchone()[0]

    def begin(self, name: str, line: int) -> Stored | None:
        """Register the document on a line of the document list for this run; return its state.

        Args:
            name: name of the document.
            line: the line of the list.

        Returns:
            The state; ``None`` if another line of this run has the same document.
        """
        entered = self.connection.execute(
            "INSERT INTO documents (document, run, line) VALUES (?, ?, ?) ON CONFLICT (document) "
            "DO UPDATE SET run = excluded.run, line = excluded.line WHERE run <> excluded.run",
            (name, self.run, line),
        )
        return self.stored(name, line) if entered.rowcount else None

    def stored(self, name: str, line: int) -> Stored | None:
        """Return the state of the document on a line of the document list.

        The result is ``None`` if the document is registered for another line or not registered in this
        run.
        """
        row = self.connection.execute(
            "SELECT key, reason FROM documents WHERE document = ? AND run = ? AND line = ?", (name, self.run, line)
        ).fetchone()
        return Stored(*row) if row else None

    def content(self, name: str) -> bytes:
        """Return the stored result of a document as bytes.

        Raises:
            sqlite3.DatabaseError: the file is damaged; `open_ledger` converts this to an `InputError`.
        """
        row = self.connection.execute(
            "SELECT content FROM contents JOIN documents USING (id) WHERE document = ?", (name,)
        ).fetchone()
        if row is None or not isinstance(row[0], bytes):
            raise sqlite3.DatabaseError(_("the result of {name!r} is gone", name=name))
        return row[0]

    def keep(self, name: str, key: bytes, content: bytes | None) -> None:
        """Store the result of a document and commit it.

        Args:
            name: name of the document.
            key: hash of everything that the result depends on.
            content: the result; ``None`` if the stored result is still valid and only the key is
                updated.
        """
        with self.connection:
            number = self._update(name, key, "")
            if content is not None:
                self.connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (number, content))

    def fail(self, name: str, reason: str) -> None:
        """Store the reason why a document has no result, and remove its earlier result."""
        with self.connection:
            number = self._update(name, None, reason)
            self.connection.execute("DELETE FROM contents WHERE id = ?", (number,))

    def _update(self, name: str, key: bytes | None, reason: str) -> int:
        (number,) = self.connection.execute("SELECT id FROM documents WHERE document = ?", (name,)).fetchone()
        self.connection.execute("UPDATE documents SET key = ?, reason = ? WHERE id = ?", (key, reason, number))
        return int(number)


@contextmanager
def open_ledger(folder: Path) -> Iterator[Ledger]:
    """Open the ledger of a folder (its file with results); create it if it does not exist.

    Raises:
        InputError: the file is damaged, or another version of the program wrote it.
        OutputError: the file cannot be written: the disk is full, permission is missing, or another
            process uses it.
    """
    path = folder / NAME
    connection: sqlite3.Connection | None = None
    try:
        connection = sqlite3.connect(path, timeout=1, isolation_level="IMMEDIATE")
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # network file systems have no shared memory
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version not in (0, VERSION):
            raise InputError(
                _(
                    "is of version {version}, this program writes {own}: remove it",
                    version=version,
                    own=VERSION,
                ),
                path=str(path),
            )
        connection.executescript(_SCHEMA + f"PRAGMA user_version = {VERSION};")
        yield Ledger(connection)
        connection.commit()
    except sqlite3.OperationalError as error:
        raise OutputError(write_failure(str(error)), path=str(path)) from error
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise InputError(
            _("is damaged ({error}): remove it, and the results are made again", error=error), path=str(path)
        ) from (error)
    finally:
        if connection is not None:
            connection.close()


def write_failure(message: str) -> str:
    """Return an error message for the user, from the message of SQLite about a failed write."""
    if "full" in message:
        return _(DISK_FULL)
    return _("cannot be written ({message})", message=message)
