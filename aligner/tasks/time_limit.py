"""A bound on the time of a piece of work in this process, where the system has alarms."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from aligner.errors import InputError
from aligner.interface import _


class _TimeUp(KeyboardInterrupt):
    """The time is up: no handler of errors may take it for one of its own."""


@contextmanager
def time_limit(seconds: float, path: str) -> Iterator[None]:
    """Give a block some time, then end it as Ctrl-C would: files and workers are left as after an interrupt.

    Only the main thread of a process can be interrupted; elsewhere, and on Windows, the time is not bounded.

    Args:
        seconds: of the clock on the wall; 0 for any.
        path: the file concerned, for the message.

    Raises:
        InputError: the time is up.
    """
    if not seconds or not hasattr(signal, "SIGALRM") or threading.current_thread() is not threading.main_thread():
        yield
        return

    def time_up(_number: int, _frame: FrameType | None) -> None:
        raise _TimeUp

    before = signal.signal(signal.SIGALRM, time_up)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except _TimeUp:
        raise InputError(
            _("takes longer than {seconds:g} s: raise --timeout, or cut it", seconds=seconds), path=path
        ) from None
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
