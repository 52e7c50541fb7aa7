"""Word documents: the text with all changes accepted, in reading order."""

import io

import pytest
from made_files import paragraph, word_document, zipped

from aligner.errors import InputError
from aligner.readers.docx import read_docx


def document(body, **parts):
    return read_docx(word_document(body, **parts), "letter.docx")


def shown(body, **parts):
    return [(block.line, block.kind, block.level, block.text) for block in document(body, **parts).blocks]


def style(name):
    return f'<w:pStyle w:val="{name}"/>'


def run(content):
    return f"<w:r>{content}</w:r>"


@pytest.mark.parametrize(
    ("properties", "kind", "level"),
    [
        ("", "paragraph", 0),
        (style("H2"), "heading", 2),
        (style("Own"), "heading", 2),
        (style("T"), "heading", 1),
        ('<w:outlineLvl w:val="0"/>', "heading", 1),
        ('<w:outlineLvl w:val="9"/>', "paragraph", 0),
        ('<w:numPr><w:ilvl w:val="1"/><w:numId w:val="3"/></w:numPr>', "item", 2),
        ('<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>', "paragraph", 0),
        (style("S"), "code", 0),
        (style("Unknown"), "paragraph", 0),
    ],
)
def test_kinds(properties, kind, level):
    assert shown(paragraph("灯塔", properties)) == [(1, kind, level, "灯塔")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("<w:t>one</w:t><w:tab/><w:t>two</w:t>"), "one two"),
        (run('<w:t xml:space="preserve">one </w:t>') + run("<w:t>two</w:t>"), "one two"),
        (run("<w:t>one</w:t><w:br/><w:t>two</w:t>"), "one two"),
        (run("<w:t>灯</w:t><w:br/><w:t>塔</w:t>"), "灯塔"),
        (run("<w:t>a</w:t><w:noBreakHyphen/><w:t>b</w:t>"), "a\u2011b"),
        ("<w:ins>" + run("<w:t>in</w:t>") + "</w:ins><w:del>" + run("<w:delText>out</w:delText>") + "</w:del>", "in"),
        ("<w:moveTo>" + run("<w:t>here</w:t>") + "</w:moveTo><w:moveFrom>" + run("<w:t>x</w:t>") + "</w:moveFrom>", "here"),  # noqa: E501
        (run("<w:t>seen</w:t>") + run("<w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t>"), "seen"),
        (run('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t>'), "seen"),
        (run("<w:instrText>PAGE</w:instrText>") + run("<w:t>7</w:t>"), "7"),
        ("<w:sdt><w:sdtContent>" + run("<w:t>field</w:t>") + "</w:sdtContent></w:sdt>", "field"),
        ("<w:fldSimple>" + run("<w:t>3</w:t>") + "</w:fldSimple>", "3"),
        (run("<w:ruby><w:rt>" + run("<w:t>dēng</w:t>") + "</w:rt><w:rubyBase>" + run("<w:t>灯</w:t>") + "</w:rubyBase></w:ruby>"), "灯"),  # noqa: E501
    ],
)  # fmt: skip
def test_text(content, text):
    ((_, _, _, found),) = shown(f"<w:p>{content}</w:p>")
    assert found == text.strip()


def test_tables_in_reading_order():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('inner')}</w:tc></w:tr></w:tbl>"
    table = (
        f"<w:tbl><w:tr><w:tc>{paragraph('a')}{paragraph('b')}</w:tc><w:tc>{inner}{paragraph('c')}</w:tc></w:tr>"
        f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('gone')}</w:tc></w:tr>"
        f"<w:sdt><w:sdtContent><w:tr><w:tc>{paragraph('d')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>"
    )
    assert [(kind, text) for _, kind, _, text in shown(table + paragraph("e"))] == [
        ("cell", "a"),
        ("cell", "b"),
        ("cell", "inner"),
        ("cell", "c"),
        ("cell", "d"),
        ("paragraph", "e"),
    ]


