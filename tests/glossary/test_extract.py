"""Terms of a small corpus, and candidates that are not terms."""

from pathlib import Path

import pytest

from aligner.errors import UsageError
from aligner.glossary import GlossarySettings, extract_glossary
from aligner.glossary.abbreviations import chinese_definitions
from aligner.glossary.matching import english_key
from aligner.languages.chinese.phrases import tokenise
from tests.glossary.harbour import PAIRS, bitext_of

SHARED = Path(__file__).resolve().parents[3] / "shared"
TRADITIONAL = [
    ("The harbour board inspects every cargo vessel.", "港務局檢查每艘貨船。"),
    ("A cargo vessel must report to the harbour board.", "貨船必須向港務局報告。"),
    ("Cargo vessels with dangerous goods wait outside.", "載有危險品的貨船在外等候。"),
    ("The loading of dangerous goods is forbidden.", "禁止裝載危險品。"),
]


def entries_of(bitexts, settings=None, seeds=None):
    return {entry.term: entry for entry in extract_glossary(bitexts, settings, seeds)}


def test_terms_have_their_counterparts_and_counts():
    entries = entries_of([bitext_of(PAIRS)])
    assert entries["dangerous goods"].counterparts[0].text == "危险品"
    assert entries["fire insurance"].counterparts[0].text == "火灾保险"
    vessel = entries["cargo vessel"]  # once in the plural
    assert (vessel.counterparts[0].text, vessel.count, vessel.consistency) == ("货船", 4, 1.0)
    assert vessel.reverse_consistency == 1.0
    assert vessel.files == ("harbour.en.txt", "harbour.zh.txt")
    assert [example.english_place for example in vessel.examples] == [f"harbour.en.txt:{line}" for line in (1, 2, 3)]
    assert vessel.examples[1].chinese == PAIRS[1][1]


def test_the_expansion_of_an_abbreviation_is_its_note():
    entries = entries_of([bitext_of(PAIRS)])
    assert entries["HSB"].note == "Harbour Safety Board"
    assert entries["HSB"].counterparts[0].text == "港安委"
    assert entries["Harbour Safety Board"].counterparts[0].text == "港口安全委员会"


@pytest.mark.parametrize(
    ("text", "definitions"),
    [
        ("按照远洋渔业协作组织(远洋渔协组织)的惯例", [("远洋渔协组织", "远洋渔业协作组织")]),
        ("例如群岛防赤潮灾害办公室（“防潮办”）", [("防潮办", "防赤潮灾害办公室")]),
        ("水下机器打捞系统(以下简称“水捞系统”)", [("水捞系统", "水下机器打捞系统")]),
        ("港口安全委员会(见附件)", []),
        ("(港安委)", []),
    ],
)
def test_short_names_contain_characters_of_the_full_name_in_order(text, definitions):
    assert list(chinese_definitions(text)) == definitions


def test_terms_defined_once_on_both_sides():
    entries = entries_of(
        [
            bitext_of(
                [
                    (
                        "Data go to the Tidal Records Office (TRO) and to divers.",
                        "数据送交潮汐记录办公室(潮录办)和潜水员。",
                    )
                ]
            )
        ]
    )
    assert {counterpart.text for counterpart in entries["TRO"].counterparts} == {"潮汐记录办公室", "潮录办"}
    assert entries["Tidal Records Office"].counterparts[0].text == "潮汐记录办公室"


def test_a_title_renders_the_name_beside_it():
    pairs = [("See the Convention on Quiet Harbours.", "见《关于宁静港口的公约》。")]
    entries = entries_of([bitext_of(pairs)])
    assert entries["Convention on Quiet Harbours"].counterparts[0].text == "关于宁静港口的公约"


def test_an_abbreviation_in_ed_is_not_a_participle():
    pairs = [("The Counter Erosion Division (CTED) met.", "反侵蚀司开会。"), ("CTED reported.", "反侵蚀司作了报告。")]
    assert "CTED" in entries_of([bitext_of(pairs)])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("国际人权法", ["国际", "人权", "法"]),
        ("尊重人权", ["尊重", "人权"]),
        ("数据结构", ["数据结构"]),
        ("数据库", ["数据库"]),
    ],
)
def test_unknown_phrases_are_segmented(text, words):
    assert [word for word, _, _ in tokenise(text)] == words


def test_a_name_contains_its_dot():
    pairs = [
        ("Then Sarah Connor left.", "随后莎拉·康纳离开了。"),
        ("We met Sarah Connor again.", "我们又见到莎拉·康纳。"),
    ]
    assert entries_of([bitext_of(pairs)])["Sarah Connor"].counterparts[0].text == "莎拉·康纳"


def test_no_rendering_follows_a_negation():
    pairs = [
        ("An unsupported vessel type waits.", "不支持的船型在等候。"),
        ("Unsupported vessel types.", "不支持的船型。"),
    ]
    texts = {c.text for entry in extract_glossary([bitext_of(pairs)]) for c in entry.counterparts}
    assert not any(text.startswith("支持") for text in texts)


def test_both_directions_give_the_same_terms():
    turned = bitext_of([(chinese, english) for english, chinese in PAIRS], ("zh", "en"))
    straight = extract_glossary([bitext_of(PAIRS)])
    assert [(e.term, e.counterparts, e.score) for e in straight] == [
        (e.term, e.counterparts, e.score) for e in extract_glossary([turned])
    ]


def test_traditional_counterparts_stay_as_written():
    entries = entries_of([bitext_of(TRADITIONAL)])
    assert entries["dangerous goods"].counterparts[0].text == "危險品"
    assert entries["cargo vessel"].counterparts[0].text == "貨船"


def test_no_term_begins_or_ends_with_a_function_word():
    edges = {
        word for entry in extract_glossary([bitext_of(PAIRS)]) for word in english_key(entry.term)[:: len(entry.term)]
    }
    assert not edges & {"the", "of", "and", "every", "must", "with"}


def test_min_count_and_limit():
    assert all(entry.count >= 4 for entry in extract_glossary([bitext_of(PAIRS)], GlossarySettings(min_count=4)))
    assert len(extract_glossary([bitext_of(PAIRS)], GlossarySettings(limit=2))) == 2


@pytest.mark.parametrize("settings", [{"min_count": 0}, {"limit": -1}, {"floor": 2}, {"longest": 0}])
def test_settings_are_checked(settings):
    with pytest.raises(UsageError):
        GlossarySettings(**settings)


def test_no_bitexts_give_an_empty_glossary():
    assert len(extract_glossary([])) == 0
    assert len(extract_glossary([bitext_of([("Yes.", "是。")])])) == 0


def test_two_english_sides_are_refused():
    with pytest.raises(UsageError, match="must be Chinese"):
        extract_glossary([bitext_of([("one", "two")], ("en", "en"))])


def test_extraction_is_deterministic():
    assert extract_glossary([bitext_of(PAIRS)]) == extract_glossary([bitext_of(PAIRS)])


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="needs ../shared/seeds")
def test_the_first_entries_of_the_resolutions():
    from benchmarks.glossary import EXPECTED, FIRST, seed_glossary, verdicts

    first, judged = seed_glossary().entries[:FIRST], verdicts()
    assert {english_key(term) for term in EXPECTED} <= {english_key(entry.term) for entry in first}
    correct = [entry for entry in first if judged.get((entry.term, entry.counterparts[0].text)) == "correct"]
    assert len(correct) >= 0.85 * FIRST
