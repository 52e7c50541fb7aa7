"""Ensure that only one run at a time uses a folder.

The lock file names its process, so that a run can replace the lock of a process that has ended.
"""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from aligner.errors import OutputError
from aligner.interface import _

NAME = ".lock"


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder while the block runs.

    Raises:
        OutputError: another run holds the lock; the message names its process and machine.
    """
    path = folder / NAME
    own = json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "began": start_time(os.getpid())}).encode()
    temporary = folder / f"{NAME}-{secrets.token_hex(6)}"
    try:
        temporary.write_bytes(own)
        _take(path, temporary, own)
    finally:
        temporary.unlink(missing_ok=True)
    try:
        yield
    finally:
        with suppress(OSError):
            if path.read_bytes() == own:
                path.unlink()


def start_time(process: int) -> str:
    """Return the start time of a process in clock ticks since the boot of the system.

    Systems reuse process numbers; number and start time together identify a process. The result is
    empty if the system has no ``/proc``.
    """
    try:
        # field 22 of proc_pid_stat(5); the program name in brackets may contain spaces
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[19]
    except (OSError, IndexError):
        return ""


def _take(path: Path, temporary: Path, own: bytes) -> None:
    for _unused in range(3):
        try:
            _create(path, temporary, own)
            return
        except FileExistsError:
            pass
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        holder = _holder(content)
        if not is_dead(holder):
            raise OutputError(
                _(
                    "another run is at work here (process {process} on {host}): wait for it, or remove {name} if "
                    "that process is gone",
                    process=holder.get("pid", "?"),
                    host=holder.get("host", "?"),
                    name=path.name,
                ),
                path=str(path.parent),
            )
        _remove(path, content)
    raise OutputError(_("its lock changes hands all the time: start one run at a time"), path=str(path.parent))


def _create(path: Path, temporary: Path, own: bytes) -> None:
    """Create the lock file of a folder, in one step with its content if the file system supports hard links."""
    try:
        os.link(temporary, path)
    except FileExistsError:
        raise
    except OSError:
        with path.open("xb") as stream:
            stream.write(own)


def _remove(path: Path, content: bytes) -> None:
    """Remove the lock file of a run that has ended, unless another run has replaced it by its own lock."""
    aside = path.with_name(f"{NAME}-{secrets.token_hex(6)}")
    try:
        path.rename(aside)
    except FileNotFoundError:
        return
    if aside.read_bytes() != content:
        with suppress(OSError):
            os.link(aside, path)
    aside.unlink()


def _holder(content: bytes) -> dict[str, Any]:
    try:
        holder = json.loads(content)
    except (RecursionError, ValueError):
        return {}
    return holder if isinstance(holder, dict) else {}


def is_dead(holder: dict[str, Any]) -> bool:
    """Return whether the process that wrote a lock file has certainly ended.

    The result is false for a process of another machine, because it cannot be seen from here.
    """
    process = holder.get("pid")
    if holder.get("host") != socket.gethostname() or not isinstance(process, int):
        return False
    if os.name == "nt":  # os.kill would end the process on Windows
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return bool(holder.get("began")) and start_time(process) != holder["began"]
