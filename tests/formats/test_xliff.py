import io
from pathlib import Path

import pytest
from bitexts import bitext, bitexts, texts_of
from hypothesis import given
from lxml import etree

from aligner.errors import InputError
from aligner.formats.base import WriteOptions
from aligner.formats.xliff import XLIFF_1, XLIFF_2
from aligner.formats.xml_characters import FORBIDDEN

SCHEMAS = Path(__file__).resolve().parent.parent / "data" / "xliff"
BOTH = pytest.mark.parametrize("xliff", [XLIFF_1, XLIFF_2], ids=["1.2", "2.1"])
NASTY = [
    '"]]>"\t',
    "表情😀\u200f右",
    "line\nbreak\r\n",
    '<g id="1">',
    "&amp; &",
    " edges ",
    "\x01\x1f\ud800\ufffe",
    "%s",
]
METADATA = "{urn:oasis:names:tc:xliff:metadata:2.0}"


class Local(etree.Resolver):
    """Both schemas import that of ``xml:`` from a web address."""

    def resolve(self, url, _public_id, context):
        return self.resolve_filename(str(SCHEMAS / "xml.xsd"), context) if url.endswith("xml.xsd") else None


@pytest.fixture(scope="module")
def schemas():
    parser = etree.XMLParser(no_network=True)
    parser.resolvers.add(Local())
    files = {"1.2": "xliff-core-1.2-strict.xsd", "2.1": "xliff-core-2.0.xsd"}
    return {version: etree.XMLSchema(etree.parse(str(SCHEMAS / file), parser)) for version, file in files.items()}


def dumped(xliff, made):
    stream = io.BytesIO()
    remarks = xliff.write(made, stream)
    return stream.getvalue(), remarks


def loaded(content):
    return XLIFF_1.read(io.BytesIO(content if isinstance(content, bytes) else content.encode()), "file.xlf")


def held(xliff, text):
    return text if xliff is XLIFF_2 else FORBIDDEN.sub("", text)


@BOTH
@given(made=bitexts())
def test_texts_survive_and_the_file_is_valid(xliff, made, schemas):
    content, _ = dumped(xliff, made)
    again = loaded(content)
    pairs = [
        (held(xliff, made.source_text(bead)), held(xliff, made.target_text(bead))) for bead in made.beads if bead.source
    ]
    assert texts_of(again) == [pair for pair in pairs if pair[0] or (xliff is XLIFF_2 and pair[1])]
    schemas[xliff.version].assertValid(etree.fromstring(content))


@BOTH
@pytest.mark.parametrize("text", [*NASTY, "字" * 100_000])
def test_any_text_survives(xliff, text):
    content, remarks = dumped(xliff, bitext([([f"A{text}"], [f"甲{text}"])]))
    assert texts_of(loaded(content)) == [(held(xliff, f"A{text}"), held(xliff, f"甲{text}"))]
    assert bool(remarks) == (xliff is XLIFF_1 and FORBIDDEN.search(text) is not None)


@BOTH
def test_joining(xliff):
    made = bitext([(["One.", "Two."], ["一。", "二。"])])
    assert texts_of(loaded(dumped(xliff, made)[0])) == [("One. Two.", "一。二。")]


STATES = [
    ("", 0.9, "translated", "translated", None),
    ("", 0.2, "needs-review-translation", "initial", "aligner:needs-review"),
    ("locked", 0.2, "final", "final", None),
    ("approved", 0.9, "final", "final", None),
    ("needs-review", 0.9, "needs-review-translation", "initial", "aligner:needs-review"),
    ("moved", 0.9, "translated", "translated", None),
]


