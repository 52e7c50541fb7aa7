"""Recognition of formats, and files of pairs that are given as documents."""

import os

import pytest

import aligner
from aligner.errors import UsageError
from aligner.formats import format_of, load

TMX = '<tmx version="1.4"><header srclang="en"/><body><tu><tuv xml:lang="en"><seg>Hi.</seg></tuv></tu></body></tmx>'


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.sdlxliff", "", "xliff"),
        ("a.mqxliff", "", "xliff"),
        ("a.xml", f"<?xml version='1.0'?><!-- <xliff> --><!DOCTYPE tmx>\n{TMX}".replace("<!-- <xliff> -->", ""), "tmx"),
        ("a.xml", "<linkGrp toDoc='a'/>", "intertext"),
        ("a.xml", "\ufeff<xliff version='1.2'/>", "xliff"),
        ("a.xml", "<html/>", None),
        ("a.dat", "tmx", None),
    ],
)
def test_the_extension_counts_before_the_root_element(tmp_path, name, content, expected):
    (tmp_path / name).write_text(content, encoding="utf-8")
    assert format_of(tmp_path / name) == expected


def test_a_missing_file_has_no_format(tmp_path):
    assert format_of(tmp_path / "none") is None


@pytest.mark.parametrize("name", ["memory.tmx", "a.xliff", "a.po", "a.bitext.jsonl", "memory.xml"])
def test_pairs_are_not_aligned_again(tmp_path, name):
    (tmp_path / name).write_text(TMX, encoding="utf-8")
    (tmp_path / "zh.txt").write_text("你好。", encoding="utf-8")
    for arguments in ([name], [name, "zh.txt"]):
        with pytest.raises(UsageError, match=r"aligned already: convert them with aligner convert .* out\.xlsx"):
            aligner.align(*(tmp_path / each for each in arguments))


def test_two_tables_can_be_two_documents(tmp_path):
    (tmp_path / "a.csv").write_text("One house.\nTwo rivers.\n", encoding="utf-8")
    (tmp_path / "b.csv").write_text("一座房子。\n两条河。\n", encoding="utf-8")
    assert len(aligner.align(tmp_path / "a.csv", tmp_path / "b.csv").beads) == 2
    with pytest.raises(UsageError, match="is a table; if its rows are pairs"):
        aligner.align(tmp_path / "a.csv")


@pytest.mark.parametrize(
    "header", ["CN_Name,EN_Name", "中文名称,English name", "英文,中文", "Our parts list,\nCN Name,EN Name"]
)
def test_a_row_of_names_is_not_a_pair(tmp_path, header):
    rows = "Valve,阀门\nGauge,压力表\n" if header.startswith("英") else "阀门,Valve\n压力表,Gauge\n"
    (tmp_path / "a.csv").write_text(f"{header}\n{rows}", encoding="utf-8")
    made = load(tmp_path / "a.csv")
    texts = {frozenset((made.source_text(bead), made.target_text(bead))) for bead in made.beads}
    assert texts == {frozenset(("Valve", "阀门")), frozenset(("Gauge", "压力表"))}
    assert (len(made.warnings) == 1) == ("parts list" in header)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_not_read_to_recognise_its_format(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert format_of(tmp_path / "pipe") is None


def test_a_comment_before_the_root_element_is_ignored(tmp_path):
    (tmp_path / "a.xml").write_text(f"<?xml version='1.0'?><!-- <xliff> -->{TMX}", encoding="utf-8")
    assert format_of(tmp_path / "a.xml") == "tmx"
