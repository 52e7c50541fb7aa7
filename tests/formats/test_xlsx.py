import io
import shutil
import subprocess
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from bitexts import TEXTS, bitext, bitexts, held, saved, texts_of
from hypothesis import given, settings

from aligner import formats
from aligner.errors import InputError
from aligner.formats.rows import COLUMNS
from aligner.formats.xlsx import XLSX


def dumped(made):
    stream = io.BytesIO()
    remarks = XLSX.write(made, stream)
    return stream.getvalue(), remarks


def loaded(content):
    return XLSX.read(io.BytesIO(content), "file.xlsx")


@settings(max_examples=40)
@given(made=bitexts())
def test_texts_survive(made):
    pairs = [(held(made.source_text(bead)), held(made.target_text(bead))) for bead in made.beads]
    assert texts_of(loaded(dumped(made)[0])) == [pair for pair in pairs if any(pair)]


@settings(max_examples=40)
@given(source=TEXTS, target=TEXTS)
def test_any_text_survives(source, target):
    made = bitext([([source], [f"{target}。"])])
    assert texts_of(loaded(dumped(made)[0])) == [(held(source), held(f"{target}。"))]


@pytest.mark.parametrize("text", ["_x0041_", "_xD800_", "=1+1", "+1", "-1", "@a", "1-1", " edges ", "007"])
def test_texts_that_a_spreadsheet_could_convert(text):
    content, remarks = dumped(bitext([([text], [text])]))
    assert (texts_of(loaded(content)), remarks) == ([(text, text)], ())


@pytest.fixture
def sheet():
    made = bitext([(["=1+1", "Two."], ["一。"]), (["- Who?"], ["谁？"]), (["Three."], [])])
    beads = (made.beads[0], replace(made.beads[1], confidence=0.2), replace(made.beads[2], confidence=0.9))
    return openpyxl.load_workbook(io.BytesIO(dumped(replace(made, beads=beads))[0])).active


def test_columns_colours_and_layout(sheet):
    assert sheet.freeze_panes == "A2"
    assert [cell.value for cell in sheet[1]] == [*COLUMNS, "comment"]
    assert [cell.value for cell in sheet[2]][:8] == [0, "2-1", "=1+1 Two.", "一。", 0.5, 0.75, "0 1", "0"]
    assert [cell.data_type for cell in sheet[2]][:10] == ["n", "s", "s", "s", "n", "n", "s", "s", "n", "n"]
    assert all(cell.alignment.wrap_text for row in sheet["A2:M4"] for cell in row)
    coloured = [[cell.fill.fill_type == "solid" for cell in row] for row in sheet["A2:M4"]]
    assert coloured == [[False] * 13, [True] * 13, [True] * 13]  # doubtful, and without a counterpart
    quoted = [[bool(cell.quotePrefix) for cell in row] for row in sheet["B2:D3"]]
    assert quoted == [[True, True, False], [True, True, False]]


def test_an_edited_workbook_is_read():
    workbook = openpyxl.load_workbook(io.BytesIO(dumped(bitext([(["One."], ["一。"]), (["Two."], ["二。"])]))[0]))
    sheet = workbook.active
    sheet["D2"] = "壹。"
    sheet["E3"] = "0.25"
    sheet.append([None, None, "Three.", "三。"])
    sheet["N2"] = "a remark far to the right"
    sheet.insert_rows(3)
    made = loaded(saved(workbook))
    assert texts_of(made) == [("One.", "壹。"), ("Two.", "二。"), ("Three.", "三。")]
    assert [bead.score for bead in made.beads] == [0.5, 0.25, 0.0]


def test_pandas_reads_it():
    import pandas

    frame = pandas.read_excel(io.BytesIO(dumped(bitext([(["=One.", "Two."], ["一。"]), ([], ["二。"])]))[0]))
    assert list(frame.columns) == [*COLUMNS, "comment"]
    assert frame["shape"].tolist() == ["2-1", "0-1"]
    assert frame["source"].fillna("").tolist() == ["=One. Two.", ""]


