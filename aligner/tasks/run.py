"""Run tasks with a store of results: read the stored results, compute the other results, and store them."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Protocol, TypeVar

from aligner.tasks.limits import Limits
from aligner.tasks.task import Answer, InProcess, Result, Task

Progress = Callable[[str, float], None]
"""A function that takes the name of the current stage and the completed share of it, 0 to 1."""
Item = TypeVar("Item")
Stored = TypeVar("Stored")


class Runner(Protocol):
    """The interface of objects that run tasks: `InProcess`, `Processes` and `Cluster`."""

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Run tasks; yield their answers in the order in which the tasks end.

        At any time, only as many tasks are taken from the iterable as there are workers.

        Raises:
            AlignerError: none of the tasks can be run.
        """
        ...


class Store(Protocol[Stored]):
    """The interface of a store that keeps the results of tasks by their keys."""

    def get(self, task: Task[Stored]) -> Stored | None:
        """Return the stored result of a task; ``None`` if there is none."""
        ...

    def put(self, task: Task[Stored], result: Stored) -> None:
        """Store the result of a task."""
        ...


def runner_for(jobs: int, limits: Limits | None = None) -> Runner:
    """Return a runner: this process if ``jobs`` is below 2, else ``jobs`` worker processes."""
    if jobs < 2:
        return InProcess()
    from aligner.tasks.processes import Processes

    return Processes(jobs, limits or Limits())


def answers_with_store(
    tasks: Iterable[Task[Result]],
    runner_of: Callable[[int], Runner],
    store: Store[Result] | None,
    progress: Callable[[float], None],
) -> Generator[Answer[Result], None, None]:
    """Answer tasks from a store of earlier results; run those without a stored result, and store their results.

    Args:
        tasks: the tasks; all stay in memory until they are done.
        runner_of: a function that takes the number of tasks to run and returns the runner for them.
        store: the store; ``None`` to store nothing.
        progress: a function that is called with the completed share of the tasks to run, 0 to 1.

    Yields:
        The answers: first those from the store, then those of the tasks that were run.
    """
    waiting: dict[int, Task[Result]] = {}
    for task in tasks:
        result = store.get(task) if store else None
        if result is None:
            waiting[task.number] = task
        else:
            yield Answer(task.number, result)
    count = len(waiting)
    with closing(runner_of(count).answers(iter(list(waiting.values())))) as answers:
        for answer in with_progress(answers, count, progress):
            task = waiting.pop(answer.number)
            if store and answer.result is not None:
                store.put(task, answer.result)
            yield answer


def with_progress(items: Iterable[Item], count: int, progress: Callable[[float], None]) -> Iterator[Item]:
    """Yield the items; before each item, call ``progress`` with the share of items that are done, 0 to 1.

    Args:
        items: the items.
        count: the number of items.
        progress: the function to call.
    """
    for number, item in enumerate(items):
        progress(number / count)
        yield item
