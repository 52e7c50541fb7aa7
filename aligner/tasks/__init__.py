"""Run many tasks in parallel and store their results. This package has no code about alignment.

The names are imported at their first use, because some need `multiprocessing`, and a single
alignment uses only small modules of this package.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.targets import lazy_names

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

__getattr__ = lazy_names(
    __name__,
    {
        "cluster": ("Cluster",),
        "limits": ("Limits",),
        "processes": ("Processes",),
        "run": ("Progress", "Runner", "Store", "answers_with_store", "runner_for", "with_progress"),
        "task": ("Answer", "InProcess", "Task"),
    },
)
