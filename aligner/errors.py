"""The errors that a user can see; each message names the place, the problem and the next step.

All errors are subclasses of `AlignerError`. The command line prints ``str(error)`` as one line and
exits with ``error.exit_code``.
"""

from __future__ import annotations

from pathlib import Path

from aligner.interface import _
from aligner.unsafe_characters import one_line

QUOTATION_MARKS = '"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}'
"""Quotation marks that are copied together with a path, but that no file name should hold."""


class AlignerError(Exception):
    """The base class of all errors that the program raises on purpose.

    Args:
        message: the problem and the next step, in one line.
        path: the file with the problem, as the user named it.
        line: 1-based line number in that file.
    """

    exit_code = 2

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line

    def __str__(self) -> str:
        """Return ``path:line: message``, with only the parts that are known.

        Characters that control a terminal are replaced.
        """
        place = "" if self.path is None else f"{self.path}: "
        if self.path is not None and self.line is not None:
            place = f"{self.path}:{self.line}: "
        return one_line(f"{place}{self.message}")


class InputError(AlignerError):
    """An input that cannot be read: missing, binary, empty, undecodable or damaged (exit code 3)."""

    exit_code = 3


class OutputError(AlignerError):
    """An output that cannot be written: no permission, missing folder, full disk (exit code 3)."""

    exit_code = 3


class UsageError(AlignerError):
    """An invalid request: unknown name, conflicting options, invalid settings (exit code 2)."""

    exit_code = 2


class ModelError(AlignerError):
    """A model that cannot be loaded: unknown name, damaged folder, missing package (exit code 3)."""

    exit_code = 3


class TaskError(AlignerError):
    """A task that failed: a bug of the program, or a worker process that died twice (exit code 4).

    Args:
        message: the failed task and the reason, in one line.
        path: the file with the problem, as the user named it.
        trace: traceback of the exception; empty if there is none.
    """

    exit_code = 4

    def __init__(self, message: str, *, path: str | None = None, trace: str = "") -> None:
        super().__init__(message, path=path)
        self.trace = trace


def fault(error: BaseException, path: str) -> TaskError:
    """Return the error for a file on which the program failed unexpectedly."""
    import traceback

    reason = one_line(f"{type(error).__name__}: {error}")
    trace = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    return TaskError(_("cannot be checked: the program failed on it ({reason})", reason=reason), path=path, trace=trace)


def missing_file(name: str) -> InputError:
    """Return the error for a missing file, with a hint about its name."""
    return InputError(_("no such file: {name}", name=_hint(name)), path=name)


def _hint(name: str) -> str:
    if "://" in name:
        return _("this is an address, download the file first and name it")
    if any(mark in name for mark in QUOTATION_MARKS):
        return _("its name as given holds quotation marks, leave them out")
    path = Path(name)
    try:
        names = [each.name for each in path.parent.iterdir()]
    except (OSError, ValueError):
        return _("the folder {parent!r} does not exist either", parent=str(path.parent))
    import difflib

    nearest = difflib.get_close_matches(path.name, names, n=1, cutoff=0.8)
    return _("did you mean {nearest!r}?", nearest=str(path.with_name(nearest[0]))) if nearest else _("check the path")
