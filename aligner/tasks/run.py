"""Tasks, a place where they are done, and a store: results that are kept come from there, the others are made."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from typing import Protocol, TypeVar

from aligner.tasks.limits import Limits
from aligner.tasks.processes import Processes
from aligner.tasks.task import Answer, Here, Result, Task

Progress = Callable[[str, float], None]
"""Called with the name of the stage at work and the share of it that is done, 0 to 1."""
Each = TypeVar("Each")
Kept = TypeVar("Kept")


class Runner(Protocol):
    """Where tasks are done: `Here`, `Processes` or `Cluster`."""

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Yield the answers as they come; no more tasks are taken than there are workers for.

        Raises:
            AlignerError: nothing can be done at all.
        """
        ...


class Store(Protocol[Kept]):
    """Where results are kept by the keys of their tasks."""

    def get(self, task: Task[Kept]) -> Kept | None:
        """Return the result of a task, ``None`` if there is none."""
        ...

    def put(self, task: Task[Kept], result: Kept) -> None:
        """Keep the result of a task."""
        ...


def runner_for(jobs: int, limits: Limits | None = None) -> Runner:
    """Return where tasks are done on this machine: in this process, or in so many others."""
    return Here() if jobs < 2 else Processes(jobs, limits or Limits())


def kept(
    tasks: Iterable[Task[Result]],
    runner_of: Callable[[int], Runner],
    store: Store[Result] | None,
    progress: Callable[[float], None],
) -> Generator[Answer[Result], None, None]:
    """Yield the answers that are in the store, then the others as they are made, which the store is given.

    Args:
        tasks: all are held until they are done.
        runner_of: called with the number of tasks that have to be done; returns where.
        store: ``None`` where nothing is kept.
        progress: called with the share of the tasks that is done, of those that have to be.
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
        for answer in reported(answers, count, progress):
            task = waiting.pop(answer.number)
            if store and answer.result is not None:
                store.put(task, answer.result)
            yield answer


def reported(each: Iterable[Each], count: int, progress: Callable[[float], None]) -> Iterator[Each]:
    """Yield what is given, and call ``progress`` with the share of ``count`` that has been yielded before."""
    for number, one in enumerate(each):
        progress(number / count)
        yield one
