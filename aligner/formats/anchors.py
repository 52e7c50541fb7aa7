"""Read files of user-defined anchors: pairs of segments that the alignment must contain.

Each line has one pair in the form of Vecalign (``[0, 1]:[2]``). A score after the pair is ignored.
A file can also be a CSV or TSV table with the columns ``source_ids`` and ``target_ids``, as this
program writes it (``0 1`` and ``2``). Segments are numbered from 0; with the segmenter ``lines``,
the segment number is the line number minus one. A pair with an empty side keeps its segments
unpaired. Empty lines and lines that begin with ``#`` are ignored. In an alignment that was
corrected in InterText, only the links that a person made are anchors.
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
DELIMITERS = {".csv": ",", ".tsv": "\t"}


Numbered = tuple[int, Bead]
"""A bead and its 1-based line in the file."""


def read_anchors(
    path: str | Path, counts: tuple[int, int], languages: tuple[Language | None, Language | None] = (None, None)
) -> tuple[Bead, ...]:
    """Return the anchors of a file, in the order of the documents.

    Args:
        path: the file. ``.csv`` and ``.tsv`` files are tables, XML and zip files are alignments of
            InterText. Every other file has one pair on each line.
        counts: the numbers of segments of the source and of the target.
        languages: the languages of the source and of the target; they decide which text of InterText is
            the source.

    Raises:
        InputError: the file cannot be read or has no pair, a line is not a pair, or the pairs
            contradict each other: a segment does not exist, is in two pairs, or is missing in the
            middle of a pair, or pairs cross. The message names the line.
    """
    name = str(path)
    if format_of(path) == "intertext":
        anchors = _manual_links(Path(path).read_bytes(), name, languages)
    else:
        anchors = _read_file(Path(path), name)
    if not any(bead.source or bead.target for _, bead in anchors):
        raise InputError(_("has no anchors: write one on each line, such as [0, 1]:[2]"), path=name)
    _check_segments(anchors, counts, name)
    _check_order(anchors, name)
    return tuple(bead for _, bead in sorted(anchors, key=lambda each: (each[1].source, each[1].target)))


def _manual_links(content: bytes, name: str, languages: tuple[Language | None, Language | None]) -> list[Numbered]:
    """Return the links of an InterText alignment that a person made.

    If InterText has the two languages in the opposite order, the sides of each link are exchanged.
    """
    from aligner.formats.intertext import beads_of, languages_of, read_links

    links = read_links(content, name)
    languages_of_links = languages_of(links)
    turned = (
        languages_of_links != languages and languages_of_links == languages[::-1] and None not in languages_of_links
    )
    beads = [bead.mirrored() if turned else bead for bead in beads_of(links, name)]
    return [(number, bead) for number, bead in enumerate(beads, start=1) if bead.status]


def _read_file(path: Path, name: str) -> list[Numbered]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(_("the anchors are not UTF-8 text"), path=name) from error
    except OSError as error:
        raise InputError(_("cannot read the anchors: {reason}", reason=error.strerror or error), path=name) from error
    delimiter = DELIMITERS.get(path.suffix.lower())
    return list(_read_table(text, delimiter, name) if delimiter else _read_lines(text, name))


def earlier_result(path: str | Path) -> Bitext | None:
    """Return the bitext of an earlier alignment, if its file contains the texts.

    The result is ``None`` for a file that has only segment numbers.

    Raises:
        InputError: the file cannot be read.
    """
    name = format_of(path)
    if name is None or not isinstance(FORMATS.load(name), Readable):
        return None
    try:
        return load(path, name)
    except InputError:
        # a table of numbers has no column of texts, and the texts of an alignment may be missing beside it
        if Path(path).suffix.lower() in DELIMITERS or name == "intertext":
            return None
        raise


def _check_segments(anchors: Sequence[Numbered], counts: tuple[int, int], name: str) -> None:
    for side, count in zip(("source", "target"), counts, strict=True):
        lines: dict[int, int] = {}
        for line, bead in anchors:
            numbers = getattr(bead, side)
            for number in numbers:
                if number >= count:
                    known = _("it has {count}, numbered from 0", count=count)
                    raise InputError(
                        _("the {side} has no segment {number}: {known}", side=_(side), number=number, known=known),
                        path=name,
                        line=line,
                    )
                if number in lines:
                    where = _("is on line {line} too: delete one of them", line=lines[number])
                    raise InputError(
                        _("the {side} segment {number} {where}", side=_(side), number=number, where=where),
                        path=name,
                        line=line,
                    )
                lines[number] = line
            if numbers and numbers[-1] - numbers[0] >= len(numbers):
                raise InputError(
                    _("the {side} segments {numbers} are not consecutive", side=_(side), numbers=list(numbers)),
                    path=name,
                    line=line,
                )


def _check_order(anchors: Sequence[Numbered], name: str) -> None:
    pairs = sorted((bead.source, bead.target, line) for line, bead in anchors if not bead.is_null)
    for (_unused, before, first), (_unused, behind, second) in pairwise(pairs):
        if behind < before:
            lines = sorted((first, second))
            raise InputError(
                _("crosses the pair on line {line}: delete one of them", line=lines[0]), path=name, line=lines[1]
            )


def _read_lines(text: str, name: str) -> Iterator[Numbered]:
    for number, line in enumerate(text.split("\n"), 1):
        content = line.strip()
        if content and not content.startswith("#"):
            try:
                yield number, parse_bead(content)
            except InputError as error:
                raise InputError(error.message, path=name, line=number) from None


def _read_table(text: str, delimiter: str, name: str) -> Iterator[Numbered]:
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        missing = {SOURCE_IDS, TARGET_IDS} - set(reader.fieldnames or ())
        if missing:
            raise InputError(_("has no column {missing}", missing=" or ".join(sorted(missing))), path=name, line=1)
        for row in reader:
            source, target = (_ids(row[column] or "", name, reader.line_num) for column in (SOURCE_IDS, TARGET_IDS))
            yield reader.line_num, Bead(source, target)
    except csv.Error as error:
        raise InputError(_("is not a valid table: {error}", error=error), path=name, line=reader.line_num) from error


def _ids(cell: str, name: str, line: int) -> tuple[int, ...]:
    """Parse segment numbers separated by blanks; their order within a bead does not matter."""
    words = cell.split()
    if not all(word.isascii() and word.isdigit() for word in words) or len(set(words)) < len(words):
        raise InputError(
            _("{cell!r} is not a list of segment numbers such as 0 1", cell=cell[:40]), path=name, line=line
        )
    return tuple(sorted(map(int, words)))
