"""Below a named folder only regular files are opened; a FIFO or a link out of it is named as skipped (CWE-59, 400)."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from aligner.cli.group import group
from aligner.concordance.files import find_pair_files
from aligner.errors import InputError
from aligner.pairing.folders import documents_in, unsafe_documents
from aligner.statistics.corpus import corpus_statistics

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no FIFO and no links without rights")
PAIR = "source\ttarget\nthe cat sat\t猫坐着\n"


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of two languages and one of memories, each with a FIFO and a link to a file outside."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "outside.txt").write_text("SECRET\n", encoding="utf-8")
    (tmp_path / "outside.tsv").write_text("source\ttarget\nSECRET cat\t猫\n", encoding="utf-8")
    for name in ("en", "zh", "memory"):
        folder = tmp_path / name
        folder.mkdir()
        ending = "tsv" if name == "memory" else "txt"
        os.mkfifo(folder / f"fifo.{ending}")
        (folder / f"link.{ending}").symlink_to(tmp_path / f"outside.{ending}")
        (folder / f"zero.{ending}").symlink_to("/dev/zero")
    (tmp_path / "memory" / "m.tsv").write_text(PAIR, encoding="utf-8")
    (tmp_path / "memory" / "again.tsv").symlink_to("m.tsv")
    (tmp_path / "en" / "d.txt").write_text("The cat sat.\n", encoding="utf-8")
    (tmp_path / "zh" / "d.txt").write_text("猫坐着。\n", encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(group, list(arguments))


def test_what_is_found(tree: Path) -> None:
    assert [path.name for path in documents_in("en")] == ["d.txt"]
    assert len(unsafe_documents("en")) == 3
    skipped: list[str] = []
    assert {Path(file.path).name for file in find_pair_files(["memory"], skipped)} == {"m.tsv"}
    assert len(skipped) == 3
    corpus = corpus_statistics(["memory"])
    assert len(corpus.failures) == 3
    assert corpus.files == 2


def test_a_folder_of_nothing_else(tree: Path) -> None:
    for name in ("m.tsv", "again.tsv"):
        (tree / "memory" / name).unlink()
    with pytest.raises(InputError, match="no regular file"):
        find_pair_files(["memory"])


@pytest.mark.parametrize(
    "arguments",
    [
        ("search", "cat", "memory"),
        ("stats", "memory"),
        ("glossary", "memory", "-o", "g.csv"),
        ("pair", "en", "zh", "--by", "name"),
        ("batch", "en", "zh", "-o", "out"),
    ],
    ids=lambda arguments: arguments[0],
)
def test_the_command_line_names_them_and_reads_none(tree: Path, arguments: tuple[str, ...]) -> None:
    done = run(*arguments)
    assert done.exit_code != 4, done.output
    ending = "tsv" if "memory" in arguments else "txt"
    for name in ("fifo", "link", "zero"):
        assert f"{name}.{ending}" in done.output
    assert "SECRET" not in done.output
