"""Deep nesting, infinities and numbers beyond every file: the error names the file, whatever reads it."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from aligner.check.baseline import read_baseline
from aligner.check.lock import read_lock
from aligner.errors import AlignerError, InputError, UsageError
from aligner.formats import load
from aligner.settings_file import MAX_FILE_BYTES, load_settings
from aligner.statistics.corpus import corpus_statistics

DEEP = "[" * 200_000


@pytest.mark.parametrize(
    "text",
    [
        "a=" + "[" * 100_000,
        ".".join("a" * 50_000) + "=1",
        "[" + ".".join("a" * 50_000) + "]",
        "b = {" + ".".join("a" * 50_000) + " = 1}",
        "a." * 20 + r"\"" * 50_000,
        r'\"""' * 50_000,
        "a=1" + "0" * 5_000,
        "#" * (MAX_FILE_BYTES + 1),
    ],
    ids=["brackets", "dots", "table", "inline", "quotes", "triples", "digits", "size"],
)
def test_settings_that_cost_too_much_are_refused_at_once(tmp_path: Path, text: str) -> None:
    (tmp_path / "aligner.toml").write_text(text, encoding="utf-8")
    start = time.process_time()
    with pytest.raises(UsageError, match=r"aligner\.toml"):
        load_settings(tmp_path / "aligner.toml")
    assert time.process_time() - start < 3


def test_dots_in_texts_and_comments_are_no_keys(tmp_path: Path) -> None:
    dots = "." * 1000
    text = f'# {dots}\nname = "{dots}"\nother = \'{dots}\'\nlong = """\n{dots}\\""""\n[tool.aligner.read]\n'
    (tmp_path / "pyproject.toml").write_text(text + 'target-language = "zh"\n', encoding="utf-8")
    assert load_settings(tmp_path / "pyproject.toml").read.target_language == "zh"


def test_a_project_file_whose_tools_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text("tool = 1\n", encoding="utf-8")
    load_settings(folder=tmp_path)


@pytest.mark.parametrize("content", [DEEP, '{"version":1,"findings":[{"fingerprint":"x","count":Infinity}]}'])
def test_baselines_and_locks(tmp_path: Path, content: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(content, encoding="utf-8")
    for read in (read_baseline, read_lock):
        with pytest.raises(InputError, match=r"odd\.json"):
            read(str(path))


@pytest.mark.parametrize(
    "line",
    [
        '{"source":"a cat","target":"一只猫","source_line":1e999}',
        '{"source":"a cat","target":"一只猫","source_line":99999999999999999999}',
        '{"source":"a cat","target":"一只猫","confidence":NaN}',
        '{"source":"a cat","target":"一只猫","confidence":Infinity}',
        DEEP,
    ],
    ids=["infinite line", "long line", "nan", "infinity", "deep"],
)
def test_pairs(tmp_path: Path, line: str) -> None:
    path = tmp_path / "odd.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(AlignerError, match=r"odd\.jsonl"):
        load(path)


@pytest.mark.parametrize("name", ["odd.parquet"])
def test_a_parquet_column_that_is_not_utf8(tmp_path: Path, name: str) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    length = pyarrow.py_buffer(b"\0\0\0\0\2\0\0\0")
    texts = pyarrow.Array.from_buffers(pyarrow.string(), 1, [None, length, pyarrow.py_buffer(b"\xff\xfe")])
    parquet.write_table(pyarrow.table({"source": texts, "target": texts}), tmp_path / name)
    with pytest.raises(InputError, match=r"odd\.parquet"):
        load(tmp_path / name)
    assert "odd.parquet" in str(corpus_statistics([tmp_path / name]).failures)
