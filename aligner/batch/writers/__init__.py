"""Writers of the corpus formats; each function writes the kept pairs in one format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, Protocol

from aligner.languages import usual_pair
from aligner.languages.tags import language_of_tag
from aligner.registry import Entry, Registry

Record = Mapping[str, Any]
"""A kept pair as a mapping; see `aligner.batch.corpus.record_of`."""


class Writer(Protocol):
    """The interface of a writer: a function that writes one part of the split (such as ``train``) in one format."""

    def __call__(self, records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
        """Write the pairs of one part of the split.

        Args:
            records: the pairs in manifest order; they are iterated over only once.
            folder: the folder of the format, which must exist.
            name: name of the part: ``corpus``, ``train``, ``dev`` or ``test``.
            metadata: the keys of the records that come from the manifest.

        Raises:
            OSError: the files cannot be written, for example on a full disk.
        """


WRITERS = Registry(
    "corpus format",
    {
        "jsonl": Entry("aligner.batch.writers.jsonl:write", "one JSON object a pair"),
        "parquet": Entry("aligner.batch.writers.parquet:write", "partitioned by split", (), "pyarrow", "parquet"),
        "tmx": Entry("aligner.batch.writers.tmx:write_one", "one translation memory a split"),
        "tmx each": Entry("aligner.batch.writers.tmx:write_each", "one translation memory a document"),
        "moses": Entry("aligner.batch.writers.moses:write", "plain text, line by line, with the document of each line"),
        "pharaoh": Entry("aligner.batch.writers.pharaoh:write", "tokens and word links, one line a pair"),
    },
)

_COLUMN_TYPES = {
    "document": "string", "id": "int64", "shape": "string", "source": "string", "target": "string",
    "source_lang": "string", "target_lang": "string", "score": "float64", "confidence": "float64",
    "source_ids": "string", "target_ids": "string", "source_line": "int64", "target_line": "int64",
    "status": "string", "source_file": "string", "target_file": "string",
}  # fmt: skip


def column_types(metadata: Sequence[str]) -> dict[str, str]:
    """Return the Arrow type of each column of the corpus; metadata columns are strings."""
    return _COLUMN_TYPES | dict.fromkeys(metadata, "string")


def usual_languages(records: Iterable[Record]) -> tuple[tuple[str, str], Iterator[Record]]:
    """Return the two language codes of the first pair, and an iterator over all pairs.

    The codes are in alphabetical order, as in the file names of OPUS.
    """
    remaining = iter(records)
    first = list(islice(remaining, 1))
    codes = [language_of_tag(record[tag]) for record in first for tag in ("source_lang", "target_lang")]
    one, other = sorted(usual_pair(codes))
    return (one, other), chain(first, remaining)


def ordered_texts(record: Record, languages: tuple[str, str]) -> tuple[str, str]:
    """Return the two texts of a pair, ordered by ``languages``: first the text in the first language."""
    source, target = str(record["source"]), str(record["target"])
    return (target, source) if language_of_tag(record["source_lang"]) == languages[1] else (source, target)
