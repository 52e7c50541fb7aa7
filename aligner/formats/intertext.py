"""InterText: an alignment file and the two texts it links, in one zip.

What InterText Editor and InterText Server import (Vondřička, 2014, "Aligning parallel texts with InterText"):
texts of ``p`` and ``s`` elements whose ``id`` is ``paragraph:sentence``, and a ``linkGrp`` whose ``xtargets`` name
first the sentences of ``toDoc``, then behind a semicolon those of ``fromDoc``. Our ``toDoc`` is the source.
"""

from __future__ import annotations

from typing import BinaryIO
from xml.sax.saxutils import escape, quoteattr

from aligner.bitext import Bitext, Document
from aligner.formats.linked_texts import paragraphs
from aligner.formats.review_state import is_approved
from aligner.formats.xml_characters import Cleaner
from aligner.formats.zipped import write_zip

_DECLARATION = '<?xml version="1.0" encoding="utf-8"?>\n'
LINKS = "bitext.alignment.xml"


class InterText:
    """The three files that InterText imports."""

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


def _text(document: Document, clean: Cleaner) -> tuple[bytes, list[str]]:
    """Return a text file and the identifiers of its sentences."""
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
