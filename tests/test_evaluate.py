"""Evaluation: values computed by hand, properties of the counts, published outputs of other aligners if present."""

import json
import time
from dataclasses import astuple
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner import __version__
from aligner.bitext import Bead
from aligner.errors import InputError, UsageError
from aligner.evaluate import (
    Counts,
    Ratios,
    count_right,
    diagnose,
    evaluate_beads,
    evaluate_files,
    pool,
    score,
)
from aligner.evaluate.reviews import ReviewAgreement, review_agreement

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the evaluation sets in ../shared/eval")


def beads(text):
    """Return the beads of a text such as ``0,1:0 2: :1``; nothing stands for an empty side."""
    sides = [bead.split(":") for bead in text.split()]
    return [Bead(*(tuple(int(number) for number in side.split(",") if number) for side in bead)) for bead in sides]


GOLD = beads("0,1:0 2:1 3: 4:2,3 :4 5:5")
HAND = {
    # test: (test, strict, lax), (gold, strict, lax) with the null beads of gold dropped
    "the gold itself": (GOLD, (6, 6, 6), (4, 4, 4)),
    "a boundary wrong": (beads("0:0 1,2:1 3: 4:2,3 :4 5:5"), (6, 4, 6), (4, 2, 4)),
    "null beads missed": (beads("0,1:0 2,3:1 4:2,3,4 5:5"), (4, 2, 4), (4, 2, 4)),
    "a null bead too many": (beads("0,1:0 2: :1 3: 4:2,3 :4 5:5"), (7, 5, 5), (4, 3, 3)),
    "all null": (beads("0: 1: 2: 3: 4: 5: :0 :1 :2 :3 :4 :5"), (12, 2, 2), (4, 0, 0)),
    "shifted by one": (beads("0,1:1 2:2 3:3 4:4 5:0,5"), (5, 0, 1), (4, 0, 1)),
    "empty on both sides": ([*GOLD, Bead((), ()), Bead((), ())], (6, 6, 6), (4, 4, 4)),
    "repeated": ([*GOLD, *GOLD], (6, 6, 6), (4, 4, 4)),
    "nothing": ([], (0, 0, 0), (4, 0, 0)),
}


@pytest.mark.parametrize("case", HAND)
def test_counts_by_hand(case):
    test, of_test, of_gold = HAND[case]
    assert count_right(GOLD, test) == Counts(*of_test, *of_gold, beads=6)


def test_ratios_by_hand():
    """P = 4/6, R = 2/4, F1 = 2 x 2/3 x 1/2 / (2/3 + 1/2) = 4/7."""
    scores = score(count_right(GOLD, HAND["a boundary wrong"][0]))
    assert astuple(scores.strict) == pytest.approx((2 / 3, 1 / 2, 4 / 7))
    assert scores.lax == Ratios(1.0, 1.0, 1.0)


def test_lax_needs_a_common_segment_on_both_sides():
    gold = beads("0:0 1:1")
    assert count_right(gold, beads("0:1 1:0")) == Counts(2, 0, 0, 2, 0, 0, 2)
    # Target segments are pooled over the gold beads that share a source segment: 0 and 1 between them reach 1.
    assert count_right(gold, beads("0,1:1")) == Counts(1, 0, 1, 2, 0, 1, 2)


def test_ratios_with_a_zero_denominator():
    assert astuple(score(count_right([], []))) == ((0, 0, 0), (0, 0, 0))
    assert score(count_right(beads("0: :0"), [])).strict == Ratios(0, 0, 0)


def test_pooling_adds_counts_and_not_ratios():
    """A document with 1 of 1 right and one with 0 of 3 right give 1/4, not the mean of 1 and 0."""
    pooled = pool([count_right(beads("0:0"), beads("0:0")), count_right(beads("0:0 1:1 2:2"), beads("0:1 1:2 2:0"))])
    assert pooled == Counts(4, 1, 1, 4, 1, 1, 4)
    assert score(pooled).strict == Ratios(0.25, 0.25, 0.25)
    assert pool([]) == Counts()


ALIGNMENTS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)


def beads_of_shapes(shapes):
    """Return monotone beads of the given shapes."""
    made, source, target = [], 0, 0
    for m, n in shapes:
        made.append(Bead(tuple(range(source, source + m)), tuple(range(target, target + n))))
        source, target = source + m, target + n
    return made


