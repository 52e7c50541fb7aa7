"""Files of anchors that a user sets: pairs of segments that must hold.

One pair a line, as Vecalign writes them (``[0, 1]:[2]``, a score behind it is passed over), or a CSV or TSV table with
the columns ``source_ids`` and ``target_ids`` as the program writes it (``0 1`` and ``2``). Numbers are segment numbers
from 0; with the segmenter ``lines`` that is the line number less one. An empty side means: leave these alone. Empty
lines and those that begin with ``#`` are passed over. Of an alignment that was corrected in InterText, the links count
that a person made.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from aligner.bitext import Bead, Bitext, Language
from aligner.errors import InputError
from aligner.formats import FORMATS, format_of, load
from aligner.formats.base import Readable
from aligner.formats.vecalign import parse_bead
from aligner.interface import _

SOURCE_IDS, TARGET_IDS = "source_ids", "target_ids"
TABLES = {".csv": ",", ".tsv": "\t"}


Numbered = tuple[int, Bead]
"""A bead and the 1-based line of the file that it stands on."""


def read_anchors(
    path: str | Path, counts: tuple[int, int], languages: tuple[Language | None, Language | None] = (None, None)
) -> tuple[Bead, ...]:
    """Return the anchors of a file, in order of the documents.

    Args:
        path: the file; ``.csv`` and ``.tsv`` are tables, XML and zips are InterText's, everything else has one pair a
            line.
        counts: segments of the source and of the target.
        languages: of the source and of the target; they tell which text of InterText is which.

    Raises:
        InputError: the file cannot be read, holds no pair, a line of it is none, or the pairs cannot all hold:
            a segment that does not exist, stands in two pairs or is left out in the middle of one, pairs that
            cross. Says which line.
    """
    name = str(path)
    if format_of(path) == "intertext":
        found = _links(Path(path).read_bytes(), name, languages)
    else:
        found = _written(Path(path), name)
    if not any(bead.source or bead.target for _, bead in found):
        raise InputError(_("holds no anchors: write one a line, such as [0, 1]:[2]"), path=name)
    _check_segments(found, counts, name)
    _check_order(found, name)
    return tuple(bead for _, bead in sorted(found, key=lambda each: (each[1].source, each[1].target)))


def _links(content: bytes, name: str, languages: tuple[Language | None, Language | None]) -> list[Numbered]:
    """Return the links of InterText that a person made, turned round where its texts stand the other way."""
    from aligner.formats.intertext import beads_of, languages_of, read_links

    links = read_links(content, name)
    told = languages_of(links)
    turned = told != languages and told == languages[::-1] and None not in told
    beads = [bead.mirrored() if turned else bead for bead in beads_of(links, name)]
    return [(number, bead) for number, bead in enumerate(beads, start=1) if bead.status]


def _written(path: Path, name: str) -> list[Numbered]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_("the anchors are not UTF-8 text"), path=name) from error
    except OSError as error:
        raise InputError(_("cannot read the anchors: {reason}", reason=error.strerror or error), path=name) from error
    delimiter = TABLES.get(path.suffix.lower())
    return list(_table(text, delimiter, name) if delimiter else _lines(text, name))


def earlier_result(path: str | Path) -> Bitext | None:
    """Return the bitext of an earlier result that holds texts; ``None`` for a file of segment numbers alone.

    Raises:
        InputError: the file cannot be read.
    """
    name = format_of(path)
    if name is None or not isinstance(FORMATS.load(name), Readable):
        return None
    try:
        return load(path, name)
    except InputError:
        # a table of numbers has no column of texts, and the texts of an alignment may not stand beside it
        if Path(path).suffix.lower() in TABLES or name == "intertext":
            return None
        raise


def _check_segments(found: Sequence[Numbered], counts: tuple[int, int], name: str) -> None:
    for side, count in zip(("source", "target"), counts, strict=True):
        lines: dict[int, int] = {}
        for line, bead in found:
            numbers = getattr(bead, side)
            for number in numbers:
                if number >= count:
                    known = _("there are {count}, numbered from 0", count=count)
                    raise InputError(
                        _("the {side} has no segment {number}: {known}", side=side, number=number, known=known),
                        path=name,
                        line=line,
                    )
                if number in lines:
                    where = _("stands on line {lines} as well: leave one of them out", lines=lines[number])
                    raise InputError(
                        _("the {side} segment {number} {where}", side=side, number=number, where=where),
                        path=name,
                        line=line,
                    )
                lines[number] = line
            if numbers and numbers[-1] - numbers[0] >= len(numbers):
                raise InputError(
                    _("the {side} segments {numbers} do not stand in a row", side=side, numbers=list(numbers)),
                    path=name,
                    line=line,
                )


def _check_order(found: Sequence[Numbered], name: str) -> None:
    pairs = sorted((bead.source, bead.target, line) for line, bead in found if not bead.is_null)
    for (_unused, before, first), (_unused, behind, second) in pairwise(pairs):
        if behind < before:
            lines = sorted((first, second))
            raise InputError(
                _("crosses the pair of line {lines}: only one of them can hold", lines=lines[0]),
                path=name,
                line=lines[1],
            )


def _lines(text: str, name: str) -> Iterator[Numbered]:
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        if content and not content.startswith("#"):
            try:
                yield number, parse_bead(content)
            except InputError as error:
                raise InputError(error.message, path=name, line=number) from None


def _table(text: str, delimiter: str, name: str) -> Iterator[Numbered]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        missing = {SOURCE_IDS, TARGET_IDS} - set(reader.fieldnames or ())
        if missing:
            raise InputError(_("has no column {missing}", missing=" or ".join(sorted(missing))), path=name, line=1)
        for row in reader:
            source, target = (_ids(row[column] or "", name, reader.line_num) for column in (SOURCE_IDS, TARGET_IDS))
            yield reader.line_num, Bead(source, target)
    except csv.Error as error:
        raise InputError(_("is no table: {error}", error=error), path=name, line=reader.line_num) from error


def _ids(cell: str, name: str, line: int) -> tuple[int, ...]:
    """Parse numbers parted by blanks; their order within a bead means nothing."""
    words = cell.split()
    if not all(word.isascii() and word.isdigit() for word in words) or len(set(words)) < len(words):
        raise InputError(_("{cell!r} is no list of segment numbers such as 0 1", cell=cell[:40]), path=name, line=line)
    return tuple(sorted(map(int, words)))
