"""Copy the units of TMX files to one TMX file without any change to their content.

A unit can have an author, dates, a usage count, a context, notes, properties, variants in other
languages and inline codes. A bitext can hold only some of these data, so units are copied without
converting them to a bitext. If an attribute differs between the headers of the files (source
language, kind of segment), it is written to each unit, as TMX 1.4b allows. The new header has the
properties and notes of all headers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from hashlib import blake2b
from math import isfinite
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from aligner.errors import InputError
from aligner.formats import open_input
from aligner.formats.inline_codes import coded_text
from aligner.formats.review_state import BY_PERSON, LOW_CONFIDENCE, NEEDS_REVIEW, REJECTED
from aligner.formats.tmx_reader import repair_warnings, tag_of, tmx_elements
from aligner.formats.xml_stream import local_name
from aligner.interface import _

if TYPE_CHECKING:
    from lxml.etree import _Element

_PROLOGUE = b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
_UNIT_ATTRIBUTES = ("srclang", "segtype", "datatype", "o-tmf", "creationtool", "creationtoolversion")
"""Attributes of a header that a unit can have too."""
_RUN_PROPERTIES = frozenset({"x-source-name", "x-target-name", "x-signature"})
"""Properties of this program about the two documents of one file; its units name their documents too."""


class Selection(NamedTuple):
    """Selects units by the properties that this program writes.

    Units without these properties are selected.

    Attributes:
        min_confidence: lowest confidence of a unit, 0 to 1; units that a person made or confirmed are
            always selected.
        without_doubt: whether units that need a review and units with only one text are left out.
    """

    min_confidence: float | None = None
    without_doubt: bool = False

    @property
    def is_all(self) -> bool:
        """Whether all units are selected."""
        return self.min_confidence is None and not self.without_doubt

    def holds(self, element: _Element) -> bool:
        """Whether a unit is selected. A rejected unit is selected only if all units are selected."""
        if self.is_all:
            return True
        facts = {prop.get("type"): prop.text or "" for prop in element if local_name(prop) == "prop"}
        status = facts.get("x-status", "")
        score, confidence = (_number(facts.get(name, "")) for name in ("x-score", "x-confidence"))
        is_stated = bool(score or confidence)
        if status in BY_PERSON:
            return status != REJECTED
        if is_stated and confidence < (self.min_confidence or 0):
            return False
        if not self.without_doubt:
            return True
        doubtful = status == NEEDS_REVIEW or facts.get("x-review") or (is_stated and confidence < LOW_CONFIDENCE)
        return not doubtful and sum(local_name(part) == "tuv" for part in element) > 1


class Copied(NamedTuple):
    """Counts of written and left-out units.

    Attributes:
        units: number of units written.
        repeated: number of units left out because an earlier unit has the same texts.
        doubtful: number of units left out because they are not selected.
        remarks: one line for each kind of repair while reading.
    """

    units: int
    repeated: int
    doubtful: int
    remarks: tuple[str, ...]


def copy_units(
    paths: Sequence[str], output: BinaryIO, *, unique: bool = False, selection: Selection | None = None
) -> Copied:
    """Write the units of TMX files, in order, to one TMX 1.4 file.

    The use of memory does not depend on the number of units, except with ``unique``: then a set keeps
    an eight-byte hash of each unit.

    Args:
        paths: the paths of the files; each file is opened twice.
        output: the output stream.
        unique: whether, of several units with the same texts in the same languages, only the first is
            written.
        selection: the selection of units to write; by default all.

    Raises:
        InputError: a file is missing, damaged or not TMX; the message names the file and the line.
    """
    headers = [_header_of(path) for path in paths]
    output.write(_PROLOGUE + _bytes(_joined(headers)) + b"\n<body>\n")
    seen: set[bytes] = set()
    selection = selection or Selection()
    units = repeated = doubtful = 0
    repaired: Counter[str] = Counter()
    for path, header in zip(paths, headers, strict=True):
        stated = {name: header.get(name, "") for name in _UNIT_ATTRIBUTES if header.get(name) != headers[0].get(name)}
        for tag, element in _elements(path, repaired):
            if tag != "tu":
                continue
            if not selection.holds(element):
                doubtful += 1
                continue
            if unique:
                key = _key(element)
                repeated += key in seen
                if key in seen:
                    continue
                seen.add(key)
            for name, value in stated.items():
                if value and name not in element.attrib:
                    element.set(name, value)
            output.write(_bytes(element) + b"\n")
            units += 1
    output.write(b"</body>\n</tmx>\n")
    return Copied(units, repeated, doubtful, tuple(repair_warnings(repaired)))


def _number(text: str) -> float:
    """Return the text as a finite number, or 0 for any other text. 0 means that there is no value."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def _elements(path: str, repaired: Counter[str]) -> Iterator[tuple[str, _Element]]:
    """Yield the header, the units and finally the root of a TMX file, each with its element name.

    Args:
        path: the path of the file.
        repaired: number of repairs while reading, by rule of `aligner.formats.lint`; updated.
    """
    is_tmx = False
    with open_input(path) as stream:
        for tag, element in tmx_elements(stream, path, repaired):
            is_tmx = is_tmx or local_name(element.getroottree().getroot()) == "tmx"
            if not is_tmx:
                break
            yield tag, element
    if not is_tmx:
        raise InputError(_("is not a TMX file: its root element is not <tmx>"), path=path, line=1)


def _header_of(path: str) -> _Element:
    """Return the header of a file; an empty header if there is none before the first unit."""
    from lxml import etree

    for tag, element in _elements(path, Counter()):
        if tag == "header":
            return deepcopy(element)
        break
    return etree.Element("header")


def _joined(headers: Sequence[_Element]) -> _Element:
    """Return a copy of the first header with the notes, properties and encodings of the others added."""
    first = deepcopy(headers[0])
    known = {_bytes(child) for child in first}
    for child in (child for header in headers[1:] for child in header):
        written = _bytes(child)
        if written not in known:
            known.add(written)
            first.append(deepcopy(child))
    counts = Counter(child.get("type") for child in first)
    for child in list(first):
        if child.get("type") in _RUN_PROPERTIES and counts[child.get("type")] > 1:
            first.remove(child)
    return first


def _key(element: _Element) -> bytes:
    """Return a hash of the texts and languages of a unit. Duplicate units have the same hash."""
    texts = []
    for variant in element:
        if local_name(variant) == "tuv":
            segment = next((part for part in variant if local_name(part) == "seg"), None)
            texts.append((tag_of(variant).lower(), coded_text(segment)[0]))
    return blake2b(repr(sorted(texts)).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _bytes(element: _Element) -> bytes:
    """Return an XML element as bytes, without the text after it and without its namespace."""
    from lxml import etree

    if str(element.tag).startswith("{"):
        element = deepcopy(element)
        for part in element.iter():
            part.tag = local_name(part)
        etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False)
