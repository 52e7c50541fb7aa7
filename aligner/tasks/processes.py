"""Workers on this machine: one process each, one task at a time, replaced when they die.

`concurrent.futures` gives a whole pool up when one of its processes is killed, and does not say on which task. Here
each worker has one task, so what killed it is known, tried once more and then given up with a reason.
"""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import threading
import time
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from typing import Any, Generic

from aligner.errors import AlignerError, TaskError
from aligner.interface import _, activate, language
from aligner.tasks.limits import MEGABYTE, Limits, bound
from aligner.tasks.task import Answer, Result, Task, fault, perform

ATTEMPTS = 2
"""A machine may be short of memory for a moment; what fails twice fails by itself."""
START_ATTEMPTS = 5
"""Workers in a row that may end before they begin: then it is not the tasks that end them."""
END_SECONDS = 5.0
"""In which a process has to end when it is asked to; then it is killed."""
STARTED = "started"
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Worker(Generic[Result]):
    """One process and what it is doing.

    Attributes:
        process: that does it.
        connection: to it.
        task: what it is doing; ``None`` where it has nothing to do.
        attempt: how often the task has been given out.
        started: whether it has said that it is there.
        begun: when it began the task, by `time.monotonic`; ``None`` while it starts.
    """

    process: SpawnProcess
    connection: Connection
    task: Task[Result] | None = None
    attempt: int = 1
    started: bool = False
    begun: float | None = None

    def give(self, task: Task[Result], attempt: int) -> None:
        """Let it do a task; that it has died meanwhile shows when its answer is awaited."""
        self.task, self.attempt = task, attempt
        self.begun = time.monotonic() if self.started else None
        content = task.number, pickle.dumps(task)  # unpickled where an error is that of the task, not of the worker
        with suppress(OSError):
            self.connection.send(content)

    def said(self) -> Answer[Result] | str | None:
        """Return what it says: an answer, or that it has started; ``None`` where it has died.

        Raises:
            AlignerError: as the task raised it.
        """
        try:
            said: Answer[Result] | AlignerError | str = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(said, AlignerError):
            raise said
        if isinstance(said, str):
            self.started, self.begun = True, time.monotonic()
        return said


