import io
import re
from datetime import datetime, timezone
from pathlib import Path

import pytest
from bitexts import TEXTS, bitext, bitexts, texts_of
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aligner.errors import InputError, UsageError
from aligner.formats.base import WriteOptions
from aligner.formats.tmx import TMX
from aligner.formats.tmx_reader import read_units
from aligner.formats.tmx_units import Header, Unit, creation_time, write_units
from aligner.languages.tags import parse_codes

DTD = etree.DTD(str(Path(__file__).resolve().parent.parent / "data" / "tmx14.dtd"))
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def dumped(made):
    stream = io.BytesIO()
    remarks = TMX.write(made, stream)
    return stream.getvalue(), remarks


def parse(content):
    root = etree.fromstring(content, etree.XMLParser(huge_tree=True))
    assert DTD.validate(root), DTD.error_log
    return root


def loaded(content):
    return TMX.read(io.BytesIO(content), "file.tmx")


def expected(made):
    """Return the pairs of a bitext that a TMX file can hold."""
    pairs = [(FORBIDDEN.sub("", source), FORBIDDEN.sub("", target)) for source, target in texts_of(made)]
    return [(source, target) for source, target in pairs if source.strip() and target.strip()]


@given(bitexts())
def test_the_file_is_valid_and_keeps_all_that_xml_can_hold(made):
    content, _ = dumped(made)
    units = parse(content).findall("body/tu")
    assert [tuple(seg.text for seg in unit.iter("seg")) for unit in units] == expected(made)
    assert texts_of(loaded(content)) == expected(made)


@given(TEXTS, TEXTS)
def test_any_text(source, target):
    made = bitext([([f"a{source}"], [f"甲{target}"])])
    content, remarks = dumped(made)
    parse(content)
    assert texts_of(loaded(content)) == expected(made)
    assert bool(remarks) == bool(FORBIDDEN.search(source + target))


def test_required_attributes_of_the_header(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")
    header = parse(dumped(bitext([(["One."], ["一。"])], level="paragraph"))[0]).find("header")
    assert {key: value for key, value in header.attrib.items() if key != "creationtoolversion"} == {
        "creationtool": "aligner",
        "segtype": "paragraph",
        "o-tmf": "aligner",
        "adminlang": "en",
        "srclang": "en-US",
        "datatype": "plaintext",
        "creationdate": "20010909T014640Z",
    }
    assert header.get("creationtoolversion")


def test_the_file_is_utf8_without_a_mark_and_without_a_doctype():
    content, _ = dumped(bitext([(["One."], ["一。"])]))
    assert content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>\n<tmx ')
    assert "一。".encode() in content
    assert b"DOCTYPE" not in content


def test_the_date_is_utc(monkeypatch):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    assert abs(creation_time() - datetime.now(timezone.utc)).total_seconds() < 60
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "yesterday")
    with pytest.raises(UsageError, match="SOURCE_DATE_EPOCH='yesterday'"):
        dumped(bitext([]))


def test_properties_of_a_unit():
    from dataclasses import replace

    made = bitext([(["One.", "Two."], ["一，二。"])])
    made = replace(made, beads=(replace(made.beads[0], status="locked", score=0.98765),))
    (unit,) = parse(dumped(made)[0]).findall("body/tu")
    assert {prop.get("type"): prop.text for prop in unit.findall("prop")} == {
        "x-score": "0.9877",
        "x-confidence": "0.7500",
        "x-shape": "2-1",
        "x-status": "locked",
        "x-source-file": "document.txt",
        "x-target-file": "document.txt",
        "x-source-ids": "0 1",
        "x-source-line": "1",
        "x-target-ids": "0",
        "x-target-line": "1",
    }
    assert [variant.get(LANG) for variant in unit.findall("tuv")] == ["en-US", "zh-CN"]
    again = loaded(dumped(made)[0])
    assert (again.beads[0].score, again.beads[0].confidence, again.beads[0].status) == (0.9877, 0.75, "locked")
    assert again.source.name == "document.txt"


