"""Read and write TBX-Basic: version 3 (ISO 30042:2019, categories as attributes) and 2 (ISO 30042:2008, martif)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO
from xml.sax.saxutils import escape

from aligner.errors import InputError
from aligner.formats.xml_characters import FORBIDDEN
from aligner.glossary.tables import one_line
from aligner.glossary.values import Counterpart, Entry, Glossary, Mark
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.tags import language_of_tag
from aligner.safe_xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

STATUS: dict[Mark, str] = {"accepted": "preferredTerm-admn-sts", "rejected": "deprecatedTerm-admn-sts"}
"""Values of the data category administrativeStatus of TBX-Basic, by mark."""
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
    """One edition of the standard.

    Attributes:
        head: the text before the entries.
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
        """Write one concept for each entry, with the first example as context."""
        stream.write(self.head.encode())
        for number, entry in enumerate(glossary, start=1):
            stream.write("".join(self._concept(number, entry)).encode("utf-8", "replace"))
        stream.write(f"    </body>\n  </text>\n</{self.root}>\n".encode())
        return ()

    def _concept(self, number: int, entry: Entry) -> Iterator[str]:
        yield f'      <{self.concept} id="c{number}">\n'
        if entry.note:
            yield f"        <note>{_text(entry.note)}</note>\n"
        example = entry.examples[0] if entry.examples else None
        yield from self._language(ENGLISH, [entry.term], entry.mark, example.english if example else "")
        texts = [counterpart.text for counterpart in entry.counterparts]
        yield from self._language(CHINESE, texts, entry.mark, example.chinese if example else "")
        yield f"      </{self.concept}>\n"

    def _language(self, tag: str, terms: list[str], mark: Mark, context: str) -> Iterator[str]:
        yield f'        <{self.language} xml:lang="{tag}">\n'
        for place, term in enumerate(terms):
            yield f"          <{self.section}>\n            <term>{_text(term)}</term>\n"
            if mark:
                yield f'            <termNote type="administrativeStatus">{STATUS[mark]}</termNote>\n'
            if context and not place:
                yield f'            <descrip type="context">{_text(context)}</descrip>\n'
            yield f"          </{self.section}>\n"
        yield f"        </{self.language}>\n"

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read either edition.

        Raises:
            InputError: the file is damaged or not TBX.
        """
        root = parse_xml(stream.read(), name)
        entries = [
            entry for element in root.iter("{*}conceptEntry", "{*}termEntry") if (entry := _entry(element)) is not None
        ]
        if not entries:
            raise InputError(_("holds no entries with an English and a Chinese term: is it TBX?"), path=name)
        return Glossary(tuple(entries))


def _entry(element: _Element) -> Entry | None:
    terms: dict[str, list[str]] = {ENGLISH: [], CHINESE: []}
    status = ""
    for section in element.iter("{*}langSec", "{*}langSet"):
        language = language_of_tag(section.get(_LANGUAGE, ""))
        found = ["".join(map(str, term.itertext())).strip() for term in section.iter("{*}term")]
        if language in terms:
            terms[language] += [term for term in found if term]
        for note in section.iter("{*}termNote"):
            if note.get("type") == "administrativeStatus":
                status = status or (note.text or "").strip()
    if not all(terms.values()):
        return None
    mark = next((mark for mark, value in STATUS.items() if value == status), "")
    notes = [note.text or "" for note in element.findall("{*}note")]
    counterparts = tuple(Counterpart(text) for text in dict.fromkeys(terms[CHINESE]))
    return Entry(terms[ENGLISH][0], counterparts, mark=_mark(mark), note=" ".join(notes).strip())


def _mark(text: str) -> Mark:
    return "accepted" if text == "accepted" else "rejected" if text == "rejected" else ""


def _text(text: str) -> str:
    return escape(FORBIDDEN.sub("", one_line(text)))


TBX_3 = Tbx(_HEAD_3, "tbx", "conceptEntry", "langSec", "termSec")
TBX_2 = Tbx(_HEAD_2, "martif", "termEntry", "langSet", "tig")
