"""Run many tasks in parallel and store their results. This package has no code about alignment."""

from __future__ import annotations

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
