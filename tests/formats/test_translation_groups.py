"""Several translations of one source: beads joined by the source, and the files that hold them."""

import csv
import io
import json

import pytest
from bitexts import bitext, document
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree
from openpyxl import load_workbook

from aligner.bitext import Bead, Bitext
from aligner.errors import UsageError
from aligner.formats.base import WriteOptions
from aligner.formats.tmx_reader import read
from aligner.formats.translation_files import FORMATS_OF_SEVERAL, write_translations
from aligner.formats.translation_groups import groups

LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@pytest.fixture(autouse=True)
def _fixed_date(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1000000000")


def translation(source, texts, beads, name, language="zh"):
    return Bitext(source, document(texts, language, name), tuple(Bead(*bead, 0.5, 0.9) for bead in beads))


@pytest.fixture
def two():
    """One source of four sentences: the first translation joins the first two, the second adds and omits."""
    source = document(["One.", "Two.", "Three.", "Four."], "en", "source.en")
    first = translation(source, ["一和二。", "三。", "四。"], [((0, 1), (0,)), ((2,), (1,)), ((3,), (2,))], "first.zh")
    second = translation(
        source,
        ["壹。", "貳。", "參。", "此句是加上的。"],
        [((0,), (0,)), ((1,), (1,)), ((2,), (2,)), ((), (3,)), ((3,), ())],
        "second.zh",
    )
    return first, second


def written(bitexts, to, **options):
    stream = io.BytesIO()
    remarks = write_translations(bitexts, stream, to, WriteOptions(**options))
    return stream.getvalue(), remarks


def test_beads_are_joined_over_the_source(two):
    assert [(group.source, *(each.text for each in group.variants)) for group in groups(two)] == [
        ("One. Two.", "一和二。", "壹。貳。"),
        ("Three.", "三。", "參。"),
        ("", "", "此句是加上的。"),
        ("Four.", "四。", ""),
    ]


def test_a_tmx_unit_has_a_variant_for_each_translation(two):
    content, remarks = written(two, "tmx")
    root = etree.fromstring(content)
    units = [[(v.get(LANG), v.findtext("seg")) for v in unit.iter("tuv")] for unit in root.iter("tu")]
    assert units == [
        [("en-US", "One. Two."), ("zh-CN", "一和二。"), ("zh-TW", "壹。貳。")],
        [("en-US", "Three."), ("zh-CN", "三。"), ("zh-TW", "參。")],
        [("en-US", "Four."), ("zh-CN", "四。")],
    ]
    assert remarks == ("1 bead with an empty side was left out: a translation unit needs the source and a translation",)
    files = [prop.text for prop in root.iter("prop") if prop.get("type") == "x-file"]
    assert files == ["first.zh", "second.zh", "first.zh", "second.zh", "first.zh"]


def test_one_sided_units_are_an_option(two):
    content, remarks = written(two, "tmx", one_sided=True)
    assert len(list(etree.fromstring(content).iter("tu"))) == 4
    assert remarks == ()


def test_a_pair_has_the_first_translation_and_the_rest_is_counted(two):
    made = read(io.BytesIO(written(two, "tmx")[0]), "all.tmx")
    assert [segment.text for segment in made.target.segments] == ["一和二。", "三。", "四。"]
    assert made.warnings == ("2 variants beyond the two of a pair left out (TMX to TMX keeps them)",)


def test_tables_have_a_column_for_each_translation(two):
    expected = [
        ["0", "One. Two.", "一和二。", "壹。貳。"],
        ["1", "Three.", "三。", "參。"],
        ["2", "", "", "此句是加上的。"],
        ["3", "Four.", "四。", ""],
    ]
    for name, delimiter in (("csv", ","), ("tsv", "\t")):
        rows = list(csv.reader(io.StringIO(written(two, name)[0].decode("utf-8-sig")), delimiter=delimiter))
        assert rows[0][:4] == ["id", "source", "first.zh", "second.zh"]
        assert [row[:4] for row in rows[1:]] == expected
    sheet = load_workbook(io.BytesIO(written(two, "xlsx")[0])).active
    cells = [["" if cell is None else str(cell) for cell in row[:4]] for row in sheet.iter_rows(values_only=True)]
    assert cells == [["id", "source", "first.zh", "second.zh"], *expected]


def test_json_lines_have_the_numbers_of_the_segments(two):
    content, remarks = written(two, "pairs")
    first, *_, last = map(json.loads, content.decode().splitlines())
    assert (first["targets"], first["source_ids"], first["target_ids"]) == (
        ["一和二。", "壹。貳。"],
        [0, 1],
        [[0], [0, 1]],
    )
    assert first["target_langs"] == ["zh-CN", "zh-TW"]
    assert (last["targets"], last["target_lines"]) == (["四。", ""], [3, None])
    assert len(remarks) == 1


def test_an_unsure_translation_is_left_out_of_its_unit(two):
    first, second = two
    doubtful = Bitext(second.source, second.target, (Bead((0,), (0,), 0.5, 0.2), *second.beads[1:]))
    kept = [[each.text for each in group.variants] for group in groups((first, doubtful), 0.5)]
    assert kept[:2] == [["一和二。", ""], ["三。", "參。"]]
    settled = Bitext(second.source, second.target, (Bead((0,), (0,), 0.5, 0.2, "approved"), *second.beads[1:]))
    assert next(groups((settled,), 0.5)).variants[0].text == "壹。"


def test_a_format_for_one_translation_says_so(two):
    with pytest.raises(UsageError, match="xliff can hold only one translation"):
        written(two, "xliff")


def test_files_of_the_same_name_are_named_with_their_folders():
    source = document(["One."], "en")
    pair = [translation(source, ["一。"], [((0,), (0,))], f"{folder}/text.zh") for folder in ("a", "b")]
    assert json.loads(written(pair, "pairs")[0])["target_files"] == ["a/text.zh", "b/text.zh"]


@st.composite
def translations(draw):
    """Draw translations of one source, with beads in any order."""
    count = draw(st.integers(0, 6))
    source = document([f"Sentence {number}." for number in range(count)], "en", "source")
    made = []
    for number in range(draw(st.integers(1, 3))):
        other = draw(st.integers(0, 6))
        owners = draw(st.lists(st.integers(0, 4), min_size=count, max_size=count))
        others = draw(st.lists(st.integers(0, 4), min_size=other, max_size=other))
        beads = [
            (tuple(n for n in range(count) if owners[n] == key), tuple(n for n in range(other) if others[n] == key))
            for key in range(5)
        ]
        texts = [f"第{place}句，译本{number}。" for place in range(other)]
        made.append(translation(source, texts, [bead for bead in beads if any(bead)], f"{number}.zh"))
    return made


@given(made=translations())
def test_every_segment_is_in_one_unit_and_no_bead_is_divided(made):
    joined = list(groups(made))
    source_ids = sorted(number for group in joined for number in group.ids)
    assert source_ids == list(range(len(made[0].source.segments)))
    for place, each in enumerate(made):
        ids = sorted(number for group in joined for number in group.variants[place].ids)
        assert ids == list(range(len(each.target.segments)))
        for bead in each.beads:
            holding = [group for group in joined if set(bead.source) & set(group.ids)] if bead.source else []
            assert len(holding) <= 1
            assert all(set(bead.target) <= set(group.variants[place].ids) for group in holding)


@pytest.mark.parametrize("to", FORMATS_OF_SEVERAL)
def test_a_single_translation_is_written_too(to):
    assert written([bitext([(["One."], ["一。"])])], to)[0]


@pytest.mark.parametrize("to", FORMATS_OF_SEVERAL)
def test_texts_that_a_format_cannot_hold_are_altered_and_named(to):
    source = document(["=1+1\0"], "en")
    made = [translation(source, ["一\ud800。"], [((0,), (0,))], f"{number}.zh") for number in range(2)]
    content, remarks = written(made, to)
    assert content
    assert remarks or to == "pairs"
