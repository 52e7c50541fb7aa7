"""Files of anchors: accepted forms, and messages that name the wrong line."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.errors import InputError
from aligner.formats.anchors import read_anchors


def written(tmp_path: Path, text: str, name: str = "anchors.align") -> Path:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return path


def shapes(path: Path) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in read_anchors(path, (10, 10))]


def test_one_pair_a_line_with_comments_scores_and_an_empty_side(tmp_path: Path) -> None:
    text = "\ufeff# the title\n[3]:[2]:0.91\n\n[1, 0]:[0]\r\n[9]:[]\n"
    assert shapes(written(tmp_path, text)) == [((0, 1), (0,)), ((3,), (2,)), ((9,), ())]


@pytest.mark.parametrize(("name", "mark"), [("a.csv", ","), ("a.TSV", "\t")])
def test_a_table_with_the_columns_of_the_output(tmp_path: Path, name: str, mark: str) -> None:
    rows = [("id", "source", "source_ids", "target_ids"), ("0", '"a\nb"', "0 1", "0"), ("1", "c", "2", "")]
    text = "\r\n".join(mark.join(row) for row in rows)
    assert shapes(written(tmp_path, text, name)) == [((0, 1), (0,)), ((2,), ())]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("[0]:[0]\n0 0\n", 2, "not a bead such as"),
        ("[0]:[0]\n\n[10]:[1]\n", 3, "the source has no segment 10: it has 10"),
        ("[0]:[0]\n[1]:[0]\n", 2, "target segment 0 is on line 1 too"),
        ("[0, 2]:[0]\n", 1, r"source segments \[0, 2\] are not consecutive"),
        ("[0]:[5]\n[4]:[4]\n", 2, "crosses the pair on line 1"),
        ("[4]:[4]\n[0]:[5]\n", 2, "crosses the pair on line 1"),
    ],
)
def test_contradictory_anchors_are_named_with_their_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read_anchors(written(tmp_path, text), (10, 10))
    assert caught.value.line == line


@pytest.mark.parametrize("text", ["", "# nothing\n", "[]:[]\n"])
def test_a_file_without_a_pair_is_an_error(tmp_path: Path, text: str) -> None:
    with pytest.raises(InputError, match="has no anchors"):
        read_anchors(written(tmp_path, text), (10, 10))


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot read the anchors"):
        read_anchors(tmp_path / "none", (1, 1))
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not UTF-8"):
        read_anchors(tmp_path / "bytes", (1, 1))
    with pytest.raises(InputError, match=r"a\.csv:1: has no column source_ids or target_ids"):
        read_anchors(written(tmp_path, "a,b\n1,2\n", "a.csv"), (1, 1))
    with pytest.raises(InputError, match=r"a\.csv:2: 'x' is not a list of segment numbers"):
        read_anchors(written(tmp_path, "source_ids,target_ids\nx,2\n", "a.csv"), (1, 1))