def count_by_definition(gold, test):
    """Count directly by the definition, which is slow."""

    def share(a, b):
        return any(set(a.target) & set(other.target) for other in b for number in a.source if number in other.source)

    gold, test = ({bead for bead in side if bead.source or bead.target} for side in (gold, test))
    full_gold, full_test = ({bead for bead in side if not bead.is_null} for side in (gold, test))
    return Counts(
        len(test),
        len(test & gold),
        sum(bead in gold or share(bead, gold) for bead in test),
        len(full_gold),
        len(full_gold & full_test),
        sum(bead in full_test or share(bead, full_test) for bead in full_gold),
        len(gold),
    )


@given(ALIGNMENTS, ALIGNMENTS)
def test_counts_are_those_of_the_definition(gold, test):
    gold, test = beads_of_shapes(gold), beads_of_shapes(test)
    assert count_right(gold, test) == count_by_definition(gold, test)


@given(ALIGNMENTS, ALIGNMENTS)
def test_properties_of_counts(gold, test):
    gold, test = beads_of_shapes(gold), beads_of_shapes(test)
    counts = count_right(gold, test)
    assert counts.test_strict <= counts.test_lax <= counts.test
    assert counts.gold_strict <= counts.gold_lax <= counts.gold <= counts.beads
    mirrored = count_right([bead.mirrored() for bead in gold], [bead.mirrored() for bead in test])
    assert mirrored == counts
    assert count_right(gold, gold).test_strict == counts.beads
    swapped = count_right(test, gold)
    assert (swapped.test_strict, swapped.gold_strict) == (counts.test_strict, counts.gold_strict)


@given(st.lists(st.tuples(ALIGNMENTS, ALIGNMENTS), max_size=7))
def test_scores_lie_between_0_and_1_and_intervals_are_ordered(pairs):
    documents = [("g", "t", beads_of_shapes(gold), beads_of_shapes(test)) for gold, test in pairs]
    report = evaluate_beads(documents, resamples=20)
    low, middle, high = ([*astuple(s.strict), *astuple(s.lax)] for s in (report.low, report.scores, report.high))
    assert all(0 <= number <= 1 for number in [*low, *middle, *high])
    assert all(a <= b for a, b in zip(low, high, strict=True))
    assert report.counts == pool(document.counts for document in report.documents)


def long_document(wrong):
    """Return gold of 400 beads 1-1 and a test in which every ``wrong``-th bead is null."""
    gold = [Bead((number,), (number,)) for number in range(400)]
    return gold, [Bead(bead.source, ()) if bead.source[0] % wrong == 0 else bead for bead in gold]


def test_the_interval_contains_the_score_and_is_reproducible():
    gold, test = long_document(10)
    report = evaluate_beads([("g", "t", gold, test)])
    assert report.scores.strict == Ratios(0.9, 0.9, pytest.approx(0.9))
    assert report.low.strict.f1 < 0.9 < report.high.strict.f1
    assert 0.01 < report.high.strict.f1 - report.low.strict.f1 < 0.1
    assert evaluate_beads([("g", "t", gold, test)]) == report
    lows = {evaluate_beads([("g", "t", gold, test)], resamples=3, seed=seed).low.strict.f1 for seed in range(9)}
    assert len(lows) > 1


def test_systems_with_the_same_gold_get_the_same_samples():
    """A system with twice the errors of another at the same places has twice the errors in every sample."""
    gold = [Bead((number,), (number,)) for number in range(400)]
    misses = []
    for errors in (1, 2):
        test = [Bead(bead.source, ()) if bead.source[0] % 20 < errors else bead for bead in gold]
        misses.append(1 - evaluate_beads([("g", "t", gold, test)], resamples=1).low.strict.recall)
    assert misses[1] == pytest.approx(2 * misses[0])
    assert misses[0] != pytest.approx(0.05)


@pytest.mark.parametrize(("documents", "unit"), [(1, "block"), (4, "block"), (5, "document")])
def test_signature(documents, unit):
    gold, test = long_document(7)
    report = evaluate_beads([("g", "t", gold, test)] * documents, resamples=50, seed=3)
    assert report.signature == (
        f"beads:{400 * documents}|docs:{documents}|null:precision-only|boot:50|unit:{unit}|seed:3|version:{__version__}"
    )


