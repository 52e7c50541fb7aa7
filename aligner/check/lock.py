"""Which source a translation was made of: hashes of its blocks, in a lock file or from the history of git."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from aligner.bitext import Document
from aligner.check.findings import Finding, Place
from aligner.errors import InputError
from aligner.formats.atomic import replacing
from aligner.interface import N_, _

if TYPE_CHECKING:  # a run in which nothing has changed needs no numpy
    from aligner.check.comparison import Comparison, Text

ADDED = N_("added to the source since it was translated: “{text}”")
VERSION = 1
DIGITS = 16
Hashes = tuple[tuple[str, str], ...]
"""Of each passage the hashes of the source's blocks and of the translation's, with spaces between them; empty where a
side is."""
Names = tuple[str, str]
"""Of source and translation, as a lock file has them."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What the two sides were when the translation was last known to be up to date.

    Attributes:
        source: hashes of the source's blocks.
        target: of the translation's.
        since: of each block of the translation, how many versions of the source ago it was written; where it is
            known, these versions count and not ``source``.
        versions: hashes of the source's blocks in each version, the newest first.
    """

    source: frozenset[str]
    target: frozenset[str]
    since: tuple[tuple[str, int], ...] = ()
    versions: tuple[frozenset[str], ...] = ()

    def source_of(self, target: Iterable[str]) -> frozenset[str]:
        """Return the hashes of the source when the last written of some blocks of the translation was written."""
        written = dict(self.since)
        ages = [written[mark] for mark in target if mark in written]
        return self.versions[min(ages)] if ages else self.source

    def as_values(self) -> list[object]:
        """Return all of it as JSON values, in an order that does not vary."""
        return [sorted(self.source), sorted(self.target), sorted(self.since), [sorted(each) for each in self.versions]]


def block_hash(text: str) -> str:
    """Return a hash of a text that does not change with white space and line breaks."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:DIGITS]


def passage_hashes(found: Comparison) -> Hashes:
    """Return the hashes of all passages, in the order of the source."""
    return tuple(
        (" ".join(hashes_of(found.source, passage.source)), " ".join(hashes_of(found.target, passage.target)))
        for passage in found.passages
    )


def hashes_of(document: Document, numbers: Iterable[int]) -> list[str]:
    """Return the hashes of some blocks."""
    return [block_hash(document.blocks[number].text) for number in numbers]


def stale(found: Comparison, earlier: Earlier) -> Iterator[Finding]:
    """Yield the passages whose source is not what it was, while their translation is."""
    from aligner.check.rules.missing import shortened

    for passage in found.passages:
        translation = hashes_of(found.target, passage.target)
        known = earlier.source_of(translation)
        changed = [
            number
            for number, mark in zip(passage.source, hashes_of(found.source, passage.source), strict=True)
            if mark not in known
        ]
        if not changed or not earlier.target.issuperset(translation):
            continue
        text = whole(found.source, changed)
        if not text.pieces:
            continue
        if passage.target:
            message = _("the source has changed since it was translated: “{string}”", string=shortened(text.string))
            place = whole(found.target, passage.target).place()
        else:
            message = _(ADDED, text=shortened(text.string))
            place = Place(found.target.name)
        yield found.finding("stale", message, text.place(), place, 0.95)


def whole(document: Document, numbers: Iterable[int]) -> Text:
    """Return whole blocks as a text."""
    from aligner.check.comparison import text_of

    wanted = set(numbers)
    return text_of(document, [number for number, each in enumerate(document.segments) if each.block in wanted])


def names_in_lock(source: str, target: str, lock: str) -> Names:
    """Return two paths as a lock file has them: relative to its folder, so that the tree can be moved with it."""
    start = Path(lock).resolve().parent
    first, second = (PurePath(os.path.relpath(Path(path).resolve(), start)).as_posix() for path in (source, target))
    return first, second


def read_lock(path: str) -> dict[Names, Hashes]:
    """Return what a lock file says of each pair of files.

    Raises:
        InputError: the file cannot be read, or is no lock file.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise InputError(_("there is no such lock file yet: make it with --update-lock"), path=path) from error
    except OSError as error:
        raise InputError(_("cannot read the lock file: {reason}", reason=error.strerror or error), path=path) from error
    except (RecursionError, ValueError) as error:
        raise InputError(_("this is no lock file: make one with --update-lock"), path=path) from error
    try:
        return dict(map(read_pair, content["pairs"])) if content["version"] == VERSION else {}[content["version"]]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(_("this is no lock file of this version: make one with --update-lock"), path=path) from error


def read_pair(content: dict[str, Any]) -> tuple[Names, Hashes]:
    """Return the names of two files and the hashes of their passages."""
    passages = tuple((str(source), str(target)) for source, target in content["passages"])
    return (str(content["source"]), str(content["target"])), passages


def earlier_of(passages: Hashes) -> Earlier:
    """Return the hashes of each side."""
    return Earlier(
        frozenset(mark for source, _ in passages for mark in source.split()),
        frozenset(mark for _, target in passages for mark in target.split()),
    )


def write_lock(path: str, pairs: Mapping[Names, Hashes]) -> None:
    """Write the hashes of pairs of files, one passage a line, so that changes can be merged.

    What the file says of other pairs stays, as long as their files are there.

    Raises:
        InputError: the file is there and is no lock file.
        OutputError: the file cannot be written.
    """
    folder = Path(path).resolve().parent
    known = read_lock(path) if Path(path).exists() else {}
    kept = {names: known[names] for names in known if all((folder / name).exists() for name in names)}
    rows = []
    for (source, target), passages in sorted({**kept, **pairs}.items()):
        lines = ",\n".join(f"        {json.dumps(passage)}" for passage in passages)
        named = [f'"{key}": {json.dumps(name)},' for key, name in (("source", source), ("target", target))]
        rows.append(
            "    {\n" + "".join(f"      {each}\n" for each in named) + f'      "passages": [\n{lines}\n      ]\n    }}'
        )
    content = f'{{\n  "version": {VERSION},\n  "pairs": [\n' + ",\n".join(rows) + "\n  ]\n}\n"
    with replacing(path) as stream:
        stream.write(content.encode())
