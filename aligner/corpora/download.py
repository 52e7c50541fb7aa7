"""A file from the network: resumed where it was broken off, compared with its checksum, and then only put in place.

What has come so far is kept in ``NAME.part``, and beside it, in ``NAME.part.json``, which version of the file it is a
part of. A part is continued by a range request (RFC 9110, section 14) on condition that the version is still that one
(``If-Range``); a server that does not do so sends the whole file, which is then taken from the beginning.
"""

from __future__ import annotations

import hashlib
import http.client
import json
import os
import ssl
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.message import Message
from pathlib import Path
from typing import BinaryIO

from aligner import __version__
from aligner.corpora.registry import CorpusFile
from aligner.errors import InputError, OutputError

CHUNK = 1 << 16
TIMEOUT = 30.0
"""Seconds without a byte after which a connection is given up."""
ATTEMPTS = 5
"""Times in a row that a connection may break without a new byte."""
PAUSE = 1.0
"""Seconds before the second attempt; twice as long before each further one."""
NOT_SATISFIABLE = 416
TRANSIENT = (408, 425, 429, 500, 502, 503, 504)
_BEGINNINGS = {".zip": b"PK", ".gz": b"\x1f\x8b", ".tgz": b"\x1f\x8b"}
"""What archives begin with: a server that sends a page in their place is found out without a checksum."""

Progress = Callable[[int, int], None]
"""``(bytes so far, bytes in all or 0)``."""


@dataclass(frozen=True, slots=True)
class Download:
    """A file that is now there.

    Attributes:
        path: where.
        size: in bytes.
        sha256: of the content, hexadecimal.
        is_checked: whether a published checksum was compared.
        is_new: whether it was downloaded now.
    """

    path: Path
    size: int
    sha256: str
    is_checked: bool
    is_new: bool


class _BrokenError(Exception):
    """The connection broke or the server is busy: another attempt may succeed."""


class _MismatchError(Exception):
    """The content is not what the registry says."""


def download(
    file: CorpusFile, folder: str | Path, progress: Progress = lambda done, size: None, *, pause: float = PAUSE
) -> Download:
    """Download a file into a folder, unless it is there already.

    Args:
        file: what to get.
        folder: where to; made if it is not there.
        progress: told how far it is.
        pause: seconds before the second attempt.

    Raises:
        InputError: the server is out of reach, has no such file, or sends something else than it should.
        OutputError: the folder cannot be written, or holds another file of this name.
    """
    path = Path(folder) / file.name
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        if path.exists():
            return _present(path, file)
        with _locked(path.with_name(path.name + ".part")) as part:
            _fetch(file, part, progress, pause)
            sha256 = _compared(Path(part.name), file)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(path)
        _state_of(Path(part.name)).unlink(missing_ok=True)
    except _MismatchError as error:
        for leftover in (Path(part.name), _state_of(Path(part.name))):
            leftover.unlink(missing_ok=True)
        message = f"what came is not what it should be ({error}) and was thrown away: see the homepage for news"
        raise InputError(message, path=file.address) from None
    except OSError as error:
        raise OutputError(f"cannot be written: {error.strerror or error}", path=str(path)) from error
    return Download(path, path.stat().st_size, sha256, bool(file.sha256 or file.md5), is_new=True)


def _present(path: Path, file: CorpusFile) -> Download:
    try:
        sha256 = _compared(path, file)
    except _MismatchError as error:
        message = f"another file of this name is there ({error}): move it away, or name another folder"
        raise OutputError(message, path=str(path)) from None
    return Download(path, path.stat().st_size, sha256, bool(file.sha256 or file.md5), is_new=False)


@contextmanager
def _locked(path: Path) -> Iterator[BinaryIO]:
    """Open the part for appending, and keep other programs from it where the system can."""
    with path.open("ab") as part:
        try:
            import fcntl
        except ImportError:  # Windows
            yield part
            return
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError("another program is downloading this file: wait for it", path=str(path)) from None
        yield part


def _fetch(file: CorpusFile, part: BinaryIO, progress: Progress, pause: float) -> None:
    """Bring the part to its full length."""
    failures = 0
    while True:
        before = part.tell()
        try:
            _receive(file, part, progress)
            return
        except _BrokenError as error:
            failures = failures + 1 if part.tell() <= before else 0
            if failures >= ATTEMPTS:
                so_far = f"; {part.tell():,} bytes are kept, the same command goes on from there" if part.tell() else ""
                raise InputError(f"cannot be downloaded ({error}){so_far}", path=file.address) from None
            time.sleep(pause * 2 ** max(failures - 1, 0))