class Processes:
    """Does tasks in processes of this machine, which import the script that starts them.

    Such a script does its work below ``if __name__ == "__main__":``.
    """

    def __init__(self, jobs: int, limits: Limits | None = None) -> None:
        """Start nothing yet.

        Args:
            jobs: number of processes.
            limits: of each.
        """
        self.jobs = jobs
        self.limits = limits or Limits()

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Yield the answers in the order in which the tasks are done; one more task is taken for each.

        A task during which its worker dies, takes too much memory or too long is tried once more, in a new worker. No
        process is left when the generator is closed.

        Raises:
            AlignerError: as a task raised it.
            TaskError: no worker can be started.
        """
        pool = Pool(tasks, self.jobs, self.limits)
        try:
            while pool.filled():
                for worker in pool.heard():
                    yield from pool.answered(worker)
        finally:
            end(pool.workers)


class Pool(Generic[Result]):
    """The workers of one run, and the tasks that are to be tried again."""

    def __init__(self, tasks: Iterator[Task[Result]], jobs: int, limits: Limits) -> None:
        """Start nothing yet."""
        self.tasks = tasks
        self.jobs = jobs
        self.limits = limits
        self.workers: list[Worker[Result]] = []
        self.again: list[tuple[Task[Result], int]] = []
        self.never_began = 0

    def next_task(self) -> tuple[Task[Result], int] | None:
        """Return a task and which attempt it is; ``None`` where there is none left."""
        if self.again:
            return self.again.pop()
        task = next(self.tasks, None)
        return None if task is None else (task, 1)

    def filled(self) -> bool:
        """Start as many workers as there is work for, and tell whether there are any."""
        while len(self.workers) < self.jobs and (given := self.next_task()) is not None:
            worker: Worker[Result] = started(self.limits)
            self.workers.append(worker)
            worker.give(*given)
        return bool(self.workers)

    def heard(self) -> list[Worker[Result]]:
        """Wait, and return the workers that say something, have died or are late."""
        begun = [worker.begun for worker in self.workers if worker.begun is not None and self.limits.seconds]
        patience = max(0.0, min(begun) + self.limits.seconds - time.monotonic()) if begun else None
        ready = wait([worker.connection for worker in self.workers], patience)
        return [worker for worker in self.workers if worker.connection in ready or self.is_late(worker)]

    def is_late(self, worker: Worker[Result]) -> bool:
        """Tell whether a worker has been at its task for too long."""
        limit = self.limits.seconds
        return bool(limit) and worker.begun is not None and time.monotonic() - worker.begun >= limit

    def answered(self, worker: Worker[Result]) -> Iterator[Answer[Result]]:
        """Yield the answer of a worker, and let it, or another in its place, do the next task."""
        said = worker.said() if worker.connection.poll() else None
        late = said is None and self.is_late(worker)
        if isinstance(said, str):
            self.never_began = 0
            return
        if said is not None and said.cause != "memory":
            worker.task = None
            if (given := self.next_task()) is None:
                self.workers.remove(worker)
                end([worker])
            else:
                worker.give(*given)
            yield said
            return
        self.workers.remove(worker)  # memory may be short because this process holds much of it: another one tries
        end([worker], at_once=late)
        yield from self.failed(worker, self.reason(worker, said, late=late))

    def failed(self, worker: Worker[Result], answer: Answer[Result]) -> Iterator[Answer[Result]]:
        """Have the task of a worker that is gone tried again, or yield why it was given up."""
        assert worker.task is not None
        if not worker.started:
            self.never_began += 1
            if self.never_began == START_ATTEMPTS:
                raise TaskError(
                    _(
                        "no worker process starts (the last one ended with code {exitcode}): a script starts them "
                        'below if __name__ == "__main__":',
                        exitcode=worker.process.exitcode,
                    )
                )
            self.again.append((worker.task, worker.attempt))
        elif worker.attempt < ATTEMPTS:
            self.again.append((worker.task, worker.attempt + 1))
        else:
            yield answer

    def reason(self, worker: Worker[Result], said: Answer[Result] | None, *, late: bool) -> Answer[Result]:
        """Return why a worker has not done its task."""
        assert worker.task is not None
        if said is not None:
            reason = _("needs more memory than there is")
            if self.limits.memory:
                reason = _("needs more memory than a worker has ({size} MB)", size=self.limits.memory // MEGABYTE)
            return replace(said, reason=reason)
        number, unit = worker.task.number, _(self.limits.unit)
        if late:
            return Answer(
                number,
                reason=_(
                    "the worker process took longer than {seconds:g} s on this {unit}, {times} times",
                    seconds=self.limits.seconds,
                    unit=unit,
                    times=ATTEMPTS,
                ),
                cause="time",
            )
        code = worker.process.exitcode
        if code is not None and code < 0:
            reason = _(
                "the worker process was ended by signal {signal} while it was at work on this {unit}, {times} times",
                signal=-code,
                unit=unit,
                times=ATTEMPTS,
            )
        else:
            reason = _(
                "the worker process ended with code {code} while it was at work on this {unit}, {times} times",
                code=code,
                unit=unit,
                times=ATTEMPTS,
            )
        return Answer(
            number,
            reason=reason,
            cause="killed",
        )


def started(limits: Limits) -> Worker[Any]:
    """Return a new worker."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=serve, args=(theirs, limits, language()), daemon=True)
    with interrupts_held():
        process.start()
    theirs.close()  # so that the end of the process ends the connection
    return Worker(process, ours)


@contextmanager
def interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back: a process that is started meanwhile never sees it, not even while it imports."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # starting it later would let the signal through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end(workers: Sequence[Worker[Any]], *, at_once: bool = False) -> None:
    """End processes, at once those that are at work.

    Args:
        workers: to be ended.
        at_once: do not ask, kill.
    """
    for worker in workers:
        worker.connection.close()
        if at_once:
            worker.process.kill()
        elif worker.task is not None:
            worker.process.terminate()
    deadline = time.monotonic() + END_SECONDS
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def serve(connection: Connection, limits: Limits, speech: str) -> None:
    """Do tasks until the other end of the connection is closed: the life of a worker process.

    Args:
        connection: to the parent.
        limits: of this process.
        speech: language of the messages, that of the parent.
    """
    activate(speech)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run itself decides what an interrupt ends
    follow_parent()
    bound(limits)
    with suppress(EOFError, OSError):
        connection.send(STARTED)
        while True:
            number, content = connection.recv()
            try:
                said: Answer[Any] | AlignerError = done(number, content)
            except AlignerError as error:
                said = error
            try:
                connection.send(said)
            except OSError:
                raise
            except MemoryError:
                connection.send(Answer(number, cause="memory"))
            except Exception as error:  # what cannot be pickled: nothing of it has been sent
                connection.send(fault(number, error))


def done(number: int, content: bytes) -> Answer[Any]:
    """Do a task that was sent; that its function cannot be found or loaded is an answer, too."""
    try:
        task: Task[Any] = pickle.loads(content)
    except MemoryError:
        return Answer(number, cause="memory")
    except Exception as error:
        return fault(number, error)
    return perform(task)


def follow_parent() -> None:
    """End this process as soon as the one that started it is gone, even if it was killed and this one is at work."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def follow() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=follow, daemon=True).start()
