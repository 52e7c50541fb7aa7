"""Workers on a Dask cluster that is there already: the same tasks, in small bundles."""

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
from aligner.registry import Entry, Registry
from aligner.tasks.task import Answer, Result, Task, perform

CLUSTERS = Registry(
    "cluster", {"dask": Entry("distributed:Client", "an existing Dask cluster", (), "distributed", "cluster")}
)
BUNDLE_SECONDS = 1.0
"""What a bundle of tasks takes: sending one costs some 20 ms here and at the scheduler."""
LARGEST_BUNDLE = 64
AHEAD = 2
"""Bundles waiting for each thread of the cluster."""
PATIENCE = 30
"""Seconds in which a scheduler must answer."""
COUNTED_EVERY = 2.0
"""Seconds between looks at how many threads the cluster has: workers come and go."""
RECONNECT_SECONDS = 120.0
"""How long a lost scheduler may take to be there again: a job system starts it anew within a minute or two."""
RECONNECT_PAUSE_SECONDS = 1.0
LOGGERS = ("asyncio", "distributed", "distributed.client", "tornado.application")
"""Loggers with a level of their own that report a lost connection."""
_ONE_AT_A_TIME = threading.Lock()
"""A worker of a cluster may have several threads; tasks gain nothing from them and would share its memory."""


class SchedulerLostError(Exception):
    """The connection to the scheduler is lost.

    Attributes:
        unanswered: the tasks that were sent and have no answer yet.
    """

    def __init__(self, unanswered: list[Task[Any]]) -> None:
        super().__init__()
        self.unanswered = unanswered


class Cluster:
    """Does tasks on the workers of a Dask scheduler."""

    def __init__(self, address: str, unit: str = "task") -> None:
        """Connect to nothing yet.

        Args:
            address: of the scheduler, such as ``tcp://head:8786``.
            unit: what one task is about, for messages.
        """
        self.address = address
        self.unit = unit

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Yield the answers in the order in which the tasks are done; see `Processes.answers`.

        Raises:
            InputError: there is no scheduler at this address.
            OutputError: the connection is lost.
            UsageError: the package ``distributed`` is missing, or the address is none.
            AlignerError: nothing can be done at all, as with a model that cannot be loaded.
        """
        CLUSTERS.load("dask")  # the import sets the levels of its loggers
        with dask_errors_hidden():
            client = self.connected()
            while True:
                try:
                    with client:
                        yield from self.through(client, tasks)
                    return
                except SchedulerLostError as lost:
                    tasks = chain(lost.unanswered, tasks)
                client = self.reconnected()

    def reconnected(self) -> Any:  # noqa: ANN401 - Dask's client is untyped
        """Return a client of the scheduler once it is there again.

        Raises:
            OutputError: it is not there within `RECONNECT_SECONDS`.
        """
        deadline = time.monotonic() + RECONNECT_SECONDS
        while True:
            try:
                return self.connected(max(RECONNECT_PAUSE_SECONDS, min(PATIENCE, deadline - time.monotonic())))
            except InputError as error:
                if time.monotonic() >= deadline:
                    raise OutputError(
                        "the scheduler is gone: start it and run this again", path=self.address
                    ) from error
            time.sleep(RECONNECT_PAUSE_SECONDS)

    def connected(self, seconds: float | None = None) -> Any:  # noqa: ANN401 - Dask's client is untyped
        """Return a client of the scheduler, which must answer within so many seconds (`PATIENCE`)."""
        connect = CLUSTERS.load("dask")
        try:
            return connect(self.address, timeout=PATIENCE if seconds is None else seconds, set_as_default=False)
        except (OSError, TimeoutError) as error:
            raise InputError("no Dask scheduler answers here: check the address", path=self.address) from error
        except ValueError as error:
            raise UsageError(f"is no address of a scheduler ({error}): write tcp://host:8786", path=self.address) from (
                error
            )

    def through(
        self,
        client: Any,  # noqa: ANN401 - Dask's client is untyped
        tasks: Iterator[Task[Result]],
    ) -> Iterator[Answer[Result]]:
        """Yield the answers, with no more bundles waiting than keep all workers busy.

        Raises:
            SchedulerLostError: the connection is lost.
            AlignerError: nothing can be done at all.
        """
        import distributed

        waiting: Any = distributed.as_completed(loop=client.loop)  # type: ignore[no-untyped-call]
        bundles: dict[Any, list[Task[Result]]] = {}
        room, counted, size = 0, float("-inf"), 1

        def submit(bundle: list[Task[Result]]) -> None:
            future = client.submit(do_bundle, bundle, pure=False, retries=0)
            bundles[future] = bundle
            waiting.add(future)

        while True:
            if time.monotonic() - counted > COUNTED_EVERY:
                room, counted = AHEAD * max(1, sum(client.nthreads().values())), time.monotonic()
            while len(bundles) < room and (bundle := list(islice(tasks, size))):
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
                size = max(1, min(LARGEST_BUNDLE, round(BUNDLE_SECONDS * len(bundle) / max(seconds, 1e-6))))
                yield from answers
            elif len(bundle) > 1:
                for task in bundle:  # one of them has killed the worker: each by itself tells which
                    submit([task])
            else:
                yield Answer(bundle[0].number, reason=self.death(error), cause="killed")
            future.release()

    def death(self, error: BaseException) -> str:
        """Return why a task was given up."""
        kind = type(error).__name__
        return " ".join(f"the worker was lost or failed on this {self.unit}: {kind}: {error}".split())[:300]


@contextmanager
def dask_errors_hidden() -> Iterator[None]:
    """Keep Dask from printing tracebacks of a lost connection: the run reconnects, or ends with one line."""
    loggers = [
        logging.getLogger(name) for name in ("asyncio", "distributed", "distributed.client", "tornado.application")
    ]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)


def do_bundle(tasks: list[Task[Result]]) -> tuple[list[Answer[Result]], float]:
    """Do some tasks one after the other, on one core, and say how many seconds that took.

    This is what a worker of the cluster is asked for.
    """
    from threadpoolctl import threadpool_limits

    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    with _ONE_AT_A_TIME, threadpool_limits(1):
        start = time.monotonic()
        return [perform(task) for task in tasks], time.monotonic() - start