def _receive(file: CorpusFile, part: BinaryIO, progress: Progress) -> None:
    """Ask for what is missing and append it."""
    try:
        with urllib.request.urlopen(_request(file, part), timeout=TIMEOUT) as response:
            size = _begin(file, part, response)
            _append(part, response, size, progress)
    except urllib.error.HTTPError as error:
        _refused(file, part, error)
    except urllib.error.URLError as error:
        _unreachable(file, error.reason)
    except (http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise _BrokenError(f"the connection broke: {str(error) or type(error).__name__}") from error


def _request(file: CorpusFile, part: BinaryIO) -> urllib.request.Request:
    """Return a request for the whole file, or for the rest of the version that was begun."""
    headers = {"User-Agent": f"aligner/{__version__}", "Accept-Encoding": "identity"}
    part.seek(0, os.SEEK_END)
    if part.tell():
        version = _version(Path(part.name), file)
        if version:
            headers |= {"Range": f"bytes={part.tell()}-", "If-Range": version}
        elif file.sha256 or file.md5:  # the checksum will tell whether the two halves belong together
            headers["Range"] = f"bytes={part.tell()}-"
        else:
            part.truncate(0)
    return urllib.request.Request(file.address, headers=headers)


def _begin(file: CorpusFile, part: BinaryIO, response: http.client.HTTPResponse) -> int:
    """Make the part ready for the response's body, and return the size of the whole; 0 where it is not told."""
    length = response.headers.get("Content-Length", "")
    size = int(length) if length.isdecimal() else 0
    start, whole = _content_range(response.headers)
    if response.status == http.client.PARTIAL_CONTENT and start == part.tell():
        size = whole or (start + size if size else 0)
    else:
        if response.status == http.client.PARTIAL_CONTENT:
            part.truncate(0)
            raise _BrokenError("the server sent another part than was asked for")
        part.truncate(0)
        part.seek(0)
    if file.size and size and size != file.size:
        raise _MismatchError(f"{size:,} bytes instead of {file.size:,}")
    version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    state = {"address": file.address, "version": "" if version.startswith("W/") else version}
    _state_of(Path(part.name)).write_text(json.dumps(state), encoding="utf-8")
    return size


def _content_range(headers: Message) -> tuple[int, int]:
    """Return the first byte and the size of the whole; -1 and 0 where they are not told."""
    unit, _, told = headers.get("Content-Range", "").partition(" ")
    span, _, whole = told.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes":
        return -1, 0
    return int(first) if first.isdecimal() else -1, int(whole) if whole.isdecimal() else 0


def _append(part: BinaryIO, response: http.client.HTTPResponse, size: int, progress: Progress) -> None:
    while chunk := response.read(CHUNK):
        part.write(chunk)
        progress(part.tell(), size)
    part.flush()
    if size and part.tell() > size:
        raise _MismatchError(f"more than the {size:,} bytes announced")
    if size and part.tell() < size:
        raise _BrokenError(f"the connection broke after {part.tell():,} of {size:,} bytes")


def _refused(file: CorpusFile, part: BinaryIO, error: urllib.error.HTTPError) -> None:
    """Say what an error of the server means."""
    if error.code == NOT_SATISFIABLE and part.tell():
        _, whole = _content_range(error.headers)
        if whole == part.tell():
            return  # all of it is here
        part.truncate(0)
        raise _BrokenError("the part that was here does not fit the file")
    if error.code in TRANSIENT:
        raise _BrokenError(f"the server answers {error.code} {error.reason}")
    if error.code in (404, 410):
        raise InputError(f"the server has no such file any more ({error.code}): see the homepage", path=file.address)
    raise InputError(f"the server refuses it ({error.code} {error.reason}): see the homepage", path=file.address)


def _unreachable(file: CorpusFile, reason: object) -> None:
    if isinstance(reason, (ConnectionResetError, TimeoutError, BrokenPipeError)):
        raise _BrokenError(f"the connection broke: {reason}")
    message = f"the server cannot be reached ({reason}): check the network, or the proxy in https_proxy"
    raise InputError(message, path=file.address) from None


def _state_of(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _version(part: Path, file: CorpusFile) -> str:
    """Return what the server called the version of which a part is here; empty where that is not known."""
    with suppress(OSError, ValueError, AttributeError, RecursionError):
        state = json.loads(_state_of(part).read_text(encoding="utf-8"))
        if state.get("address") == file.address:
            return str(state.get("version", ""))
    return ""


def _compared(path: Path, file: CorpusFile) -> str:
    """Return the SHA-256 of a file that is what the registry says."""
    digests = {"sha256": hashlib.sha256(), "md5": hashlib.md5(usedforsecurity=False)}
    size = 0
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            for digest in digests.values():
                digest.update(chunk)
    beginning = next((mark for ending, mark in _BEGINNINGS.items() if file.name.endswith(ending)), b"")
    if not head.startswith(beginning):
        raise _MismatchError("no archive; maybe a web page")
    if file.size and size != file.size:
        raise _MismatchError(f"{size:,} bytes instead of {file.size:,}")
    for kind, digest in digests.items():
        wanted = getattr(file, kind)
        if wanted and digest.hexdigest() != wanted:
            raise _MismatchError(f"{kind} {digest.hexdigest()[:12]}... instead of {wanted[:12]}...")
    return digests["sha256"].hexdigest()
