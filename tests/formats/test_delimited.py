import csv
import io

import pytest
from bitexts import TEXTS, bitext, bitexts, texts_of
from hypothesis import given

from aligner import formats
from aligner.bitext import Bead
from aligner.errors import InputError
from aligner.formats.delimited import CSV, TSV

COLUMNS = ["id", "shape", "source", "target", "score", "confidence"]
COLUMNS += ["source_ids", "target_ids", "source_line", "target_line", "status", "review"]
BOTH = pytest.mark.parametrize("table", [CSV, TSV], ids=["csv", "tsv"])


def dumped(table, made):
    stream = io.BytesIO()
    remarks = table.write(made, stream)
    return stream.getvalue(), remarks


def loaded(table, content):
    return table.read(io.BufferedReader(io.BytesIO(content)), "file")


def storable(text):
    return "".join(
        "\ufffd" if character == "\0" or "\ud800" <= character <= "\udfff" else character for character in text
    )


@BOTH
@given(made=bitexts())
def test_texts_scores_and_lines_survive(table, made):
    again = loaded(table, dumped(table, made)[0])
    kept = [bead for bead in made.beads if made.source_text(bead) or made.target_text(bead)]
    assert texts_of(again) == [(storable(s), storable(t)) for s, t in texts_of(made) if s or t]
    assert [bead.score for bead in again.beads] == pytest.approx([bead.score for bead in kept], abs=5.1e-5)
    for bead, before in zip(again.beads, kept, strict=True):
        if made.source_text(before):
            assert again.source.segments[bead.source[0]].line == made.source.segments[before.source[0]].line


@BOTH
@given(source=TEXTS, target=TEXTS)
def test_any_text_survives(table, source, target):
    made = bitext([([source], [f"{target}。"])])
    assert texts_of(loaded(table, dumped(table, made)[0])) == [(storable(source), storable(f"{target}。"))]


@BOTH
@given(made=bitexts())
def test_beads_survive(table, made):
    beads = table.read_beads(io.BufferedReader(io.BytesIO(dumped(table, made)[0])), "file")
    assert [(bead.source, bead.target) for bead in beads] == [(bead.source, bead.target) for bead in made.beads]


@BOTH
@given(made=bitexts())
def test_the_csv_module_reads_it_with_its_own_dialect(table, made):
    text = dumped(table, made)[0].decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline=""), dialect="excel" if table is CSV else "excel-tab"))
    assert rows[0] == COLUMNS
    assert len(rows) == 1 + len(made.beads)
    assert {len(row) for row in rows} == {12}
    for cell in (cell for row in rows[1:] for cell in row[2:4] if table is CSV):
        assert not cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


@BOTH
def test_pandas_reads_chinese_intact(table, tmp_path):
    import pandas

    made = bitext(
        [
            (["He said, “wait”.", "Then nothing."], ["他说：“等等。”"]),
            ([], ["“引号”,逗号\t制表\n换行。", "𠮷野家😀"]),
            (['A "quoted" word;', "end"], []),
        ]
    )
    path = tmp_path / ("out.csv" if table is CSV else "out.tsv")
    formats.save(made, path)
    frame = pandas.read_csv(path, sep=table.delimiter, keep_default_na=False)
    assert list(frame.columns) == COLUMNS
    assert frame["source"].tolist() == ["He said, “wait”. Then nothing.", "", 'A "quoted" word; end']
    assert frame["target"].tolist() == ["他说：“等等。”", "“引号”,逗号\t制表\n换行。𠮷野家😀", ""]
    assert frame["shape"].tolist() == ["2-1", "0-2", "2-0"]
    assert frame["source_ids"].tolist() == ["0 1", "", "2 3"]
    assert frame["target_line"].tolist() == ["1", "2", ""]


def test_bytes_of_the_two_kinds():
    made = bitext([(["One."], ["一。"])])
    table, _ = dumped(CSV, made)
    assert table.startswith(b"\xef\xbb\xbfid,shape,")
    assert table.endswith(b"\r\n")
    assert table.count(b"\n") == table.count(b"\r\n") == 2
    table, _ = dumped(TSV, made)
    assert table == "\t".join(COLUMNS).encode() + "\n0\t1-1\tOne.\t一。\t0.5000\t0.7500\t0\t0\t1\t1\t\t\n".encode()


