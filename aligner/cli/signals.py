"""SIGTERM and SIGHUP end the program as Ctrl-C does: what is open is closed, workers end, temporary files go."""

from __future__ import annotations

import signal
from types import FrameType


class Terminated(KeyboardInterrupt):
    """Somebody asked the program to end: `kill`, a time limit, a terminal that is closed, a system that shuts down."""


def heed_termination() -> None:
    """Raise `Terminated` when such a signal arrives, by default the end of a process that then cleans nothing up."""
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup sets it
        signal.signal(signal.SIGHUP, _terminate)


def _terminate(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # once: a second one must not break the cleaning up
    raise Terminated
