"""Count the processor cores that the process may use, and limit matrix products to one thread."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController


def usable_cores() -> int:
    """Return the number of cores that this process may use, at least 1."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed else os.cpu_count() or 1


def one_blas_thread() -> AbstractContextManager[object]:
    """Return a context in which numpy computes products of matrices on one thread.

    Products of a few hundred rows are slower on several threads than on one, on a busy machine five
    times slower.
    """
    context: AbstractContextManager[object] = _controller().limit(limits=1, user_api="blas")
    return context


@cache
def _controller() -> ThreadpoolController:
    """Return the controller of the thread pools of the loaded libraries, such as the BLAS library of numpy.

    The controller is cached, because it takes some time to find the libraries.
    """
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController()