FORMULAS = ["=1+1", "+1", "- Who is there?", "-5", "@SUM(A1)", "\t=1", "\r=1", "＝1", "－谁？", "'=1", "''-x"]
HARMLESS = ["—谁在那里？", "–5", "'quoted' words", "''", "a=b", "１＋１", "…", " =1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_are_marked_as_text_and_restored(text):
    content, remarks = dumped(CSV, bitext([([text], ["好。"])]))
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert row["source"] == "'" + text
    assert remarks == ("1 cell that a spreadsheet would run as a formula was prefixed with '",)
    assert texts_of(loaded(CSV, content)) == [(text, "好。")]


@pytest.mark.parametrize("text", FORMULAS)
def test_tsv_contains_texts_unchanged(text):
    content, remarks = dumped(TSV, bitext([([text], ["好。"])]))
    (row,) = csv.DictReader(io.StringIO(content.decode(), newline=""), delimiter="\t")
    assert row["source"] == text
    assert remarks == ()
    assert texts_of(loaded(TSV, content)) == [(text, "好。")]


@BOTH
@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_cells_are_untouched(table, text):
    content, remarks = dumped(table, bitext([([text], ["好。"])]))
    (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=table.delimiter)
    assert row["source"] == text
    assert remarks == ()


def test_characters_that_tables_cannot_hold_are_reported():
    _, remarks = dumped(TSV, bitext([(["a\0b\ud800"], ["=" * 40_000])]))
    assert remarks == ("2 characters that a table cannot hold (NUL, lone surrogates) became U+FFFD",)
    _, remarks = dumped(CSV, bitext([(["word " * 10_000], ["字"])]))
    assert remarks == ("1 cell over 32,767 characters, the limit of spreadsheets",)


@BOTH
def test_a_very_long_segment_survives(table):
    made = bitext([(["word " * 100_000], ["字，" * 200_000])])
    before = csv.field_size_limit()
    assert texts_of(loaded(table, dumped(table, made)[0])) == texts_of(made)
    assert csv.field_size_limit() == before


def test_zero_has_no_minus_sign():
    from dataclasses import replace

    made = bitext([(["One."], ["一。"])])
    made = replace(made, beads=(replace(made.beads[0], score=-1e-9),))
    assert b",0.0000,0.7500," in dumped(CSV, made)[0]


def test_a_table_made_by_hand():
    """Only the two texts are needed; the languages follow from the script."""
    made = loaded(CSV, "target,note,source\r\n你好。,x,Hello.\r\n\r\n再见。,,Goodbye.\r\n".encode())
    assert texts_of(made) == [("Hello.", "你好。"), ("Goodbye.", "再见。")]
    assert (made.source.language, made.target.language) == ("en", "zh")
    assert made.beads == (Bead((0,), (0,)), Bead((1,), (1,)))


def test_a_table_that_excel_saved_as_unicode_text():
    made = loaded(TSV, "source\ttarget\r\nHello.\t你好。\r\n".encode("utf-16"))
    assert texts_of(made) == [("Hello.", "你好。")]


@pytest.mark.parametrize(
    ("table", "pairs", "languages"),
    [
        ("zh,en\n你好。,Hello.\n", [("你好。", "Hello.")], ("zh", "en")),
        ("ID;English;Chinese;Note\n1;Hello.;你好。;\n", [("Hello.", "你好。")], ("en", "zh")),
        ("原文\t译文\nHello.\t你好。\n", [("Hello.", "你好。")], ("en", "zh")),
        ("Hello.,你好。\n12,12\nBye.,再见。\n", [("Hello.", "你好。"), ("12", "12"), ("Bye.", "再见。")], ("en", "zh")),
        ('7,"你好，世界。","Hello, ""world"".",ok\n', [("你好，世界。", 'Hello, "world".')], ("zh", "en")),
        ("zh-CN\ten-US\n你好。\t\n", [("你好。", "")], ("zh", "en")),
    ],
)
def test_tables_of_other_programs(table, pairs, languages):
    """Any names of columns or none, and any delimiter, independent of the extension."""
    for form in (CSV, TSV):
        made = loaded(form, table.encode())
        assert (texts_of(made), (made.source.language, made.target.language)) == (pairs, languages)
        assert made.warnings == ()


def test_ignored_columns_with_content_are_named():
    table = "source,target,comment,Deutsch,reviewer\nOne.,一。,fine,Eins.,\nTwo.,二。,,Zwei.,\n"
    assert loaded(CSV, table.encode()).warnings == ("columns not read: comment (1 cell), deutsch (2 cells)",)


def test_quotes_that_belong_to_the_text():
    """As in corpora: a quote that starts a cell and is not closed, or is closed within it, belongs to the text."""
    content = '"Hello," he said.\t“你好。”他说。\nHe read "Tea".\t他读了《茶》。\n"Bye.\t再见。\nGood night."\t晚安。\n'
    expected = [line.split("\t") for line in content.splitlines()]
    assert [list(pair) for pair in texts_of(loaded(TSV, content.encode()))] == expected
    assert texts_of(loaded(TSV, b'"Hello,\tworld."\t"\xe4\xbd\xa0\xe5\xa5\xbd\xe3\x80\x82"\n')) == [
        ("Hello,\tworld.", "你好。")
    ]


def test_a_row_of_unknown_names_is_left_out_and_reported():
    made = loaded(CSV, "术语,Term in Chinese\nharbour,港口\nquay,码头\n".encode())
    assert texts_of(made) == [("harbour", "港口"), ("quay", "码头")]
    assert made.warnings == ("the first row ('术语', 'Term in Chinese') was taken for the names of the columns",)


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("gb18030", "港口结冰了，没有人走。"),
        ("gbk", "“镕”字"),
        ("cp950", "港口結冰了，沒有人離開。我們在碼頭等著。"),
        ("utf-16", "港口结冰了。"),
        ("utf-16-be", "\ufeff港口结冰了。"),
        ("utf-8-sig", "港口结冰了。"),
    ],
)
def test_encodings_of_spreadsheets(encoding, text):
    mark = text[0] if text.startswith("\ufeff") else ""
    made = loaded(CSV, f"{mark}source,target\r\nNobody left.,{text.removeprefix(mark)}\r\n".encode(encoding))
    assert texts_of(made) == [("Nobody left.", text.removeprefix(mark))]