def test_long_cells_are_cut_and_reported():
    made = bitext([(["a" * 100_000], ["😀" * 20_000])])
    content, remarks = dumped(made)
    assert remarks == ("2 cells cut to the 32,767 characters that a cell holds",)
    assert texts_of(loaded(content)) == [("a" * 32_767, "😀" * 16_383)]


def test_rows_continue_on_the_next_sheet(monkeypatch):
    monkeypatch.setattr("aligner.formats.xlsx.MAX_SHEET_ROWS", 3)
    made = bitext([([f"Number {number}."], [f"{number}号。"]) for number in range(5)])
    content, _ = dumped(made)
    assert len(openpyxl.load_workbook(io.BytesIO(content)).sheetnames) == 3
    assert texts_of(loaded(content)) == texts_of(made)


def table(*rows, before=()):
    workbook = openpyxl.Workbook()
    for title in before:
        workbook.active.title = title
        workbook.create_sheet()
    for row in rows:
        workbook.worksheets[-1].append(row)
    return saved(workbook)


@pytest.mark.parametrize(
    ("rows", "pairs"),
    [
        ([("zh", "en"), ("你好。", "Hello.")], [("你好。", "Hello.")]),
        ([("Nr", "English", "Chinese"), (1, "Hello.", "你好。")], [("Hello.", "你好。")]),
        (
            [("Hello.", "你好。"), ("Bye.", "再见。"), (1984, 2024.5)],
            [("Hello.", "你好。"), ("Bye.", "再见。"), ("1984", "2024.5")],
        ),
        ([("原文", "译文"), ("Hello.", "你好。")], [("Hello.", "你好。")]),
    ],
)
def test_any_workbook_with_two_columns(rows, pairs):
    assert texts_of(loaded(table(*rows))) == pairs
    assert texts_of(loaded(table(*rows, before=["cover"]))) == pairs


def test_a_formula_is_read_as_its_stored_result():
    content = table(("zh", "en"), ("你好。", '=HYPERLINK("http://a","b")'))
    assert texts_of(loaded(content)) == [("你好。", "")]


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


def with_member(content, name, text):
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.namelist():
            new.writestr(member, text if member == name else old.read(member))
    return stream.getvalue()


