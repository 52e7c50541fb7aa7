"""Rules of SRX files, as OmegaT, Okapi and LanguageTool write them."""

import pytest

from aligner.bitext import Block, Document
from aligner.errors import InputError
from aligner.segmenters import segment
from aligner.segmenters.icu import translate_pattern
from aligner.segmenters.srx import load_srx
from aligner.settings import SegmentSettings, Settings

OMEGAT = """<?xml version="1.0" encoding="UTF-8"?>
<srx xmlns="http://www.lisa.org/srx20" version="2.0">
  <header segmentsubflows="yes" cascade="{cascade}">
    <formathandle type="start" include="no"/>
  </header>
  <body>
    <languagerules>
      <languagerule languagerulename="English">
        <rule break="no"><beforebreak>\\bMr\\.</beforebreak><afterbreak>\\s</afterbreak></rule>
        <rule break="no"><beforebreak>e\\.g\\.</beforebreak><afterbreak>\\s</afterbreak></rule>
      </languagerule>
      <languagerule languagerulename="Chinese">
        <rule break="yes"><beforebreak>[\\u3002\\x{{FF01}}\\uFF1F；]</beforebreak><afterbreak></afterbreak></rule>
      </languagerule>
      <languagerule languagerulename="Default">
        <rule><beforebreak>[\\.\\?!]+</beforebreak><afterbreak>\\s</afterbreak></rule>
      </languagerule>
    </languagerules>
    <maprules>
      <languagemap languagepattern="EN.*" languagerulename="English"/>
      <languagemap languagepattern="ZH.*" languagerulename="Chinese"/>
      <languagemap languagepattern=".*" languagerulename="Default"/>
    </maprules>
  </body>
</srx>
"""


def saved(tmp_path, text):
    path = tmp_path / "rules.srx"
    path.write_text(text, encoding="utf-8")
    return str(path)


def one_language(before, after="", break_="yes", pattern="en", more=""):
    """Return a file with one rule."""
    return f"""<srx version="2.0"><header cascade="yes"/><body><languagerules><languagerule languagerulename="One">
    {more}<rule break="{break_}"><beforebreak>{before}</beforebreak><afterbreak>{after}</afterbreak></rule>
    </languagerule></languagerules><maprules><languagemap languagepattern="{pattern}" languagerulename="One"/>
    </maprules></body></srx>"""


def sentences(path, text, language="en", **settings):
    document = Document("text", (Block(text),), language=language)
    return [part.text for part in segment(document, SegmentSettings(srx=path, **settings)).segments]


def test_cascading_rules_apply_in_order(tmp_path):
    path = saved(tmp_path, OMEGAT.format(cascade="yes"))
    english = "Mr. Li came, e.g. by ship. He left! Then? At 3 p.m. today"
    assert sentences(path, english) == ["Mr. Li came, e.g. by ship.", "He left!", "Then?", "At 3 p.m.", "today"]
    assert sentences(path, "他来了。她走了；我没有走！真的？OK. 好", "zh") == [
        "他来了。",
        "她走了；",
        "我没有走！",
        "真的？",
        "OK.",
        "好",
    ]


def test_without_cascade_the_first_map_alone_applies(tmp_path):
    path = saved(tmp_path, OMEGAT.format(cascade="no"))
    assert sentences(path, "He came. She left.") == ["He came. She left."]  # English has exceptions only
    assert sentences(path, "他来了。OK. 好", "zh") == ["他来了。", "OK. 好"]


def test_a_language_without_rules_is_split_as_ever(tmp_path):
    path = saved(tmp_path, one_language(";", pattern="en.*"))
    assert sentences(path, "他来了。她走了。", "zh") == ["他来了。", "她走了。"]
    assert sentences(path, "He came; she left. We sat.") == ["He came;", "she left. We sat."]


@pytest.mark.parametrize(
    "pattern", ["en", "EN", "en.*", "EN-US", "en_US", "en(_two)?", "[Ee][Nn].*", "en_.*", ".*_two"]
)
def test_patterns_of_languages(tmp_path, pattern):
    assert load_srx(saved(tmp_path, one_language("x", pattern=pattern))).rules_of("en")
    assert not load_srx(saved(tmp_path, one_language("x", pattern="de.*"))).rules_of("en")


