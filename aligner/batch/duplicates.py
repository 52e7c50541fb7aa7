"""Detect pairs that repeat an earlier pair of the corpus, exactly or nearly; the hashes are on disk.

Near-duplicates differ only in case, width, digits, punctuation and spaces, or share most of their
character n-grams (MinHash with banding: Broder, 1997, "On the resemblance and containment of
documents").
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from functools import cache
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

_DIGITS = re.compile(r"\d+")
_NO_LETTERS = re.compile(r"[\W_]+")
SHINGLE_CHARACTERS = 4
"""Length of the character n-grams (shingles)."""
BANDS = 8
"""Number of bands of a sketch; two pairs are compared if they have one band in common."""
BAND_ROWS = 4
"""Number of minimum hashes in a band."""
MIN_EQUAL_HASHES = 0.8
"""Two pairs are near-duplicates from this share of equal minimum hashes, an estimate of their Jaccard similarity."""
_MAX_BAND_CANDIDATES = 20
"""Number of earlier pairs with the same band that are compared."""


def normalised(text: str) -> str:
    """Return a text in a form in which near-duplicates are equal.

    The form is in lower case, with characters of normal width, 0 for each number, and without
    punctuation and spaces.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DIGITS.sub("0", _NO_LETTERS.sub("", folded)) or folded.strip()


class SeenPairs:
    """The pairs kept so far, as hashes in a temporary SQLite file.

    `is_duplicate` and `is_near_duplicate` do not store the pair that they check. `remember` stores it
    if it is kept. Thus a pair that a later filter drops never makes another pair a duplicate.
    """

    def __init__(self, path: Path) -> None:
        """Create the SQLite file.

        Args:
            path: path of the file, which must not exist.
        """
        self.connection = sqlite3.connect(path, isolation_level=None)
        # The file is removed after the run, so it needs no journal, no synchronisation and no commit.
        self.connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
            "CREATE TABLE seen (hash BLOB PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE bands (band BLOB, sketch BLOB); CREATE INDEX by_band ON bands (band); BEGIN;"
        )
        self._asked: list[bytes] = []
        self._asked_bands: list[tuple[bytes, bytes]] = []

    def __enter__(self) -> SeenPairs:
        """Return this object, so that a ``with`` statement closes the SQLite file."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the SQLite file."""
        self.connection.close()

    def is_duplicate(self, source: str, target: str) -> bool:
        """Whether this pair has the same two texts as an earlier pair that was kept."""
        return self._is_known(f"{source}\n{target}")

    def is_near_duplicate(self, source: str, target: str) -> bool:
        """Whether this pair is a near-duplicate of an earlier pair that was kept."""
        text = f"{normalised(source)}\n{normalised(target)}"
        if self._is_known(f"\0{text}"):
            return True
        sketch = minhash_sketch(text)
        rows = sketch.reshape(BANDS, BAND_ROWS)
        bands = [bytes([number]) + row.tobytes() for number, row in enumerate(rows)]
        if any(self._has_similar(band, sketch) for band in bands):
            return True
        content = sketch.tobytes()
        self._asked_bands += [(band, content) for band in bands]
        return False

    def remember(self, *, keep: bool) -> None:
        """Store the hashes of the pair that was just checked if ``keep`` is true; otherwise discard them."""
        if keep and self._asked:
            self.connection.executemany("INSERT OR IGNORE INTO seen VALUES (?)", [(digest,) for digest in self._asked])
        if keep and self._asked_bands:
            self.connection.executemany("INSERT INTO bands VALUES (?, ?)", self._asked_bands)
        self._asked.clear()
        self._asked_bands.clear()

    def _is_known(self, text: str) -> bool:
        digest = blake2b(text.encode(), digest_size=16).digest()
        self._asked.append(digest)
        return self.connection.execute("SELECT 1 FROM seen WHERE hash = ?", (digest,)).fetchone() is not None

    def _has_similar(self, band: bytes, sketch: NDArray[numpy.uint32]) -> bool:
        import numpy

        stored = self.connection.execute(
            "SELECT sketch FROM bands WHERE band = ? ORDER BY rowid LIMIT ?", (band, _MAX_BAND_CANDIDATES)
        )
        return any((numpy.frombuffer(other, numpy.uint32) == sketch).mean() >= MIN_EQUAL_HASHES for (other,) in stored)


def minhash_sketch(text: str) -> NDArray[numpy.uint32]:
    """Return the MinHash sketch of a text, from which the similarity of two texts can be estimated.

    It has 32 values, uint32, shape (32,). Each value is the minimum of one hash function over the
    character n-grams of the text.
    """
    import numpy

    factors, shifts, base = _functions()
    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), numpy.uint32).astype(numpy.uint64)
    count = max(len(codes) - SHINGLE_CHARACTERS + 1, 1)
    shingles = numpy.zeros(count, numpy.uint64)
    for offset in range(min(SHINGLE_CHARACTERS, len(codes))):
        shingles = shingles * base + codes[offset : offset + count]
    hashes = (numpy.unique(shingles)[:, None] * factors + shifts) >> numpy.uint64(32)
    smallest: NDArray[numpy.uint32] = hashes.min(axis=0).astype(numpy.uint32)
    return smallest


@cache
def _functions() -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint64], numpy.uint64]:
    """Return the parameters of the MinHash functions: odd factors, shifts, and the base of the n-gram codes."""
    import numpy

    generator = numpy.random.Generator(numpy.random.PCG64(20))
    factors, shifts = generator.integers(0, 2**63, (2, BANDS * BAND_ROWS), dtype=numpy.uint64)
    return factors | numpy.uint64(1), shifts, numpy.uint64(0x9E3779B97F4A7C15)
