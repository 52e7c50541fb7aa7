"""Run tasks in worker processes on this machine.

If a process is killed, `concurrent.futures` gives up the whole pool and does not report which task
was running. In this module, each worker has one task at a time, so the task is known. A new worker
replaces the one that has ended and tries the task once more. If the task fails again, the answer
contains the reason.
"""

from __future__ import annotations

import gc
import itertools
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
from aligner.tasks.limits import MEGABYTE, Limits, apply_limits
from aligner.tasks.task import Answer, Result, Task, fault_answer, run_task

MAX_ATTEMPTS = 2
"""Number of times that a task is tried. The first failure may be due to a temporary lack of memory."""
MAX_FAILED_STARTS = 5
"""Number of workers in a row that may end before their first task; then the cause is not a task."""
END_TIMEOUT_S = 5.0
"""Time in which a process must end after it is asked to; then it is killed."""
STARTED = "started"
_SPAWN = multiprocessing.get_context("spawn")


@dataclass
class Worker(Generic[Result]):
    """A worker process and its current task.

    Attributes:
        process: the process.
        connection: the connection to the process.
        task: the current task; ``None`` if the worker is idle.
        attempt: number of the attempt at this task, from 1.
        started: whether the worker has reported that it has started.
        begun: time at which the worker began the task (`time.monotonic`); ``None`` while the process
            starts.
    """

    process: SpawnProcess
    connection: Connection
    task: Task[Result] | None = None
    attempt: int = 1
    started: bool = False
    begun: float | None = None

    def send(self, task: Task[Result], attempt: int) -> None:
        """Send a task to the worker. If the worker process has ended, `receive` reports that later."""
        self.task, self.attempt = task, attempt
        self.begun = time.monotonic() if self.started else None
        content = task.number, pickle.dumps(task)  # `run_pickled` unpickles it and counts an error for the task
        with suppress(OSError):
            self.connection.send(content)

    def receive(self) -> Answer[Result] | str | None:
        """Return the worker's message: an answer, or `STARTED`; ``None`` if the worker has ended.

        Raises:
            AlignerError: the task raised this error.
        """
        try:
            message: Answer[Result] | AlignerError | str = self.connection.recv()
        except (EOFError, OSError):
            return None
        if isinstance(message, AlignerError):
            raise message
        if isinstance(message, str):
            self.started, self.begun = True, time.monotonic()
        return message