def test_unit_ids_are_stable_and_differ_for_repetitions():
    made = bitext([(["Yes."], ["是。"]), (["Yes."], ["是。"]), (["No."], ["不。"])])
    ids = [unit.get("tuid") for unit in parse(dumped(made)[0]).iter("tu")]
    assert len(set(ids)) == 3
    assert ids == [unit.get("tuid") for unit in parse(dumped(made)[0]).iter("tu")]
    assert all(re.fullmatch("[0-9a-f]{16}", number) for number in ids)


def test_what_is_left_out_is_reported():
    made = bitext([(["One.\x01\x01\ud800"], ["一。"]), ([], ["二。"]), (["Three."], []), (["\x02"], ["三。"])])
    content, remarks = dumped(made)
    assert [seg.text for seg in parse(content).iter("seg")] == ["One.", "一。"]
    assert remarks == (
        "3 beads with an empty side were left out: a translation unit needs both",
        "3 characters that XML forbids were removed: U+0001 x 2, U+D800 x 1",
    )
    assert loaded(content).warnings == ()


def test_a_long_list_of_code_points_is_cut_short():
    _, remarks = dumped(bitext([(["a" + "".join(map(chr, range(1, 9))) + "\x0b\x0c"], ["一"])]))
    assert remarks[0].endswith("U+0008 x 1, and 2 others")


@pytest.mark.parametrize(
    ("texts", "tag"),
    [
        (["国际会议通过了决议，各国应当遵守。"], "zh-CN"),
        (["國際會議通過了決議，各國應當遵守。"], "zh-TW"),
        (["人大天火山"], "zh-CN"),
        ([""], "zh-CN"),
    ],
)
def test_language_codes_of_chinese(texts, tag):
    root = parse(dumped(bitext([(texts, ["x"])], languages=("zh", "en")))[0])
    assert root.find("header").get("srclang") == tag


def test_unknown_languages_are_detected_by_script():
    root = parse(dumped(bitext([(["Only one: 一"], ["一二。"])], languages=(None, None)))[0])
    assert [variant.get(LANG) for variant in root.iter("tuv")] == ["en-US", "zh-CN"]
    root = parse(dumped(bitext([(["1"], ["2"])], languages=(None, None)))[0])
    assert [variant.get(LANG) for variant in root.iter("tuv")] == ["und", "und"]


FOREIGN = """<?xml version="1.0" encoding="utf-16"?>
<!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header creationtool="x" creationtoolversion="1" segtype="paragraph" o-tmf="x"
 adminlang="en" srclang="EN-GB" datatype="html"/><body>
<tu><note>n</note>
 <tuv xml:lang="de"><seg>Nein.</seg></tuv>
 <tuv xml:lang="zh-Hans-CN"><seg>按<hi>这里</hi>。</seg></tuv>
 <tuv xml:lang="en-gb"><seg>Press <bpt i="1">&lt;b&gt;</bpt>here<ept i="1">&lt;/b&gt;</ept><!-- c -->.</seg></tuv></tu>
<tu><tuv xml:lang="EN-GB"><seg>Only this.</seg></tuv></tu>
<tu><tuv lang="EN-GB"><seg>Old.</seg></tuv><tuv lang="DE"><seg>Alt.</seg></tuv></tu>
</body></tmx>"""


def test_a_memory_of_another_tool():
    made = loaded(FOREIGN.encode("utf-16"))
    assert made.level == "paragraph"
    assert texts_of(made) == [("Press here.", "按这里。")]
    assert (made.source.language, made.target.language) == ("en", "zh")
    assert made.warnings == (
        "2 translation units without both EN-GB and zh-Hans-CN left out",
        "1 variant beyond the two of a pair left out (TMX to TMX keeps them)",
        "fields left out of the units (TMX to TMX keeps them): note (1)",
    )


def test_a_memory_in_other_languages():
    made = loaded(FOREIGN.replace("zh-Hans-CN", "fr").encode("utf-16"))
    assert texts_of(made) == [("Press here.", "Nein."), ("Old.", "Alt.")]
    assert made.warnings == (
        "1 translation unit without both EN-GB and de left out",
        "1 variant beyond the two of a pair left out (TMX to TMX keeps them)",
        "fields left out of the units (TMX to TMX keeps them): note (1)",
    )


def test_a_source_language_of_all():
    made = loaded(FOREIGN.replace("EN-GB", "*all*", 1).replace("utf-16", "utf-8").encode())
    assert texts_of(made) == [("按这里。", "Press here.")]


