"""Reading the manifest: tables and JSON lines, row by row, with errors by line."""

from pathlib import Path

import pytest

from aligner.batch.manifest import Row, count_rows, resolve_path, rows
from aligner.errors import InputError, UsageError


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", '\ufeffsource,target,document,genre\n"a, b.en.txt",a.zh.txt,first,news\n\nc.en.txt,c.zh.txt,,\n'),
        ("a.tsv", "source\ttarget\tdocument\tgenre\na, b.en.txt\ta.zh.txt\tfirst\tnews\n\nc.en.txt\tc.zh.txt\t\t\n"),
        (
            "a.jsonl",
            '{"source": "a, b.en.txt", "target": "a.zh.txt", "document": "first", "genre": "news"}\n\n'
            '{"source": "c.en.txt", "target": "c.zh.txt", "genre": ""}\n',
        ),
    ],
)
def test_rows_have_lines_and_metadata(tmp_path, name, content):
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    found = list(rows(path))
    assert [row[1:] for row in found] == [
        ("first", "a, b.en.txt", "a.zh.txt", {"genre": "news"}),
        ("c.en.txt", "c.en.txt", "c.zh.txt", {"genre": ""}),
    ]
    assert found[1].line == (3 if name.endswith(".jsonl") else 4)
    assert count_rows(path) == (2, ("genre",))


@pytest.mark.parametrize(
    ("name", "content", "line", "message"),
    [
        ("a.csv", b"english,chinese\na,b\n", 1, "no columns called source and target"),
        ("a.csv", b"source,target\na.txt,b.txt\na.txt\n", 3, "1 cells, 2 columns"),
        ("a.csv", b"source,target\na.txt,\n", 2, "names no target"),
        ("a.csv", b"source,target,target\n", 1, "two columns of one name"),
        ("a.csv", b"source,target\n\xff\xfe,b\n", 2, "not UTF-8"),
        ("a.csv", b"", 1, "no columns called source and target"),
        ("a.csv", b"source,target\n", None, "lists no pairs"),
        ("a.jsonl", b'{"source": "a", "target": "b"}\n[1]\n', 2, "no JSON object"),
        ("a.jsonl", b'{"source": "a"}\n', 1, "names no target"),
    ],
)
def test_errors_have_the_line(tmp_path, name, content, line, message):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InputError, match=message) as found:
        list(rows(path))
    assert found.value.line == line


def test_other_extensions_are_refused(tmp_path):
    with pytest.raises(UsageError, match="names no list of pairs"):
        list(rows(tmp_path / "a.xlsx"))
    with pytest.raises(InputError, match="no such file"):
        list(rows(tmp_path / "a.csv"))


def test_rows_are_read_one_at_a_time(tmp_path):
    path = tmp_path / "long.csv"
    path.write_text("source,target\n" + "a.en.txt,a.zh.txt\n" * 1000 + "broken\n", encoding="utf-8")
    waiting = rows(path)
    assert next(waiting) == Row(2, "a.en.txt", "a.en.txt", "a.zh.txt", {})  # the broken row is far ahead


def test_paths_are_relative_to_the_current_folder_or_the_list(tmp_path, monkeypatch):
    (tmp_path / "lists").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    beside = tmp_path / "lists" / "a.txt"
    beside.write_text("a")
    manifest = Path("../lists/pairs.csv")
    assert Path(resolve_path("a.txt", manifest)).samefile(beside)
    (tmp_path / "elsewhere" / "a.txt").write_text("b")
    assert Path(resolve_path("a.txt", manifest)).samefile(tmp_path / "elsewhere" / "a.txt")
    assert resolve_path("none.txt", manifest).endswith("none.txt")
