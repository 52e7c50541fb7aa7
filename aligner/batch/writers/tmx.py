"""Write the corpus as TMX 1.4b: one file for each part of the split, or one for each document."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import groupby
from pathlib import Path

from aligner.batch.writers import Record
from aligner.formats.tmx_units import Header, Unit, unit_id, write_units

_RESERVED = re.compile(r'[\x00-\x1f<>:"|?*\\]+')
_MAX_NAME_CHARACTERS = 120
_PROPERTIES = ("document", "score", "confidence", "shape", "status", "source_file", "source_line", "target_line")


def write_one(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write all pairs to one TMX file; see `aligner.batch.writers.Writer`."""
    with (folder / f"{name}.tmx").open("wb") as stream:
        write_units(units(records, metadata), stream, Header())


def write_each(records: Iterable[Record], folder: Path, name: str, metadata: Sequence[str]) -> None:
    """Write one TMX file for each document; see `aligner.batch.writers.Writer`.

    The files are in a folder with the name of the part of the split, such as ``train``.
    """
    (folder / name).mkdir()
    for document, pairs in groupby(records, key=lambda record: str(record["document"])):
        path = folder / name / f"{file_name(document)}.tmx"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as stream:
            write_units(units(pairs, metadata), stream, Header())


def units(records: Iterable[Record], metadata: Sequence[str]) -> Iterator[Unit]:
    """Yield one TMX translation unit for each pair; its properties describe the pair and its document."""
    for record in records:
        variants = tuple((str(record[f"{side}_lang"]), str(record[side])) for side in ("source", "target"))
        properties = {
            f"x-{key.replace('_', '-')}": str(record[key])
            for key in (*_PROPERTIES, *metadata)
            if record.get(key) not in (None, "")
        }
        yield Unit(variants, properties, unit_id((record["document"], record["id"]), variants))


def file_name(document: str) -> str:
    """Return a relative path for the TMX file of a document.

    The path is the document's name if it is valid on every system, else a cleaned name with a hash.
    """
    parts = [part for part in document.split("/") if part not in ("", ".", "..")]
    clean = "/".join(_RESERVED.sub("_", part).strip(". ")[:_MAX_NAME_CHARACTERS] for part in parts)
    if clean == document:
        return clean
    return f"{clean or 'document'}-{blake2b(document.encode(), digest_size=4).hexdigest()}"