VALID = table(("zh", "en"), ("你好。", "Hello."))
SHEET = "xl/worksheets/sheet1.xml"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not an Excel workbook"),
        (b"zh,en\n", "is not an Excel workbook, despite its name"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (VALID[:-300], "damaged archive"),
        (archive(word__document="x"), "not an Excel workbook"),
        (archive(**{"[Content_Types].xml": "<x/>", "xl__workbook.xml": "<x/>"}), "damaged workbook"),
        (with_member(VALID, SHEET, b"<worksheet"), "damaged workbook"),
        (with_member(VALID, SHEET, b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"), "entities"),
        (with_member(VALID, SHEET, b" " * (150 << 20)), "expands too far"),
        (table(("One", "Two")), "does not name the columns source"),
        (saved(openpyxl.Workbook()), "no sheet with cells"),
        (table(("source", "target", "score"), ("a", "b", "high")), "file.xlsx:2: 'high' is not a valid value"),
    ],
)
def test_damage_is_named(content, message):
    with pytest.raises(InputError) as caught:
        loaded(content)
    assert message in str(caught.value)
    assert str(caught.value).startswith("file.xlsx")


@pytest.fixture(scope="module")
def office():
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if program is None:
        pytest.skip("LibreOffice is not installed")
    return program


@pytest.mark.parametrize("extension", ["xlsx", "csv"])
def test_libreoffice_opens_it(extension, office, tmp_path):
    texts = [("=1+1", "一 & <二>。"), ("1-1", "表情😀"), ("line\nbreak", "换\n行"), ('"q", ;', "，；")]
    path = tmp_path / f"made.{extension}"
    formats.save(bitext([([source], [target]) for source, target in texts]), path)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = [
        office,
        profile,
        "--headless",
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(tmp_path / "out"),
    ]
    if extension == "csv":
        command.insert(3, "--infilter=CSV:44,34,76,1")
    done = subprocess.run([*command, str(path)], capture_output=True, text=True, timeout=120, check=False)
    result = tmp_path / "out" / "made.xlsx"
    if not result.exists() and "could not be loaded" in done.stderr:
        pytest.skip("this LibreOffice has no spreadsheet (Debian package libreoffice-calc)")
    rows = list(openpyxl.load_workbook(result).active.values)
    assert rows[0] == (COLUMNS if extension == "csv" else (*COLUMNS, "comment"))
    shown = [("'=1+1" if extension == "csv" else "=1+1", "一 & <二>。"), *texts[1:]]
    assert [(str(row[2]), str(row[3])) for row in rows[1:]] == shown
    assert texts_of(formats.load(result))[2:] == texts[2:]


def test_cells_merged_downwards_make_one_pair():
    workbook = openpyxl.Workbook()
    for row in [
        ["source", "target", "comment"],
        ["One. Two.", "一。", "x"],
        ["", "二。", ""],
        ["Three.", "三。", ""],
        ["Four.", "四。", ""],
        ["Five.", "", ""],
    ]:
        workbook.active.append(row)
    workbook.active.merge_cells("A2:A3")
    workbook.active.merge_cells("B5:B6")
    workbook.active.merge_cells("C2:C4")
    made = loaded(saved(workbook))
    assert texts_of(made) == [("One. Two.", "一。\n二。"), ("Three.", "三。"), ("Four.\nFive.", "四。")]
    assert [segment.line for segment in made.source.segments] == [2, 4, 5]


def test_a_merged_range_to_the_end_of_the_sheet_is_ignored():
    workbook = openpyxl.Workbook()
    workbook.active.append(["source", "target"])
    workbook.active.append(["One.", "一。"])
    content = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(workbook))) as before, zipfile.ZipFile(content, "w") as after:
        for name in before.namelist():
            text = before.read(name)
            if name.endswith("sheet1.xml"):
                text = text.replace(
                    b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A2:A1040000"/></mergeCells>'
                )
            after.writestr(name, text)
    assert texts_of(loaded(content.getvalue())) == [("One.", "一。")]


def test_cells_with_formulas_and_dates_are_named():
    from datetime import date, time

    workbook = openpyxl.Workbook()
    for row in (
        ("source", "target"),
        ("One.", "一。"),
        (date(2024, 5, 31), "二。"),
        ("=A2", "三。"),
        ("Four.", time(8, 30)),
    ):
        workbook.active.append(row)
    read = loaded(saved(workbook))
    assert [segment.text for segment in read.source.segments][1] == "2024-05-31T00:00:00"
    assert read.warnings[-2:] == (
        "1 cell (A4) with a formula: the result was read that the spreadsheet program stored",
        "2 cells (A3, B5) with a date or time, read in the form 2024-05-31: format it as text if needed",
    )


def test_many_such_cells_are_counted():
    workbook = openpyxl.Workbook()
    for row in (("source", "target"), ("One.", "一。"), *((f"={number}", "二。") for number in range(5))):
        workbook.active.append(row)
    assert any("5 cells (A3, A4, A5, ...) with a formula" in each for each in loaded(saved(workbook)).warnings)


@pytest.mark.parametrize("number", ["99999999999999999999", "10485770"])
def test_a_row_beyond_the_last_one_is_refused(number):
    content = table(("source", "target"), ("One.", "一。"))
    with zipfile.ZipFile(io.BytesIO(content)) as members:
        xml = members.read("xl/worksheets/sheet1.xml").decode()
    damaged = with_member(content, "xl/worksheets/sheet1.xml", xml.replace('<row r="2"', f'<row r="{number}"'))
    with pytest.raises(InputError, match="numbers a row beyond the last one of the format"):
        loaded(damaged)
