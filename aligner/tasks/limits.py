"""Limit the resources of a worker process.

This module does not import numerical libraries, because the limits apply only to libraries that are
loaded later.
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

MEGABYTE = 1_000_000
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Limits:
    """The resources that a worker process may use.

    Attributes:
        memory: maximum memory in bytes; 0 for no limit. Only POSIX systems enforce it.
        seconds: maximum time of one task in seconds, without the start of the process; 0 for no limit.
        unit: the word for one task in messages, such as ``pair`` or ``file``.
    """

    memory: int = 0
    seconds: float = 0.0
    unit: str = "task"


def apply_limits(limits: Limits) -> None:
    """Limit the memory of this process, and limit numerical libraries to one thread.

    One thread is enough, because each core has a process of its own.
    """
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if "numpy" in sys.modules:  # the script that started this process has loaded it, before the variables were set
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)
    if limits.memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def peak_memory() -> int:
    """Return the peak resident memory of this process in bytes; 0 if the system does not report it."""
    if os.name != "posix":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, kibibytes on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
