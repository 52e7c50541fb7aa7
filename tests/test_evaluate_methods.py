"""Paired bootstrap, scores by shape, reliability and kappa, against slow versions that follow the definitions."""

from __future__ import annotations

import random
from dataclasses import astuple
from itertools import pairwise
from pathlib import Path

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner import __version__
from aligner.bitext import Bead
from aligner.errors import UsageError
from aligner.evaluate import (
    compare_systems,
    count_right,
    evaluate_beads,
    plot_reliability,
    pool,
    reliability_of,
    score,
    scores_by_shape,
)
from aligner.evaluate.kappa import cohens_kappa
from aligner.evaluate.paired import MEASURES

SHAPES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=12)
SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "eval"


def beads_of_shapes(shapes, confidences=()):
    """Return monotone beads of the given shapes."""
    made, source, target = [], 0, 0
    for number, (m, n) in enumerate(shapes):
        confidence = confidences[number % len(confidences)] if confidences else 0.0
        bead = Bead(tuple(range(source, source + m)), tuple(range(target, target + n)), confidence=confidence)
        made.append(bead)
        source, target = source + m, target + n
    return made


def made_documents(number, wrong, seed):
    """Return documents of 1-1 beads; a share ``wrong`` of the test beads is null."""
    chance = random.Random(seed)
    documents = []
    for name in range(number):
        gold = [Bead((place,), (place,)) for place in range(20 + 5 * name)]
        test = [Bead(bead.source, ()) if chance.random() < wrong else bead for bead in gold]
        documents.append((f"g{name}", f"t{name}", gold, test))
    return documents


class TestPairedBootstrap:
    """Two systems on the same gold."""

    def test_it_is_that_of_a_loop_over_documents(self):
        """The same drawn documents, scored one sample after the other with the functions of a single evaluation."""
        first, second = made_documents(6, 0.1, seed=1), made_documents(6, 0.2, seed=2)
        comparison = compare_systems(first, second, resamples=200, seed=7)
        generator = numpy.random.default_rng(7)
        sampled = []
        for _ in range(200):
            drawn = generator.integers(6, size=6)
            values = []
            for documents in (first, second):
                scores = score(pool(count_right(documents[number][2], documents[number][3]) for number in drawn))
                values.append([*astuple(scores.strict), *astuple(scores.lax)])
            sampled.append([one - other for one, other in zip(*values, strict=True)])
        for number, found in enumerate(comparison.differences):
            differences = sorted(row[number] for row in sampled)
            mean = sum(differences) / len(differences)
            extreme = sum(abs(each - mean) >= abs(found.difference) - 1e-12 for each in differences)
            assert found.measure == MEASURES[number]
            assert found.p_value == pytest.approx((extreme + 1) / 201)
            assert found.better == pytest.approx(sum(each > 0 for each in differences) / 200)
            assert (found.low, found.high) == pytest.approx(tuple(numpy.quantile(differences, [0.025, 0.975])))

    def test_the_values_are_those_of_two_evaluations(self):
        first, second = made_documents(5, 0.1, seed=1), made_documents(5, 0.3, seed=2)
        strict_f1 = compare_systems(first, second, resamples=10).differences[MEASURES.index("strict F1")]
        values = [evaluate_beads(documents, resamples=0).scores.strict.f1 for documents in (first, second)]
        assert (strict_f1.first, strict_f1.second) == pytest.approx(values)
        assert strict_f1.difference == pytest.approx(values[0] - values[1])

    def test_a_clear_difference_is_significant_and_no_difference_is_not(self):
        first, second = made_documents(8, 0.05, seed=1), made_documents(8, 0.4, seed=2)
        clear = compare_systems(first, second).differences[2]
        assert clear.p_value < 0.01
        assert clear.low > 0
        assert clear.better == 1.0
        none = compare_systems(first, first).differences[2]
        assert (none.difference, none.low, none.high, none.p_value) == (0, 0, 0, 1)

    def test_exchanging_the_systems_changes_the_signs_only(self):
        first, second = made_documents(6, 0.1, seed=1), made_documents(6, 0.15, seed=2)
        there, back = compare_systems(first, second), compare_systems(second, first)
        for one, other in zip(there.differences, back.differences, strict=True):
            assert (one.low, one.high) == pytest.approx((-other.high, -other.low))
            assert one.p_value == other.p_value

    def test_false_alarms_are_as_rare_as_the_p_value_says(self):
        """Systems that are equally good: a p-value below 0.05 in about one of twenty comparisons."""
        alarms = 0
        for seed in range(100):
            first, second = made_documents(12, 0.2, seed=2 * seed), made_documents(12, 0.2, seed=2 * seed + 1)
            alarms += compare_systems(first, second, resamples=200).differences[2].p_value < 0.05
        assert alarms <= 10

    @pytest.mark.parametrize(("documents", "unit"), [(4, "block"), (5, "document")])
    def test_signature(self, documents, unit):
        made = made_documents(documents, 0.1, seed=1)
        beads = sum(len(gold) for _, _, gold, _ in made)
        assert compare_systems(made, made, resamples=9, seed=3).signature == (
            f"beads:{beads}|docs:{documents}|null:precision-only|test:paired-bootstrap|boot:9|unit:{unit}|seed:3"
            f"|version:{__version__}"
        )

    def test_other_gold_is_refused(self):
        first = made_documents(2, 0.1, seed=1)
        with pytest.raises(UsageError, match="different gold"):
            compare_systems(first, first[::-1])
        with pytest.raises(UsageError, match="at least one"):
            compare_systems(first, first, resamples=0)


