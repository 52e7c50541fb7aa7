"""The journal of a review, ``NAME.review.jsonl``: what was reviewed, then every operation, one a line, only appended.

The first line is a header, the lines behind it are the bitext before the first operation (as ``.bitext.jsonl``), so
that the journal needs no other file. An operation counts once its line has reached the disk; what a power cut leaves of
a line is passed over. Doing all of them again gives the same rows.
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
from aligner.review.operations import Operation, Splice

FORMAT = "aligner-review"
VERSION = 1
SUFFIX = ".review.jsonl"
LONGEST_LINE = 1 << 28


class Journal:
    """A journal that is open for more operations, and the review that it tells.

    Attributes:
        path: the file.
        review: as the journal tells it.
        header: what the first line says: ``origin``, the hashes of what was reviewed.
        saved: hashes of the files that this review has written as ``NAME.bitext.jsonl``.
        remarks: what a person should know, such as that the last line was not whole.
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
        """Begin a journal, in the place of one that may be there.

        Args:
            path: the file.
            base: what is reviewed.
            origin: names and hashes of the files that it comes from.
            text: ``base`` as ``.bitext.jsonl``, where it is at hand.

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
        """Open a journal and do all of its operations again.

        Raises:
            InputError: the file cannot be read, or is no whole journal.
            OutputError: the file cannot be written to, or another process has it open.
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
        """Return the review that a journal tells, which may be open elsewhere; nothing is written.

        Raises:
            InputError: the file cannot be read, or is no whole journal.
        """
        try:
            stream = path.open("rb")
        except OSError as error:
            raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=str(path)) from error
        with stream:
            return cls._replayed(path, stream)[0].review

    @classmethod
    def _replayed(cls, path: Path, stream: BinaryIO) -> tuple[Journal, int]:
        """Return the journal that a file holds, and where its last whole line ends."""
        lines = io.BytesIO(stream.read())
        header = _object(lines.readline(), path, 1)
        if header.get("format") != FORMAT or not 0 <= _whole(header.get("lines")) <= lines.getvalue().count(b"\n"):
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
        """Carry an operation out: first on the disk, then in memory.

        Raises:
            UsageError: it does not fit the rows.
            OutputError: the disk is full, or the file cannot be written; then nothing has changed.
        """
        splice = self.review.plan(operation)
        self._append(dict(operation))
        self.review.carry_out(operation, splice)
        return splice

    def note_saved(self, digest: str) -> None:
        """Write down the hash of a file that is about to be written beside the journal."""
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
        """Return all that the file holds, up to the last whole line.

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
        """Tell whether the journal still stands where it was opened."""
        try:
            return os.path.samestat(os.fstat(self._stream.fileno()), self.path.stat())
        except OSError:
            return False

    def close(self) -> None:
        """Let go of the file; all of it is on the disk."""
        self._stream.close()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else -1


def encode(record: Mapping[str, Any]) -> bytes:
    """Return a record as one line; a lone surrogate is escaped, so that every text can be written."""
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
    """Open a journal for reading and writing, for this process alone."""
    try:
        stream = path.open("r+b", buffering=0)
    except FileNotFoundError:
        raise InputError(_("no such file: check the path"), path=str(path)) from None
    except OSError as error:
        raise OutputError(
            _("cannot be opened for writing: {reason}", reason=error.strerror or error), path=str(path)
        ) from error
    try:
        _hold(stream, path)
    except BaseException:
        stream.close()
        raise
    return stream


def _hold(stream: BinaryIO, path: Path) -> None:
    """Take the lock of an open file, where the system has such locks; it goes when the process ends."""
    try:
        import fcntl
    except ImportError:
        return
    try:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(_("another review has this journal open: close that one first"), path=str(path)) from None


def reviewed(path: str) -> Bitext:
    """Return the pairs as a review has left them, for `aligner.formats.load`.

    Raises:
        InputError: the file cannot be read, or is no whole journal.
    """
    return Journal.read(Path(path)).bitext()
