"""Termination by SIGTERM and SIGHUP, which end the program like Ctrl-C.

Files are closed, worker processes end, and temporary files are removed.
"""

from __future__ import annotations

import signal
from types import FrameType


class Terminated(KeyboardInterrupt):
    """An exception for a signal that ends the program.

    The signal comes from `kill`, a time limit, a closed terminal or a system shutdown.
    """


def handle_termination() -> None:
    """Make SIGTERM and SIGHUP raise `Terminated`.

    By default they would end the process without any cleanup.
    """
    signal.signal(signal.SIGTERM, _terminate)
    if hasattr(signal, "SIGHUP") and signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # as nohup sets it
        signal.signal(signal.SIGHUP, _terminate)


def _terminate(number: int, _frame: FrameType | None) -> None:
    signal.signal(number, signal.SIG_IGN)  # a second signal must not interrupt the cleanup
    raise Terminated