class TestShapes:
    """Precision, recall and F1 of each shape."""

    @given(SHAPES, SHAPES)
    def test_counts_are_those_of_the_definition(self, gold_shapes, test_shapes):
        gold, test = beads_of_shapes(gold_shapes), beads_of_shapes(test_shapes)
        report = scores_by_shape([("g", "t", gold, test)])
        kept = [{(b.source, b.target) for b in side if b.source or b.target} for side in (gold, test)]
        for each in report.shapes:
            m, n = map(int, each.shape.split("-"))
            of_shape = [{bead for bead in side if (len(bead[0]), len(bead[1])) == (m, n)} for side in kept]
            right = len(of_shape[0] & of_shape[1])
            assert (each.gold, each.test, each.right) == (len(of_shape[0]), len(of_shape[1]), right)
            assert each.ratios.recall == (right / each.gold if each.gold else 0)
            assert each.ratios.precision == (right / each.test if each.test else 0)
        assert sum(each.gold for each in report.shapes) == len(kept[0])
        assert sum(each.test for each in report.shapes) == len(kept[1])

    def test_by_hand(self):
        gold = beads_of_shapes([(1, 1), (1, 1), (2, 1), (1, 0), (1, 1)])
        test = beads_of_shapes([(1, 1), (1, 1), (1, 1), (2, 0), (1, 1)])
        report = scores_by_shape([("g", "t", gold, test)])
        assert [(each.shape, each.gold, each.test, each.right) for each in report.shapes] == [
            ("1-1", 3, 4, 3),
            ("1-0", 1, 0, 0),
            ("2-1", 1, 0, 0),
            ("2-0", 0, 1, 0),
        ]
        assert astuple(report.shapes[0].ratios) == pytest.approx((0.75, 1.0, 6 / 7))
        assert report.signature == f"beads:5|docs:1|match:strict|null:both|version:{__version__}"


