"""Read and write TBX-Basic, the exchange format of term bases.

Two editions are supported: version 3 (ISO 30042:2019, categories as attributes) and version 2 (ISO
30042:2008, martif).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO

from aligner.errors import InputError
from aligner.formats.xml_characters import FORBIDDEN
from aligner.glossary.tables import one_line
from aligner.glossary.values import Counterpart, Entry, Glossary, Mark, Status
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.tags import language_of_tag
from aligner.safe_xml import parse_xml
from aligner.xml_escapes import escape

if TYPE_CHECKING:
    from lxml.etree import _Element

STATUS_VALUES: dict[Status, str] = {
    "preferred": "preferredTerm-admn-sts",
    "admitted": "admittedTerm-admn-sts",
    "deprecated": "deprecatedTerm-admn-sts",
    "forbidden": "deprecatedTerm-admn-sts",
}
"""Values of the data category administrativeStatus, by status. TBX-Basic has no value for ``forbidden``: a note beside
the term tells it from ``deprecated``."""
STATUS_OF_VALUE: dict[str, Status] = {
    "preferredTerm-admn-sts": "preferred",
    "admittedTerm-admn-sts": "admitted",
    "deprecatedTerm-admn-sts": "deprecated",
    "supersededTerm-admn-sts": "deprecated",
}
STATUS_OF_MARK: dict[Mark, Status] = {"accepted": "preferred", "rejected": "deprecated"}
"""The status of all terms of an entry that states none itself, by mark."""
MARK_NOTE = "aligner: "
"""Begins the note that holds the mark of an entry whose statuses do not tell it."""
NO_MARK = "no mark"
_SECTIONS = frozenset({"termSec", "tig", "ntig"})
"""Names of the elements that hold a term with what is said of it."""
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_HEAD_3 = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
  <tbxHeader>
    <fileDesc>
      <titleStmt><title>Glossary</title></titleStmt>
      <sourceDesc><p>Extracted from aligned texts</p></sourceDesc>
    </fileDesc>
  </tbxHeader>
  <text>
    <body>
"""
_HEAD_2 = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
  <martifHeader>
    <fileDesc>
      <titleStmt><title>Glossary</title></titleStmt>
      <sourceDesc><p>Extracted from aligned texts</p></sourceDesc>
    </fileDesc>
    <encodingDesc><p type="XCSURI">TBXBasicXCSV02.xcs</p></encodingDesc>
  </martifHeader>
  <text>
    <body>
