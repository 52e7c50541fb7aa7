"""One document in both languages, from the command line."""

import csv
import io

import pytest

MIXED = """\
一月，港口结了冰。
The harbour froze in January.
谁也走不了。
Nobody could leave.
我们等着解冻。
We waited for the thaw.
"""


@pytest.fixture
def mixed(tmp_path):
    path = tmp_path / "mixed.txt"
    path.write_text(MIXED, encoding="utf-8")
    return str(path)


@pytest.fixture
def rows(run):
    def table(*arguments):
        result = run("align", *arguments, "--model", "length", "-o", "-", "--to", "tsv")
        assert result.code == 0, result.err
        return list(csv.DictReader(io.StringIO(result.out), dialect="excel-tab"))

    return table


def test_a_mixed_document_is_separated_and_paired(rows, mixed):
    found = rows(mixed)
    assert [row["source"] for row in found] == MIXED.splitlines()[::2]
    assert [row["target"] for row in found] == MIXED.splitlines()[1::2]
    assert [(row["source_line"], row["target_line"]) for row in found] == [("1", "2"), ("3", "4"), ("5", "6")]


@pytest.mark.parametrize("flags", [("--source-lang", "en"), ("--target-lang", "zh")])
def test_the_source_language_can_be_chosen(rows, mixed, flags):
    assert rows(mixed, *flags)[0]["source"] == "The harbour froze in January."


def test_unaltered_lines(rows, mixed):
    assert [row["source_ids"] for row in rows(mixed, "--segmenter", "lines")] == ["0", "1", "2"]


def test_a_document_in_one_language_asks_for_the_other(run, tmp_path):
    path = tmp_path / "english.txt"
    path.write_text("Only English here.\nNothing else.\n", encoding="utf-8")
    result = run("align", path)
    assert result.code == 2
    assert "holds English only: name a second document" in result.err
