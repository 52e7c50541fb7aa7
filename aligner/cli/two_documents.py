"""Commands that need pairs also accept two documents. This module recognises and aligns them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from aligner.formats.refused_pairs import own_format_of

_PAIR = 2
_DOCUMENT_FORMATS = frozenset({"docx", "epub", "html"})
"""Formats of pairs that are formats of documents too."""


def are_documents(inputs: Sequence[str]) -> bool:
    """Tell whether the inputs of a command are two documents to align, and not files of pairs."""
    return len(inputs) == _PAIR and all(
        Path(path).is_file() and ((name := own_format_of(path)) is None or name in _DOCUMENT_FORMATS) for path in inputs
    )


@contextmanager
def aligned_file(inputs: Sequence[str]) -> Iterator[str]:
    """Align two documents, and yield the path of a temporary file with their pairs, removed afterwards.

    Args:
        inputs: paths of the two documents.

    Raises:
        InputError: a document cannot be read.
    """
    from aligner.pipeline import align

    with tempfile.TemporaryDirectory(prefix="aligner-") as folder:
        path = Path(folder, "pairs.bitext.jsonl")
        align(inputs[0], inputs[1]).save(path)
        yield str(path)
