"""Many tasks at once: what a task is, where it is done, and where its result is kept. Knows nothing of alignment."""

from __future__ import annotations

from aligner.tasks.cluster import Cluster
from aligner.tasks.limits import Limits
from aligner.tasks.processes import Processes
from aligner.tasks.run import Progress, Runner, Store, kept, reported, runner_for
from aligner.tasks.task import Answer, Here, Task

__all__ = [
    "Answer",
    "Cluster",
    "Here",
    "Limits",
    "Processes",
    "Progress",
    "Runner",
    "Store",
    "Task",
    "kept",
    "reported",
    "runner_for",
]
