"""Run many tasks in parallel and store their results. This package has no code about alignment.

The runners with several processes are imported at their first use, because they import
`multiprocessing`, which a single alignment does not need.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from aligner.tasks.limits import Limits
from aligner.tasks.run import Progress, Runner, Store, answers_with_store, runner_for, with_progress
from aligner.tasks.task import Answer, InProcess, Task

if TYPE_CHECKING:
    from aligner.tasks.cluster import Cluster
    from aligner.tasks.processes import Processes

__all__ = [
    "Answer",
    "Cluster",
    "InProcess",
    "Limits",
    "Processes",
    "Progress",
    "Runner",
    "Store",
    "Task",
    "answers_with_store",
    "runner_for",
    "with_progress",
]

_HOME_OF = {"Cluster": "aligner.tasks.cluster", "Processes": "aligner.tasks.processes"}


def __getattr__(name: str) -> object:
    """Import a runner at its first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME_OF[name]), name)
