"""A task, the answer to it, and how one is done in this process."""

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
    """Work that another process can do.

    Attributes:
        number: by which the answer is known.
        call: a function of a module, so that another process finds it by its name.
        arguments: of the call; they can be pickled, as can the result.
        key: hash of all that the result depends on (`aligner.tasks.store.key_of`). Empty where the result is not kept,
            and where only the worker reads what it depends on.
    """

    number: int
    call: Callable[..., Result]
    arguments: tuple[Any, ...] = ()
    key: str = ""


@dataclass(frozen=True, slots=True)
class Answer(Generic[Result]):
    """What became of a task.

    Attributes:
        number: of the task.
        result: what the call returned; ``None`` where there is a reason.
        reason: why there is no result, in one line; empty where there is one.
        cause: what kind of reason: a ``fault`` of the program, too much ``memory``, a worker that was ``killed``, or
            too much ``time``; empty where there is a result.
        trace: of a fault: the traceback, several lines.
    """

    number: int
    result: Result | None = None
    reason: str = ""
    cause: Cause = ""
    trace: str = ""


def perform(task: Task[Result]) -> Answer[Result]:
    """Do a task in this process.

    Raises:
        AlignerError: as the call raised it. That is how a call says that no other task can be done either, as with a
            model that cannot be loaded; what is wrong with one task only, it returns.
    """
    try:
        return Answer(task.number, task.call(*task.arguments))
    except AlignerError:
        raise
    except MemoryError:
        return Answer(task.number, reason=_("needs more memory than there is"), cause="memory")
    except Exception as error:  # one bad file never costs the results of the others
        return fault(task.number, error)


def fault(number: int, error: Exception) -> Answer[Any]:
    """Return the answer for a task that ended with an error nobody expected."""
    reason = " ".join(_("unexpected {name}: {error}", name=type(error).__name__, error=error).split())
    return Answer(number, reason=reason, cause="fault", trace="".join(traceback.format_exception(error)))


class Here:
    """Does tasks in this process, one after the other."""

    def answers(self, tasks: Iterator[Task[Result]]) -> Generator[Answer[Result], None, None]:
        """Yield the answers in the order of the tasks; see `perform`."""
        yield from map(perform, tasks)
