"""Spreadsheets as documents: the visible text cell by cell, with sheet and row."""

import io
import time
import zipfile

import pytest
from made_files import zipped
from made_office import cell, open_document, rows, workbook

from aligner.errors import InputError
from aligner.readers import sheets
from aligner.readers.ods import read_ods
from aligner.readers.sheets import NUMBERS
from aligner.readers.xlsx import read_xlsx
from aligner.segmenters.mixed import separate

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def shown(document):
    return [(block.page, block.line, block.text) for block in document.blocks]


def left_out(document):
    return [(removal.line, removal.text, removal.reason) for removal in document.removed]


def excel(*contents, **options):
    return read_xlsx(workbook(*contents, **options), "list.xlsx")


def calc(body, **options):
    return read_ods(open_document("spreadsheet", body, **options), "list.ods")


def text_cell(*lines, repeated=""):
    paragraphs = "".join(f"<text:p>{line}</text:p>" for line in lines)
    return f'<table:table-cell office:value-type="string"{repeated}>{paragraphs}</table:table-cell>'


def table(*lines, name="S", attributes="", columns=""):
    body = "".join(f"<table:table-row>{''.join(line)}</table:table-row>" for line in lines)
    return f'<table:table table:name="{name}" {attributes}>{columns}{body}</table:table>'


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ('<c r="A1" t="s"><v>0</v></c>', "A very small lamp"),
        ('<c r="A1" t="s"><v>1</v></c>', "灯塔"),
        ('<c t="s"><v>1</v></c>', "灯塔"),
        ('<c r="A1" t="inlineStr"><is><r><t>one </t></r><r><t>two</t></r></is></c>', "one two"),
        ('<c r="A1" t="str"><f>"a"&amp;"b"</f><v>ab</v></c>', "ab"),
        ('<c r="A1" t="inlineStr"><is><t>tab_x0009_and _x005F_x0041_</t></is></c>', "tab and _x0041_"),
    ],
)
def test_texts_of_excel(content, text):
    texts = (
        "<r><t>A </t></r><r><rPr><b/></rPr><t>very</t></r><r><t> small lamp</t></r>",
        '<t>灯塔</t><rPh sb="0" eb="1"><t>トウダイ</t></rPh>',
    )
    found = excel(f"<sheetData><row>{content}</row></sheetData>", texts=texts)
    assert shown(found) == [(1, 1, text)]
    assert found.blocks[0].kind == "cell"


def test_excel_has_sheets_and_rows_and_leaves_out_hidden_cells():
    first = (
        '<cols><col min="3" max="4" hidden="1"/></cols><sheetData>'
        f'<row r="2">{cell("A2", "上&#10;下")}{cell("C2", "no")}<c r="E2"><v>3.5</v></c>'
        '<c r="F2" t="b"><v>1</v></c></row>'
        f'<row r="4" hidden="1">{cell("A4", "gone")}</row>'
        f"<row>{cell('A5', 'merged')}{cell('B5', 'behind it')}</row></sheetData>"
        '<mergeCells count="1"><mergeCell ref="A5:B6"/></mergeCells>'
    )
    found = excel(first, rows(["secret"]), rows(["second"]), states=("visible", "veryHidden", "visible"))
    assert shown(found) == [(1, 2, "上"), (1, 2, "下"), (1, 5, "merged"), (3, 1, "second")]
    assert left_out(found) == [
        (2, "no", "hidden column"),
        (2, "3.5 | 1", NUMBERS),
        (4, "gone", "hidden row"),
        (1, "secret", "hidden sheet"),
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        '<sheetData><row r="x"><c r="1A" t="s"><v>99</v></c><c t="s"><v>-1</v></c><c t="s"/><c/></row></sheetData>',
        '<sheetData><row r="99999999999"><c r="ZZZZ9" t="s"><v>9999999999999</v></c></row></sheetData>',
        '<cols><col min="0" max="99999999999" hidden="1"/><col hidden="true"/></cols><mergeCells><mergeCell ref="A1:"/>'
        '<mergeCell ref="A1:XFD9999999"/></mergeCells>',
    ],
)
def test_invalid_numbers(sheet):
    found = excel(sheet, rows(["text"]))
    assert [text for _, _, text in shown(found)] == ["text"]


def test_calc_has_sheets_and_rows_and_leaves_out_hidden_cells():
    automatic = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/></style:style>'
    )
    columns = '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>'
    number = '<table:table-cell office:value-type="float" office:value="3.5"><text:p>3,50</text:p></table:table-cell>'
    covered = "<table:covered-table-cell><text:p>behind it</text:p></table:covered-table-cell>"
    comment = "<office:annotation><text:p>note</text:p></office:annotation>"
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    twice = text_cell("是", repeated=' table:number-columns-repeated="2"')
    lines = (
        ('table:number-rows-repeated="3"', empty),
        ("", f"{text_cell('上', '下<text:s/><text:span>x</text:span>')}{covered}{text_cell('no')}{number}"),
        ('table:visibility="filter"', text_cell("gone")),
        ('table:number-rows-repeated="2"', f"{twice}<table:table-cell>{comment}</table:table-cell>"),
        ('table:number-rows-repeated="1048000"', empty),
    )
    body = "".join(f"<table:table-row {attributes}>{line}</table:table-row>" for attributes, line in lines)
    first = f"<table:table>{columns}{body}</table:table>"
    found = calc(first + table([text_cell("secret")], attributes='table:style-name="h"'), automatic=automatic)
    assert shown(found) == [(1, 4, "上"), (1, 4, "下 x"), *[(1, 6, "是")] * 2, *[(1, 7, "是")] * 2]
    assert left_out(found) == [
        (4, "no", "hidden column"),
        (4, "3,50", NUMBERS),
        (5, "gone", "hidden row"),
        (1, "secret", "hidden sheet"),
    ]