class Processes:
    """Runs tasks in processes on this machine.

    Each process imports the script that started it. The script must therefore use this class below
    ``if __name__ == "__main__":``.
    """

    def __init__(self, jobs: int, limits: Limits | None = None) -> None:
        """Store the settings; `answers` starts the processes.

        Args:
            jobs: number of processes.
            limits: limits of each process.
        """
        self.jobs = jobs
        self.limits = limits or Limits()

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Yield the answers in the order in which the tasks end; after each answer, take one more task.

        If a worker ends during a task, or exceeds the limit of memory or time, a new worker tries the task
        once more. When the generator is closed, all processes have ended.

        Raises:
            AlignerError: a task raised this error.
            TaskError: no worker can be started.
        """
        pool = Pool(tasks, self.jobs, self.limits)
        try:
            while pool.start_workers():
                for worker in pool.wait_for_workers():
                    yield from pool.handle(worker)
        finally:
            end_workers(pool.workers)


class Pool(Generic[Result]):
    """The worker processes of one run, and the tasks that must be tried again because their worker failed."""

    def __init__(self, tasks: Iterator[Task[Result]], jobs: int, limits: Limits) -> None:
        """Store the tasks, the number of processes and their limits; `start_workers` starts the processes."""
        self.tasks = tasks
        self.jobs = jobs
        self.limits = limits
        self.workers: list[Worker[Result]] = []
        self.retries: list[tuple[Task[Result], int]] = []
        self.failed_starts = 0

    def next_task(self) -> tuple[Task[Result], int] | None:
        """Return the next task with the number of this attempt at it, from 1; ``None`` if there are no more tasks."""
        if self.retries:
            return self.retries.pop()
        task = next(self.tasks, None)
        return None if task is None else (task, 1)

    def start_workers(self) -> bool:
        """Start workers until their number is ``jobs`` or no task is left; return whether any worker exists."""
        while len(self.workers) < self.jobs and (assignment := self.next_task()) is not None:
            worker: Worker[Result] = start_worker(self.limits)
            self.workers.append(worker)
            worker.send(*assignment)
        return bool(self.workers)

    def wait_for_workers(self) -> list[Worker[Result]]:
        """Wait for workers; return those that have sent a message, have ended or exceed the time limit."""
        begun = [worker.begun for worker in self.workers if worker.begun is not None and self.limits.seconds]
        timeout = max(0.0, min(begun) + self.limits.seconds - time.monotonic()) if begun else None
        ready = wait([worker.connection for worker in self.workers], timeout)
        return [worker for worker in self.workers if worker.connection in ready or self.is_late(worker)]

    def is_late(self, worker: Worker[Result]) -> bool:
        """Return whether the current task of a worker exceeds the time limit."""
        limit = self.limits.seconds
        return bool(limit) and worker.begun is not None and time.monotonic() - worker.begun >= limit

    def handle(self, worker: Worker[Result]) -> Iterator[Answer[Result]]:
        """Process the message of a worker that `wait_for_workers` has returned; yield its answer if it sent one.

        The worker then gets the next task. If the worker failed, it is ended, and its task is tried
        again.
        """
        message = worker.receive() if worker.connection.poll() else None
        late = message is None and self.is_late(worker)
        if isinstance(message, str):
            self.failed_starts = 0
            return
        if message is not None and message.cause != "memory":
            worker.task = None
            if (assignment := self.next_task()) is None:
                self.workers.remove(worker)
                end_workers([worker])
            else:
                worker.send(*assignment)
            yield message
            return
        self.workers.remove(worker)  # also if memory was short: this process may hold much of it, a new one does not
        end_workers([worker], at_once=late)
        yield from self.retry(worker, self.failure(worker, message, late=late))

    def retry(self, worker: Worker[Result], answer: Answer[Result]) -> Iterator[Answer[Result]]:
        """Schedule the task of a failed worker for another attempt.

        If this was the last attempt, yield ``answer`` instead, which contains the reason.

        Raises:
            TaskError: several workers in succession have failed to start.
        """
        assert worker.task is not None
        if not worker.started:
            self.failed_starts += 1
            if self.failed_starts == MAX_FAILED_STARTS:
                raise TaskError(
                    _(
                        "no worker process starts (the last one ended with code {exitcode}): a script starts them "
                        'below if __name__ == "__main__":',
                        exitcode=worker.process.exitcode,
                    )
                )
            self.retries.append((worker.task, worker.attempt))
        elif worker.attempt < MAX_ATTEMPTS:
            self.retries.append((worker.task, worker.attempt + 1))
        else:
            yield answer

    def failure(self, worker: Worker[Result], message: Answer[Result] | None, *, late: bool) -> Answer[Result]:
        """Return the answer for a task that a worker did not complete; the answer contains the reason."""
        assert worker.task is not None
        if message is not None:
            reason = _("needs more memory than there is")
            if self.limits.memory:
                reason = _("needs more memory than a worker has ({size} MB)", size=self.limits.memory // MEGABYTE)
            return replace(message, reason=reason)
        number, unit = worker.task.number, _(self.limits.unit)
        if late:
            return Answer(
                number,
                reason=_(
                    "the worker process took longer than {seconds:g} s on this {unit}, {times} times",
                    seconds=self.limits.seconds,
                    unit=unit,
                    times=MAX_ATTEMPTS,
                ),
                cause="time",
            )
        code = worker.process.exitcode
        if code is not None and code < 0:
            reason = _(
                "the worker process was ended by signal {signal} while it was at work on this {unit}, {times} times",
                signal=-code,
                unit=unit,
                times=MAX_ATTEMPTS,
            )
        else:
            reason = _(
                "the worker process ended with code {code} while it was at work on this {unit}, {times} times",
                code=code,
                unit=unit,
                times=MAX_ATTEMPTS,
            )
        return Answer(
            number,
            reason=reason,
            cause="killed",
        )


def start_worker(limits: Limits) -> Worker[Any]:
    """Start a worker process, which waits for tasks, with limits of memory and time."""
    ours, theirs = _SPAWN.Pipe()
    process = _SPAWN.Process(target=serve, args=(theirs, limits, language()), daemon=True)
    with blocked_interrupts():
        process.start()
    theirs.close()  # otherwise the connection would stay open after the end of the process
    return Worker(process, ours)


@contextmanager
def blocked_interrupts() -> Iterator[None]:
    """Block SIGINT (Ctrl-C) while the block runs.

    The signal is also blocked in processes that the block starts, even while they import modules.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # the resource tracker unblocks the signal when it starts, so start it first
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_workers(workers: Sequence[Worker[Any]], *, at_once: bool = False) -> None:
    """End worker processes.

    Idle workers end by themselves when the connection is closed. Busy workers are terminated.

    Args:
        workers: the workers to end.
        at_once: whether to kill the workers without waiting.
    """
    for worker in workers:
        worker.connection.close()
        if at_once:
            worker.process.kill()
        elif worker.task is not None:
            worker.process.terminate()
    deadline = time.monotonic() + END_TIMEOUT_S
    for worker in workers:
        worker.process.join(max(0.0, deadline - time.monotonic()))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def serve(connection: Connection, limits: Limits, speech: str) -> None:
    """Run tasks until the other end of the connection is closed.

    This is the main function of a worker process.

    Args:
        connection: connection to the parent process.
        limits: limits of this process.
        speech: language of the messages, the same as in the parent process.
    """
    activate(speech)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent process handles interrupts
    end_with_parent()
    apply_limits(limits)
    with suppress(EOFError, OSError):
        connection.send(STARTED)
        for served in itertools.count():
            number, content = connection.recv()
            if served == 1:
                keep_objects()
            try:
                message: Answer[Any] | AlignerError = run_pickled(number, content)
            except AlignerError as error:
                message = error
            try:
                connection.send(message)
            except OSError:
                raise
            except MemoryError:
                connection.send(Answer(number, cause="memory"))
            except Exception as error:  # the result cannot be pickled; `send` has sent nothing yet
                connection.send(fault_answer(number, error))


def keep_objects() -> None:
    """Exempt all objects of this process from garbage collection.

    After the first task, these are modules and models, which stay. Collections during the later tasks
    would visit them again and again.
    """
    gc.collect()
    gc.freeze()


def run_pickled(number: int, content: bytes) -> Answer[Any]:
    """Run a pickled task and return its answer.

    If the task cannot be unpickled, for example because its function cannot be imported, the answer
    contains the error.
    """
    try:
        task: Task[Any] = pickle.loads(content)
    except MemoryError:
        return Answer(number, cause="memory")
    except Exception as error:
        return fault_answer(number, error)
    return run_task(task)


def end_with_parent() -> None:
    """End this process as soon as its parent process has ended.

    This also works if the parent was killed or a task is running.
    """
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def wait_for_parent() -> None:
        parent.join()
        os._exit(1)

    threading.Thread(target=wait_for_parent, daemon=True).start()
