"""Definitions, domains and statuses of terms: what files keep of them, and what the check makes of them."""

from __future__ import annotations

import io
import itertools
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from aligner.errors import InputError
from aligner.glossary import Counterpart, Entry, Glossary, extract_glossary, find_deviations
from aligner.glossary.check import Checker
from aligner.glossary.files import load_glossary, save_glossary, write_glossary
from aligner.glossary.marks import with_marks
from aligner.glossary.values import MARKS, STATUSES
from tests.glossary.harbour import PAIRS, bitext_of

LETTERS = "abcdefgh"
COMBINATIONS = Glossary(
    tuple(
        Entry(
            f"vessel {LETTERS[number % 8]}{LETTERS[number // 8 % 8]}{LETTERS[number // 64]}",
            (
                Counterpart(f"船{chr(0x4E00 + number)}", status=first),
                Counterpart(f"舶{chr(0x4E00 + number)}", status=second),
            ),
            mark=mark,
            note="seen at sea",
            definition="a thing that floats; see (Lloyd, 1760)" if number % 2 else "",
            domain="shipping" if number % 3 else "",
            status=status,
        )
        for number, (mark, status, first, second) in enumerate(itertools.product(MARKS, STATUSES, STATUSES, STATUSES))
    )
)
"""An entry for each combination of mark and statuses."""
CONCEPTS = ["csv", "xlsx", "jsonl", "tbx", "tbx2"]
"""Formats that hold all that a person says of a concept."""


def facts_of(entry):
    renderings = tuple((counterpart.text, counterpart.status) for counterpart in entry.counterparts)
    return entry.term, renderings, entry.mark, entry.note, entry.status


@pytest.mark.parametrize("to", CONCEPTS)
def test_all_statuses_definitions_and_domains_survive_a_round_trip(tmp_path, to):
    assert save_glossary(COMBINATIONS, tmp_path / "t", to) == ()
    again = load_glossary(tmp_path / "t", to)
    assert [facts_of(entry) for entry in again] == [facts_of(entry) for entry in COMBINATIONS]
    assert [(e.definition, e.domain) for e in again] == [(e.definition, e.domain) for e in COMBINATIONS]


@pytest.mark.parametrize("to", ["tsv", "tsv-zh"])
def test_omegat_files_keep_statuses_and_say_what_they_lack(tmp_path, to):
    described = sum(bool(entry.definition or entry.domain) for entry in COMBINATIONS)
    assert save_glossary(COMBINATIONS, tmp_path / "t.utf8", to) == (
        f"definition and domain of {described} entries left out",
    )
    again = load_glossary(tmp_path / "t.utf8", to)
    assert [facts_of(entry) for entry in again] == [facts_of(entry) for entry in COMBINATIONS]


CONCEPT = Entry(
    "vessel",
    (
        Counterpart("船舶", status="preferred"),
        Counterpart("船只", status="forbidden"),
        Counterpart("船", status="admitted"),
    ),
    definition="a craft for carriage by water",
    domain="shipping",
    status="preferred",
)


def test_omegat_and_memoq_are_not_offered_what_must_not_be_used():
    stream = io.BytesIO()
    write_glossary(Glossary((CONCEPT,)), stream, "tsv")
    lines = stream.getvalue().decode().splitlines()[1:]
    assert [line.split("\t")[0] for line in lines] == ["vessel", "# not to be used", "vessel"]
    stream = io.BytesIO()
    remarks = write_glossary(Glossary((CONCEPT,)), stream, "memoq")
    assert "船只" not in stream.getvalue().decode("utf-8-sig")
    assert remarks == ("1 deprecated or forbidden pair left out", "definition and domain of 1 entry left out")


def test_tbx_holds_the_data_categories_of_the_standard():
    stream = io.BytesIO()
    write_glossary(Glossary((CONCEPT,)), stream, "tbx")
    root = etree.fromstring(stream.getvalue())
    names = {"t": "urn:iso:std:iso:30042:ed-2"}
    assert root.xpath("//t:descrip[@type='subjectField']/text()", namespaces=names) == ["shipping"]
    assert root.xpath("//t:descrip[@type='definition']/text()", namespaces=names) == ["a craft for carriage by water"]
    assert root.xpath("//t:termNote[@type='administrativeStatus']/text()", namespaces=names) == [
        "preferredTerm-admn-sts",
        "preferredTerm-admn-sts",
        "deprecatedTerm-admn-sts",
        "admittedTerm-admn-sts",
    ]


def test_tbx_of_all_statuses_is_valid():
    stream = io.BytesIO()
    write_glossary(COMBINATIONS, stream, "tbx")
    schema = etree.RelaxNG(etree.parse(Path(__file__).parent / "tbx_basic_3.rng"))
    schema.assertValid(etree.fromstring(stream.getvalue()))


OTHERS_TBX = """<?xml version="1.0"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"><text><body>
<conceptEntry id="c1"><descrip type="subjectField">law</descrip>
 <langSec xml:lang="en"><descripGrp><descrip type="definition">who is sued</descrip></descripGrp>
  <termSec><term>defendant</term><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></termSec>
  <termSec><term>accused</term><termNote type="administrativeStatus">supersededTerm-admn-sts</termNote></termSec>
 </langSec>
 <langSec xml:lang="zh-CN"><termSec><term>被告</term></termSec></langSec>
</conceptEntry></body></text></tbx>"""