@pytest.mark.parametrize(("status", "confidence", "state_1", "state_2", "sub_state"), STATES)
def test_states(status, confidence, state_1, state_2, sub_state):
    from dataclasses import replace

    made = bitext([(["One."], ["一。"])])
    made = replace(made, beads=(replace(made.beads[0], status=status, confidence=confidence),))
    old, new = (etree.fromstring(dumped(xliff, made)[0]) for xliff in (XLIFF_1, XLIFF_2))
    assert old.find(".//{*}target").get("state") == state_1
    assert (old.find(".//{*}trans-unit").get("approved") == "yes") == (state_1 == "final")
    segment = new.find(".//{*}segment")
    assert (segment.get("state"), segment.get("subState")) == (state_2, sub_state)
    for xliff in (XLIFF_1, XLIFF_2):
        bead = loaded(dumped(xliff, made)[0]).beads[0]
        assert (bead.status, bead.score, bead.confidence) == (status, 0.5, confidence)


def test_states_changed_by_a_translator():
    from dataclasses import replace

    made = bitext([(["One."], ["一。"])])
    for confidence, state, status in [
        (0.2, "translated", "approved"),
        (0.9, "needs-review-translation", "needs-review"),
        (0.9, "signed-off", "approved"),
    ]:
        written = dumped(XLIFF_1, replace(made, beads=(replace(made.beads[0], confidence=confidence),)))[0].decode()
        before = "needs-review-translation" if confidence < 0.5 else "translated"
        assert loaded(written.replace(f'state="{before}"', f'state="{state}"')).beads[0].status == status


def test_an_omission_has_no_target_and_an_addition_is_left_out():
    made = bitext([(["One."], []), ([], ["二。"])])
    for xliff in (XLIFF_1, XLIFF_2):
        content, remarks = dumped(xliff, made)
        assert etree.fromstring(content).find(".//{*}target") is None
        assert remarks == ("1 bead with an empty side was left out: a unit needs a source text",)
        assert texts_of(loaded(content)) == [("One.", "")]


def test_metadata_follows_the_metadata_module():
    root = etree.fromstring(dumped(XLIFF_2, bitext([(["One."], ["一。"])]))[0])
    for metadata in root.iter(f"{METADATA}metadata"):
        assert [group.tag for group in metadata] == [f"{METADATA}metaGroup"]
        for meta in metadata[0]:
            assert (meta.tag, list(meta.attrib)) == (f"{METADATA}meta", ["type"])
    assert root.find(f".//{{*}}unit/{METADATA}metadata") is not None


def test_names_lines_and_codes():
    made = bitext([(["One."], ["一。"]), (["Two."], ["二。"])])
    for xliff in (XLIFF_1, XLIFF_2):
        content, _ = dumped(xliff.with_options(WriteOptions(language_codes=("zh-TW", "en-GB"))), made)
        assert b"zh-TW" in content
        assert b"en-GB" in content
        again = loaded(content)
        assert (again.source.name, again.target.name) == ("document.txt", "document.txt")
        assert [segment.line for segment in again.target.segments] == [1, 2]


FOREIGN_1 = """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.html" source-language="zh-CN"
 target-language="en-US" datatype="html"><body><group id="g">
<trans-unit id="1" approved="yes"><source>按<g id="1">这里</g>。</source><target>Press <g id="1">here</g>.</target>
<alt-trans><source>不</source><target>No</target></alt-trans></trans-unit>
<trans-unit id="2"><source>共<ph id="2">%d</ph>个<x id="3"/></source><target state="needs-translation"/></trans-unit>
<trans-unit id="3" translate="no"><source>X</source><target>X</target></trans-unit>
<trans-unit id="4"><source>一。二。</source>
<seg-source><mrk mtype="seg" mid="0">一。</mrk>
<mrk mtype="seg" mid="1">二<mrk mtype="x-term">词</mrk>。</mrk></seg-source>
<target><mrk mtype="seg" mid="1">Two terms.</mrk><mrk mtype="seg" mid="0">One.</mrk></target></trans-unit>
</group></body></file></xliff>"""

