"""Workers on this machine: one process each, one document at a time, replaced when they die.

`concurrent.futures` gives a whole pool up when one of its processes is killed, and does not say on which task.
"""

from __future__ import annotations

import multiprocessing
import signal
from collections.abc import Callable, Generator, Iterator
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

from aligner.batch.settings import WorkSettings
from aligner.batch.work import Outcome, Task, align_pair, bound
from aligner.errors import AlignerError

ATTEMPTS = 2
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Worker:
    """One process and what it is doing."""

    process: SpawnProcess
    connection: Connection
    task: Task | None = None
    attempt: int = 1

    def give(self, task: Task, attempt: int) -> None:
        """Let it do a task; that it has died meanwhile shows when its answer is awaited."""
        self.task, self.attempt = task, attempt
        with suppress(OSError):
            self.connection.send(task)

    def end(self) -> None:
        """End the process, at once if it is at work."""
        self.connection.close()
        if self.task is not None:
            self.process.terminate()
        self.process.join(5)
        if self.process.is_alive():
            self.process.kill()
            self.process.join()


class Processes:
    """Runs tasks on processes of this machine.

    Attributes:
        life: what a worker process does until its connection is closed.
    """

    life: Callable[[Connection, WorkSettings], None]

    def __init__(self, jobs: int, settings: WorkSettings) -> None:
        """Start nothing yet.

        Args:
            jobs: number of processes.
            settings: of the alignments.
        """
        self.jobs = jobs
        self.settings = settings
        self.life = serve

    def outcomes(self, tasks: Iterator[Task]) -> Generator[Outcome, None, None]:
        """Yield what became of the tasks, in the order in which they are done; one more task is taken for each.

        A task during which its worker dies is tried once more, in a new worker.

        Raises:
            AlignerError: nothing can be done at all, as with a model that cannot be loaded.
        """
        workers: list[Worker] = []
        again: list[Task] = []

        def next_task() -> tuple[Task, int] | None:
            if again:
                return again.pop(), ATTEMPTS
            task = next(tasks, None)
            return None if task is None else (task, 1)

        try:
            while True:
                while len(workers) < self.jobs and (given := next_task()) is not None:
                    workers.append(self.started())
                    workers[-1].give(*given)
                if not workers:
                    return
                ready = wait([worker.connection for worker in workers])
                for worker in [worker for worker in workers if worker.connection in ready]:
                    task, attempt = worker.task, worker.attempt
                    assert task is not None
                    answer = self.answer(worker)
                    if answer is None or (given := next_task()) is None:
                        workers.remove(worker)
                        worker.end()
                    else:
                        worker.give(*given)
                    if answer is not None:
                        yield answer
                    elif attempt < ATTEMPTS:
                        again.append(task)
                    else:
                        yield Outcome(task.number, reason=_death(worker.process.exitcode))
        finally:
            for worker in workers:
                worker.end()

    def started(self) -> Worker:
        """Return a new worker."""
        ours, theirs = _SPAWN.Pipe()
        process = _SPAWN.Process(target=self.life, args=(theirs, self.settings), daemon=True)
        process.start()
        theirs.close()  # so that the end of the process ends the connection
        return Worker(process, ours)

    def answer(self, worker: Worker) -> Outcome | None:
        """Return what a worker says; ``None`` where it has died.

        Raises:
            AlignerError: as the worker raised it.
        """
        try:
            said = worker.connection.recv()
        except (EOFError, OSError):
            return None
        worker.task = None
        if isinstance(said, AlignerError):
            raise said
        answer: Outcome = said
        return answer


def serve(connection: Connection, settings: WorkSettings) -> None:
    """Do tasks until the other end of the connection is closed: the life of a worker process."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself decides what an interrupt ends
    bound(settings)
    with suppress(EOFError, OSError):
        while True:
            task = connection.recv()
            try:
                connection.send(align_pair(task, settings))
            except AlignerError as error:
                connection.send(error)


def _death(code: int | None) -> str:
    how = f"was ended by signal {-code}" if code is not None and code < 0 else f"ended with code {code}"
    return f"the worker process {how} while it was at work on this pair, {ATTEMPTS} times"
