"""TEI P5: both texts with their paragraphs and segments, and stand-off links between segments.

Text Encoding Initiative, "P5 Guidelines", chapters 16 (linking, alignment) and 17 (simple analytic
mechanisms). The identifiers of segments are ``source.1``, ``target.1`` and so on. The attribute
``n`` of a segment is its line, and the attribute ``cert`` of a link is its confidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, BinaryIO

from aligner import __version__
from aligner.bitext import Bead, Bitext, Document
from aligner.errors import InputError
from aligner.formats.base import WriteOptions
from aligner.formats.linked_texts import TextBuilder, bitext_of_links, paragraphs
from aligner.formats.xml_characters import Cleaner
from aligner.interface import _
from aligner.languages.tags import language_of_tag, language_tags
from aligner.xml_escapes import escape, quoteattr

if TYPE_CHECKING:
    from lxml.etree import _Element

NAMESPACE = "http://www.tei-c.org/ns/1.0"
_XML = "{http://www.w3.org/XML/1998/namespace}"
_HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="{namespace}">
<teiHeader><fileDesc>
<titleStmt><title>{title}</title></titleStmt>
<publicationStmt><p>Made by aligner {version}</p></publicationStmt>
<sourceDesc><p>{source}</p><p>{target}</p></sourceDesc>
</fileDesc></teiHeader>
"""


@dataclass(frozen=True)
class Tei:
    """The format TEI: one document with both texts and their links.

    Attributes:
        options: the language codes.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Tei:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the document; characters that XML forbids are removed and counted."""
        clean = Cleaner()
        names = [escape(clean(document.name)) for document in (bitext.source, bitext.target)]
        head = {"source": names[0], "target": names[1], "title": " | ".join(names)}
        stream.write(_HEAD.format(namespace=NAMESPACE, version=__version__, **head).encode())
        stream.write(b'<standOff><linkGrp type="translation">\n')
        for bead in bitext.beads:
            stream.write(_link(bead, clean).encode())
        stream.write(b"</linkGrp></standOff>\n<text><group>\n")
        tags = language_tags(bitext, self.options.language_codes)
        for side, document, tag in zip(("source", "target"), (bitext.source, bitext.target), tags, strict=True):
            for line in self._text(side, document, tag, clean):
                stream.write(line.encode())
        stream.write(b"</group></text>\n</TEI>\n")
        return clean.remarks()

    def _text(self, side: str, document: Document, tag: str, clean: Cleaner) -> Iterator[str]:
        yield f'<text xml:id="{side}" xml:lang={quoteattr(tag)}><body>\n'
        if not document.segments:
            yield "<p/>\n"
        for numbers in paragraphs(document):
            yield "<p>"
            for number in numbers:
                segment = document.segments[number]
                text = escape(clean(segment.text), {"\r": "&#13;"})
                yield f'<seg xml:id="{side}.{number + 1}" n="{segment.line}" xml:space="preserve">{text}</seg>\n'
            yield "</p>\n"
        yield "</body></text>\n"

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a document with two texts of ``seg`` or ``s`` elements and a ``linkGrp``.

        Raises:
            InputError: the file is damaged, or it does not have this structure.
        """
        from aligner.safe_xml import parse_xml

        root = parse_xml(stream.read(), name)
        texts = [text for text in root.iter(f"{{{NAMESPACE}}}text") if text.find(f".//{{{NAMESPACE}}}text") is None]
        if root.tag != f"{{{NAMESPACE}}}TEI" or len(texts) != 2:
            raise InputError(_("is not a TEI document with two texts and links between them"), path=name)
        titles = [p.text or "" for p in root.iterfind(f".//{{{NAMESPACE}}}sourceDesc/{{{NAMESPACE}}}p")]
        names = titles if len(titles) == 2 else [name, name]
        try:
            source, target = (_builder(text, title) for text, title in zip(texts, names, strict=True))
            links = [_bead(link, source, target) for link in root.iter(f"{{{NAMESPACE}}}link")]
            return bitext_of_links(source, target, [bead for bead in links if not bead.is_null], "sentence")
        except ValueError as error:
            raise InputError(str(error), path=name) from error

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the beads, including those with an empty side; segments are numbered in the order of the texts.

        Raises:
            InputError: the file is damaged, or it does not have the structure that `read` requires.
        """
        return list(self.read(stream, name).beads)


def _link(bead: Bead, clean: Cleaner) -> str:
    targets = [f"#source.{n + 1}" for n in bead.source] + [f"#target.{n + 1}" for n in bead.target]
    if bead.is_null:
        return ""
    status = f" subtype={quoteattr(clean(bead.status))}" if bead.status else ""
    return f'<link target="{" ".join(targets)}" cert="{bead.confidence:.4f}" n="{bead.score:.4f}"{status}/>\n'


def _builder(text: _Element, title: str) -> TextBuilder:
    builder = TextBuilder(title, language_of_tag(text.get(f"{_XML}lang") or ""))
    for paragraph in text.iter(*(f"{{{NAMESPACE}}}{tag}" for tag in ("p", "ab", "head", "l"))):
        sentences = list(paragraph.iter(f"{{{NAMESPACE}}}seg", f"{{{NAMESPACE}}}s"))
        builder.add([(s.get(f"{_XML}id") or "", "".join(map(str, s.itertext())), _line(s.get("n"))) for s in sentences])
    return builder


def _bead(link: _Element, source: TextBuilder, target: TextBuilder) -> Bead:
    named = [part.lstrip("#") for part in (link.get("target") or "").split()]
    identifiers = [each for each in named if each not in source.empty | target.empty]
    unknown = [each for each in identifiers if each not in source.numbers and each not in target.numbers]
    if unknown:
        raise ValueError(f"a link names {unknown[0]!r}, but there is no such sentence")
    sides = [
        tuple(sorted(side.numbers[each] for each in identifiers if each in side.numbers)) for side in (source, target)
    ]
    return Bead(sides[0], sides[1], _share(link.get("n")), _share(link.get("cert")), link.get("subtype") or "")


def _share(written: str | None) -> float:
    try:
        return float(written or 0)
    except ValueError:  # TEI also allows words such as "high"
        return 0.0


def _line(written: str | None) -> int | None:
    return int(written) if written and written.isascii() and written.isdigit() and int(written) > 0 else None


TEI = Tei()
