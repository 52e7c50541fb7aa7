"""InterText: an alignment file and the two texts that it links, in one zip file or in one folder.

InterText Editor and InterText Server import and export these files (Vondřička, 2014, "Aligning
parallel texts with InterText"). Each text has ``p`` and ``s`` elements whose ``id`` is
``paragraph:sentence``. The alignment file has a ``linkGrp``. The ``xtargets`` of each link name the
sentences of ``toDoc`` and, after a semicolon, those of ``fromDoc``. This program uses ``toDoc`` for
the source. The status of a link is ``man`` if a person made or confirmed it, ``plain`` if it
follows from the structure of the texts, and ``auto`` if an aligner made it. The reader accepts the
zip file, or the alignment file with the texts in the same folder. The beads can be read without the
texts.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from aligner.bitext import Bead, Bitext, Document
from aligner.errors import InputError
from aligner.formats.linked_texts import TextBuilder, bitext_of_links, paragraphs
from aligner.formats.recognition import format_of_content
from aligner.formats.review_state import is_approved
from aligner.formats.xml_characters import Cleaner
from aligner.formats.xml_stream import line_of
from aligner.formats.zipped import write_zip
from aligner.interface import _
from aligner.languages.tags import language_of_tag
from aligner.safe_xml import parse_xml
from aligner.safe_zip import Archive
from aligner.xml_escapes import escape, quoteattr

if TYPE_CHECKING:
    from lxml.etree import _Element

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
LINKS = "bitext.alignment.xml"


_ZIP = b"PK"
_LANGUAGE_IN_NAME = re.compile(r"(?<=[._-])[A-Za-z]{2,3}(?=[._-]|$)")
_LINE_END = re.compile(r"(?<![^\S\n])[^\S\n]*\n\s*")
_NUMBERS = re.compile(r"\d+")
_MADE_BY_PERSON = "man"


class Links(NamedTuple):
    """The content of an alignment file.

    Attributes:
        names: names of the files in ``toDoc`` and ``fromDoc``.
        links: for each link, the identifiers of the sentences on both sides, and the status, in
            file order.
    """

    names: tuple[str, str]
    links: list[tuple[tuple[list[str], list[str]], str]]


class InterText:
    """The format InterText: a zip file with an alignment file and the two texts."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the zip; characters that XML forbids are removed and counted."""
        clean = Cleaner()
        members: list[tuple[str, bytes]] = []
        identifiers: list[list[str]] = []
        for side, document in (("source", bitext.source), ("target", bitext.target)):
            text, names = _text(document, clean)
            members.append((f"bitext.{side}.{document.language or 'und'}.xml", text))
            identifiers.append(names)
        links = [f"<linkGrp toDoc={quoteattr(members[0][0])} fromDoc={quoteattr(members[1][0])}>\n"]
        for bead in bitext.beads:
            sides = [
                " ".join(names[number] for number in numbers)
                for names, numbers in zip(identifiers, (bead.source, bead.target), strict=True)
            ]
            status = "man" if is_approved(bead) else "auto"
            links.append(f"<link type='{bead.shape}' xtargets='{sides[0]};{sides[1]}' status='{status}'/>\n")
        content = (_DECLARATION + "".join(links) + "</linkGrp>\n").encode()
        write_zip(stream, [(LINKS, content), *members])
        return clean.remarks()

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the links and both texts; a sentence without a link becomes a bead with an empty side.

        Raises:
            InputError: a file is damaged or missing, or a link names a missing sentence.
        """
        links, files = _read_links_and_files(stream.read(), name)
        try:
            texts = [_builder(files.content(text), text) for text in links.names]
        except ValueError as error:
            raise InputError(str(error), path=name) from error
        numbers = (texts[0].numbers, texts[1].numbers)
        try:
            beads = [bead for bead in _beads(links, numbers, (texts[0].empty, texts[1].empty)) if not bead.is_null]
            return bitext_of_links(texts[0], texts[1], beads, "sentence")
        except ValueError as error:
            raise InputError(str(error), path=name) from error

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read only the links; sentences are numbered in the order of their identifiers.

        Raises:
            InputError: the file is damaged, or an identifier of a sentence contains no number.
        """
        return beads_of(read_links(stream.read(), name), name)


def languages_of(links: Links) -> tuple[str | None, str | None]:
    """Return the languages in the names of the two text files, such as ``story.en.xml``.

    The language is ``None`` for a file whose name has no language.
    """
    languages = [
        next(
            (code for part in reversed(_LANGUAGE_IN_NAME.findall(Path(name).stem)) if (code := language_of_tag(part))),
            None,
        )
        for name in links.names
    ]
    return languages[0], languages[1]


def beads_of(links: Links, name: str) -> list[Bead]:
    """Return the links as beads; sentences are numbered in the order of their identifiers.

    Raises:
        InputError: an identifier of a sentence contains no number.
    """
    try:
        return _beads(links, (_numbered(links, 0), _numbered(links, 1)), (set(), set()))
    except ValueError as error:
        raise InputError(str(error), path=name) from error


def read_links(content: bytes, name: str) -> Links:
    """Return the content of an alignment file, or of the alignment file in a zip file.

    Raises:
        InputError: the file is damaged or has no links.
    """
    return _read_links_and_files(content, name)[0]


