"""Write the word links of the corpus in the Pharaoh format: tokens and links, one line for each pair.

A line has three columns, separated by tabs: the tokens of each side, and the links ``i-j``, as in
`aligner.formats.pharaoh`. The languages have the order of the file name (``train.en-zh.pharaoh``).
The lines have the order of the other formats, so that line *n* belongs to pair *n* of the Moses
files.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from aligner.batch.writers import Record, ordered_texts, usual_languages
from aligner.glossary.word_links import linked_texts

CHUNK_PAIRS = 5_000
"""Number of pairs that are linked together: words are counted within them, and they are held in memory."""
_SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write the word links of each pair as one line; see `aligner.batch.writers.Writer`."""
    languages, records = usual_languages(records)
    with (folder / f"{name}.{'-'.join(languages)}.pharaoh").open("wb") as stream:
        stream.writelines(_lines(records, languages))


def _lines(records: Iterator[Record], languages: tuple[str, str]) -> Iterator[bytes]:
    while chunk := [ordered_texts(record, languages) for record in islice(records, CHUNK_PAIRS)]:
        for pair in linked_texts(chunk, languages):
            sides = [" ".join(_SPACE.sub("_", token) for token in side) for side in (pair.source, pair.target)]
            links = " ".join(f"{first}-{second}" for first, second in pair.links)
            yield f"{sides[0]}\t{sides[1]}\t{links}\n".encode()