def test_a_concept_of_another_program_with_synonyms(tmp_path):
    (tmp_path / "t.tbx").write_text(OTHERS_TBX, encoding="utf-8")
    glossary = load_glossary(tmp_path / "t.tbx")
    assert [(entry.term, entry.status) for entry in glossary] == [("defendant", "preferred"), ("accused", "deprecated")]
    assert {(entry.definition, entry.domain) for entry in glossary} == {("who is sued", "law")}


def test_a_table_of_another_program(tmp_path):
    rows = [
        "English,Chinese,Subject,Definition,Status",
        "printer,打印机,IT,it prints,preferred",
        "printer,印表机,,,禁用",
    ]
    (tmp_path / "t.csv").write_text("\n".join(rows), encoding="utf-8")
    (entry,) = load_glossary(tmp_path / "t.csv")
    assert facts_of(entry)[1] == (("打印机", "preferred"), ("印表机", "forbidden"))
    assert (entry.domain, entry.definition, entry.mark) == ("IT", "it prints", "")


def test_marks_in_a_column_status_are_marks(tmp_path):
    (tmp_path / "t.csv").write_text("English,Chinese,Status\nprinter,打印机,rejected\n", encoding="utf-8")
    (entry,) = load_glossary(tmp_path / "t.csv")
    assert (entry.mark, entry.counterparts[0].status) == ("rejected", "")


def test_an_unknown_status_in_json_lines_is_refused(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"term": "a", "counterparts": ["甲"], "status": "good"}\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"t\.jsonl:1: is not an entry"):
        load_glossary(tmp_path / "t.jsonl")


class TestForbidden:
    """Renderings that must not be used, and the ones to use instead."""

    GLOSSARY = Glossary(
        (
            CONCEPT,
            Entry("boat", (Counterpart("船舶"),), status="forbidden"),
            Entry("fire policy", (Counterpart("火险保单"), Counterpart("火险", status="deprecated"))),
        )
    )

    def found(self, source, target):
        return [(each.term, each.forbidden, each.expected) for each in find_deviations(source, target, self.GLOSSARY)]

    def test_into_chinese(self):
        assert self.found("Two vessels sank.", "两艘船只沉没。") == [("vessels", "船只", ("船舶", "船"))]
        assert self.found("Two vessels sank.", "兩艘船隻沉沒。") == [("vessels", "船隻", ("船舶", "船"))]
        assert self.found("Two vessels sank.", "两艘船舶沉没。") == []

    def test_into_english(self):
        assert self.found("两艘船舶沉没。", "Two boats sank.") == [("船舶", "boats", ("vessel",))]
        assert self.found("两艘船舶沉没。", "Two vessels sank.") == []

    def test_a_forbidden_rendering_beside_a_correct_one_is_found(self):
        assert self.found("The vessel left.", "船舶开走，这艘船只很大。") == [("vessel", "船只", ("船舶", "船"))]

    def test_a_forbidden_rendering_inside_a_correct_one_is_none(self):
        assert self.found("The fire policy ends.", "火险保单到期。") == []
        assert self.found("The fire policy ends.", "火险到期。") == [("fire policy", "火险", ("火险保单",))]

    def test_a_missing_term_is_no_forbidden_one(self):
        assert self.found("The fire policy ends.", "合同到期。") == [("fire policy", "", ("火险保单",))]

    def test_a_forbidden_term_of_the_source_may_stand_there(self):
        """Who translates a text that says "boat" did not choose that word."""
        assert self.found("The boat left.", "船舶开走了。") == []

    def test_rejected_entries_forbid_only_on_request(self):
        glossary = Glossary(
            (Entry("night", (Counterpart("夜间"),)), Entry("night", (Counterpart("白天"),), mark="rejected"))
        )
        assert find_deviations("At night.", "夜间在白天。", glossary) == []
        assert Checker(glossary, rejected_forbids=True).forbids
        assert not Checker(glossary).forbids

    @given(st.text(max_size=30), st.text(max_size=30))
    def test_any_text_can_be_checked(self, source, target):
        for each in find_deviations(source, target, self.GLOSSARY):
            assert each.forbidden in target


def test_a_new_extraction_keeps_what_a_person_wrote():
    found = extract_glossary([bitext_of(PAIRS)])
    earlier = Glossary(
        (
            Entry("cargo vessel", (Counterpart("货船"), Counterpart("货轮", status="forbidden")), definition="a ship"),
            Entry("tug", (Counterpart("拖船"),), domain="harbour"),
        )
    )
    again = {entry.term: entry for entry in with_marks(found, earlier)}
    vessel = again["cargo vessel"]
    assert (vessel.definition, vessel.count) == ("a ship", 4)
    assert [(each.text, each.status) for each in vessel.counterparts][-1] == ("货轮", "forbidden")
    assert again["tug"].domain == "harbour"


def test_seeds_bring_their_definitions_along():
    seeds = Glossary(
        (Entry("dangerous goods", (Counterpart("危险品", status="preferred"),), definition="cargo that harms"),)
    )
    entries = {entry.term: entry for entry in extract_glossary([bitext_of(PAIRS)], None, seeds)}
    assert entries["dangerous goods"].definition == "cargo that harms"
    assert entries["dangerous goods"].counterparts[0].status == "preferred"
