"""Write the corpus in the format of Moses: two parallel text files, and a third with document names.

Line *n* of the third file names the document of pair *n*, and so shows where a document ends. Blank
lines between documents would shift the line numbers in other tools. The file names follow OPUS
(``train.en-zh.en``, ``train.en-zh.zh``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from pathlib import Path

from aligner.batch.writers import Record, ordered_texts, usual_languages

_SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write the pairs as parallel text files; see `aligner.batch.writers.Writer`.

    Each run of white space becomes one space. The languages in the file names are those of the first
    pair.
    """
    languages, records = usual_languages(records)
    with ExitStack() as stack:
        streams = [
            stack.enter_context((folder / f"{name}.{'-'.join(languages)}.{kind}").open("wb"))
            for kind in (*languages, "document")
        ]
        for record in records:
            for stream, text in zip(streams, (*ordered_texts(record, languages), record["document"]), strict=True):
                stream.write(_SPACE.sub(" ", text).strip().encode() + b"\n")
