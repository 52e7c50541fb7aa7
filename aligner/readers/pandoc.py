"""Read mark-up formats that have no reader in this package.

The program pandoc converts them to HTML. The HTML is then converted to blocks.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from aligner.bitext import Document
from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.readers.encodings import decode
from aligner.readers.html_blocks import blocks_of, parse_html
from aligner.readers.programs import PANDOC
from aligner.safe_xml import parse_xml

FORMATS = {
    ".tex": "latex",
    ".latex": "latex",
    ".org": "org",
    ".docbook": "docbook",
    ".dbk": "docbook",
    ".fb2": "fb2",
    ".jats": "jats",
    ".ipynb": "ipynb",
    ".mediawiki": "mediawiki",
    ".dokuwiki": "dokuwiki",
    ".textile": "textile",
}
"""Names of pandoc's input formats by extension."""
_NOTE_MARKS = frozenset({"footnote-ref", "footnote-back"})
"""Classes of the links to a note and back, which pandoc adds to the text."""
_XML = frozenset({"docbook", "fb2", "jats"})


def read_by_pandoc(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read a mark-up file with pandoc, which may open no other file (``--sandbox``).

    Footnotes follow the block that refers to them. Formulas are unchanged. ``line`` is the number of
    the block in the document, because pandoc does not report line numbers.

    Args:
        content: the bytes of the file.
        name: the path; its extension selects the format.
        encoding: Python name of the encoding; detected from the bytes if ``None``. Not used for XML,
            which declares its encoding.

    Raises:
        InputError: pandoc is not installed, fails or takes too long; the file is damaged or has no
            text.
        UsageError: the encoding is unknown.
    """
    markup = FORMATS.get(Path(name).suffix.lower())
    if markup is None:
        raise InputError(_("has an unknown extension: use one of {formats}", formats=", ".join(FORMATS)), path=name)
    if markup in _XML:
        from lxml import etree

        text, used = etree.tostring(parse_xml(content, name), encoding="unicode"), "utf-8"
    else:
        text, used = decode(content, name, encoding)
    arguments = [
        "--sandbox",
        "--standalone",
        "--from",
        markup,
        "--to",
        "html",
        "--reference-location=block",
        "--wrap=none",
    ]
    made = PANDOC.run(arguments, name, content=text.encode("utf-8", "replace"))
    root = parse_html(made.decode("utf-8", "replace"))
    marks = {
        link: N_("mark of a note")
        for link in root.iter("a")
        if _NOTE_MARKS.intersection((link.get("class") or "").split())
    }
    blocks = blocks_of(root, leave_out=marks)
    if not any(block.kind != "code" for block in blocks):
        raise InputError(_("contains no text: give a document that is not empty"), path=name)
    numbered = (replace(block, line=number, joins=()) for number, block in enumerate(blocks, start=1))
    return Document(name=name, blocks=tuple(numbered), encoding=used)
