"""What a worker process may take. Nothing heavy is imported here: limits hold for what is loaded after them."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass

MEGABYTE = 1_000_000
THREAD_VARIABLES = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


@dataclass(frozen=True, slots=True)
class Limits:
    """What a worker process may take.

    Attributes:
        memory: bytes, where the system can bound them; 0 for no bound.
        seconds: that one task may take once its worker has started; 0 for any.
        unit: what one task is about, for messages: ``pair``, ``file``.
    """

    memory: int = 0
    seconds: float = 0.0
    unit: str = "task"


def bound(limits: Limits) -> None:
    """Give this process one thread for numbers, as there is a process for each core, and its share of memory."""
    for variable in THREAD_VARIABLES:
        os.environ[variable] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    if "numpy" in sys.modules:  # loaded by the script that started this process: the variables come too late for it
        from threadpoolctl import threadpool_limits

        threadpool_limits(1)
    if limits.memory and os.name == "posix":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
        limit = limits.memory if hard == resource.RLIM_INFINITY else min(limits.memory, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))


def peak_memory() -> int:
    """Return the largest resident memory that this process has had, in bytes; 0 where the system does not report it."""
    if os.name != "posix":
        return 0
    import resource

    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2): bytes on macOS, kibibytes on Linux
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