class TestReliability:
    """Confidence beside the share of correct beads."""

    @given(SHAPES, SHAPES, st.lists(st.floats(0.001, 1), min_size=1, max_size=12), st.integers(1, 20))
    def test_bins_are_those_of_the_definition(self, gold_shapes, test_shapes, confidences, bins):
        gold, test = beads_of_shapes(gold_shapes), beads_of_shapes(test_shapes, confidences)
        beads = {(bead.source, bead.target): bead.confidence for bead in test if bead.source or bead.target}
        if not beads:
            return
        right = {(bead.source, bead.target) for bead in gold}
        report = reliability_of([("g", "t", gold, test)], bins=bins)
        assert report.beads == len(beads)
        error = 0.0
        for number, found in enumerate(report.bins):
            low, high = number / bins, (number + 1) / bins
            inside = [b for b, c in beads.items() if low <= c < high or (number == bins - 1 and c == 1)]
            assert found.beads == len(inside)
            if inside:
                mean = sum(beads[bead] for bead in inside) / len(inside)
                share = sum(bead in right for bead in inside) / len(inside)
                assert (found.confidence, found.right) == pytest.approx((mean, share))
                error += len(inside) / len(beads) * abs(mean - share)
        assert report.error == pytest.approx(error)
        brier = sum((confidence - (bead in right)) ** 2 for bead, confidence in beads.items()) / len(beads)
        assert report.brier == pytest.approx(brier)

    def test_perfect_and_worst_confidence(self):
        gold = beads_of_shapes([(1, 1)] * 10)
        sure = beads_of_shapes([(1, 1)] * 10, [1.0])
        assert reliability_of([("g", "t", gold, sure)]).error == 0
        wrong = [Bead((bead.source[0],), (), confidence=1.0) for bead in gold]
        assert reliability_of([("g", "t", gold, wrong)]).error == 1

    def test_beads_of_a_person_and_without_a_confidence_do_not_count(self):
        gold = beads_of_shapes([(1, 1)] * 4)
        test = [
            Bead((0,), (0,), confidence=0.9),
            Bead((1,), (1,), confidence=1.0, status="approved"),
            Bead((2,), (2,)),
            Bead((3,), (3,), confidence=0.8, status="moved"),
        ]
        report = reliability_of([("g", "t", gold, test)])
        assert report.beads == 2
        assert report.signature == f"beads:2|docs:1|right:strict|bins:10|width:equal|version:{__version__}"

    def test_no_confidence_is_an_error_that_names_the_file(self):
        gold = beads_of_shapes([(1, 1)])
        with pytest.raises(UsageError, match=r"out\.align: states no confidence"):
            reliability_of([("g", "out.align", gold, gold)])
        with pytest.raises(UsageError, match="choose 1 to 100"):
            reliability_of([("g", "t", gold, beads_of_shapes([(1, 1)], [0.5]))], bins=0)

    @pytest.mark.parametrize(("extension", "start"), [(".png", b"\x89PNG"), (".svg", b"<?xml"), (".pdf", b"%PDF")])
    def test_the_picture_is_written_and_repeats(self, tmp_path, extension, start):
        pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")
        gold = beads_of_shapes([(1, 1)] * 30)
        test = beads_of_shapes([(1, 1)] * 20 + [(1, 0)] * 10, [0.95, 0.6, 0.7])
        report = reliability_of([("g", "t", gold, test)])
        paths = [tmp_path / f"{name}{extension}" for name in ("one", "two")]
        for path in paths:
            plot_reliability(report, path)
        assert paths[0].read_bytes().startswith(start)
        assert paths[0].read_bytes() == paths[1].read_bytes()


class TestKappa:
    """Agreement of two annotators beyond chance."""

    def test_the_example_of_a_textbook(self):
        """Observed agreement 0.7, by chance 0.5: kappa 0.4."""
        votes = {("yes", "yes"): 20, ("yes", "no"): 5, ("no", "yes"): 10, ("no", "no"): 15}
        assert cohens_kappa(votes) == pytest.approx(0.4)
        assert cohens_kappa({}) is None
        assert cohens_kappa({("yes", "yes"): 3}) is None

    @given(SHAPES, SHAPES)
    def test_boundaries_and_unpaired_segments_are_those_of_the_definition(self, first_shapes, second_shapes):
        first, second = beads_of_shapes(first_shapes), beads_of_shapes(second_shapes)
        agreement = evaluate_beads([("a", "b", first, second)], resamples=0).agreement
        cuts, pairings = [], []
        for side in ("source", "target"):
            numbers = [number for bead in (*first, *second) for number in getattr(bead, side)]
            segments = range(max(numbers, default=-1) + 1)
            for one, other in pairwise(segments):
                cuts.append([any({one, other} <= set(getattr(b, side)) for b in beads) for beads in (first, second)])
            for number in segments:
                pairings.append(
                    [any(number in getattr(b, side) and not b.is_null for b in beads) for beads in (first, second)]
                )
        assert agreement.boundaries == (None if by_definition(cuts) is None else pytest.approx(by_definition(cuts)))
        assert agreement.unpaired == (
            None if by_definition(pairings) is None else pytest.approx(by_definition(pairings))
        )


def by_definition(decisions):
    """Return kappa of decisions by two people, each a pair of truth values."""
    if not decisions:
        return None
    observed = sum(one == other for one, other in decisions) / len(decisions)
    yes = [sum(each[person] for each in decisions) / len(decisions) for person in (0, 1)]
    chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
    return None if chance == 1 else (observed - chance) / (1 - chance)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the evaluation sets in ../shared/eval")
def test_two_published_systems_on_scripture_do_not_differ():
    """Bertalign 0.915 and Vecalign 0.916: a difference that the bootstrap must not call significant."""
    from aligner.evaluate import read_documents

    folder = SHARED / "bible-dev"
    systems = [read_documents([(folder / "001.align", folder / f"001.{peer}")]) for peer in ("bertalign", "vecalign")]
    strict_f1 = compare_systems(*systems).differences[2]
    assert strict_f1.low < 0 < strict_f1.high
    assert strict_f1.p_value > 0.05
