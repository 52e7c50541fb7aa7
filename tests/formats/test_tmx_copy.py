"""TMX to TMX: every attribute of the specification survives, and nothing is added."""

import io

import pytest
from click.testing import CliRunner
from lxml import etree

from aligner.cli.convert import convert
from aligner.errors import InputError
from aligner.formats.tmx_copy import copy_units

HEADER = (
    '<header creationtool="T" creationtoolversion="1" segtype="sentence" o-tmf="F" adminlang="en" srclang="en-US" '
    'datatype="xml" o-encoding="utf-8" creationdate="20200101T000000Z" creationid="me" changedate="20200102T000000Z" '
    'changeid="you"><note xml:lang="en">n</note><prop type="p" xml:lang="en" o-encoding="x">v</prop>'
    '<ude name="u" base="b"><map unicode="#xF8FF" code="#xF0" ent="Apple" subst="[Apple]"/></ude></header>'
)
UNIT = (
    '<tu tuid="7" o-encoding="x" datatype="html" usagecount="2" lastusagedate="20200101T000000Z" creationtool="C" '
    'creationtoolversion="9" creationdate="20200101T000000Z" creationid="a" changedate="20200101T000000Z" '
    'segtype="phrase" changeid="b" o-tmf="O" srclang="en-US"><note>why</note><prop type="client">C</prop>'
    '<tuv xml:lang="en-US" usagecount="1" changeid="c"><note>x</note><prop type="ctx">&lt;seg&gt;</prop>'
    '<seg>The <bpt i="1" x="1" type="bold">&lt;b&gt;<sub datatype="html" type="t">in</sub></bpt>lid'
    '<ept i="1">&lt;/b&gt;</ept> <it pos="begin" x="2">c</it><ph x="3" assoc="p">d</ph><hi type="h" x="4">on</hi>'
    '<ut x="5">u</ut>.</seg></tuv>'
    '<tuv xml:lang="zh-CN"><seg>盖上盖子。</seg></tuv><tuv xml:lang="zh-TW"><seg>蓋上蓋子。</seg></tuv>'
    '<tuv xml:lang="de"><seg> Deckel\tzu. </seg></tuv></tu>'
)


def memory(units, header=HEADER):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<tmx version="1.4">{header}<body>{units}</body></tmx>'


def canonical(content):
    root = etree.fromstring(content if isinstance(content, bytes) else content.encode())
    for element in root.iter("tmx", "body"):
        element.text = element.tail = None
        for child in element:
            child.tail = None
    return etree.tostring(root, method="c14n")


@pytest.fixture
def files(tmp_path):
    other = HEADER.replace('srclang="en-US"', 'srclang="zh-CN"').replace(">v<", ">w<")
    names = []
    for name, content in (("a.tmx", memory(UNIT)), ("b.tmx", memory(UNIT.replace(' srclang="en-US"', ""), other))):
        (tmp_path / name).write_text(content, encoding="utf-8")
        names.append(str(tmp_path / name))
    return names


def test_one_memory_stays_unchanged(files):
    stream = io.BytesIO()
    assert copy_units(files[:1], stream) == (1, 0, 0, ())
    assert canonical(stream.getvalue()) == canonical(memory(UNIT))


def test_headers_are_merged_and_differences_go_to_the_units(files):
    stream = io.BytesIO()
    assert copy_units(files, stream).units == 2
    root = etree.fromstring(stream.getvalue())
    assert [prop.text for prop in root.findall("header/prop")] == ["v", "w"]
    assert len(root.findall("header/ude")) == 1
    assert [unit.get("srclang") for unit in root.iter("tu")] == ["en-US", "zh-CN"]


def test_repeated_units_are_left_out_when_asked(files, tmp_path):
    out = tmp_path / "out.tmx"
    result = CliRunner().invoke(convert, [*files, str(out), "--unique"])
    assert result.exit_code == 0, result.output
    assert "1 repeated pair left out" in result.output
    assert "converted 1 pair" in result.output
    assert len(etree.parse(out).findall("body/tu")) == 1


def test_a_damaged_memory_leaves_no_output(files, tmp_path):
    (tmp_path / "b.tmx").write_text(memory(UNIT)[:-30], encoding="utf-8")
    with pytest.raises(InputError, match=r"aligner lint|damaged"):
        CliRunner().invoke(convert, [*files, str(tmp_path / "out.tmx")], standalone_mode=False, catch_exceptions=False)
    assert not (tmp_path / "out.tmx").exists()


def test_other_files_are_refused(tmp_path):
    (tmp_path / "a.tmx").write_text("<a><tu/></a>", encoding="utf-8")
    with pytest.raises(InputError, match="not a TMX file"):
        copy_units([str(tmp_path / "a.tmx")], io.BytesIO())


def test_properties_of_one_run_are_removed(tmp_path):
    for name in ("a", "b"):
        header = HEADER.replace(">v<", f">{name}<").replace('type="p"', 'type="x-source-name"')
        (tmp_path / f"{name}.tmx").write_text(memory(UNIT, header), encoding="utf-8")
    stream = io.BytesIO()
    copy_units([str(tmp_path / "a.tmx"), str(tmp_path / "b.tmx")], stream)
    assert etree.fromstring(stream.getvalue()).findall("header/prop") == []
