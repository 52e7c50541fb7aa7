"""Read OpenDocument texts (.odt); tracked changes are treated as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.bitext import Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _
from aligner.readers.odf import Styles, roots_of
from aligner.readers.odf_text import Walk

if TYPE_CHECKING:
    from lxml.etree import _Element

_MARGINS = {"header": N_("page header"), "footer": N_("page footer")}


def read_odt(content: bytes, name: str, *, encoding: str | None = None) -> Document:
    """Read an OpenDocument text file, as LibreOffice Writer saves it.

    Table cells are in reading order. Footnotes and text boxes follow the paragraph that refers to them;
    endnotes are at the end. Deleted text, hidden text and comments are omitted. Page headers, page
    footers, the table of contents and other indexes are in ``removed``. ``line`` is the number of the
    paragraph in the document.

    Args:
        content: the bytes of the file.
        name: the path, for messages and as the document's name.
        encoding: not used, because the format defines the encoding.

    Raises:
        InputError: the file is damaged, encrypted or not an OpenDocument text, or has no text.
    """
    roots = roots_of(content, name)
    styles = Styles(*roots)
    walk = Walk(styles)
    blocks = [block for text in roots[0].iter("{*}text") for block in walk.blocks(text)]
    blocks += walk.endnotes()
    if not blocks:
        raise InputError(_("contains no text: give a document that is not empty"), path=name)
    return Document(name=name, blocks=tuple(blocks), removed=(*walk.removed, *_margins(roots[1:], styles)))


def _margins(roots: list[_Element], styles: Styles) -> Iterator[Removal]:
    """Yield the texts of page headers and footers."""
    texts: set[str] = set()
    for root in roots:
        for element in root.iter("{*}header", "{*}header-first", "{*}footer", "{*}footer-first"):
            for block in Walk(styles).blocks(element):
                if block.text not in texts:
                    texts.add(block.text)
                    kind = str(element.tag).rpartition("}")[2].partition("-")[0]
                    yield Removal(block.text, 1, _MARGINS[kind])
