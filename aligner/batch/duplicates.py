"""Which pairs stood in the corpus before, word for word or nearly so; kept on disk, not in memory.

Nearly the same: pairs that differ in case, width, digits, punctuation and spaces only, or most of whose character
sequences are the same (MinHash with banding: Broder 1997, "On the resemblance and containment of documents").
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
SEQUENCE = 4
"""Characters of a sequence."""
BANDS = 8
BAND_ROWS = 4
ALIKE = 0.8
"""Share of equal minimum hashes, an estimate of the share of sequences that two pairs have in common."""
_CANDIDATES = 20
"""Earlier pairs of one band that are compared."""


def normalised(text: str) -> str:
    """Return a text without what near-duplicates differ in: case, width, digits, punctuation, spaces."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DIGITS.sub("0", _NO_LETTERS.sub("", folded)) or folded.strip()


class Seen:
    """The pairs that were kept, as hashes in a temporary SQLite file."""

    def __init__(self, path: Path) -> None:
        """Begin with nothing.

        Args:
            path: of the file, which must not exist.
        """
        self.connection = sqlite3.connect(path, isolation_level=None)
        # The file lives as long as the run: nothing is waited for, nothing can be undone, and nothing is committed.
        self.connection.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -65536;"
            "CREATE TABLE seen (hash BLOB PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE bands (band BLOB, sketch BLOB); CREATE INDEX by_band ON bands (band); BEGIN;"
        )

    def __enter__(self) -> Seen:
        """Return itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.connection.close()

    def before(self, source: str, target: str) -> bool:
        """Tell whether a pair was seen before, word for word, and remember it."""
        return self._known(f"{source}\n{target}")

    def nearly_before(self, source: str, target: str) -> bool:
        """Tell whether nearly the same pair was seen before; if not, remember it."""
        text = f"{normalised(source)}\n{normalised(target)}"
        if self._known(f"\0{text}"):
            return True
        sketch = minimum_hashes(text)
        rows = sketch.reshape(BANDS, BAND_ROWS)
        bands = [bytes([number]) + row.tobytes() for number, row in enumerate(rows)]
        if any(self._alike(band, sketch) for band in bands):
            return True
        own = sketch.tobytes()
        self.connection.executemany("INSERT INTO bands VALUES (?, ?)", [(band, own) for band in bands])
        return False

    def _known(self, text: str) -> bool:
        digest = blake2b(text.encode(), digest_size=16).digest()
        return self.connection.execute("INSERT OR IGNORE INTO seen VALUES (?)", (digest,)).rowcount == 0

    def _alike(self, band: bytes, sketch: NDArray[numpy.uint32]) -> bool:
        import numpy

        found = self.connection.execute(
            "SELECT sketch FROM bands WHERE band = ? ORDER BY rowid LIMIT ?", (band, _CANDIDATES)
        )
        return any((numpy.frombuffer(other, numpy.uint32) == sketch).mean() >= ALIKE for (other,) in found)


def minimum_hashes(text: str) -> NDArray[numpy.uint32]:
    """Return the least hash of the text's character sequences under each of some hash functions, uint32."""
    import numpy

    factors, shifts, base = _functions()
    codes = numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), numpy.uint32).astype(numpy.uint64)
    count = max(len(codes) - SEQUENCE + 1, 1)
    sequences = numpy.zeros(count, numpy.uint64)
    for offset in range(min(SEQUENCE, len(codes))):
        sequences = sequences * base + codes[offset : offset + count]
    hashes = (numpy.unique(sequences)[:, None] * factors + shifts) >> numpy.uint64(32)
    smallest: NDArray[numpy.uint32] = hashes.min(axis=0).astype(numpy.uint32)
    return smallest


@cache
def _functions() -> tuple[NDArray[numpy.uint64], NDArray[numpy.uint64], numpy.uint64]:
    """Return the factors (odd) and shifts of the hash functions, and the base that mixes a sequence's characters."""
    import numpy

    chance = numpy.random.Generator(numpy.random.PCG64(20))
    factors, shifts = chance.integers(0, 2**63, (2, BANDS * BAND_ROWS), dtype=numpy.uint64)
    return factors | numpy.uint64(1), shifts, numpy.uint64(0x9E3779B97F4A7C15)