def test_notes_follow_their_paragraph():
    names = run('<w:footnoteReference w:id="2"/>') + run('<w:endnoteReference w:id="1"/>')
    body = f"<w:p>{run('<w:t>text</w:t>')}{names}</w:p>{paragraph('more')}"
    footnotes = (
        f'<w:footnote w:type="separator" w:id="0">{paragraph("rule")}</w:footnote>'
        f'<w:footnote w:id="2">{paragraph("the footnote")}</w:footnote>'
    )
    endnotes = f'<w:endnote w:id="1">{paragraph("the endnote")}</w:endnote>'
    assert [(kind, text) for _, kind, _, text in shown(body, footnotes=footnotes, endnotes=endnotes)] == [
        ("paragraph", "text"),
        ("note", "the footnote"),
        ("paragraph", "more"),
        ("note", "the endnote"),
    ]


def test_text_boxes_are_read_once():
    box = f"<w:txbxContent>{paragraph('in the box')}</w:txbxContent>"
    drawing = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    body = f"<w:p>{run('<w:t>before</w:t>')}{run(drawing)}{run('<w:t> and after</w:t>')}</w:p>"
    assert [text for *_, text in shown(body)] == ["before and after", "in the box"]


def test_page_headers_and_contents_are_left_out_with_a_reason():
    found = document(paragraph("Lamp 3", style("C")) + paragraph("Lamp"), header=paragraph("The Gazette"))
    assert [block.text for block in found.blocks] == ["Lamp"]
    assert [(removal.text, removal.reason) for removal in found.removed] == [
        ("Lamp 3", "table of contents"),
        ("The Gazette", "page header"),
    ]


def test_links():
    body = f'<w:p>{run("<w:t>See </w:t>")}<w:hyperlink r:id="r1">{run("<w:t>the lamp</w:t>")}</w:hyperlink></w:p>'
    (block,) = document(body).blocks
    assert block.inlines == ((4, 12, "link", "https://example.org/lamp"),)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "damaged archive"),
        (zipped({"word/other.xml": "<a/>"}), "not a valid Word document"),
        (word_document("<w:p>").replace(b"x", b"x"), "damaged XML"),
        (word_document(""), "no text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_unreadable_files_give_one_clear_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_docx(content, "letter.docx")
    assert str(caught.value).startswith("letter.docx: ")


def test_documents_of_python_docx():
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    made = docx.Document()
    made.add_heading("The lamp", 1)
    made.add_paragraph("He lit it.")
    made.add_paragraph("oil", style="List Bullet")
    made.add_paragraph("wick", style="List Number 2")
    made.add_table(1, 2).cell(0, 1).text = "right"
    made.sections[0].footer.paragraphs[0].text = "page foot"
    buffer = io.BytesIO()
    made.save(buffer)
    found = read_docx(buffer.getvalue(), "made.docx")
    assert [(block.kind, block.text) for block in found.blocks] == [
        ("heading", "The lamp"),
        ("paragraph", "He lit it."),
        ("item", "oil"),
        ("item", "wick"),
        ("cell", "right"),
    ]
    assert found.removed[0].text == "page foot"


def test_a_bold_line_before_a_line_break_is_a_title():
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    document = docx.Document()
    paragraph = document.add_paragraph()
    title = paragraph.add_run("Before first use")
    title.bold = True
    title.add_break()
    paragraph.add_run("Rinse the tank. ").bold = True
    paragraph = document.add_paragraph()
    title = paragraph.add_run("首次使用前")
    title.bold = True
    title.add_break()
    paragraph.add_run("请冲洗水箱。")
    buffer = io.BytesIO()
    document.save(buffer)
    texts = [block.text for block in read_docx(buffer.getvalue(), "t.docx").blocks]
    assert texts == ["Before first use Rinse the tank.", "首次使用前", "请冲洗水箱。"]
