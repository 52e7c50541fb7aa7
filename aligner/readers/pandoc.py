"""Mark-up without a reader of its own -> Document: pandoc makes HTML of it, which the HTML reader's walk reads."""

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
"""Extensions, and what pandoc calls their format."""
_NOTE_MARKS = frozenset({"footnote-ref", "footnote-back"})
"""Links to a note and back, which pandoc puts into the text."""
_XML = frozenset({"docbook", "fb2", "jats"})


def read_by_pandoc(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read mark-up by way of pandoc, which opens no other file (``--sandbox``).

    Footnotes follow the block that names them, formulas stay as they are written. ``line`` is the number of the block
    in the document, because pandoc does not tell lines.

    Args:
        content: the bytes of the file.
        name: the path, which tells the format.
        encoding: as Python names it; found out from the bytes when ``None``. XML says it itself.

    Raises:
        InputError: pandoc is not installed, fails or takes too long; the file is damaged or holds no text.
        UsageError: the encoding is unknown.
    """
    markup = FORMATS.get(Path(name).suffix.lower())
    if markup is None:
        raise InputError(
            _("is no mark-up that is known: give it one of {formats}", formats=", ".join(FORMATS)), path=name
        )
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
        raise InputError(_("holds no text: give a document that is not empty"), path=name)
    numbered = (replace(block, line=number, joins=()) for number, block in enumerate(blocks, start=1))
    return Document(name=name, blocks=tuple(numbered), encoding=used)
