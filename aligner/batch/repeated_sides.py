"""Find the sides of pairs that recur in many documents or beside many other sides, in bounded memory.

Hashes of all pairs go into files, divided by the hash of the side; then each file is sorted by itself. Only the sides
above the limits stay in memory. 100 million pairs take 4.8 GB of disk for the time of the run, and 19 MB of memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from aligner.batch.duplicates import normalised

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

PARTITIONS = 256
"""Number of files; a side belongs to the file of the first byte of its hash."""
BUFFER_BYTES = 1 << 15
"""Bytes of a file that are held in memory before they are written."""
_HASH_BYTES = 8


class SideCounts(NamedTuple):
    """How often a side recurs.

    Attributes:
        documents: number of documents that have it.
        translations: number of different other sides.
    """

    documents: int = 0
    translations: int = 0


class RepeatedSides:
    """The sides above the limits, by hash."""

    def __init__(self, counts_by_side: Mapping[int, SideCounts] | None = None) -> None:
        """Hold the counts; none if left out."""
        self._counts = counts_by_side or {}

    def counts(self, text: str, language: str) -> SideCounts:
        """Return the counts of a side; zeros for a side within the limits."""
        return self._counts.get(int.from_bytes(side_hash(text, language), "little"), SideCounts())


class SideCounter:
    """Counts the sides of a corpus, with the hashes in files of a folder."""

    def __init__(self, folder: Path) -> None:
        """Create the folder, which must not exist; it is removed by the caller."""
        folder.mkdir()
        self._paths = [folder / f"{number:03}" for number in range(PARTITIONS)]
        self._buffers = [bytearray() for _ in range(PARTITIONS)]

    def add(self, texts: tuple[str, str], languages: tuple[str, str], document: str) -> None:
        """Count both sides of a pair."""
        source, target = (side_hash(text, language) for text, language in zip(texts, languages, strict=True))
        place = blake2b(document.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
        for side, other in ((source, target), (target, source)):
            buffer = self._buffers[side[0]]
            buffer += side + other + place
            if len(buffer) >= BUFFER_BYTES:
                self._flush(side[0])

    def repeated(self, max_documents: int, max_translations: int) -> RepeatedSides:
        """Return the sides with more documents or more translations than these; the files are removed."""
        import numpy

        counts: dict[int, SideCounts] = {}
        for number, path in enumerate(self._paths):
            self._flush(number)
            table = numpy.fromfile(path, "<u8").reshape(-1, 3)
            path.unlink()
            sides, translations = _distinct_values(table[:, 0], table[:, 1])
            _, documents = _distinct_values(table[:, 0], table[:, 2])
            above = numpy.flatnonzero((documents > max_documents) | (translations > max_translations))
            for row in above.tolist():
                counts[int(sides[row])] = SideCounts(int(documents[row]), int(translations[row]))
        return RepeatedSides(counts)

    def _flush(self, number: int) -> None:
        with self._paths[number].open("ab") as stream:
            stream.write(self._buffers[number])
        self._buffers[number].clear()


def side_hash(text: str, language: str) -> bytes:
    """Return the hash of a side: of its text without case, width, digits, punctuation and spaces, and its language."""
    return blake2b(f"{language}\n{normalised(text)}".encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()


def _distinct_values(
    keys: NDArray[numpy.uint64], values: NDArray[numpy.uint64]
) -> tuple[NDArray[numpy.uint64], NDArray[numpy.int64]]:
    """Return the different keys, ascending, and the number of different values of each."""
    import numpy

    order = numpy.lexsort((values, keys))
    keys, values = keys[order], values[order]
    is_new = numpy.ones(len(keys), bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (values[1:] != values[:-1])
    found: tuple[NDArray[numpy.uint64], NDArray[numpy.int64]] = numpy.unique(keys[is_new], return_counts=True)
    return found