def test_entities_are_neither_read_from_files_nor_expanded(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden")
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 10))
    head = f'<!DOCTYPE tmx [<!ENTITY s SYSTEM "{secret.as_uri()}"><!ENTITY b0 "ha">{bomb}]>'
    body = '<tu><tuv xml:lang="en"><seg>a{}</seg></tuv><tuv xml:lang="zh"><seg>甲</seg></tuv></tu>'
    header = '<header srclang="en"/>'
    for entity in ("&s;", "&b9;"):
        content = f'{head}<tmx version="1.4">{header}<body>{body.format(entity)}</body></tmx>'
        try:
            text = loaded(content.encode()).source.text
        except InputError:
            continue
        assert "hidden" not in text
        assert len(text) < 20


@pytest.mark.parametrize("hiding", ["", "<!-- <tmx -->", "<!ELEMENT a (b)>", "<?p <tmx?>"])
def test_hidden_entities_are_refused(hiding):
    head = f'<!DOCTYPE tmx [{hiding}<!ENTITY e "x">]>'
    with pytest.raises(InputError, match="declares XML entities: not read, for safety"):
        loaded((head + memory(unit("&e;"))).encode())


def test_an_entity_bomb_is_refused():
    import time

    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    for place in ('<seg x="&b11;">', "<seg>&b11;"):
        content = f'<!DOCTYPE tmx [<!-- <a --><!ENTITY b0 "ha">{bomb}]>{memory(unit())}'.replace("<seg>", place)
        start = time.process_time()
        with pytest.raises(InputError):
            loaded(content.encode())
        assert time.process_time() - start < 10


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"", 1, "damaged XML"),
        (b"plain text", 1, "damaged XML"),
        (b"<html/>", 1, "not a TMX file"),
        (b"<tmx>\n<body>\n<tu></body></tmx>", 3, "damaged XML"),
        (b"<tmx>\n<body>", 2, "damaged XML"),
        (
            b'<tmx><header creationtool="aligner" srclang="en"/><body>\n<tu><prop type="x-score">high</prop>'
            b'<tuv xml:lang="en"><seg>a</seg></tuv><tuv xml:lang="zh"><seg>b</seg></tuv></tu></body></tmx>',
            2,
            "'high' is not a valid x-score",
        ),
    ],
)
def test_damage_is_named(content, line, message):
    with pytest.raises(InputError) as caught:
        loaded(content)
    assert message in str(caught.value)
    assert (caught.value.path, caught.value.line) == ("file.tmx", line)


def test_a_long_segment():
    made = bitext([(["word " * 100_000], ["字，" * 200_000])])
    assert texts_of(loaded(dumped(made)[0])) == texts_of(made)


def test_the_dtd_refuses_what_the_specification_refuses():
    content, _ = dumped(bitext([(["One."], ["一。"])]))
    for before, after in (
        (b' srclang="en-US"', b""),
        (b'segtype="sentence"', b'segtype="word"'),
        (b'version="1.4"', b'version="1.3"'),
        (b'<prop type="x-shape">1-1</prop>', b"<seg/>"),
        (b' xml:lang="zh-CN"', b""),
    ):
        assert before in content
        assert not DTD.validate(etree.fromstring(content.replace(before, after)))


def unit(english="One.", chinese="一。", tags=("en", "zh"), inside=""):
    variants = "".join(
        f'<tuv xml:lang="{tag}"><seg>{text}</seg></tuv>' for tag, text in zip(tags, (english, chinese), strict=True)
    )
    return f"<tu>{inside}{variants}</tu>"


def memory(*units, header='<header srclang="en"/>', version="1.4"):
    return f'<tmx version="{version}">{header}<body>{"".join(units)}</body></tmx>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "big5"])
def test_encodings(encoding):
    declared = "utf-16" if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    content = f'<?xml version="1.0" encoding="{declared}"?>\n{memory(unit(chinese="甲乙"))}'.encode(encoding)
    assert texts_of(loaded(content)) == [("One.", "甲乙")]


