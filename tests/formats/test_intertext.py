"""InterText: files of its editor are read, with and without the texts."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import etree

from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.formats import load, read_beads, save
from aligner.formats.anchors import read_anchors
from aligner.formats.intertext import INTERTEXT
from aligner.pipeline import document_of_segments

MAC = Path(__file__).resolve().parents[3] / "shared" / "eval" / "mac-dev"

LINKS = """<?xml version='1.0' encoding='utf-8'?>
<linkGrp toDoc='a.zh.xml' fromDoc='a.en.xml'>
<link type='1-1' xtargets='1:1;1:1' status='man'/>
<link type='1-2' xtargets='2:1;2:1 2:2' status='auto'/>
<link type='0-1' xtargets=';2:10' status='plain'/>
</linkGrp>"""
ZH = """<?xml version='1.0' encoding='utf-8'?>
<text lang='zh'><p id='1'><s id='1:1'>河边有一座旧桥。</s></p>
<p id='2'><s id='2:1'>孩子们每天从桥上走过，去年桥塌了。</s></p></text>"""
EN = """<?xml version='1.0' encoding='utf-8'?>
<text><p id='1'><s id='1:1'>There is an old bridge by the river.</s></p>
<p id='2'><s id='2:1'>Children crossed it every day.</s> <s id='2:2'>Last
summer it fell.</s> <s id='2:10'>So they swam.</s></p></text>"""
SHAPES = [((0,), (0,)), ((1,), (1, 2)), ((), (3,))]


@pytest.fixture
def folder(tmp_path):
    for name, content in (("gold.xml", LINKS), ("a.zh.xml", ZH), ("a.en.xml", EN)):
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def shapes(beads):
    return [(bead.source, bead.target) for bead in beads]


def test_an_alignment_finds_its_texts_beside_it(folder):
    made = load(folder / "gold.xml")
    assert shapes(made.beads) == SHAPES
    assert [bead.status for bead in made.beads] == ["locked", "", ""]
    assert (made.source.language, made.target.language) == ("zh", "en")
    assert made.target_text(made.beads[1]) == "Children crossed it every day. Last summer it fell."
    assert len(made.target.blocks) == 2


def test_beads_need_no_texts(folder):
    (folder / "a.zh.xml").unlink()
    assert shapes(read_beads(folder / "gold.xml")) == SHAPES
    with pytest.raises(InputError, match=r"names the text a\.zh\.xml"):
        load(folder / "gold.xml")


def test_links_of_a_person_are_anchors_in_either_direction(folder):
    path = folder / "gold.xml"
    assert shapes(read_anchors(path, (2, 4), ("zh", "en"))) == [((0,), (0,))]
    path.write_text(LINKS.replace("1:1;1:1", "1:1;1:1 2:1").replace("2:1;2:1 2:2", "2:1;2:2"), encoding="utf-8")
    assert shapes(read_anchors(path, (2, 4), ("zh", "en"))) == [((0,), (0, 1))]
    assert shapes(read_anchors(path, (4, 2), ("en", "zh"))) == [((0, 1), (0,))]


def test_a_round_trip(folder, tmp_path):
    made = load(folder / "gold.xml")
    save(made, tmp_path / "out.intertext.zip")
    again = load(tmp_path / "out.intertext.zip")
    assert shapes(again.beads) == SHAPES
    assert [bead.status for bead in again.beads] == ["locked", "", ""]
    assert [segment.text for segment in again.target.segments] == [segment.text for segment in made.target.segments]


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({}, "has no alignment"),
        ({"a.xml": LINKS, "b.xml": LINKS}, "several alignments"),
        ({"a.xml": LINKS}, r"has no a\.zh\.xml"),
        ({"a.xml": LINKS.replace("2:1;", "2:7;"), "a.zh.xml": ZH, "a.en.xml": EN}, "no such sentence"),
        ({"a.xml": LINKS.replace("2:1;", "2:1"), "a.zh.xml": ZH, "a.en.xml": EN}, "do not have two sides"),
        ({"a.xml": LINKS.replace("2:1;", "1:1;"), "a.zh.xml": ZH, "a.en.xml": EN}, "two links"),
    ],
)
def test_damage_is_named(members, problem):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match=problem):
        INTERTEXT.read(io.BytesIO(stream.getvalue()), "a.zip")


def test_other_xml_is_refused():
    with pytest.raises(InputError, match="not an alignment of InterText"):
        INTERTEXT.read_beads(io.BytesIO(b"<a/>"), "a.xml")


EVERY_STATUS = """<?xml version='1.0' encoding='utf-8'?>
<linkGrp toDoc='a.zh.xml' fromDoc='a.en.xml'>
<link type='1-1' xtargets='1:1;1:1' status='man' mark='1'/>
<link type='1-1' xtargets='2:1;2:1' status='auto'/>
<link type='0-1' xtargets=';2:2' status='plain'/>
<link type='0-1' xtargets=';2:10'/>
</linkGrp>"""


def test_every_status_is_read_and_that_of_a_person_is_written(folder):
    (folder / "gold.xml").write_text(EVERY_STATUS, encoding="utf-8")
    made = load(folder / "gold.xml")
    assert [bead.status for bead in made.beads] == ["locked", "", "", ""]
    save(made, folder / "out.intertext.zip")
    with zipfile.ZipFile(folder / "out.intertext.zip") as archive:
        root = etree.fromstring(archive.read("bitext.alignment.xml"))
    links = [(link.get("type"), link.get("xtargets"), link.get("status")) for link in root]
    assert links == [
        ("1-1", "1:1;1:1", "man"),
        ("1-1", "2:1;2:1", "auto"),
        ("0-1", ";2:2", "auto"),
        ("0-1", ";2:3", "auto"),
    ]
    assert list(root[0].keys()) == ["type", "xtargets", "status"]


@pytest.mark.skipif(not MAC.is_dir(), reason="../shared/eval/mac-dev is not here")
@pytest.mark.parametrize("chapter", [f"{number:03}" for number in range(1, 7)])
def test_a_round_trip_of_gold_alignments(chapter, tmp_path):
    """Text and beads of the project MAC, whose gold alignment was made in InterText."""
    texts = [(MAC / f"{chapter}.{language}").read_text(encoding="utf-8").splitlines() for language in ("zh", "en")]
    source, target = (document_of_segments(lines, name) for lines, name in zip(texts, ("zh", "en"), strict=True))
    gold = read_beads(MAC / f"{chapter}.align")
    made = Bitext(replace(source, language="zh"), replace(target, language="en"), tuple(gold))
    save(made, tmp_path / "gold.intertext.zip")
    assert sorted(shapes(read_beads(tmp_path / "gold.intertext.zip"))) == sorted(shapes(gold))
    again = load(tmp_path / "gold.intertext.zip")
    assert sorted(shapes(again.beads)) == sorted(shapes(gold))
    assert [[segment.text for segment in side.segments] for side in (again.source, again.target)] == texts
