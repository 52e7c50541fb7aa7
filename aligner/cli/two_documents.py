"""Recognise two documents given to a command that needs pairs; they are aligned first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aligner.formats.refused_pairs import own_format_of

_PAIR = 2
_DOCUMENT_FORMATS = frozenset({"docx", "epub", "html"})
"""Formats of pairs that are formats of documents too."""


def are_documents(inputs: Sequence[str]) -> bool:
    """Whether a command that needs pairs was given two documents."""
    return len(inputs) == _PAIR and all(
        Path(path).is_file() and ((name := own_format_of(path)) is None or name in _DOCUMENT_FORMATS) for path in inputs
    )