@BOTH
def test_a_file_saved_again_by_a_spreadsheet_is_read(table):
    """Excel saves a Chinese CSV as GB 18030, turns shapes into dates, and drops delimiters after the last cell."""
    content = dumped(table, bitext([(["One."], ["一。"]), (["=Two."], ["二。"])]))[0].decode("utf-8-sig")
    edited = content.replace("1-1", "1月1日").replace("一。", "壹。").replace("0.5000", "0.5")
    made = loaded(table, edited.encode("gb18030"))
    assert texts_of(made) == [("One.", "壹。"), ("=Two.", "二。")]
    assert made.beads[0] == Bead((0,), (0,), 0.5, 0.75)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "no column source"),
        (b"german,french\n", 1, "does not name the columns source and target"),
        (b"One sentence.\nAnother, longer one.\n", 1, "delimiter"),
        (b"source,target\na,b\nc\n", 3, "1 cell in the row, but the first row has 2"),
        (b"source,target\na,b,c\n", 2, "3 cells in the row, but the first row has 2"),
        (b'source,target\n"a,b\n', 2, "is a damaged table"),
        (b"source,target,score\na,b,high\n", 2, "'high' is not a valid value of the column score"),
        (("source,target\n" + "a,好的\n" * 99).encode() + b"\xff\n", None, "damaged UTF-8"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\r", None, "binary"),
    ],
)
def test_damage_is_named(content, line, message):
    with pytest.raises(InputError) as caught:
        loaded(CSV, content)
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("file", line)


@pytest.mark.parametrize("ids", ["1 1", "-1", "a", "1;2"])
def test_damaged_numbers(ids):
    content = f"source_ids,target_ids\n0,0\n{ids},1\n".encode()
    with pytest.raises(InputError, match=r"file:3: .* of the column source_ids"):
        CSV.read_beads(io.BytesIO(content), "file")


def test_frame():
    import pandas

    frame = formats.to_frame(bitext([(["=One.", "Two."], ["一。"]), ([], ["二。"])]))
    assert list(frame.columns) == COLUMNS
    assert frame["source"].tolist() == ["=One. Two.", ""]
    assert frame["source_ids"].tolist() == ["0 1", ""]
    assert frame["source_line"].iloc[0] == 1
    assert frame["source_line"].iloc[1] is pandas.NA
    assert frame["score"].dtype == "float64"
    assert list(formats.to_frame(bitext([])).columns) == COLUMNS
    assert bitext([(["a"], ["甲"])]).to_frame()["target"].tolist() == ["甲"]


@given(bitexts())
def test_frame_columns_rebuild_the_documents(made):
    frame = formats.to_frame(made)
    assert "".join(frame["target"]).replace(" ", "") == "".join(
        segment.text for segment in made.target.segments
    ).replace(" ", "")
