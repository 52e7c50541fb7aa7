"""Find the sides of pairs that recur in many documents or have many translations, in bounded memory.

The hashes of all pairs are divided among files by the hash of the side. Then each file is sorted
separately. Only the sides above the limits stay in memory. 100 million pairs need 4.8 GB of disk
space during the run, and 19 MB of memory.
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
    """The counts of a side in the corpus.

    Attributes:
        documents: number of documents in which the side occurs.
        translations: number of different texts with which the side is paired.
    """

    documents: int = 0
    translations: int = 0


class RepeatedSides:
    """The counts of the sides above the limits, by hash."""

    def __init__(self, counts_by_side: Mapping[int, SideCounts] | None = None) -> None:
        """Store the counts; without counts, no side recurs."""
        self._counts = counts_by_side or {}

    def counts(self, text: str, language: str) -> SideCounts:
        """Return the counts of a side; both are 0 if the side is within the limits."""
        return self._counts.get(int.from_bytes(side_hash(text, language), "little"), SideCounts())


class SideCounter:
    """Counts the sides of a corpus; it stores the hashes of the sides in files."""

    def __init__(self, folder: Path) -> None:
        """Create the folder of the files.

        The folder must not exist. The caller removes it after use.
        """
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
        """Return the sides with more documents or translations than the limits, and remove the files."""
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
    """Return the hash of a side: of its language and of its normalised text.

    The normalised text has no case, width, digits, punctuation and spaces.
    """
    return blake2b(f"{language}\n{normalised(text)}".encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()


def _distinct_values(
    keys: NDArray[numpy.uint64], values: NDArray[numpy.uint64]
) -> tuple[NDArray[numpy.uint64], NDArray[numpy.int64]]:
    """Return the distinct keys, ascending, and the number of distinct values of each key."""
    import numpy

    order = numpy.lexsort((values, keys))
    keys, values = keys[order], values[order]
    is_new = numpy.ones(len(keys), bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (values[1:] != values[:-1])
    found: tuple[NDArray[numpy.uint64], NDArray[numpy.int64]] = numpy.unique(keys[is_new], return_counts=True)
    return found
