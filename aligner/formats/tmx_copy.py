"""TMX files -> one TMX file, unit by unit as they stand: nothing that a unit carries is lost, and nothing is added.

A unit has more than two texts: who wrote it and when, how often it was used, its context, notes, properties, variants
in further languages, inline codes. A bitext holds only some of that, so memories that stay memories do not pass through
one. What the headers of several files say differently (the source language, the kind of segment) is stated at each unit
instead, as TMX 1.4b provides for; their properties and notes come together in the new header.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from copy import deepcopy
from hashlib import blake2b
from math import isfinite
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from aligner.errors import InputError
from aligner.formats import opened
from aligner.formats.inline_codes import coded_text
from aligner.formats.review_state import BY_PERSON, LOW_CONFIDENCE, NEEDS_REVIEW, REJECTED
from aligner.formats.tmx_reader import mended_warnings, tag_of, tmx_elements
from aligner.formats.xml_stream import local_name
from aligner.interface import _

if TYPE_CHECKING:
    from lxml.etree import _Element

_START = b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">\n'
_OF_UNITS = ("srclang", "segtype", "datatype", "o-tmf", "creationtool", "creationtoolversion")
"""Attributes of a header that a unit can state for itself."""
_OF_ONE_RUN = frozenset({"x-source-name", "x-target-name", "x-signature"})
"""Properties that hold of the two documents of one file, as this program writes it; its units name theirs as well."""


class Selection(NamedTuple):
    """Which units are written, told by the properties that this program writes; units without them are all written.

    Attributes:
        least: confidence from which on a unit is written; those that a person settled or made are, whatever they have.
        without_doubt: whether units that somebody should look at are left out, and those with one text.
    """

    least: float | None = None
    without_doubt: bool = False

    @property
    def is_all(self) -> bool:
        """Whether everything is written."""
        return self.least is None and not self.without_doubt

    def holds(self, element: _Element) -> bool:
        """Whether a unit is written; one that a person rejected is not, where a selection is made at all."""
        if self.is_all:
            return True
        facts = {prop.get("type"): prop.text or "" for prop in element if local_name(prop) == "prop"}
        status = facts.get("x-status", "")
        score, confidence = (_number(facts.get(name, "")) for name in ("x-score", "x-confidence"))
        is_stated = bool(score or confidence)
        if status in BY_PERSON:
            return status != REJECTED
        if is_stated and confidence < (self.least or 0):
            return False
        if not self.without_doubt:
            return True
        doubtful = status == NEEDS_REVIEW or facts.get("x-review") or (is_stated and confidence < LOW_CONFIDENCE)
        return not doubtful and sum(local_name(part) == "tuv" for part in element) > 1


class Copied(NamedTuple):
    """What was copied.

    Attributes:
        units: how many were written.
        repeated: how many were left out because an earlier one has the same texts.
        doubtful: how many were left out because the selection does not hold them.
        remarks: what was mended in reading.
    """

    units: int
    repeated: int
    doubtful: int
    remarks: tuple[str, ...]


def copy_units(
    paths: Sequence[str], output: BinaryIO, *, unique: bool = False, selection: Selection | None = None
) -> Copied:
    """Write the units of TMX files, in their order, as one TMX 1.4 file.

    Memory does not grow with the number of units; with ``unique`` by eight bytes and a place in a set for each.

    Args:
        paths: files, each of which is opened twice.
        output: where to.
        unique: whether of units with the same texts in the same languages only the first is written.
        selection: which units are written; all when left out.

    Raises:
        InputError: a file is missing, damaged or no TMX; says which and on which line.
    """
    headers = [_header_of(path) for path in paths]
    output.write(_START + _bytes(_joined(headers)) + b"\n<body>\n")
    seen: set[bytes] = set()
    selection = selection or Selection()
    units = repeated = doubtful = 0
    mended: Counter[str] = Counter()
    for path, header in zip(paths, headers, strict=True):
        stated = {name: header.get(name, "") for name in _OF_UNITS if header.get(name) != headers[0].get(name)}
        for tag, element in _elements(path, mended):
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
    return Copied(units, repeated, doubtful, tuple(mended_warnings(mended)))


def _number(text: str) -> float:
    """Return a number; 0, which says nothing, for what is none."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if isfinite(number) else 0.0


def _elements(path: str, mended: Counter[str]) -> Iterator[tuple[str, _Element]]:
    """Yield the elements of a file that is TMX by its root."""
    is_tmx = False
    with opened(path) as stream:
        for tag, element in tmx_elements(stream, path, mended):
            is_tmx = is_tmx or local_name(element.getroottree().getroot()) == "tmx"
            if not is_tmx:
                break
            yield tag, element
    if not is_tmx:
        raise InputError(_("no TMX file: its root element is not <tmx>"), path=path, line=1)


def _header_of(path: str) -> _Element:
    """Return the header of a file; an empty one where it has none before its first unit."""
    from lxml import etree

    for tag, element in _elements(path, Counter()):
        if tag == "header":
            return deepcopy(element)
        break
    return etree.Element("header")


def _joined(headers: Sequence[_Element]) -> _Element:
    """Return the first header with the notes, properties and encodings of the others behind its own."""
    first = deepcopy(headers[0])
    known = {_bytes(child) for child in first}
    for child in (child for header in headers[1:] for child in header):
        written = _bytes(child)
        if written not in known:
            known.add(written)
            first.append(deepcopy(child))
    told = Counter(child.get("type") for child in first)
    for child in list(first):
        if child.get("type") in _OF_ONE_RUN and told[child.get("type")] > 1:
            first.remove(child)
    return first


def _key(element: _Element) -> bytes:
    """Return what two units have in common that say the same in the same languages."""
    texts = []
    for variant in element:
        if local_name(variant) == "tuv":
            segment = next((part for part in variant if local_name(part) == "seg"), None)
            texts.append((tag_of(variant).lower(), coded_text(segment)[0]))
    return blake2b(repr(sorted(texts)).encode("utf-8", "surrogatepass"), digest_size=8).digest()


def _bytes(element: _Element) -> bytes:
    """Return an element as it is written, without what stands behind it and without a namespace."""
    from lxml import etree

    if str(element.tag).startswith("{"):
        element = deepcopy(element)
        for part in element.iter():
            part.tag = local_name(part)
        etree.cleanup_namespaces(element)
    return etree.tostring(element, encoding="utf-8", xml_declaration=False, with_tail=False)