def test_a_wrong_declaration():
    content = f'<?xml version="1.0" encoding="utf-16"?>{memory(unit())}'.encode()
    assert texts_of(loaded(content)) == [("One.", "一。")]
    with pytest.raises(InputError, match="not in utf-8, which it declares"):
        loaded(f'<?xml version="1.0" encoding="utf-8"?>{memory(unit())}'.encode("gb18030"))
    with pytest.raises(InputError, match="unknown encoding, 'martian'"):
        loaded(f'<?xml version="1.0" encoding="martian"?>{memory(unit())}'.encode())


@pytest.mark.parametrize(
    ("english", "chinese"),
    [("EN-US", "ZH-CN"), ("en_us", "zh_TW"), ("eng", "zho"), ("en", "zh-Hans"), ("en-GB", "cmn-Hant"), ("En", "chi")],
)
def test_language_codes_of_all_kinds(english, chinese):
    made = loaded(memory(unit(tags=(english, chinese)), header=f'<header srclang="{english}"/>').encode())
    assert (made.source.language, made.target.language) == ("en", "zh")
    assert made.warnings == ()


def test_old_versions_without_a_header_and_with_lang():
    content = memory(unit().replace("xml:lang", "lang"), header="", version="1.1")
    assert texts_of(loaded(content.encode())) == [("One.", "一。")]


def test_the_region_of_the_first_unit_is_preferred():
    both = '<tuv xml:lang="zh-TW"><seg>臺</seg></tuv><tuv xml:lang="zh-CN"><seg>台</seg></tuv>'
    later = f'<tu><tuv xml:lang="en"><seg>Stage</seg></tuv>{both}</tu>'
    assert texts_of(loaded(memory(unit(tags=("en", "zh-CN")), later).encode()))[1] == ("Stage", "台")


@pytest.mark.parametrize(
    ("segment", "text"),
    [
        ('a<bpt i="1">&lt;b&gt;</bpt>b<ept i="1">&lt;/b&gt;</ept>c', "abc"),
        ("a<hi>b<hi>c</hi></hi>d", "abcd"),
        ('a<ph x="1">&lt;img/&gt;</ph>b', "ab"),
        ("Delete <ph>%d</ph> files, <ph>{name}</ph>", "Delete %d files, {name}"),
        ("one<ph>&lt;br/&gt;</ph>two<ph type='lb'/>three", "one\ntwo\nthree"),
        ('a<it pos="begin">[b]</it>b<ut>{\\i}</ut>c', "abc"),
        ("a<bpt i='1'>&lt;a title='<sub>tip</sub>'&gt;</bpt>b<ept i='1'/>", "ab"),
        ("a<!-- no -->b<?pi x?>c", "abc"),
        ("<![CDATA[a & b]]> &amp; c", "a & b & c"),
    ],
)
def test_inline_tags(segment, text):
    assert texts_of(loaded(memory(unit(segment)).encode())) == [(text, "一。")]


def test_faults_of_other_programs_are_repaired_and_reported():
    made = loaded(memory(unit("a&#x1f;b\x0bc&nbsp;d R&D"), unit("b")).encode())
    assert texts_of(made)[0] == ("abc\xa0d R&D", "一。")
    assert made.warnings == (
        "2 characters that XML forbids left out",
        "2 undefined entities read as what they stand for",
    )


def test_a_namespace_and_properties_of_other_programs():
    content = memory(unit(inside='<prop type="x-score">high</prop>')).replace("<tmx", '<tmx xmlns="urn:x"')
    made = loaded(content.encode())
    assert (texts_of(made), made.beads[0].score) == ([("One.", "一。")], 0.0)


def test_one_sided_pairs_are_an_option():
    made = bitext([(["One."], ["一。"]), (["Two."], []), ([], ["三。"])])
    stream = io.BytesIO()
    assert TMX.with_options(WriteOptions(one_sided=True)).write(made, stream) == ()
    assert len(parse(stream.getvalue()).findall("body/tu")) == 3
    again = loaded(stream.getvalue())
    assert texts_of(again) == [("One.", "一。"), ("Two.", ""), ("", "三。")]
    assert [bead.shape for bead in again.beads] == ["1-1", "1-0", "0-1"]
    assert again.warnings == ()