FOREIGN_2 = """<xliff version="2.0" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="zh-Hans">
<file id="f"><group id="g"><unit id="u"><originalData><data id="d1">&lt;b></data></originalData>
<segment state="reviewed"><source>Tap <pc id="1" dataRefStart="d1">OK</pc>.</source>
<target>点<pc id="1">好</pc>。</target></segment>
<ignorable><source> </source></ignorable>
<segment state="final"><source>Bell<cp hex="0007"/> <mrk id="m1" type="term">rings</mrk>.</source>
<target>响。</target></segment>
<segment><source>Not yet.</source></segment></unit></group>
<unit id="v" translate="no"><segment><source>v1.2</source></segment></unit></file></xliff>"""


def test_files_of_other_tools():
    made = loaded(FOREIGN_1)
    assert texts_of(made) == [
        ("按这里。", "Press here."),
        ("共%d个", ""),
        ("一。", "One."),
        ("二词。", "Two terms."),
    ]
    assert [bead.status for bead in made.beads] == ["approved", "", "", ""]
    assert (made.source.language, made.target.language, made.source.name) == ("zh", "en", "a.html")
    assert made.warnings == ("1 unit not to be translated left out",)
    assert made.source.segments[0].line == 4
    made = loaded(FOREIGN_2)
    assert texts_of(made) == [
        ("Tap OK.", "点好。"),
        ("Bell\x07 rings.", "响。"),
        ("Not yet.", ""),
    ]
    assert [bead.status for bead in made.beads] == ["", "approved", ""]


def test_approvals_of_trados():
    made = loaded(
        '<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2" xmlns:sdl="http://sdl.com/x">'
        '<file source-language="en" target-language="zh"><body><trans-unit id="1"><source>One. Two.</source>'
        "<seg-source>"
        '<mrk mtype="seg" mid="1">One.</mrk> <mrk mtype="seg" mid="2">Two.</mrk></seg-source><target>'
        '<mrk mtype="seg" mid="1">一。</mrk><mrk mtype="seg" mid="2">二。</mrk></target><sdl:seg-defs>'
        '<sdl:seg id="1" conf="ApprovedSignOff"/><sdl:seg id="2" locked="true"/></sdl:seg-defs></trans-unit>'
        "</body></file></xliff>"
    )
    assert [bead.status for bead in made.beads] == ["approved", "locked"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"<tmx/>", "is not an XLIFF file"),
        (b"<xliff version='1.2'/>", "without a <file>"),
        (b"<xliff><file>", "damaged XML"),
        (b"PK\x03\x04", "XML"),
        (b"<!DOCTYPE x [<!ENTITY a 'b'>]><xliff><file/></xliff>", "entities"),
        (b"<!DOCTYPE x SYSTEM 'file:///etc/passwd'><xliff>&x;</xliff>", "without a <file>|damaged XML"),
    ],
)
def test_damage_is_named(content, message):
    with pytest.raises(InputError, match=message) as caught:
        loaded(content)
    assert str(caught.value).startswith("file.xlf")
    assert caught.value.exit_code == 3


@BOTH
def test_a_client_reads_the_file(xliff):
    name = {"1.2": "xliff", "2.1": "xliff2"}[xliff.version]
    storage = pytest.importorskip(
        f"translate.storage.{name}", reason=f"no translate-toolkit that reads {xliff.version}"
    )
    client = {"1.2": "xlifffile", "2.1": "Xliff2File"}[xliff.version]
    texts = [("One & <two>.", "一 & <二>。"), ('"]]>"', "表情😀\u200f右"), ("a" * 100_000, "字" * 100_000)]
    content, _ = dumped(xliff, bitext([([source], [target]) for source, target in texts]))
    store = getattr(storage, client).parsestring(content)
    units = [unit for unit in store.units if not unit.isheader()]
    assert [(str(unit.source), str(unit.target)) for unit in units] == texts


def test_a_file_of_a_client_is_read():
    storage = pytest.importorskip("translate.storage.xliff", reason="translate-toolkit is not installed")
    store = storage.xlifffile(sourcelanguage="en", targetlanguage="zh_CN")
    unit = store.addsourceunit("Old <b> & new")
    unit.target = "旧 <b> 和新"
    assert texts_of(loaded(bytes(store))) == [("Old <b> & new", "旧 <b> 和新")]
