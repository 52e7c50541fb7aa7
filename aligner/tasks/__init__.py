"""Run many tasks in parallel and store their results. This package has no code about alignment.

The names are imported at their first use, because some need `multiprocessing`, and a single
alignment uses only small modules of this package.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.tasks.cluster import Cluster
    from aligner.tasks.limits import Limits
    from aligner.tasks.processes import Processes
    from aligner.tasks.run import Progress, Runner, Store, answers_with_store, runner_for, with_progress
    from aligner.tasks.task import Answer, InProcess, Task

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

_HOMES = {
    "aligner.tasks.cluster": ("Cluster",),
    "aligner.tasks.limits": ("Limits",),
    "aligner.tasks.processes": ("Processes",),
    "aligner.tasks.run": ("Progress", "Runner", "Store", "answers_with_store", "runner_for", "with_progress"),
    "aligner.tasks.task": ("Answer", "InProcess", "Task"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name of this package at its first use, and return its value (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = globals()[name] = getattr(importlib.import_module(_HOME_OF[name]), name)
    return value
