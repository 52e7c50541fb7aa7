"""Two documents where pairs are wanted: they are aligned first."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from aligner.formats.refused_pairs import own_format_of

_PAIR = 2
_PAGES = frozenset({"docx", "epub", "html"})
"""Formats of pairs in which documents are written as well."""


def are_documents(inputs: Sequence[str]) -> bool:
    """Whether a command that needs pairs was given two documents."""
    return len(inputs) == _PAIR and all(
        Path(path).is_file() and ((name := own_format_of(path)) is None or name in _PAGES) for path in inputs
    )
