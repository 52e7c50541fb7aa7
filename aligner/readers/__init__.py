"""path or stream -> Document: one file per input format.

A reader takes the bytes of a file and returns its blocks; opening the file, and refusing what is no
document, happens here once for all of them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Protocol

from aligner.bitext import Document
from aligner.errors import InputError
from aligner.readers.signatures import foreign_format
from aligner.registry import Entry, Registry

STANDARD_INPUT = "-"
"""The path that stands for standard input."""


class Reader(Protocol):
    """What every reader is: a function from the bytes of a file to a document."""

    def __call__(self, content: bytes, name: str, *, encoding: str | None = None) -> Document:
        """Return the document in ``content``; ``name`` is its path, for messages.

        Raises:
            InputError: the content cannot be read, or holds no text.
            UsageError: the encoding is unknown.
        """


READERS = Registry(
    "reader",
    {
        "text": Entry("aligner.readers.text:read_text", "plain text, any line ends", (".txt", ".text", ".md")),
    },
)
"""Input formats by name; a file whose extension none of them claims is read as text."""


def read(path: str | Path, *, encoding: str | None = None) -> Document:
    """Read a file into a document.

    Args:
        path: the file; ``-`` for standard input.
        encoding: as Python names it; found out from the bytes when ``None``.

    Returns:
        The document, its language unknown and nothing segmented.

    Raises:
        InputError: there is no such file, it may not be read, or it is not text, is empty or is damaged.
        UsageError: the encoding is unknown.
    """
    name = str(path)
    content = _content(name)
    reader = READERS.name_for_path(name) or "text"
    if reader == "text" and (description := foreign_format(content)) is not None:
        raise InputError(f"looks like {description}, which cannot be read: save it as plain text first", path=name)
    read_content: Reader = READERS.load(reader)
    return read_content(content, name, encoding=encoding)


def _content(name: str) -> bytes:
    """Return all bytes of the file, or of standard input for ``-``."""
    try:
        if name == STANDARD_INPUT:
            return sys.stdin.buffer.read()
        return Path(name).read_bytes()
    except FileNotFoundError as error:
        raise InputError("no such file: check the path", path=name) from error
    except IsADirectoryError as error:
        raise InputError("is a folder: name a file in it", path=name) from error
    except PermissionError as error:
        # Windows reports a folder this way
        if Path(name).is_dir():
            raise InputError("is a folder: name a file in it", path=name) from error
        raise InputError("may not be read: ask for permission, or copy the file", path=name) from error
    except (OSError, ValueError, AttributeError) as error:
        # ValueError: a NUL character in the path; AttributeError: the process has no standard input
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"cannot be read ({reason}): check the path", path=name) from error
