"""The types Task and Answer, and a runner for this process."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Any, Generic, Literal, TypeVar

from aligner.errors import AlignerError
from aligner.interface import _

Result = TypeVar("Result")
Cause = Literal["", "fault", "memory", "killed", "time"]


@dataclass(frozen=True, slots=True)
class Task(Generic[Result]):
    """A function call that another process can run.

    Attributes:
        number: number that identifies the task; its answer has the same number.
        call: a function at the top level of a module, so that another process can import it.
        arguments: arguments of the call. Arguments and result must be picklable.
        key: hash of everything the result depends on (`aligner.tasks.store.key_of`). Empty if the
            result is not stored, or if only the worker can compute the hash.
    """

    number: int
    call: Callable[..., Result]
    arguments: tuple[Any, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """The outcome of a task.

    Attributes:
        number: number of the task.
        result: the value that the call returned; ``None`` if it failed.
        reason: reason why there is no result, in one line; empty if there is one.
        cause: kind of the failure: a ``fault`` of the program, too much ``memory``, a worker that was
            ``killed``, or too much ``time``; empty if there is a result.
        trace: the traceback of a fault, with several lines; empty for other causes.
    """

    number: int
    result: Result | None = None
    reason: str = ""
    cause: Cause = ""
    trace: str = ""


def run_task(task: Task[Result]) -> Answer[Result]:
    """Run a task in this process.

    Raises:
        AlignerError: the call raised this error. It means that none of the other tasks can be run
            either, for example because the model cannot be loaded. A call does not raise an error that
            concerns only its own task, but returns it as the result.
    """
    try:
        return Answer(task.number, task.call(*task.arguments))
    except AlignerError:
        raise
    except MemoryError:
        return Answer(task.number, reason=_("needs more memory than there is"), cause="memory")
    except Exception as error:  # a fault in one file must not lose the results of the others
        return fault_answer(task.number, error)


def fault_answer(number: int, error: Exception) -> Answer[Any]:
    """Return the answer for a task that raised an unexpected error, with the traceback."""
    reason = " ".join(_("unexpected {name}: {error}", name=type(error).__name__, error=error).split())
    return Answer(number, reason=reason, cause="fault", trace="".join(traceback.format_exception(error)))


class InProcess:
    """Runs tasks in this process, one after another."""

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Run the tasks one after another, and yield their answers in the same order; see `run_task`."""
        yield from map(run_task, tasks)
