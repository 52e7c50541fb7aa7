"""Documents without a verb, documents for verbs that need pairs, and ``help`` and ``version`` as verbs."""

from pathlib import Path

from click.testing import CliRunner

import aligner
from aligner.cli.group import group
from aligner.formats import load


def call(*arguments):
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def test_documents_alone_are_aligned_beside_the_first(english, chinese):
    result = call(english, chinese)
    assert result.exit_code == 0, result.output
    memory, page = (Path(english).with_suffix(extension) for extension in (".tmx", ".html"))
    assert len(load(memory).beads) == 8
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    before = memory.read_bytes()
    again = call(english, chinese)
    assert again.exit_code == 2
    assert "library.en.tmx: exists already" in again.stderr
    assert memory.read_bytes() == before


def test_a_glossary_and_figures_of_two_documents(english, chinese, tmp_path):
    sample = Path(__file__).resolve().parents[2] / "corpora" / "sample"
    result = call("glossary", sample / "guide.en.txt", sample / "guide.zh.txt", "-o", tmp_path / "terms.csv")
    assert result.exit_code == 0, result.output
    assert "archive" in (tmp_path / "terms.csv").read_text(encoding="utf-8-sig")
    result = call("stats", english, chinese)
    assert result.exit_code == 0, result.output
    assert "8" in result.stdout


def test_help_and_version_are_verbs():
    assert call("help").stdout == call("--help").stdout
    assert call("help", "convert").stdout == call("convert", "--help").stdout
    assert call("help", "nothing").exit_code == 2
    assert call("version").stdout == f"aligner {aligner.__version__}\n"


def test_a_search_in_two_documents_names_them_and_leaves_nothing(english, chinese):
    beside = sorted(path.name for path in Path(english).parent.iterdir())
    result = call("search", "图书馆", english, chinese)
    assert result.exit_code == 0, result.output
    assert f"{english} | {chinese}:" in result.stdout
    assert "[[图书馆]]" in result.stdout
    for by in ("file", "folder"):
        result = call("search", "图书馆", english, chinese, "--frequency", by)
        assert f"{english} | {chinese} " in result.stdout  # not a temporary file
    assert sorted(path.name for path in Path(english).parent.iterdir()) == beside


def test_documents_without_a_command_that_cannot_be_aligned(english, chinese):
    result = call(english, "missing.txt")
    assert result.exit_code == 2
    assert "'missing.txt' must be a file too" in result.stderr
    assert "use aligner pair and aligner batch" in call(english, chinese, english).stderr
    assert "write 'aligner align' before" in call(english, chinese, "-q").stderr
