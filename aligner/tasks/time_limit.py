"""Limit the time of a block of code in this process, on systems with ``SIGALRM``."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from aligner.errors import InputError
from aligner.interface import _


class _TimeUp(KeyboardInterrupt):
    """The time limit is exceeded.

    The base class is `KeyboardInterrupt`, so ``except Exception`` does not catch it.
    """


@contextmanager
def time_limit(seconds: float, path: str) -> Iterator[None]:
    """Interrupt a block of code after some seconds. Files and workers are cleaned up as after Ctrl-C.

    Only the main thread of a process can be interrupted. In other threads and on Windows there is no
    limit.

    Args:
        seconds: wall-clock time in seconds; 0 for no limit.
        path: the file that the message names.

    Raises:
        InputError: the time limit is exceeded.
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
