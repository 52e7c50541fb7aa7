"""What a workbook of ours holds, as a hash: so that an edited one can be told from one as the program wrote it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from aligner.formats.review_state import CHANGED, REJECTED

CONTENT = "aligner content"
"""Name of the property of the workbook."""
_STATUSES = {"approved": "ok", CHANGED: "edited", REJECTED: "delete"}


class Content:
    """Takes in rows of cells, as they are written or as they are read."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, cells: Sequence[object]) -> None:
        """Take in a row; empty cells at its end do not count."""
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            self._hash.update("\x1f".join(texts).encode("utf-8", "surrogatepass") + b"\x1e")

    def digest(self) -> str:
        """Return the hash of what was taken in."""
        return self._hash.hexdigest()[:32]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell + 0.0:.4f}" if isinstance(cell, (int, float)) else str(cell)  # no minus zero


def words_of_status(status: str) -> str:
    """Return a status in the words of the workbook: ``ok``, ``edited``, ``delete``; others as they are."""
    return _STATUSES.get(status, status)


def status_of_words(words: str) -> str:
    """Return the status that a person's words mean."""
    known = {word: status for status, word in _STATUSES.items()}
    return known.get(words.strip().lower(), words.strip())
