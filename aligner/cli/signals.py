"""SIGTERM ends the program as Ctrl-C does: what is open is closed, workers are ended, temporary files go."""

from __future__ import annotations

import signal
from types import FrameType


class Terminated(KeyboardInterrupt):
    """Somebody asked the program to end: `kill`, a time limit, a system that shuts down."""


def heed_termination() -> None:
    """Raise `Terminated` when SIGTERM arrives, by default the end of a process that then cleans nothing up."""
    signal.signal(signal.SIGTERM, _terminate)


def _terminate(_number: int, _frame: FrameType | None) -> None:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)  # once: a second one must not break the cleaning up
    raise Terminated
