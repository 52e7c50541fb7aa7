"""Spreadsheets, presentations and OpenDocument files for the tests, made from their XML."""

from made_files import relations, zipped

_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_P = f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {_A} {_R}'
_ODF = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("svg", "svg-compatible"),
        ("presentation", "presentation"),
    )
)
_XLINK = 'xmlns:xlink="http://www.w3.org/1999/xlink"'


def workbook(*sheets, texts=(), states=()):
    """Return an .xlsx; a sheet is the content of its ``worksheet``, ``texts`` the shared strings (XML of ``si``)."""
    main = [("r1", "sharedStrings", "sharedStrings.xml")]
    members = {"_rels/.rels": relations(("r1", "officeDocument", "xl/workbook.xml"))}
    names = ""
    for number, sheet in enumerate(sheets, start=1):
        main.append((f"s{number}", "worksheet", f"worksheets/sheet{number}.xml"))
        state = f' state="{states[number - 1]}"' if states else ""
        names += f'<sheet name="S{number}" sheetId="{number}" r:id="s{number}"{state}/>'
        members[f"xl/worksheets/sheet{number}.xml"] = f"<worksheet {_SHEET}>{sheet}</worksheet>"
    members["xl/workbook.xml"] = f"<workbook {_SHEET} {_R}><sheets>{names}</sheets></workbook>"
    members["xl/_rels/workbook.xml.rels"] = relations(*main)
    members["xl/sharedStrings.xml"] = f"<sst {_SHEET}>{''.join(f'<si>{text}</si>' for text in texts)}</sst>"
    return zipped(members)


def cell(place, text):
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows(*lines):
    """Return ``sheetData`` with the given rows of texts, from the first column on."""
    body = ""
    for number, line in enumerate(lines, start=1):
        body += f'<row r="{number}">' + "".join(cell(f"{'ABCDEFG'[i]}{number}", text) for i, text in enumerate(line))
        body += "</row>"
    return f"<sheetData>{body}</sheetData>"


def slide_shape(paragraphs, placeholder="", place=None):
    """Return a ``p:sp``; ``paragraphs`` is the XML of its ``a:p``, ``place`` its left and top edge in centimetres."""
    frame = ""
    if place:
        left, top = (round(360_000 * value) for value in place)
        frame = f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="1" cy="1"/></a:xfrm>'
    mark = f"<p:ph {placeholder}/>" if placeholder else ""
    return (
        f"<p:sp><p:nvSpPr><p:nvPr>{mark}</p:nvPr></p:nvSpPr><p:spPr>{frame}</p:spPr>"
        f"<p:txBody>{paragraphs}</p:txBody></p:sp>"
    )


def line(text, properties=""):
    return f"<a:p>{properties}<a:r><a:t>{text}</a:t></a:r></a:p>"


def slide_show(*slides, notes=(), layout="", show=(), extra=None):
    """Return a .pptx; each slide is the XML of its shapes, ``notes`` those of its page of notes."""
    main = [(f"s{number}", "slide", f"slides/slide{number}.xml") for number in range(1, len(slides) + 1)]
    numbers = "".join(f'<p:sldId id="{255 + number}" r:id="s{number}"/>' for number in range(1, len(slides) + 1))
    members = {
        "_rels/.rels": relations(("r1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{numbers}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(*main),
        "ppt/slideLayouts/slideLayout1.xml": _tree("sldLayout", layout),
        **(extra or {}),
    }
    for number, slide in enumerate(slides, start=1):
        entries = [
            ("r1", "slideLayout", "../slideLayouts/slideLayout1.xml"),
            ("r9", "hyperlink", "https://example.org/"),
        ]
        if len(notes) >= number and notes[number - 1]:
            entries.append(("r2", "notesSlide", f"../notesSlides/notesSlide{number}.xml"))
            members[f"ppt/notesSlides/notesSlide{number}.xml"] = _tree("notes", notes[number - 1])
        entries += [("r3", "diagramData", "../diagrams/data1.xml")]
        hidden = ' show="0"' if number in show else ""
        members[f"ppt/slides/slide{number}.xml"] = _tree("sld", slide, hidden)
        members[f"ppt/slides/_rels/slide{number}.xml.rels"] = relations(*entries)
    return zipped(members)


def _tree(name, shapes, attributes=""):
    return f"<p:{name} {_P}{attributes}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:{name}>"


def open_document(kind, body, styles="", automatic="", members=None):
    """Return an OpenDocument file; ``kind`` is ``text``, ``spreadsheet`` or ``presentation``."""
    content = (
        f"<office:document-content {_ODF} {_XLINK}><office:automatic-styles>{automatic}</office:automatic-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document-content>"
    )
    parts = {"content.xml": content, "styles.xml": f"<office:document-styles {_ODF}>{styles}</office:document-styles>"}
    mime = f"application/vnd.oasis.opendocument.{kind}"
    return zipped({**parts, **(members or {})}, [("mimetype", mime)])
