"""Write the corpus as JSON lines, one object for each pair, in one file for each part of the split.

The file is ``corpus.jsonl`` if the corpus has only one part.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from aligner.batch.writers import Record


def write(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write each pair as one line of JSON; see `aligner.batch.writers.Writer`."""
    with (folder / f"{name}.jsonl").open("wb") as stream:
        stream.writelines(map(line_of, records))


def line_of(record: Record) -> bytes:
    """Return a record (such as a pair) as one line of JSON in UTF-8."""
    return _encode(record).encode() + b"\n"


def read(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the records of a file that `write` has written."""
    with path.open("rb") as stream:
        yield from map(json.loads, stream)


_encode = json.JSONEncoder(ensure_ascii=False).encode
