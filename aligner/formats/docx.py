"""DOCX: a Word document with a table of the pairs, for reviewers who use a word processor.

The columns are ``id``, ``source``, ``target``, ``status`` and ``comment``. The first row is
repeated on every page, and rows that need a review are coloured. The reader accepts tables with
these column names. It also accepts the review tables that Trados Studio exports (``Segment ID``,
``Segment status``, ``Source segment``, ``Target segment``), and those of memoQ (``ID``, the names
of the languages, ``Comment``, ``Status``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.formats.base import WriteOptions
from aligner.formats.columns import bitext_from_table
from aligner.formats.docx_table import table_of_pairs
from aligner.formats.review_state import NEEDS_REVIEW, is_doubtful, review_of
from aligner.formats.xlsx_content import words_of_status
from aligner.formats.xml_characters import Cleaner
from aligner.formats.zipped import write_zip
from aligner.interface import N_, _, _n
from aligner.languages.tags import language_tags
from aligner.xml_escapes import escape, quoteattr

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TYPES = f"""{_DECLARATION}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
<Override PartName="/word/styles.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>
<Override PartName="/word/footer.xml" \
ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>
</Types>"""
_PACKAGE = f"""{_DECLARATION}<Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>
</Relationships>"""
_PARTS = f"""{_DECLARATION}<Relationships xmlns="{_RELATIONS}">
<Relationship Id="rId1" Type="{_OFFICE}/styles" Target="styles.xml"/>
<Relationship Id="rId2" Type="{_OFFICE}/footer" Target="footer.xml"/>
</Relationships>"""
_STYLES = f"""{_DECLARATION}<w:styles xmlns:w="{_WORD}">
<w:docDefaults><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="SimSun" w:cs="Calibri"/><w:sz w:val="20"/>
</w:rPr></w:rPrDefault>
<w:pPrDefault><w:pPr><w:spacing w:before="40" w:after="40"/></w:pPr></w:pPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/>
<w:rPr><w:b/><w:sz w:val="28"/></w:rPr></w:style>
</w:styles>"""
_FOOTER = f"""{_DECLARATION}<w:ftr xmlns:w="{_WORD}"><w:p><w:pPr><w:jc w:val="center"/></w:pPr>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:ftr>"""
_HELP = N_(
    "status: ok (correct), edited (you changed it), delete (leave it out); empty: not reviewed. "
    "comment: for your notes."
)
_COLUMNS = {"id": 700, "source": 5600, "target": 5600, "status": 1000, "comment": 1940}
"""Names of the columns and their widths in twentieths of a point."""
_UNPAIRED, _UNSURE, _HEADER = "F8CBAD", "FFEB9C", "D9E2F3"
_BREAK = re.compile("\r\n|[\r\n]")
_APPROVED = re.compile(
    r"translation approved|signed off|approved sign-off|(?:reviewer \d |proofread|translator )?confirmed|locked"
)
_REJECTED = re.compile(r"(?:translation|sign-off) rejected|rejected")
_UNFINISHED = re.compile(r"not translated|not started|draft|translated|pre-translated|assembled.*")


@dataclass(frozen=True)
class Docx:
    """The format DOCX: a table in a Word document.

    Attributes:
        options: the language codes.
    """

    options: WriteOptions = field(default_factory=WriteOptions)

    def with_options(self, options: WriteOptions) -> Docx:
        """Return a copy of this format that writes with the given options."""
        return replace(self, options=options)

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the table; characters that XML forbids are removed and counted."""
        clean = Cleaner()
        document = "".join(_document(bitext, language_tags(bitext, self.options.language_codes), clean))
        members = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _PACKAGE,
            "word/document.xml": document,
            "word/_rels/document.xml.rels": _PARTS,
            "word/styles.xml": _STYLES,
            "word/footer.xml": _FOOTER,
        }
        write_zip(stream, ((name, content.encode()) for name, content in members.items()))
        return clean.remarks()

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read the first table of pairs; see `aligner.formats.columns.bitext_from_table` for its columns.

        Raises:
            InputError: the file is damaged or not a Word document, or has no table of pairs.
        """
        table = table_of_pairs(stream.read(), name)
        if table is None:
            raise InputError(
                _("no table in it names the columns source and target, or the two languages: align it as a document"),
                path=name,
            )
        (first, header), *rows = table.rows
        names = [_name_of_column(cell) for cell in header]
        states = [number for number, cell in enumerate(names) if cell == "status"]
        for _unused, cells in rows:
            for number in states:
                cells[number : number + 1] = [_status(cell) for cell in cells[number : number + 1]]
        bitext = bitext_from_table(iter([(first, names), *rows]), name)
        left_out = (
            (
                _n(
                    "{count:,} code of the translation tool left out",
                    "{count:,} codes of the translation tool left out",
                    table.codes,
                ),
            )
            if table.codes
            else ()
        )
        return replace(bitext, warnings=(*bitext.warnings, *left_out))


def _name_of_column(cell: str) -> str:
    name = " ".join(cell.lower().split())
    return {"segment status": "status"}.get(name, name)


def _status(cell: str) -> str:
    """Return the status of a bead from its cell in the status column.

    The cell has a status of this program, or a status of a translation tool. The match rate of a
    translation tool (a percentage) is ignored.
    """
    words = re.sub(r"\(?(?<!\d)\d+\s?%\)?", "", cell).strip().lower()
    if _APPROVED.fullmatch(words):
        return "approved"
    if _REJECTED.fullmatch(words):
        return NEEDS_REVIEW  # the translator must do it again, but it is still a pair
    return "" if _UNFINISHED.fullmatch(words) else cell


def _document(bitext: Bitext, tags: tuple[str, str], clean: Cleaner) -> Iterator[str]:
    yield f'{_DECLARATION}<w:document xmlns:w="{_WORD}" xmlns:r="{_OFFICE}"><w:body>\n'
    title = " | ".join(Path(each.name).name for each in (bitext.source, bitext.target) if each.name)
    yield f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{_run(title, "", clean)}</w:p>\n'
    yield f"<w:p>{_run(_(_HELP), '', clean)}</w:p>\n"
    edges = "".join(
        f'<w:{edge} w:val="single" w:sz="4" w:color="A6A6A6"/>'
        for edge in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(_COLUMNS.values())}" w:type="dxa"/><w:tblBorders>{edges}</w:tblBorders>'
        '<w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>'
    )
    yield "".join(f'<w:gridCol w:w="{width}"/>' for width in _COLUMNS.values()) + "</w:tblGrid>\n"
    yield _row(list(_COLUMNS), ("", ""), _HEADER, clean, is_header=True)
    for number, bead in enumerate(bitext.beads, start=1):
        cells = [
            str(number),
            bitext.source_text(bead),
            bitext.target_text(bead),
            words_of_status(bead.status),
            review_of(bitext, bead),
        ]
        yield _row(cells, tags, _colour(bead), clean)
    yield (
        '</w:tbl><w:p/><w:sectPr><w:footerReference w:type="default" r:id="rId2"/>'
        '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/>'
        '<w:pgMar w:top="850" w:right="1000" w:bottom="850" w:left="1000" w:header="400" w:footer="400" w:gutter="0"/>'
        "</w:sectPr></w:body></w:document>"
    )


def _colour(bead: Bead) -> str:
    return _UNPAIRED if bead.is_null else _UNSURE if is_doubtful(bead) else ""


def _row(cells: list[str], tags: tuple[str, str], colour: str, clean: Cleaner, *, is_header: bool = False) -> str:
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{colour}"/>' if colour else ""
    parts = []
    for width, text, tag in zip(_COLUMNS.values(), cells, ("", *tags, "", ""), strict=True):
        run = _run(text, tag, clean, bold=is_header)
        parts.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{shade}</w:tcPr><w:p>{run}</w:p></w:tc>')
    repeated = "<w:tblHeader/>" if is_header else ""
    return f"<w:tr><w:trPr><w:cantSplit/>{repeated}</w:trPr>{''.join(parts)}</w:tr>\n"


def _run(text: str, tag: str, clean: Cleaner, *, bold: bool = False) -> str:
    """Return a text as a Word run; line ends and tabs become elements, as Word requires."""
    if not text:
        return ""
    language = f"<w:lang w:val={quoteattr(tag)} w:eastAsia={quoteattr(tag)}/>" if tag else ""
    properties = ("<w:b/>" if bold else "") + language
    lines = [_marked(line) for line in _BREAK.split(clean(text))]
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{'<w:br/>'.join(lines)}</w:r>"


def _marked(line: str) -> str:
    pieces = (f'<w:t xml:space="preserve">{escape(piece)}</w:t>' if piece else "" for piece in line.split("\t"))
    return "<w:tab/>".join(pieces)


DOCX = Docx()