class _Files:
    """The text files of an alignment, in the same zip file or in the same folder."""

    def __init__(self, archive: Archive | None, folder: Path, name: str) -> None:
        self._archive, self._folder, self._name = archive, folder, name

    def content(self, text: str) -> bytes:
        """Return the bytes of a text that the alignment names."""
        base = text.replace("\\", "/").rpartition("/")[2]
        if self._archive is not None:
            member = next((other for other in self._archive.names if other.rpartition("/")[2] == base), None)
            if member is None:
                raise InputError(
                    _("has no {base}, which its alignment names: add the text to the zip", base=base), path=self._name
                )
            return self._archive.read(member)
        path = self._folder / base
        if self._name == "-" or not path.is_file():
            raise InputError(
                _("names the text {base}, which is not in its folder: put it there", base=base), path=self._name
            )
        return path.read_bytes()


def _read_links_and_files(content: bytes, name: str) -> tuple[Links, _Files]:
    if not content.startswith(_ZIP):
        return _links(parse_xml(content, name), name), _Files(None, Path(name).parent, name)
    archive = Archive(content, name)
    roots = []
    for member in archive.names:
        part = archive.read(member) if member.endswith(".xml") else b""
        if format_of_content(part) == "intertext":
            roots.append(parse_xml(part, name, member))
    if len(roots) != 1:
        raise InputError(
            _("has no alignment") if not roots else _("has several alignments: extract one of them"), path=name
        )
    return _links(roots[0], name), _Files(archive, Path(), name)


def _links(root: _Element, name: str) -> Links:
    if root.tag != "linkGrp":
        raise InputError(_("is not an alignment of InterText: its root element is not <linkGrp>"), path=name, line=1)
    links = []
    for link in root.iter("link"):
        sides = (link.get("xtargets") or "").split(";")
        if len(sides) != 2:
            raise InputError(_("the xtargets of a link do not have two sides"), path=name, line=line_of(link))
        links.append(((sides[0].split(), sides[1].split()), link.get("status") or ""))
    return Links((root.get("toDoc") or "", root.get("fromDoc") or ""), links)


def _numbered(links: Links, side: int) -> dict[str, int]:
    """Return the 0-based numbers of the sentences on one side by identifier.

    The numbers are complete, because the alignment file lists every sentence, even if it is unpaired.
    """
    identifiers = {identifier for sides, _ in links.links for identifier in sides[side]}
    keys = {identifier: tuple(map(int, _NUMBERS.findall(identifier))) for identifier in identifiers}
    without = next((identifier for identifier, key in keys.items() if not key), None)
    if without is not None:
        raise ValueError(f"the identifier {without!r} has no number")
    return {identifier: number for number, identifier in enumerate(sorted(identifiers, key=keys.__getitem__))}


def _beads(
    links: Links, numbers: tuple[dict[str, int], dict[str, int]], empty: tuple[set[str], set[str]]
) -> list[Bead]:
    beads = []
    for sides, status in links.links:
        ids: list[tuple[int, ...]] = []
        for identifiers, known, left_out in zip(sides, numbers, empty, strict=True):
            unknown = next((each for each in identifiers if each not in known and each not in left_out), None)
            if unknown is not None:
                raise ValueError(f"a link names {unknown!r}, but there is no such sentence")
            ids.append(tuple(sorted(known[each] for each in identifiers if each in known)))
        if ids[0] or ids[1]:
            made_by_person = status == _MADE_BY_PERSON
            beads.append(Bead(ids[0], ids[1], 0.0, float(made_by_person), "locked" if made_by_person else ""))
    return beads


def _builder(content: bytes, name: str) -> TextBuilder:
    """Return a builder with the sentences of a text: the ``s`` elements, grouped by their parent elements."""
    root = parse_xml(content, name)
    tag = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    language_of_name = languages_of(Links((name, name), []))[0]
    builder = TextBuilder(name, language_of_tag(tag) or language_of_name)
    paragraph: list[tuple[str, str, int | None]] = []
    parent = None
    for sentence in root.iter("{*}s"):
        if sentence.getparent() is not parent:
            builder.add(paragraph)
            paragraph, parent = [], sentence.getparent()
        text = _LINE_END.sub(" ", "".join(map(str, sentence.itertext()))).strip()
        paragraph.append((sentence.get("id") or "", text, line_of(sentence)))
    builder.add(paragraph)
    return builder


def _text(document: Document, clean: Cleaner) -> tuple[bytes, list[str]]:
    """Return a document as the content of a text file, and the identifiers of its sentences."""
    parts = [_DECLARATION, f"<text lang={quoteattr(document.language or 'und')}>\n"]
    names: list[str] = []
    for paragraph, numbers in enumerate(paragraphs(document), start=1):
        parts.append(f'<p id="{paragraph}">\n')
        for sentence, number in enumerate(numbers, start=1):
            names.append(f"{paragraph}:{sentence}")
            text = escape(clean(document.segments[number].text), {"\r": "&#13;"})
            parts.append(f'<s id="{names[-1]}">{text}</s>\n')
        parts.append("</p>\n")
    return ("".join(parts) + "</text>\n").encode(), names


INTERTEXT = InterText()