def test_language_codes_can_be_chosen():
    stream = io.BytesIO()
    options = WriteOptions(language_codes=parse_codes("zh_hant_tw, EN-gb"))
    TMX.with_options(options).write(bitext([(["One."], ["一。"])]), stream)
    root = parse(stream.getvalue())
    assert root.find("header").get("srclang") == "en-GB"
    assert [variant.get(LANG) for variant in root.iter("tuv")] == ["en-GB", "zh-Hant-TW"]


@pytest.mark.parametrize("text", ["", "de-DE", "zh-CN,zh-TW", "zh CN", "zh-CN;en-US", "en-"])
def test_invalid_language_codes(text):
    with pytest.raises(UsageError):
        parse_codes(text)


def test_a_remark_on_long_segments():
    _, remarks = dumped(bitext([(["a" * 2000], ["一" * 2001])]))
    assert remarks == ("1 segment is longer than 2,000 characters, which some tools refuse",)


def test_ids_depend_on_content_and_position():
    first, second = bitext([(["Yes."], ["是。"])]), bitext([(["No."], ["不。"]), (["Yes."], ["是。"])])
    ids = [[unit.get("tuid") for unit in parse(dumped(made)[0]).iter("tu")] for made in (first, second)]
    assert ids[0][0] not in ids[1]


VARIANTS = st.tuples(st.just("en-US"), TEXTS), st.tuples(st.just("zh-CN"), TEXTS)


@given(
    st.lists(
        st.builds(Unit, st.tuples(*VARIANTS), st.dictionaries(st.just("x-a"), TEXTS), inlines=st.just(())), max_size=4
    )
)
def test_units_survive_as_a_stream(units):
    stream = io.BytesIO()
    write_units(units, stream, Header("en-US"))
    parse(stream.getvalue())
    stream.seek(0)
    reader = read_units(stream, "file.tmx")
    found = [unit.variants for unit in reader]
    clean = [tuple((tag, FORBIDDEN.sub("", text)) for tag, text in unit.variants) for unit in units]
    kept = [tuple(variant for variant in variants if variant[1].strip()) for variants in clean]
    assert found == [variants for variants in kept if variants]
    assert reader.header.source_tag == "en-US"


def test_many_units_need_little_memory(tmp_path):
    import tracemalloc

    from benchmarks.tmx_size import measure

    tracemalloc.start()
    figures = measure(3000, tmp_path / "memory.tmx")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert figures["megabytes"] > 1.9
    assert peak < 1_500_000, "memory grows with the units"


def test_a_client_reads_the_file(tmp_path):
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    texts = [
        ("One & <two>.", "一 & <二>。"),
        ('"]]>"\t', "表情😀\u200f右"),
        ("line\nbreak", "换\n行"),
        ("a" * 100_000, "字" * 100_000),
    ]
    made = bitext([([source], [target]) for source, target in texts])
    store = tmx.tmxfile(io.BytesIO(dumped(made)[0]), "en-US", "zh-CN")
    assert [(str(unit.source), str(unit.target)) for unit in store.units] == texts


def test_a_file_of_a_client_is_read():
    tmx = pytest.importorskip("translate.storage.tmx", reason="translate-toolkit is not installed")
    store = tmx.tmxfile(sourcelanguage="en", targetlanguage="zh_CN")
    store.addtranslation("Old <b> & new", "en", "旧 <b> 和新", "zh_CN")
    stream = io.BytesIO()
    store.serialize(stream)
    made = loaded(stream.getvalue())
    assert texts_of(made) == [("Old <b> & new", "旧 <b> 和新")]
    assert (made.source.language, made.target.language) == ("en", "zh")


def test_fields_that_a_bitext_does_not_hold_are_named():
    unit = (
        '<tu creationid="anna" usagecount="2"><note>n</note><prop type="x-Context">1</prop><prop type="x-status">'
        '</prop><tuv xml:lang="en" changedate="20200101T000000Z"><seg>One.</seg></tuv>'
        '<tuv xml:lang="zh"><seg>一。</seg></tuv></tu>'
    )
    made = loaded(f'<tmx version="1.4"><header srclang="en"/><body>{unit}{unit}</body></tmx>'.encode())
    assert made.warnings == (
        "fields left out of the units (TMX to TMX keeps them): changedate (2), creationid (2), note (2), "
        "usagecount (2), x-Context (2)",
    )
    assert loaded(dumped(made)[0]).warnings == ()