"""


@dataclass(frozen=True, slots=True)
class Tbx:
    """One edition of TBX-Basic.

    Attributes:
        head: the text of the file before the entries.
        root: name of the root element.
        concept: name of the element of an entry.
        language: name of the element with the terms of one language.
        section: name of the element of a term.
    """

    head: str
    root: str
    concept: str
    language: str
    section: str

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write one concept for each entry; the first example becomes the context of the terms."""
        stream.write(self.head.encode())
        for number, entry in enumerate(glossary, start=1):
            stream.write("".join(self._concept(number, entry)).encode("utf-8", "replace"))
        stream.write(f"    </body>\n  </text>\n</{self.root}>\n".encode())
        return ()

    def _concept(self, number: int, entry: Entry) -> Iterator[str]:
        yield f'      <{self.concept} id="c{number}">\n'
        if entry.domain:
            yield f'        <descrip type="subjectField">{_text(entry.domain)}</descrip>\n'
        if entry.definition:
            yield f'        <descrip type="definition">{_text(entry.definition)}</descrip>\n'
        if entry.note:
            yield f"        <note>{_text(entry.note)}</note>\n"
        statuses = [entry.status, *(counterpart.status for counterpart in entry.counterparts)]
        looks_marked = len(set(statuses)) == 1 and statuses[0] in STATUS_OF_MARK.values()
        if (entry.mark and any(statuses)) or looks_marked:
            yield f"        <note>{MARK_NOTE}{entry.mark or NO_MARK}</note>\n"
        elif entry.mark:
            statuses = [STATUS_OF_MARK[entry.mark]] * len(statuses)
        example = entry.examples[0] if entry.examples else None
        yield from self._language(ENGLISH, [(entry.term, statuses[0])], example.english if example else "")
        texts = [counterpart.text for counterpart in entry.counterparts]
        renderings = list(zip(texts, statuses[1:], strict=True))
        yield from self._language(CHINESE, renderings, example.chinese if example else "")
        yield f"      </{self.concept}>\n"

    def _language(self, tag: str, terms: Sequence[tuple[str, Status]], context: str) -> Iterator[str]:
        yield f'        <{self.language} xml:lang="{tag}">\n'
        for place, (term, status) in enumerate(terms):
            yield f"          <{self.section}>\n            <term>{_text(term)}</term>\n"
            if status:
                yield f'            <termNote type="administrativeStatus">{STATUS_VALUES[status]}</termNote>\n'
            if context and not place:
                yield f'            <descrip type="context">{_text(context)}</descrip>\n'
            if status == "forbidden":
                yield f"            <note>{status}</note>\n"
            yield f"          </{self.section}>\n"
        yield f"        </{self.language}>\n"

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read a file of either edition; each English term of a concept becomes an entry.

        Raises:
            InputError: the file is damaged or not TBX.
        """
        root = parse_xml(stream.read(), name)
        entries = [entry for element in root.iter("{*}conceptEntry", "{*}termEntry") for entry in _entries(element)]
        if not entries:
            raise InputError(_("holds no entries with an English and a Chinese term: is it TBX?"), path=name)
        return Glossary(tuple(entries))


def _entries(element: _Element) -> Iterator[Entry]:
    """Yield an entry for each English term of a concept, if the concept has a Chinese term."""
    terms: dict[str, dict[str, Status]] = {ENGLISH: {}, CHINESE: {}}
    for section in element.iter("{*}langSec", "{*}langSet"):
        language = language_of_tag(section.get(_LANGUAGE, ""))
        for term in section.iter("{*}term"):
            text = "".join(map(str, term.itertext())).strip()
            if text and language in terms:
                terms[language].setdefault(text, _status(term))
    statuses = [status for of_language in terms.values() for status in of_language.values()]
    notes = [(note.text or "").strip() for note in element.findall("{*}note")]
    marks = [note.removeprefix(MARK_NOTE) for note in notes if note.startswith(MARK_NOTE)]
    mark = _mark(marks[0]) if marks else ""
    if not marks and len(set(statuses)) == 1:
        mark = next((mark for mark, status in STATUS_OF_MARK.items() if status == statuses[0]), "")
        if mark:  # all terms have the status that the mark implies
            terms = {language: dict.fromkeys(of_language, "") for language, of_language in terms.items()}
    note = " ".join(note for note in notes if not note.startswith(MARK_NOTE)).strip()
    counterparts = tuple(Counterpart(text, status=status) for text, status in terms[CHINESE].items())
    for text, status in terms[ENGLISH].items() if counterparts else ():
        yield Entry(
            text,
            counterparts,
            mark=mark,
            note=note,
            definition=_description(element, "definition"),
            domain=_description(element, "subjectField"),
            status=status,
        )


def _status(term: _Element) -> Status:
    """Return the usage status of a term; empty if the file gives none.

    Args:
        term: the XML element of the term. The status may be in an element above it, such as ``ntig`` or
            ``termGrp``.
    """
    section = next((each for each in term.iterancestors() if str(each.tag).rpartition("}")[2] in _SECTIONS), None)
    if section is None:
        return ""
    values = [
        (note.text or "").strip() for note in section.iter("{*}termNote") if note.get("type") == "administrativeStatus"
    ]
    status: Status = next((STATUS_OF_VALUE[value] for value in values if value in STATUS_OF_VALUE), "")
    notes = {(note.text or "").strip() for note in section.findall("{*}note")}
    return "forbidden" if status == "deprecated" and "forbidden" in notes else status


def _description(element: _Element, kind: str) -> str:
    """Return the first description of the given kind, such as ``definition``, in a concept; empty if none."""
    texts = (
        "".join(map(str, each.itertext())).strip() for each in element.iter("{*}descrip") if each.get("type") == kind
    )
    return next(filter(None, texts), "")


def _mark(text: str) -> Mark:
    return "accepted" if text == "accepted" else "rejected" if text == "rejected" else ""


def _text(text: str) -> str:
    return escape(FORBIDDEN.sub("", one_line(text)))


TBX_3 = Tbx(_HEAD_3, "tbx", "conceptEntry", "langSec", "termSec")
TBX_2 = Tbx(_HEAD_2, "martif", "termEntry", "langSet", "tig")