PRICES = [("No.", "中文", "English"), ("甲", "苹果汁", "Apple juice"), ("乙", "手工皂", "Handmade soap")]


@pytest.mark.parametrize("program", ["excel", "calc"])
def test_two_languages_in_two_columns_are_two_documents(program):
    if program == "excel":
        found = excel(rows(*[row[1:] for row in PRICES]))
    else:
        found = calc(table(*[[text_cell(text) for text in row[1:]] for row in PRICES]))
    first, second = separate(found)
    assert [block.text for block in first.blocks] == ["中文", "苹果汁", "手工皂"]
    assert [block.text for block in second.blocks] == ["English", "Apple juice", "Handmade soap"]
    assert [(block.line, block.row, block.column) for block in second.blocks] == [(1, 1, 2), (2, 2, 2), (3, 3, 2)]


def test_the_row_of_names_has_no_language():
    terms = rows(("中文", "English", "Price"), ("付款条件", "Terms of payment"), ("三十天内付款", "Within thirty days"))
    prices = rows(("价目表",), ("No.", "中文", "English", "Price"), *PRICES[1:])
    first, second = separate(excel(prices, terms))
    texts = ["价目表", "中文", "苹果汁", "手工皂", "中文", "付款条件", "三十天内付款"]
    assert [block.text for block in first.blocks if block.text not in ("甲", "乙")] == texts
    assert [removal.text for removal in first.removed if removal.text not in ("甲", "乙")] == ["No.", "Price", "Price"]
    assert "Price" not in [block.text for block in second.blocks]


PAIRS = [("原文", "译文"), ("请盖好盖子。", "Close the lid."), ("请打开水龙头。", "Open the tap.")]


def test_a_workbook_of_pairs_is_refused():
    with pytest.raises(InputError, match=r"if its rows are pairs: aligner convert 'my list\.xlsx' out\.tmx"):
        read_xlsx(workbook(rows(*PAIRS)), "my list.xlsx")
    with pytest.raises(InputError, match=r"save it as \.xlsx, then aligner convert"):
        calc(table(*[[text_cell(text) for text in row] for row in PAIRS]))
    # two columns with these names in one language are ordinary text
    assert len(excel(rows(("Source", "Target"), ("the well", "the field"), ("the river", "the mill"))).blocks) == 6


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04 cut off", "damaged archive"),
        (workbook(rows(["text"]))[:-200], "damaged archive"),
        (zipped({"xl/other.xml": "<a/>"}), "not a valid Excel workbook"),
        (workbook("<sheetData><row>"), "damaged XML"),
        (workbook("<sheetData/>"), "no text"),
        (workbook('<sheetData><row><c r="A1"><v>3</v></c></row></sheetData>'), "no text"),
        (workbook(rows(["secret"]), states=("hidden",)), "no text"),
        (workbook(rows(["text"])).replace(b"PK\x05\x06", b"PK\x05\x07"), "damaged archive"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
    ],
)
def test_unreadable_files_give_one_clear_line(content, words):
    with pytest.raises(InputError, match=words) as caught:
        read_xlsx(content, "list.xlsx")
    assert str(caught.value).startswith("list.xlsx: ")


ENTITIES = (
    '<!DOCTYPE a [<!ENTITY b "bbbb">]><worksheet><sheetData><row><c t="inlineStr"><is><t>&b;</t></is></c></row>'
    "</sheetData></worksheet>"
)


def test_entities_are_refused():
    with zipfile.ZipFile(io.BytesIO(workbook(rows(["text"])))) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with pytest.raises(InputError, match="declares XML entities"):
        read_xlsx(zipped({**members, "xl/worksheets/sheet1.xml": ENTITIES}), "list.xlsx")
    with pytest.raises(InputError, match="declares XML entities"):
        read_ods(zipped({"content.xml": ENTITIES}), "list.ods")


def test_endless_repetitions_are_refused(monkeypatch):
    monkeypatch.setattr(sheets, "MAX_CELLS", 50_000)
    monkeypatch.setattr("aligner.readers.ods.MAX_CELLS", 50_000)
    many = text_cell("是", repeated=' table:number-columns-repeated="16384"')
    with pytest.raises(InputError, match="for safety"):
        calc(
            f'<table:table><table:table-row table:number-rows-repeated="1048576">{many}</table:table-row></table:table>'
        )
    monkeypatch.setattr(sheets, "MAX_CHARACTERS", 10_000)
    long = '<row><c t="s"><v>0</v></c></row>' * 20
    with pytest.raises(InputError, match="for safety"):
        excel(f"<sheetData>{long}</sheetData>", texts=(f"<t>{'long ' * 200}</t>",))


def test_a_million_empty_cells():
    empty = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{letter}{row}" s="1"/>' for letter in LETTERS) + "</row>"
        for row in range(1, 40_000)
    )
    content = workbook(f"<sheetData>{empty}<row>{cell('A40000', 'text')}</row></sheetData>")
    start = time.perf_counter()
    assert shown(read_xlsx(content, "list.xlsx")) == [(1, 40_000, "text")]
    assert time.perf_counter() - start < 60
