"""The journal of a review, ``NAME.review.jsonl``: the original bitext and all operations.

The first line is a header. The bitext before the first operation follows, in the format of
``.bitext.jsonl``, so that the journal needs no other file. Each further line is one operation.
Lines are only appended. An operation is complete when its line is on the disk. An incomplete last
line, for example after a power failure, is ignored. If all operations are repeated, the rows are
the same.
"""

from __future__ import annotations

import io
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timezone
from pathlib import Path
from typing import Any, BinaryIO

from aligner.bitext import Bitext
from aligner.errors import AlignerError, InputError, OutputError
from aligner.formats.atomic import replacing
from aligner.formats.native import JSONL
from aligner.interface import _
from aligner.review.history import Review
from aligner.review.operations import Operation
from aligner.review.splices import Splice

FORMAT = "aligner-review"
VERSION = 1
SUFFIX = ".review.jsonl"


class Journal:
    """An open journal file, to which operations are appended, and the review that results from them.

    Attributes:
        path: path of the file.
        review: the rows after all operations of the journal.
        header: the object on the first line; its key ``origin`` has the names and hashes of the
            reviewed files.
        saved: hashes of the contents that this review has written to ``NAME.bitext.jsonl``.
        remarks: messages for the user, for example that the last line was incomplete.
    """

    def __init__(self, path: Path, review: Review, header: Mapping[str, Any], stream: BinaryIO) -> None:
        self.path = path
        self.review = review
        self.header = dict(header)
        self.saved: set[str] = set()
        self.remarks: tuple[str, ...] = ()
        self._stream = stream

    @classmethod
    def create(cls, path: Path, base: Bitext, origin: Mapping[str, str], text: bytes = b"") -> Journal:
        """Create a journal; an existing file is replaced.

        Args:
            path: path of the file.
            base: the bitext to review.
            origin: names and hashes of the files from which the bitext was made.
            text: ``base`` in the format ``.bitext.jsonl``; if empty, this method creates it.

        Raises:
            OutputError: the file cannot be written, or another process has it open.
        """
        if not text:
            content = io.BytesIO()
            JSONL.write(base, content)
            text = content.getvalue()
        text += b"" if text.endswith(b"\n") else b"\n"
        header = {"format": FORMAT, "version": VERSION, "lines": text.count(b"\n"), "origin": dict(origin)}
        with replacing(path) as stream:
            stream.write(encode(header) + text)
        stream = _opened(path)
        stream.seek(0, os.SEEK_END)
        return cls(path, Review(base), header, stream)

    @classmethod
    def open(cls, path: Path) -> Journal:
        """Open a journal and repeat all of its operations.

        Raises:
            InputError: the file cannot be read, or is not a valid journal.
            OutputError: the file cannot be written, or another process has it open.
        """
        stream = _opened(path)
        try:
            journal, end = cls._replayed(path, stream)
            stream.truncate(end)
            stream.seek(end)
            return journal
        except BaseException:
            stream.close()
            raise

    @classmethod
    def read(cls, path: Path) -> Review:
        """Return the review of a journal without opening it for writing; another process may have it open.

        Raises:
            InputError: the file cannot be read, or is not a valid journal.
        """
        try:
            stream = path.open("rb")
        except OSError as error:
            raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=str(path)) from error
        with stream:
            return cls._replayed(path, stream)[0].review

    @classmethod
    def _replayed(cls, path: Path, stream: BinaryIO) -> tuple[Journal, int]:
        """Read a journal and apply its operations; return it, and the byte offset after its last complete line."""
        lines = io.BytesIO(stream.read())
        header = _object(lines.readline(), path, 1)
        if header.get("format") != FORMAT or not 0 <= _whole_number(header.get("lines")) <= (
            lines.getvalue().count(b"\n")
        ):
            raise InputError(_("is no journal of a review"), path=str(path), line=1)
        if header.get("version") != VERSION:
            raise InputError(_("comes from a newer aligner: update this one"), path=str(path), line=1)
        base = JSONL.read(io.BytesIO(b"".join(lines.readline() for _ in range(header["lines"]))), str(path))
        journal = cls(path, Review(base), header, stream)
        number, end = header["lines"] + 1, lines.tell()
        for line in iter(lines.readline, b""):
            number += 1
            if not line.endswith(b"\n"):
                journal.remarks = (_("{path}: the last line was cut off and does not count", path=path),)
                break
            journal._read(line, number)
            end = lines.tell()
        return journal, end

    def _read(self, line: bytes, number: int) -> None:
        record = _object(line, self.path, number)
        record.pop("when", None)
        if "saved" in record:
            self.saved.add(str(record["saved"]))
            return
        try:
            self.review.do(record)
        except AlignerError as error:
            raise InputError(
                _("cannot be done again: {message}", message=error.message), path=str(self.path), line=number
            ) from error

    def do(self, operation: Operation) -> Splice:
        """Apply an operation: first write it to the disk, then change the rows.

        Raises:
            UsageError: the operation cannot be applied to the rows.
            OutputError: the disk is full, or the file cannot be written; the rows are unchanged.
        """
        splice = self.review.plan(operation)
        self._append(dict(operation))
        self.review.carry_out(operation, splice)
        return splice

    def note_saved(self, digest: str) -> None:
        """Append to the journal the hash of the result, which is about to be written to ``NAME.bitext.jsonl``.

        When the review is opened again, the hash shows that this review wrote the result file.
        """
        self._append({"saved": digest})
        self.saved.add(digest)

    def _append(self, record: dict[str, Any]) -> None:
        end = self._stream.tell()
        line = encode(record | {"when": datetime.now(timezone.utc).isoformat(timespec="seconds")})
        try:
            view = memoryview(line)
            while view:
                view = view[self._stream.write(view) :]
            os.fsync(self._stream.fileno())
        except OSError as error:
            with suppress(OSError):
                self._stream.truncate(end)
                self._stream.seek(end)
            raise OutputError(
                _("cannot be written: {reason}", reason=error.strerror or error), path=str(self.path)
            ) from error

    def text(self) -> str:
        """Return the content of the journal file up to the last complete line.

        Raises:
            InputError: the file cannot be read.
        """
        try:
            content = self.path.read_bytes()[: self._stream.tell()]
        except OSError as error:
            raise InputError(
                _("cannot be read: {reason}", reason=error.strerror or error), path=str(self.path)
            ) from error
        return content.decode("utf-8-sig")

    def is_in_place(self) -> bool:
        """Return whether the path of the journal still leads to the open file; false if it was moved or removed."""
        try:
            return os.path.samestat(os.fstat(self._stream.fileno()), self.path.stat())
        except OSError:
            return False

    def close(self) -> None:
        """Close the file. All operations are on the disk already."""
        self._stream.close()