def test_the_first_rule_that_fits_decides(tmp_path):
    late = one_language("\\.", "\\s", more="").replace(
        "</languagerule>", "<rule break='no'><beforebreak>Mr\\.</beforebreak></rule></languagerule>", 1
    )
    assert sentences(saved(tmp_path, late), "Mr. Li came.") == ["Mr.", "Li came."]


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("[\\p{Lu}&&[^I]]\\.", "A.B I.C", ["A.", "B I.C"]),
        ("\\p{script=Han}\\x{2E}", "好.B", ["好.", "B"]),
        ("\\Q.*\\E", "a.*b.c", ["a.*", "b.c"]),
        ("[[:upper:]]\\.", "a.B.c", ["a.B.", "c"]),
        ("[\\h]\\.", "a\u3000.b .c", ["a\u3000.", "b .", "c"]),
        ("(?iu:STOP)", "stop now", ["stop", "now"]),
        ("\\p{javaUpperCase}++:", "AB:c d:e", ["AB:", "c d:e"]),
        ("(?&lt;=a)\\.", "a.b.c", ["a.", "b.c"]),
    ],
)
def test_signs_of_icu_and_java(tmp_path, pattern, text, expected):
    assert sentences(saved(tmp_path, one_language(pattern.replace("&&", "&amp;&amp;"))), text) == expected


def test_flags_that_regex_lacks_are_left_out():
    assert translate_pattern("(?dU)a(?-u)b(?u:c)(?i-d)d") == "ab(?:c)(?i)d"


def test_srx_1_is_read_too(tmp_path):
    text = one_language("!").replace("<maprules>", "<maprules><maprule maprulename='Default'>")
    assert sentences(saved(tmp_path, text.replace("</maprules>", "</maprule></maprules>")), "a!b") == ["a!", "b"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("no XML", "holds damaged XML"),
        ("<tmx/>", "is not an SRX file: it begins with <tmx>"),
        ("<srx/>", "assigns rules to no language"),
        (one_language("(open"), "line 2: the pattern cannot be read"),
        (one_language("x").replace('languagerulename="One"/>', 'languagerulename="Two"/>'), "there are no rules 'Two'"),
    ],
)
def test_a_bad_file_is_one_clear_line(tmp_path, text, message):
    with pytest.raises(InputError, match=r"rules\.srx") as caught:
        load_srx(saved(tmp_path, text))
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_missing(tmp_path):
    with pytest.raises(InputError, match="cannot be read"):
        load_srx(str(tmp_path / "missing.srx"))


def test_a_pattern_without_end_is_given_up(tmp_path, monkeypatch):
    monkeypatch.setattr("aligner.segmenters.srx.MAX_SECONDS", 0.2)
    with pytest.raises(InputError, match="simplify it"):
        sentences(saved(tmp_path, one_language("(a|aa)+$b")), "a" * 60 + "c")


def test_the_signature_names_the_content(tmp_path):
    path = saved(tmp_path, one_language("a"))
    first = Settings(segment=SegmentSettings(srx=path)).signature()
    other = tmp_path / "other.srx"
    other.write_bytes((tmp_path / "rules.srx").read_bytes())
    assert Settings(segment=SegmentSettings(srx=str(other))).signature() == first
    other.write_text(one_language("b"), encoding="utf-8")
    assert Settings(segment=SegmentSettings(srx=str(other))).signature() != first
    assert Settings().signature() == Settings(segment=SegmentSettings(srx=None)).signature() != first


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "zh",
            "一是春耕；二是水库（含河道；沟渠）；三是学校。好。",
            ["一是春耕；", "二是水库（含河道；沟渠）；", "三是学校。", "好。"],
        ),
        ("zh", "春耕;水库;学校.", ["春耕;", "水库;", "学校."]),
        (
            "en",
            "First, the planting; second, the water (a; b). Use a&amp;b.",
            ["First, the planting;", "second, the water (a; b).", "Use a&amp;b."],
        ),
    ],
)
def test_splitting_at_semicolons(language, text, expected):
    assert sentences(None, text, language, split_semicolons=True) == expected
    assert len(sentences(None, text, language)) < len(expected)