def test_without_resampling_the_interval_is_the_score():
    gold, test = long_document(7)
    report = evaluate_beads([("g", "t", gold, test)], resamples=0)
    assert report.low == report.scores == report.high


@given(ALIGNMENTS, ALIGNMENTS)
def test_blocks_add_up_to_the_document(gold, test):
    from aligner.evaluate.comparison import Comparison

    comparison = Comparison(beads_of_shapes(gold), beads_of_shapes(test))
    assert comparison.blocks().sum(axis=0).tolist() == list(astuple(comparison.counts()))


SOUND = beads("0:0 1,2:1 3:2,3")
ODD = {
    "sound": (SOUND, ()),
    "other boundaries": (beads("0,1:0 2: 3:1,2,3"), ()),
    "longer": (
        beads("0:0 1,2:1 3:2,3 4:"),
        ("the last source segment is 4 in the test and 3 in the gold: is it the same document and segmentation?",),
    ),
    "shorter": (
        beads("0:0 1,2:1 3:"),
        ("the last target segment is 1 in the test and 3 in the gold: is it the same document and segmentation?",),
    ),
    "twice": (
        beads("0:0 1,2:1 2,3:2,3"),
        ("test: source segment 2 is in 2 beads; there may be further ones",),
    ),
}


@pytest.mark.parametrize("case", ODD)
def test_warnings_on_inconsistent_files(case):
    test, warnings = ODD[case]
    assert diagnose(SOUND, test) == warnings


def test_warning_on_swapped_sides():
    gold = beads("0:0 1:1,2")
    assert diagnose(gold, [bead.mirrored() for bead in gold]) == ("source and target seem to be swapped",)


def test_warning_on_repeated_gold_segments():
    assert diagnose(beads("0:0 1:0"), beads("0:0 1:")) == (
        "gold: target segment 0 is in 2 beads; there may be further ones",
    )


