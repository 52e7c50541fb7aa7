"""Number of processor cores that the process may use, and work on several of them."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

THREADS = 2
"""Number of parts of a text that are in progress at a time. More threads wait for the interpreter lock."""


def usable_cores() -> int:
    """Return the number of cores that this process may use, at least 1."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def in_threads(work: Callable[[Item], Result], items: Sequence[Item]) -> list[Result]:
    """Return the results of some work on each item, in order; `THREADS` items are in progress at a time.

    The work must be numpy's for the most part, because numpy releases the interpreter lock.
    """
    if len(items) < 2 or usable_cores() < 2:
        return [work(item) for item in items]
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(work, items))
