"""Moses: two plain texts, line by line, and a third that names the document of each line.

The names are those of OPUS (``train.en-zh.en``, ``train.en-zh.zh``). Blank lines between documents would put the
count of lines out for tools that know nothing of them; the third file tells where a document ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from itertools import chain, islice
from pathlib import Path

from aligner.batch.writers import Record
from aligner.languages import usual_pair
from aligner.languages.tags import language_of_tag

_SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write the pairs, every run of white space within a text as one space; see `aligner.batch.writers.Writer`.

    The two languages are those of the first pair.
    """
    remaining = iter(records)
    start = list(islice(remaining, 1))
    found = [language_of_tag(record[tag]) for record in start for tag in ("source_lang", "target_lang")]
    languages = sorted(usual_pair(found))
    with ExitStack() as stack:
        streams = [
            stack.enter_context((folder / f"{name}.{'-'.join(languages)}.{kind}").open("wb"))
            for kind in (*languages, "document")
        ]
        for record in chain(start, remaining):
            texts = [record["source"], record["target"]]
            if language_of_tag(record["source_lang"]) == languages[1]:
                texts.reverse()
            for stream, text in zip(streams, (*texts, record["document"]), strict=True):
                stream.write(_SPACE.sub(" ", text).strip().encode() + b"\n")
