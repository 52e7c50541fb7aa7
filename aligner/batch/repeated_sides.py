"""Find the texts of a corpus that recur in many documents or have many translations, in bounded memory.

A side is the source or target text of a pair. The hashes of all pairs are divided among files by the
hash of the side. Then each file is sorted separately. Only the sides above the limits stay in memory.
100 million pairs need 4.8 GB of disk space during the run, and 19 MB of memory.
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
    """How often one side (the source or target text of a pair) occurs in the corpus.

    Attributes:
        documents: number of documents in which the text occurs.
        translations: number of different texts with which the text is paired.
    """

    documents: int = 0
    translations: int = 0


class RepeatedSides:
    """The sides (source or target texts) that exceed the limits of the boilerplate filter, with their counts."""

    def __init__(self, counts_by_side: Mapping[int, SideCounts] | None = None) -> None:
        """Store the counts of the repeated sides by the hash of the side; by default, there are none."""
        self._counts = counts_by_side or {}

    def counts(self, text: str, language: str) -> SideCounts:
        """Return in how many documents a text occurs, and how many translations it has.

        Both numbers are 0 if they are within the limits.
        """
        return self._counts.get(int.from_bytes(side_hash(text, language), "little"), SideCounts())


class SideCounter:
    """Counts the documents and the translations of each side (source or target text) of a corpus.

    The hashes of the sides are in files, so that memory does not grow with the corpus.
    """

    def __init__(self, folder: Path) -> None:
        """Create the folder for the files with the hashes.

        The folder must not exist. The caller removes it after use.
        """
        folder.mkdir()
        self._paths = [folder / f"{number:03}" for number in range(PARTITIONS)]
        self._buffers = [bytearray() for _ in range(PARTITIONS)]

    def add(self, texts: tuple[str, str], languages: tuple[str, str], document: str) -> None:
        """Count the source and the target text of a pair.

        Args:
            texts: source and target text.
            languages: languages of the two texts.
            document: name of the document.
        """
        source, target = (side_hash(text, language) for text, language in zip(texts, languages, strict=True))
        place = blake2b(document.encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()
        for side, other in ((source, target), (target, source)):
            buffer = self._buffers[side[0]]
            buffer += side + other + place
            if len(buffer) >= BUFFER_BYTES:
                self._flush(side[0])

    def repeated(self, max_documents: int, max_translations: int) -> RepeatedSides:
        """Return the sides that exceed one of the limits, and remove the files with the hashes.

        Args:
            max_documents: maximum number of documents in which a side may occur.
            max_translations: maximum number of different texts with which a side may be paired.
        """
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
    """Return a hash of one side of a pair, computed from its language and its normalised text.

    Normalised texts have no differences of case, width, digits, punctuation and spaces.
    """
    return blake2b(f"{language}\n{normalised(text)}".encode("utf-8", "surrogatepass"), digest_size=_HASH_BYTES).digest()


def _distinct_values(
    keys: NDArray[numpy.uint64], values: NDArray[numpy.uint64]
) -> tuple[NDArray[numpy.uint64], NDArray[numpy.int64]]:
    """Return the distinct keys, ascending, and for each key the number of its distinct values.

    Args:
        keys: the hash of the text of a side, for each occurrence of the side.
        values: the hash of its document or of its translation, for each occurrence.
    """
    import numpy

    order = numpy.lexsort((values, keys))
    keys, values = keys[order], values[order]
    is_new = numpy.ones(len(keys), bool)
    is_new[1:] = (keys[1:] != keys[:-1]) | (values[1:] != values[:-1])
    found: tuple[NDArray[numpy.uint64], NDArray[numpy.int64]] = numpy.unique(keys[is_new], return_counts=True)
    return found
