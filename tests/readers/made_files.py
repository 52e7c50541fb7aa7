"""Office documents and e-books for the tests, made from their XML."""

import io
import zipfile

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_NAMES = (
    W
    + ' xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="N"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Own"/><w:basedOn w:val="H2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="S"><w:name w:val="Source Code"/></w:style>'
)
NUMBERING = '<w:num w:numId="3"/>'


def zipped(members, first=()):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in first:
            archive.writestr(name, content, zipfile.ZIP_STORED)
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def relations(*entries):
    rows = "".join(
        f'<Relationship Id="{number}" Type="{_OFFICE}/{kind}" Target="{target}"'
        f"{' TargetMode=' + chr(34) + 'External' + chr(34) if kind == 'hyperlink' else ''}/>"
        for number, kind, target in entries
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def word_document(body, **parts):
    """Return a .docx with the given body; ``parts`` are the contents of ``footnotes``, ``header`` and so on."""
    parts = {"styles": STYLES, "numbering": NUMBERING, **parts}
    entries = [("r1", "hyperlink", "https://example.org/lamp")]
    members = {
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {_NAMES}><w:body>{body}</w:body></w:document>",
    }
    for number, (kind, content) in enumerate(parts.items(), start=2):
        members[f"word/{kind}.xml"] = f"<w:{kind} {_NAMES}>{content}</w:{kind}>"
        entries.append((f"r{number}", kind, f"{kind}.xml"))
    members["word/_rels/document.xml.rels"] = relations(*entries)
    return zipped(members)


def paragraph(text, properties=""):
    return f"<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def e_book(chapters, extra=None, package_extra=""):
    """Return an EPUB with the given chapters (member name to content), in that reading order."""
    items = "".join(
        f'<item id="c{number}" href="{name.replace(" ", "%20")}" media-type="application/xhtml+xml"'
        f"{' properties=' + chr(34) + 'nav' + chr(34) if name.startswith('nav') else ''}/>"
        for number, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}{package_extra}</manifest>'
        f"<spine>{spine}</spine></package>"
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>'
        '<rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
    )
    members = {"META-INF/container.xml": container, "OEBPS/book.opf": package, **(extra or {})}
    members |= {f"OEBPS/{name}": content for name, content in chapters.items()}
    return zipped(members, [("mimetype", "application/epub+zip")])
