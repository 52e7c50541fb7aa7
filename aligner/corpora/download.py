"""Download of corpus files, with resumption of interrupted downloads and verification of checksums.

The received bytes are stored in ``NAME.part``, and the server's version of the file in
``NAME.part.json``. A complete file is moved to its final name. A download is resumed with a range
request (RFC 9110, section 14) for the same version (``If-Range``). If the version has changed, or
the server does not support ranges, the server sends the whole file, which replaces the received
bytes.
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
from aligner.interface import _

CHUNK_BYTES = 1 << 16
TIMEOUT_S = 30.0
"""Time without a byte after which a connection is closed."""
MAX_FAILURES = 5
"""Number of consecutive failures without a new byte after which the download ends."""
RETRY_DELAY_S = 1.0
"""Delay before the second attempt; it doubles with each further one."""
RANGE_NOT_SATISFIABLE = 416
TRANSIENT_STATUSES = (408, 425, 429, 500, 502, 503, 504)
_MAGIC_BYTES = {".zip": b"PK", ".gz": b"\x1f\x8b", ".tgz": b"\x1f\x8b"}
"""First bytes of archives; they reveal a web page sent instead of an archive, also without a checksum."""

Progress = Callable[[int, int], None]
"""Called with the number of bytes received and the size of the file, or 0 if the size is unknown."""


@dataclass(frozen=True, slots=True)
class Download:
    """A downloaded file.

    Attributes:
        path: path of the file.
        size: size in bytes.
        sha256: SHA-256 of the content, hexadecimal.
        is_checked: whether the content was compared with a published checksum.
        is_new: whether this call downloaded the file.
    """

    path: Path
    size: int
    sha256: str
    is_checked: bool
    is_new: bool


class _BrokenError(Exception):
    """The connection broke or the server is busy; another attempt may succeed."""


class _MismatchError(Exception):
    """The content of a download does not match the registry of corpora."""


def download(
    file: CorpusFile, folder: str | Path, progress: Progress = lambda done, size: None, *, pause: float = RETRY_DELAY_S
) -> Download:
    """Download a file into a folder, unless the folder already contains it.

    Args:
        file: the file to download.
        folder: the target folder; created if it does not exist.
        progress: called with the number of bytes received and the size of the file in bytes.
        pause: delay before the second attempt, in seconds.

    Raises:
        InputError: the server cannot be reached, does not have the file, or sends other content.
        OutputError: the folder cannot be written, or contains a different file with this name.
    """
    path = Path(folder) / file.name
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        if path.exists():
            return _existing_download(path, file)
        with _open_locked(path.with_name(path.name + ".part")) as part:
            _fetch(file, part, progress, pause)
            sha256 = _verified_sha256(Path(part.name), file)
            part.flush()
            os.fsync(part.fileno())
        Path(part.name).replace(path)
        _state_path(Path(part.name)).unlink(missing_ok=True)
    except _MismatchError as error:
        for leftover in (Path(part.name), _state_path(Path(part.name))):
            leftover.unlink(missing_ok=True)
        message = _(
            "the download is not the expected file ({error}) and was deleted: see the homepage for news", error=error
        )
        raise InputError(message, path=file.address) from None
    except OSError as error:
        raise OutputError(_("cannot be written: {reason}", reason=error.strerror or error), path=str(path)) from error
    return Download(path, path.stat().st_size, sha256, bool(file.sha256 or file.md5), is_new=True)


def _existing_download(path: Path, file: CorpusFile) -> Download:
    try:
        sha256 = _verified_sha256(path, file)
    except _MismatchError as error:
        message = _(
            "the folder has another file of this name ({error}): move it away, or name another folder", error=error
        )
        raise OutputError(message, path=str(path)) from None
    return Download(path, path.stat().st_size, sha256, bool(file.sha256 or file.md5), is_new=False)


@contextmanager
def _open_locked(path: Path) -> Iterator[BinaryIO]:
    """Open the partial file for appending, with a lock against other processes if the system supports it.

    Raises:
        OutputError: another process has the lock.
    """
    with path.open("ab") as part:
        try:
            import fcntl
        except ImportError:  # Windows
            yield part
            return
        try:
            fcntl.flock(part, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise OutputError(_("another program is downloading this file: wait for it"), path=str(path)) from None
        yield part


def _fetch(file: CorpusFile, part: BinaryIO, progress: Progress, pause: float) -> None:
    """Download the rest of a partial file, with several attempts."""
    failures = 0
    while True:
        before = part.tell()
        try:
            _receive(file, part, progress)
            return
        except _BrokenError as error:
            failures = failures + 1 if part.tell() <= before else 0
            if failures >= MAX_FAILURES:
                so_far = (
                    _("; {part:,} bytes are kept, the same command resumes the download", part=part.tell())
                    if part.tell()
                    else ""
                )
                raise InputError(
                    _("cannot be downloaded ({error}){so_far}", error=error, so_far=so_far), path=file.address
                ) from None
            time.sleep(pause * 2 ** max(failures - 1, 0))


def _receive(file: CorpusFile, part: BinaryIO, progress: Progress) -> None:
    """Request the missing bytes of a partial file and append them to it."""
    try:
        with urllib.request.urlopen(_request(file, part), timeout=TIMEOUT_S) as response:
            size = _begin(file, part, response)
            _append(part, response, size, progress)
    except urllib.error.HTTPError as error:
        _handle_http_error(file, part, error)
    except urllib.error.URLError as error:
        _raise_unreachable(file, error.reason)
    except (http.client.HTTPException, ConnectionError, TimeoutError, ssl.SSLError) as error:
        raise _BrokenError(_("the connection broke: {error}", error=str(error) or type(error).__name__)) from error


def _request(file: CorpusFile, part: BinaryIO) -> urllib.request.Request:
    """Return a request for the missing bytes of a partial file, or for the whole file.

    The missing bytes are requested if the version is known or a checksum is published.
    """
    headers = {"User-Agent": f"aligner/{__version__}", "Accept-Encoding": "identity"}
    part.seek(0, os.SEEK_END)
    if part.tell():
        version = _version(Path(part.name), file)
        if version:
            headers |= {"Range": f"bytes={part.tell()}-", "If-Range": version}
        elif file.sha256 or file.md5:  # the checksum will show whether both parts are of the same version
            headers["Range"] = f"bytes={part.tell()}-"
        else:
            part.truncate(0)
    return urllib.request.Request(file.address, headers=headers)


def _begin(file: CorpusFile, part: BinaryIO, response: http.client.HTTPResponse) -> int:
    """Prepare the partial file for the body of a response, and return the size of the whole file in bytes.

    The size is 0 if it is unknown. If the body is the whole file, the partial file is emptied.

    Raises:
        _BrokenError: the server sent another part than the requested one.
        _MismatchError: the size differs from the registry.
    """
    length = response.headers.get("Content-Length", "")
    size = int(length) if length.isdecimal() else 0
    start, total = _content_range(response.headers)
    if response.status == http.client.PARTIAL_CONTENT and start == part.tell():
        size = total or (start + size if size else 0)
    else:
        if response.status == http.client.PARTIAL_CONTENT:
            part.truncate(0)
            raise _BrokenError(_("the server sent the wrong part of the file"))
        part.truncate(0)
        part.seek(0)
    if file.size and size and size != file.size:
        raise _MismatchError(_("{size:,} bytes instead of {expected:,}", size=size, expected=file.size))
    version = response.headers.get("ETag") or response.headers.get("Last-Modified") or ""
    state = {"address": file.address, "version": "" if version.startswith("W/") else version}
    _state_path(Path(part.name)).write_text(json.dumps(state), encoding="utf-8")
    return size


def _content_range(headers: Message) -> tuple[int, int]:
    """Return the offset of the first byte of a response, and the size of the whole file in bytes.

    The offset is -1 and the size is 0 if they are unknown.
    """
    unit, _unused, values = headers.get("Content-Range", "").partition(" ")
    span, _unused, total = values.partition("/")
    first = span.partition("-")[0]
    if unit != "bytes":
        return -1, 0
    return int(first) if first.isdecimal() else -1, int(total) if total.isdecimal() else 0


def _append(part: BinaryIO, response: http.client.HTTPResponse, size: int, progress: Progress) -> None:
    while chunk := response.read(CHUNK_BYTES):
        part.write(chunk)
        progress(part.tell(), size)
    part.flush()
    if size and part.tell() > size:
        raise _MismatchError(_("more than the {size:,} bytes announced", size=size))
    if size and part.tell() < size:
        raise _BrokenError(_("the connection broke after {part:,} of {size:,} bytes", part=part.tell(), size=size))


def _handle_http_error(file: CorpusFile, part: BinaryIO, error: urllib.error.HTTPError) -> None:
    """Raise an exception for an HTTP error, unless it shows that the partial file is complete."""
    if error.code == RANGE_NOT_SATISFIABLE and part.tell():
        _unused, total = _content_range(error.headers)
        if total == part.tell():
            return  # the part is complete
        part.truncate(0)
        raise _BrokenError(_("the earlier part does not match the file"))
    if error.code in TRANSIENT_STATUSES:
        raise _BrokenError(_("the server answers {code} {reason}", code=error.code, reason=error.reason))
    if error.code in (404, 410):
        raise InputError(
            _("the server no longer has this file ({code}): see the homepage", code=error.code), path=file.address
        )
    raise InputError(
        _("the server refuses it ({code} {reason}): see the homepage", code=error.code, reason=error.reason),
        path=file.address,
    )


def _raise_unreachable(file: CorpusFile, reason: object) -> None:
    if isinstance(reason, (ConnectionResetError, TimeoutError, BrokenPipeError)):
        raise _BrokenError(_("the connection broke: {reason}", reason=reason))
    message = _(
        "the server cannot be reached ({reason}): check the network, or the proxy in https_proxy", reason=reason
    )
    raise InputError(message, path=file.address) from None


def _state_path(part: Path) -> Path:
    return part.with_name(part.name + ".json")


def _version(part: Path, file: CorpusFile) -> str:
    """Return the version of the file from which the partial file was downloaded; empty if it is unknown.

    The version is an ``ETag`` or ``Last-Modified`` header of the server.
    """
    with suppress(OSError, ValueError, AttributeError, RecursionError):
        state = json.loads(_state_path(part).read_text(encoding="utf-8"))
        if state.get("address") == file.address:
            return str(state.get("version", ""))
    return ""


def _verified_sha256(path: Path, file: CorpusFile) -> str:
    """Return the SHA-256 of a file after comparing it with the registry.

    Raises:
        _MismatchError: the file differs from the registry.
    """
    digests = {"sha256": hashlib.sha256(), "md5": hashlib.md5(usedforsecurity=False)}
    size = 0
    with path.open("rb") as stream:
        head = stream.read(4)
        stream.seek(0)
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            for digest in digests.values():
                digest.update(chunk)
    magic = next((mark for ending, mark in _MAGIC_BYTES.items() if file.name.endswith(ending)), b"")
    if not head.startswith(magic):
        raise _MismatchError(_("not an archive, perhaps a web page"))
    if file.size and size != file.size:
        raise _MismatchError(_("{size:,} bytes instead of {expected:,}", size=size, expected=file.size))
    for kind, digest in digests.items():
        expected = getattr(file, kind)
        if expected and digest.hexdigest() != expected:
            raise _MismatchError(
                _(
                    "{kind} {digest}... instead of {expected}...",
                    kind=kind,
                    digest=digest.hexdigest()[:12],
                    expected=expected[:12],
                )
            )
    return digests["sha256"].hexdigest()
