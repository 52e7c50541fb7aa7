"""Results in one SQLite file, by the name of what they are of: whole or absent after a kill.

One process writes (`aligner.tasks.lock`). A transaction is in the write-ahead log before the next result is counted, so
a kill of the process loses nothing that was counted; a power cut may lose the last results, which are then made again.

`aligner.tasks.store` is for the other case, many processes that share results which anyone may remove. The two are
apart for a reason: a million results of one run must not be a million files, while a cache that several runs write at
once, on network drives too, must not depend on the locks of one database.
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
FULL = N_("the disk is full: make room and run it again, what is done is kept")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS documents (
    id INTEGER PRIMARY KEY, document TEXT UNIQUE NOT NULL, run INTEGER NOT NULL, line INTEGER NOT NULL,
    key BLOB, reason TEXT NOT NULL DEFAULT ''
);
CREATE TABLE IF NOT EXISTS contents (id INTEGER PRIMARY KEY, content BLOB NOT NULL);
"""


class Stored(NamedTuple):
    """What is known of a name.

    Attributes:
        key: hash of all that the result depends on; ``None`` where there is no result.
        reason: why there is none.
    """

    key: bytes | None
    reason: str


class Ledger:
    """The results of a folder: the last one of each name, or why there is none."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """Begin a run; see `opened_ledger`."""
        self.connection = connection
        self.run = 1 + connection.execute("SELECT coalesce(max(run), 0) FROM documents").fetchone()[0]

    def begin(self, name: str, line: int) -> Stored | None:
        """Enter a line of a list into this run and return what is known of its name; ``None`` where that is taken."""
        entered = self.connection.execute(
            "INSERT INTO documents (document, run, line) VALUES (?, ?, ?) ON CONFLICT (document) "
            "DO UPDATE SET run = excluded.run, line = excluded.line WHERE run <> excluded.run",
            (name, self.run, line),
        )
        return self.stored(name, line) if entered.rowcount else None

    def stored(self, name: str, line: int) -> Stored | None:
        """Return what is known of a name; ``None`` where it belongs to another line."""
        found = self.connection.execute(
            "SELECT key, reason FROM documents WHERE document = ? AND run = ? AND line = ?", (name, self.run, line)
        ).fetchone()
        return Stored(*found) if found else None

    def content(self, name: str) -> bytes:
        """Return the result of a name.

        Raises:
            sqlite3.DatabaseError: the file is damaged; `opened_ledger` makes an `InputError` of it.
        """
        found = self.connection.execute(
            "SELECT content FROM contents JOIN documents USING (id) WHERE document = ?", (name,)
        ).fetchone()
        if found is None or not isinstance(found[0], bytes):
            raise sqlite3.DatabaseError(_("the result of {name!r} is gone", name=name))
        return found[0]

    def keep(self, name: str, key: bytes, content: bytes | None) -> None:
        """Keep a result at once; ``None`` where the one that is there still holds."""
        with self.connection:
            number = self._update(name, key, "")
            if content is not None:
                self.connection.execute("INSERT OR REPLACE INTO contents VALUES (?, ?)", (number, content))

    def fail(self, name: str, reason: str) -> None:
        """Note that there is no result, and why."""
        with self.connection:
            number = self._update(name, None, reason)
            self.connection.execute("DELETE FROM contents WHERE id = ?", (number,))

    def _update(self, name: str, key: bytes | None, reason: str) -> int:
        found = self.connection.execute("SELECT id FROM documents WHERE document = ?", (name,)).fetchone()
        self.connection.execute("UPDATE documents SET key = ?, reason = ? WHERE id = ?", (key, reason, found[0]))
        return int(found[0])


@contextmanager
def opened_ledger(folder: Path) -> Iterator[Ledger]:
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
        raise OutputError(_operational(str(error)), path=str(path)) from error
    except (sqlite3.DatabaseError, UnicodeError) as error:
        raise InputError(
            _("is damaged ({error}): remove it, and the results are made again", error=error), path=str(path)
        ) from (error)
    finally:
        if connection is not None:
            connection.close()


def _operational(message: str) -> str:
    if "full" in message:
        return _(FULL)
    return _("cannot be written ({message})", message=message)
