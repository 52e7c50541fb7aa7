"""Memories that can only be read: .sdltm of Trados Studio, and folders of OmegaT projects."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing

import pytest
from bitexts import bitext, texts_of
from click.testing import CliRunner
from test_omegat import PROJECT

from aligner import load
from aligner.cli.group import group
from aligner.errors import InputError, UsageError
from aligner.formats.refused_pairs import refuse_pairs

OMEGAT = shutil.which("omegat")
TAG = "<Tag><Type>{}</Type><Anchor>1</Anchor><AlignmentAnchor>1</AlignmentAnchor><TagID>pt1</TagID></Tag>"


def segment(culture, *elements):
    parts = (each if each.startswith("<") else f"<Text><Value>{each}</Value></Text>" for each in elements)
    schema = 'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    return f"<Segment {schema}><Elements>{''.join(parts)}</Elements><CultureName>{culture}</CultureName></Segment>"


def memory(path, units, languages=(("en-US", "zh-CN"),)):
    """Write an SQLite file with the columns of a memory of Trados Studio that are read, and with others."""
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE parameters (name TEXT, value TEXT); INSERT INTO parameters VALUES ('VERSION', '8.06');"
            "CREATE TABLE translation_memories (id INTEGER PRIMARY KEY, name TEXT, source_language TEXT,"
            " target_language TEXT);"
            "CREATE TABLE translation_units (id INTEGER PRIMARY KEY, translation_memory_id INT, source_segment TEXT,"
            " target_segment TEXT, creation_date TEXT, creation_user TEXT, change_date TEXT, change_user TEXT);"
        )
        for source, target in languages:
            database.execute("INSERT INTO translation_memories VALUES (NULL, 'tm', ?, ?)", (source, target))
        for number, source, target in units:
            date = ("2024-01-01 00:00:00", "anna") * 2
            database.execute(
                "INSERT INTO translation_units VALUES (NULL, ?, ?, ?, ?, ?, ?, ?)", (number, source, target, *date)
            )
        database.commit()
    return str(path)


@pytest.fixture
def studio(tmp_path):
    return memory(
        tmp_path / "memory.sdltm",
        [
            (
                1,
                segment("en-US", "Press ", TAG.format("Start"), "here", TAG.format("End"), "."),
                segment("zh-CN", "按这里。"),
            ),
            (1, segment("en-US", "A &lt; B"), segment("zh-CN", "甲 &lt; 乙")),
        ],
    )


def test_a_memory_of_trados_studio(studio):
    made = load(studio)
    assert texts_of(made) == [("Press here.", "按这里。"), ("A < B", "甲 < 乙")]
    assert (made.source.language, made.target.language) == ("en", "zh")
    assert [inline[3] for inline in made.source.blocks[0].inlines] == ['<bpt i="1"/>', '<ept i="1"/>']
    assert [segment.line for segment in made.source.segments] == [1, 2]
    assert made.warnings == ()


def test_it_is_converted_to_tmx_and_stays_unchanged(studio, tmp_path):
    before = (tmp_path / "memory.sdltm").read_bytes()
    done = CliRunner().invoke(group, ["convert", studio, str(tmp_path / "memory.tmx")])
    assert done.exit_code == 0, done.output
    assert '<bpt i="1"/>here<ept i="1"/>' in (tmp_path / "memory.tmx").read_text(encoding="utf-8")
    assert (tmp_path / "memory.sdltm").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["memory.sdltm", "memory.tmx"]


def test_units_in_other_languages_are_counted(tmp_path):
    pair = segment("en-US", "One."), segment("zh-CN", "一。")
    path = memory(tmp_path / "two.sdltm", [(1, *pair), (2, *pair)], (("en-US", "zh-CN"), ("en-US", "de-DE")))
    made = load(path)
    assert len(made.beads) == 1
    assert made.warnings == ("1 translation unit without both en-US and zh-CN left out",)


def test_an_empty_memory(tmp_path):
    assert load(memory(tmp_path / "empty.sdltm", [])).beads == ()


@pytest.mark.parametrize("content", [b"", b"SQLite format 3\0", b"SQLite format 3\0" + bytes(2000), b"<tmx/>"])
def test_damaged_memories_are_refused(content, tmp_path):
    path = tmp_path / "memory.sdltm"
    path.write_bytes(content)
    with pytest.raises(InputError, match=r"memory\.sdltm"):
        load(path)


def test_a_database_of_another_program_is_refused(tmp_path):
    path = tmp_path / "other.sdltm"
    with closing(sqlite3.connect(path)) as database:
        database.executescript("CREATE TABLE notes (text TEXT);")
    with pytest.raises(InputError, match="not a memory of Trados Studio"):
        load(path)


def test_a_view_instead_of_the_table_of_units_is_not_executed(tmp_path):
    path = tmp_path / "endless.sdltm"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(
            "CREATE TABLE translation_memories (id INTEGER, source_language TEXT, target_language TEXT);"
            "CREATE VIEW translation_units AS WITH RECURSIVE endless(id) AS"
            " (SELECT 1 UNION ALL SELECT id + 1 FROM endless) SELECT id, 1 AS translation_memory_id,"
            " '' AS source_segment, '' AS target_segment FROM endless;"
        )
    with pytest.raises(InputError, match="no table of units"):
        load(path)


@pytest.mark.parametrize("content", ["<Segment>", '<!DOCTYPE a [<!ENTITY b "c">]><Segment>&b;</Segment>', "\x00", 7])
def test_a_damaged_segment_is_named(content, tmp_path):
    path = memory(tmp_path / "memory.sdltm", [(1, content, segment("zh-CN", "一。"))])
    with pytest.raises(InputError, match="unit 1 in it"):
        load(path)


def test_a_missing_memory(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        load(tmp_path / "none.sdltm")


def test_it_is_not_aligned_again(studio):
    with pytest.raises(UsageError, match="aligned already"):
        refuse_pairs(studio, None)


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "novel"
    for name in ("source", "target", "tm/auto", "glossary", "dictionary", "omegat"):
        (folder / name).mkdir(parents=True)
    (folder / "omegat.project").write_text(PROJECT, encoding="utf-8")
    return folder


def test_an_omegat_project_is_read_by_its_memory(project, tmp_path):
    bitext([(["One."], ["一。"])]).save(project / "omegat" / "project_save.tmx")
    assert texts_of(load(project)) == [("One.", "一。")]
    assert texts_of(load(project / "omegat.project")) == [("One.", "一。")]
    done = CliRunner().invoke(group, ["convert", str(project), str(tmp_path / "out.tmx")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "out.tmx").read_text(encoding="utf-8").count("<tu ") == 1
    with pytest.raises(UsageError, match="aligned already"):
        refuse_pairs(project, None)


def test_a_project_without_translations(project, tmp_path):
    done = CliRunner().invoke(group, ["convert", str(project), str(tmp_path / "out.tmx")])
    assert done.exit_code == 3
    assert "without translations" in done.output
    with pytest.raises(InputError, match="without translations"):
        load(project)


@pytest.mark.skipif(OMEGAT is None, reason="omegat is not installed (a Debian package)")
def test_a_project_that_omegat_translated(project, tmp_path):
    texts = [('He said: "A < B & C"', "他说：“A < B & C”"), ("The ferry left at six.", "渡船六点开走。")]
    (project / "source" / "text.txt").write_text("\n\n".join(source for source, _ in texts) + "\n", encoding="utf-8")
    bitext([([source], [target]) for source, target in texts]).save(project / "tm" / "auto" / "memory.tmx")
    command = [OMEGAT, str(project), "--mode=console-translate"]
    subprocess.run(command, env={**os.environ, "HOME": str(tmp_path)}, check=True, capture_output=True, timeout=120)
    assert sorted(texts_of(load(project))) == sorted(texts)
