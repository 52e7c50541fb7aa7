"""Run tasks on an existing Dask cluster, several small tasks at a time.

A bundle is one Dask task that runs several tasks of this program. It has less overhead than single
tasks.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from typing import Any

from aligner.errors import AlignerError, InputError, OutputError, UsageError
from aligner.interface import _, language, speaking
from aligner.registry import Entry, Registry
from aligner.tasks.task import Answer, Result, Task, run_task

CLUSTERS = Registry(
    "cluster", {"dask": Entry("distributed:Client", "an existing Dask cluster", (), "distributed", "cluster")}
)
BUNDLE_SECONDS = 1.0
"""Intended time of one bundle: sending a bundle takes about 20 ms here and at the scheduler."""
MAX_BUNDLE_TASKS = 64
BUNDLES_PER_THREAD = 2
"""Number of bundles submitted for each thread of the cluster, so that no thread waits for the next one."""
CONNECT_TIMEOUT_S = 30.0
"""Time in which the scheduler must answer."""
COUNT_INTERVAL_S = 2.0
"""Time between two counts of the cluster's threads: workers join and leave during a run."""
RECONNECT_TIMEOUT_S = 120.0
"""Time in which a lost scheduler must answer again: job systems restart it within a minute or two."""
RECONNECT_INTERVAL_S = 1.0
LOGGERS = ("asyncio", "distributed", "distributed.client", "tornado.application")
"""Loggers with a level of their own that report a lost connection."""
_ONE_TASK_AT_A_TIME = threading.Lock()
"""A worker may have several threads. Tasks do not run faster with them and would share the worker's memory."""


class SchedulerLostError(Exception):
    """The connection to the scheduler of the Dask cluster is lost.

    Attributes:
        unanswered: the tasks that were sent and have no answer yet.
    """

    def __init__(self, unanswered: list[Task[Any]]) -> None:
        super().__init__()
        self.unanswered = unanswered


class Cluster:
    """Runs tasks on the workers of a Dask scheduler."""

    def __init__(self, address: str, unit: str = "task") -> None:
        """Store the address; `answers` opens the connection.

        Args:
            address: address of the scheduler, such as ``tcp://head:8786``.
            unit: the word for one task in messages, such as ``pair``.
        """
        self.address = address
        self.unit = unit

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Run tasks on the cluster; yield their answers in the order in which the tasks end.

        Raises:
            InputError: no scheduler answers at this address.
            OutputError: the connection is lost.
            UsageError: the package ``distributed`` is missing, or the address is malformed.
            AlignerError: none of the tasks can be run, for example because the model cannot be loaded.
        """
        CLUSTERS.load("dask")  # the import sets the levels of its loggers
        with hide_dask_errors():
            client = self.connect()
            while True:
                try:
                    with client:
                        yield from self.submit_all(client, tasks)
                    return
                except SchedulerLostError as lost:
                    tasks = chain(lost.unanswered, tasks)
                client = self.reconnect()

    def reconnect(self) -> Any:  # noqa: ANN401 - Dask's client is untyped
        """Wait until the Dask scheduler answers again, and return a new client of it.

        Raises:
            OutputError: the scheduler does not answer within `RECONNECT_TIMEOUT_S`.
        """
        deadline = time.monotonic() + RECONNECT_TIMEOUT_S
        while True:
            try:
                return self.connect(min(CONNECT_TIMEOUT_S, max(RECONNECT_INTERVAL_S, deadline - time.monotonic())))
            except InputError as error:
                if time.monotonic() >= deadline:
                    message = _("the scheduler is gone: start it and run this again")
                    raise OutputError(message, path=self.address) from error
            time.sleep(RECONNECT_INTERVAL_S)

    def connect(self, timeout: float | None = None) -> Any:  # noqa: ANN401 - Dask's client is untyped
        """Return a client of the Dask scheduler.

        The scheduler must answer within ``timeout`` seconds; if it is ``None``, within
        `CONNECT_TIMEOUT_S`.
        """
        client = CLUSTERS.load("dask")
        try:
            return client(self.address, timeout=timeout or CONNECT_TIMEOUT_S, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise InputError(_("no Dask scheduler answers here: check the address"), path=self.address) from error
        except ValueError as error:
            raise UsageError(
                _("is no address of a scheduler ({error}): write tcp://host:8786", error=error), path=self.address
            ) from (error)

    def submit_all(
        self,
        client: Any,  # noqa: ANN401 - Dask's client is untyped
        tasks: Iterator[Task[Result]],
    ) -> Iterator[Answer[Result]]:
        """Submit all tasks in bundles (Dask tasks that run several tasks), and yield the answers of the tasks.

        Only as many bundles wait on the cluster as keep all workers busy.

        Raises:
            SchedulerLostError: the connection is lost.
            AlignerError: none of the tasks can be run.
        """
        import distributed

        waiting: Any = distributed.as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
        bundles: dict[Any, list[Task[Result]]] = {}
        max_bundles, counted_at, bundle_size = 0, float("-inf"), 1

        def submit(bundle: list[Task[Result]]) -> None:
            future = client.submit(do_bundle, bundle, language(), pure=False, retries=0)
            bundles[future] = bundle
            waiting.add(future)

        while True:
            if time.monotonic() - counted_at > COUNT_INTERVAL_S:
                try:
                    thread_count = sum(client.nthreads().values())
                except (OSError, TimeoutError) as lost:
                    raise SchedulerLostError([task for sent in bundles.values() for task in sent]) from lost
                max_bundles, counted_at = BUNDLES_PER_THREAD * max(1, thread_count), time.monotonic()
            while len(bundles) < max_bundles and (bundle := list(islice(tasks, bundle_size))):
                submit(bundle)
            if not bundles:
                return
            future = next(waiting)
            bundle = bundles.pop(future)
            error = future.exception() if future.status != "cancelled" else None
            if future.status == "cancelled" or client.status != "running":
                raise SchedulerLostError([task for sent in (bundle, *bundles.values()) for task in sent])
            if isinstance(error, AlignerError):
                raise error
            if error is None:
                answers, seconds = future.result()
                fitting = round(BUNDLE_SECONDS * len(bundle) / max(seconds, 1e-6))
                bundle_size = max(1, min(MAX_BUNDLE_TASKS, fitting))
                yield from answers
            elif len(bundle) > 1:
                for task in bundle:  # one of them ended the worker; running each alone shows which
                    submit([task])
            else:
                yield Answer(bundle[0].number, reason=self.failure_reason(error), cause="killed")
            future.release()

    def failure_reason(self, error: BaseException) -> str:
        """Return the reason why a task failed, in one line of at most 300 characters."""
        kind = type(error).__name__
        message = _(
            "the worker was lost or failed on this {unit}: {kind}: {error}", unit=_(self.unit), kind=kind, error=error
        )
        return " ".join(message.split())[:300]


@contextmanager
def hide_dask_errors() -> Iterator[None]:
    """Suppress the tracebacks that Dask prints if the connection is lost.

    The run reconnects, or ends with an error message of one line.
    """
    loggers = [logging.getLogger(name) for name in LOGGERS]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def do_bundle(tasks: list[Task[Result]], interface_language: str) -> tuple[list[Answer[Result]], float]:
    """Run several tasks one after another on one core; return their answers and the time in seconds.

    The workers of the cluster call this function; ``interface_language`` is the language of their
    messages.
    """
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _ONE_TASK_AT_A_TIME, threadpool_limits(1), speaking(interface_language):
        start = time.monotonic()
        return [run_task(task) for task in tasks], time.monotonic() - start
