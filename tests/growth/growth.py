"""How a time grows, judged so that neither other work on the machine nor the interpreter's own work fails a test.

For four times the size a linear time grows four times and a quadratic one sixteen times. A limit near four would
fail on a busy machine, so a time that grows by more than `SUSPECT` is only measured again, with four times the sizes:
there the quadratic share of a time weighs four times as much, and the limit can be generous and still find it.
"""

from __future__ import annotations

import gc
from collections.abc import Callable
from contextlib import suppress
from time import process_time

from aligner.errors import AlignerError

SUSPECT = 5.0
"""Growth for four times the size, up to which a time is linear."""
LIMIT = 7.0
"""Growth at four times those sizes, above which it is not: that of a time whose growth was 5 before."""
LEAST = 0.004
"""Seconds below which a time says nothing."""
TRIES = 3
MORE_TRIES = 5


def cost(call: Callable[[], object]) -> float:
    """Return the processor time of a call in seconds; an input that is refused is an answer, too."""
    collects = gc.isenabled()
    gc.disable()  # collections take the longer the more the tests before have left
    try:
        begin = process_time()
        with suppress(AlignerError, RecursionError):
            call()
        return process_time() - begin
    finally:
        if collects:
            gc.enable()


def measured(call: Callable[[int], object], size: int, limit: float, tries: int) -> tuple[float, float]:
    """Return the best times for a size and for four times that size; more are taken only while they say no."""
    small = large = float("inf")
    for _ in range(tries):
        small, large = min(small, cost(lambda: call(size))), min(large, cost(lambda: call(4 * size)))
        if large <= limit * max(small, LEAST):
            break
    return small, large


def assert_linear(call: Callable[[int], object], size: int) -> None:
    """Let a call with a size fail whose time grows faster than the size."""
    cost(lambda: call(size // 8))  # what is loaded or compiled once is no growth
    for size_now, limit, tries in ((size, SUSPECT, TRIES), (4 * size, LIMIT, MORE_TRIES)):
        small, large = measured(call, size_now, limit, tries)
        if large <= limit * max(small, LEAST):
            return
    times = f"{small:.3f} s for {size_now:,}, {large:.3f} s for {4 * size_now:,}"
    raise AssertionError(f"{times}: {large / max(small, LEAST):.1f} times")