class TestFiles:
    @pytest.fixture
    def pairs(self, tmp_path):
        for name, gold, test in (
            ("1", "[0]:[0]\n[1]:[1]\n", "[0]:[0]:0.9\n[1]:[]\n[]:[1]\n"),
            ("2", "[0]:[0]", "[0]:[0]"),
        ):
            (tmp_path / f"{name}.align").write_text(gold)
            (tmp_path / f"{name}.out").write_text(test)
        return [(tmp_path / f"{name}.align", str(tmp_path / f"{name}.out")) for name in "12"]

    def test_report(self, pairs):
        report = evaluate_files(pairs)
        assert [document.counts for document in report.documents] == [
            Counts(3, 1, 1, 2, 1, 1, 2),
            Counts(1, 1, 1, 1, 1, 1, 1),
        ]
        assert astuple(report.scores.strict) == pytest.approx((2 / 4, 2 / 3, 4 / 7))
        assert report.warnings == ()

    def test_report_as_json(self, pairs):
        report = evaluate_files(pairs)
        record = json.loads(json.dumps(report.to_dict()))
        assert list(record) == ["signature", "confidence", "pooled", "agreement", "low", "high", "documents"]
        assert record["pooled"]["scores"]["strict"]["recall"] == pytest.approx(2 / 3)
        assert record["pooled"]["counts"]["beads"] == 3
        assert record["documents"][1]["test"] == pairs[1][1]
        assert record["documents"][1]["scores"]["lax"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
        assert record["low"]["strict"]["f1"] <= record["high"]["strict"]["f1"]

    def test_warnings_name_the_file(self, pairs, tmp_path):
        (tmp_path / "2.out").write_text("[0]:[0]\n[1]:[0]\n")
        warnings = evaluate_files(pairs).warnings
        assert len(warnings) == 2
        assert all(warning.startswith(f"{pairs[1][1]}: ") for warning in warnings)

    def test_damage_is_reported_with_the_file(self, pairs, tmp_path):
        (tmp_path / "2.out").write_text("[0]:[0]\n[1]\n")
        with pytest.raises(InputError, match=r"2\.out:2: "):
            evaluate_files(pairs)

    def test_gold_without_beads(self, pairs, tmp_path):
        (tmp_path / "2.align").write_text("\n")
        with pytest.raises(InputError, match="the gold holds no beads"):
            evaluate_files(pairs)

    def test_a_translation_memory_has_no_numbers(self, pairs):
        with pytest.raises(UsageError, match="does not number its segments"):
            evaluate_files([(pairs[0][0], "out.tmx")])


@needs_shared
def test_published_output_of_another_aligner_on_chapters():
    golds = sorted((SHARED / "mac-dev").glob("*.align"))
    report = evaluate_files([(gold, gold.with_suffix(".bertalign")) for gold in golds])
    assert report.signature.startswith("beads:1343|docs:6|null:precision-only|boot:1000|unit:document|seed:12345|")
    assert report.scores.strict.f1 == pytest.approx(0.911, abs=0.0005)
    assert report.warnings == ()


@needs_shared
@pytest.mark.parametrize(("peer", "f1"), [("bertalign", 0.915), ("vecalign", 0.916)])
def test_published_outputs_of_other_aligners_on_scripture(peer, f1):
    report = evaluate_files([(SHARED / "bible-dev" / "001.align", SHARED / "bible-dev" / f"001.{peer}")])
    assert report.scores.strict.f1 == pytest.approx(f1, abs=0.0005)
    assert report.warnings == ()


def test_time_for_many_beads():
    """100,000 beads; the limit leaves slow machines ten times the expected time and more."""
    gold = [Bead((2 * number, 2 * number + 1), (number,)) for number in range(100_000)]
    test = [bead if number % 7 else Bead(bead.source[:1], bead.target) for number, bead in enumerate(gold)]
    start = time.process_time()
    counts = count_right(gold, test)
    assert time.process_time() - start < 20
    assert counts.test_lax == 100_000


class TestAgreement:
    """What two annotators have in common, whichever of them is called gold."""

    FIRST = (Bead((0,), (0,)), Bead((1, 2), (1,)), Bead((3,), ()))
    SECOND = (Bead((0,), (0,)), Bead((1,), (1,)), Bead((2,), ()), Bead((3,), ()))

    def test_a_bead_that_is_cut_differently_counts_in_part(self):
        agreement = evaluate_beads([("a", "b", self.FIRST, self.SECOND)]).agreement
        assert agreement.beads == pytest.approx(2 * 2 / 7)
        assert agreement.links == pytest.approx(2 * 2 / 5)

    def test_it_is_the_same_both_ways(self):
        there = evaluate_beads([("a", "b", self.FIRST, self.SECOND)]).agreement
        assert there == evaluate_beads([("b", "a", self.SECOND, self.FIRST)]).agreement

    def test_nothing_agrees_with_nothing(self):
        assert evaluate_beads([("a", "b", (), ())]).agreement.beads == 1.0

    @pytest.mark.parametrize("name", ["tei.xml", "xlsx", "csv", "tsv", "bitext.jsonl", "intertext.zip", "align"])
    def test_every_format_that_numbers_segments_is_read(self, name, tmp_path):
        from aligner import load, save

        sample = load(Path(__file__).resolve().parent / "golden" / "formats" / "sample.bitext.jsonl")
        save(sample, tmp_path / f"first.{name}")
        save(sample, tmp_path / "second.align")
        report = evaluate_files([(tmp_path / f"first.{name}", tmp_path / "second.align")])
        assert (report.agreement.beads, report.scores.strict.f1) == (1.0, 1.0)


def test_two_reviews_agree_on_what_both_have_settled(tmp_path):
    first = [
        Bead((n,), (n,), status=status) for n, status in enumerate(["approved", "rejected", "approved", "", "locked"])
    ]
    second = [
        *(Bead((n,), (n,), status=status) for n, status in enumerate(["approved", "rejected", "rejected"])),
        Bead((3, 4), (3, 4), status="approved"),
    ]
    found = review_agreement(first, second)
    assert (found.both, found.alike) == (4, 2)
    assert found.kappa == pytest.approx(0.4)
    assert review_agreement(first, []) == ReviewAgreement(0, 0, None)
    assert review_agreement(first[:1], second[:1]) == ReviewAgreement(1, 1, None)
