"""Hash the content of a workbook of this program, to detect whether somebody has edited it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from aligner.formats.review_state import CHANGED, REJECTED

CONTENT = "aligner content"
"""Name of the workbook property that contains the hash."""
_STATUSES = {"approved": "ok", CHANGED: "edited", REJECTED: "delete"}


class Content:
    """Computes a hash of rows of cells while they are written or read."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()

    def add(self, cells: Sequence[object]) -> None:
        """Add a row to the hash; empty cells at the end of the row are ignored."""
        texts = [_text(cell) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if texts:
            self._hash.update("\x1f".join(texts).encode("utf-8", "surrogatepass") + b"\x1e")

    def digest(self) -> str:
        """Return the hash of all rows, 32 hexadecimal digits."""
        return self._hash.hexdigest()[:32]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell + 0.0:.4f}" if isinstance(cell, (int, float)) else str(cell)  # no minus zero


def words_of_status(status: str) -> str:
    """Return the word for a status in a workbook: ``ok``, ``edited``, ``delete``, or the status itself."""
    return _STATUSES.get(status, status)


def status_of_words(words: str) -> str:
    """Return the status for a word in a workbook; the inverse of `words_of_status`."""
    known = {word: status for status, word in _STATUSES.items()}
    return known.get(words.strip().lower(), words.strip())
