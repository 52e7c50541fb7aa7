"""Find passages whose source has changed since the translation, with a lock file of block hashes."""

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
    from aligner.check.comparison import Comparison
    from aligner.check.texts import Text

ADDED = N_("added to the source since it was translated: “{text}”")
VERSION = 1
HASH_DIGITS = 16
Hashes = tuple[tuple[str, str], ...]
"""For each passage the hashes of its source and of its target blocks, separated by spaces; empty for no blocks."""
Names = tuple[str, str]
"""Paths of source and translation, relative to the lock file."""


@dataclass(frozen=True, slots=True)
class EarlierVersion:
    """Hashes of the blocks of both sides at the time when the translation was last up to date.

    Attributes:
        source: hashes of the source blocks.
        target: hashes of the target blocks.
        since: for each target block whose source version is known, its hash and the index of this
            version in ``versions``. For these blocks, this version is used instead of ``source``.
        versions: hashes of the source blocks in each version, newest first.
    """

    source: frozenset[str]
    target: frozenset[str]
    since: tuple[tuple[str, int], ...] = ()
    versions: tuple[frozenset[str], ...] = ()

    def source_of(self, target: Iterable[str]) -> frozenset[str]:
        """Return the hashes of the source blocks from which some target blocks were translated.

        If the target blocks were made from different versions of the source, the newest version is used.

        Args:
            target: hashes of the target blocks.
        """
        version_of = dict(self.since)
        ages = [version_of[mark] for mark in target if mark in version_of]
        return self.versions[min(ages)] if ages else self.source

    def as_values(self) -> list[object]:
        """Return the hashes of the earlier version as JSON values in a fixed order."""
        return [sorted(self.source), sorted(self.target), sorted(self.since), [sorted(each) for each in self.versions]]


def block_hash(text: str) -> str:
    """Return a hash of a text without its white space, in hexadecimal."""
    return hashlib.sha256("".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:HASH_DIGITS]


def passage_hashes(comparison: Comparison) -> Hashes:
    """Return the hashes of the source and target blocks of each passage, in the order of the source.

    A passage is a group of aligned blocks.
    """
    return tuple(
        (" ".join(hashes_of(comparison.source, passage.source)), " ".join(hashes_of(comparison.target, passage.target)))
        for passage in comparison.passages
    )


def hashes_of(document: Document, numbers: Iterable[int]) -> list[str]:
    """Return the hashes of the blocks of a document that have the given numbers."""
    return [block_hash(document.blocks[number].text) for number in numbers]


def stale_passages(comparison: Comparison, earlier: EarlierVersion) -> Iterator[Finding]:
    """Yield a finding for each passage whose source has changed while its translation has not."""
    from aligner.check.rules.missing import shorten

    for passage in comparison.passages:
        translation = hashes_of(comparison.target, passage.target)
        known = earlier.source_of(translation)
        changed = [
            number
            for number, mark in zip(passage.source, hashes_of(comparison.source, passage.source), strict=True)
            if mark not in known
        ]
        if not changed or not earlier.target.issuperset(translation):
            continue
        text = blocks_text(comparison.source, changed)
        if not text.pieces:
            continue
        if passage.target:
            message = _("the source has changed since it was translated: “{string}”", string=shorten(text.string))
            place = blocks_text(comparison.target, passage.target).place()
        else:
            message = _(ADDED, text=shorten(text.string))
            place = Place(comparison.target.name)
        yield comparison.finding("stale", message, text.place(), place, 0.95)


def blocks_text(document: Document, numbers: Iterable[int]) -> Text:
    """Return the blocks with the given numbers as one text."""
    from aligner.check.texts import text_of

    wanted = set(numbers)
    return text_of(document, [number for number, each in enumerate(document.segments) if each.block in wanted])


def names_in_lock(source: str, target: str, lock: str) -> Names:
    """Return the paths of a pair relative to the folder of the lock file.

    The lock file is therefore still valid if the project is moved.
    """
    start = Path(lock).resolve().parent
    first, second = (PurePath(os.path.relpath(Path(path).resolve(), start)).as_posix() for path in (source, target))
    return first, second


def read_lock(path: str) -> dict[Names, Hashes]:
    """Return the hashes of each pair of files from a lock file.

    Raises:
        InputError: the file cannot be read, or is not a lock file.
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
    """Return the paths of a pair and the hashes of its passages from their JSON values."""
    passages = tuple((str(source), str(target)) for source, target in content["passages"])
    return (str(content["source"]), str(content["target"])), passages


def earlier_of(passages: Hashes) -> EarlierVersion:
    """Return the block hashes of two files at the time when the translation was last up to date.

    They come from the lock file, which groups them by passage.

    Args:
        passages: hashes of the source and target blocks of each passage (group of aligned blocks).
    """
    return EarlierVersion(
        frozenset(mark for source, _ in passages for mark in source.split()),
        frozenset(mark for _, target in passages for mark in target.split()),
    )


def write_lock(path: str, pairs: Mapping[Names, Hashes]) -> None:
    """Write the hashes of pairs of files, each passage on a line of its own, so that git can merge changes.

    Entries for other pairs in the file are kept if the files of these pairs exist.

    Raises:
        InputError: the file exists and is not a lock file.
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