def _whole_number(value: object) -> int:
    return value if isinstance(value, int) else -1


def encode(record: Mapping[str, Any]) -> bytes:
    """Return a record of the journal as one line of JSON in UTF-8.

    If the text has a lone surrogate, all non-ASCII characters are escaped.
    """
    text = json.dumps(record, ensure_ascii=False, separators=(",", ":"))
    try:
        return text.encode() + b"\n"
    except UnicodeEncodeError:
        return json.dumps(record, separators=(",", ":")).encode() + b"\n"


def _object(line: bytes, path: Path, number: int) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(_("no JSON object on this line: {error}", error=error), path=str(path), line=number) from None
    if not isinstance(record, dict):
        raise InputError(_("no JSON object on this line"), path=str(path), line=number)
    return record


def _opened(path: Path) -> BinaryIO:
    """Open a journal for reading and writing, with an exclusive lock."""
    try:
        stream = path.open("r+b", buffering=0)
    except FileNotFoundError:
        raise InputError(_("no such file: check the path"), path=str(path)) from None
    except OSError as error:
        raise OutputError(
            _("cannot be opened for writing: {reason}", reason=error.strerror or error), path=str(path)
        ) from error
    try:
        _lock(stream, path)
    except BaseException:
        stream.close()
        raise
    return stream


def _lock(stream: BinaryIO, path: Path) -> None:
    """Lock an open file if the system has ``flock``; the system releases the lock when the process ends."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(_("another review has this journal open: close that one first"), path=str(path)) from None


def load_reviewed(path: str) -> Bitext:
    """Return the bitext that results from all operations of a journal.

    `aligner.formats.load` uses it to read a journal.

    Raises:
        InputError: the file cannot be read, or is not a valid journal.
    """
    return Journal.read(Path(path)).bitext()
