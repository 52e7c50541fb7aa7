"""Constraints are satisfied exactly: gates, locked beads, barred segments; swapped sides give mirrored beads."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made import WordVectors

from aligner.alignment import align_segments
from aligner.alignment.align import choose_scorer, span_scorer
from aligner.alignment.constraints import Constraints
from aligner.alignment.corridor import full_corridor
from aligner.alignment.dynamic_program import Lattice, best_path
from aligner.bitext import Bead, Block, Document, Segment
from aligner.errors import UsageError
from aligner.settings import AlignSettings

WORDS = WordVectors()
SENTENCES = st.lists(
    st.sampled_from(["red fox", "old house", "green tea", "long road", "cold rain"]), min_size=1, max_size=9
)


def document(lines: list[str], language: str = "en") -> Document:
    segments = tuple(Segment(line, number, 0, len(line), number + 1) for number, line in enumerate(lines))
    return Document("made", tuple(Block(line) for line in lines), language, segments)


def align(source: list[str], target: list[str], constraints: Constraints) -> tuple[Bead, ...]:
    return align_segments(document(source), document(target), WORDS, AlignSettings(), constraints=constraints)


def passed(beads: tuple[Bead, ...]) -> set[tuple[int, int]]:
    """Return the cells that a monotone alignment passes."""
    cells = {(0, 0)}
    row = column = 0
    for bead in beads:
        row, column = row + len(bead.source), column + len(bead.target)
        cells.add((row, column))
    return cells


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.data())
def test_a_path_passes_every_gate(source: list[str], target: list[str], data: st.DataObject) -> None:
    cells = st.tuples(st.integers(0, len(source)), st.integers(0, len(target)))
    first, second = data.draw(cells), data.draw(cells)
    gates = tuple(sorted({first, second} if first <= second and first[1] <= second[1] else {first}))
    beads = align(source, target, Constraints(gates=gates))
    assert set(gates) <= passed(beads)
    assert [number for bead in beads for number in bead.source] == list(range(len(source)))
    assert [number for bead in beads for number in bead.target] == list(range(len(target)))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.data())
def test_a_path_through_a_gate_is_the_best_of_all_that_pass_it(
    source: list[str], target: list[str], data: st.DataObject
) -> None:
    gate = (data.draw(st.integers(0, len(source))), data.draw(st.integers(0, len(target))))
    spans = span_scorer(WORDS, [source, target], ("en", "en"), 8)
    scorer = choose_scorer(WORDS, spans, [source, target], AlignSettings())
    corridor = full_corridor(len(source), len(target))

    def total(path: list[tuple[int, int]]) -> float:
        ends = numpy.cumsum([(0, 0), *path], axis=0)
        inner = sum(float(scorer.nodes(row[None], column[None])[0]) for row, column in ends[1:-1])
        alone = [not (m and n) for m, n in path]
        runs = sum(here and not before for before, here in zip([False, *alone], alone, strict=False))
        return float(scorer.path_scores(path).sum()) + inner + scorer.null_opening * runs

    best = best_path(Lattice(scorer, corridor, (gate,)))
    free = best_path(Lattice(scorer, corridor))
    assert total(best) <= total(free) + 1e-4
    cells = numpy.cumsum([(0, 0), *free], axis=0).tolist()
    alone = [False, *(not (m and n) for m, n in free), False]
    # A gate within a run of null beads has the run paid for on either side, which may make another path the best.
    if list(gate) in [cell for number, cell in enumerate(cells) if not (alone[number] and alone[number + 1])]:
        assert total(best) == pytest.approx(total(free), abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.data())
def test_barred_segments_stay_alone(source: list[str], target: list[str], data: st.DataObject) -> None:
    barred_source = data.draw(st.frozensets(st.integers(0, len(source) - 1)))
    barred_target = data.draw(st.frozensets(st.integers(0, len(target) - 1)))
    beads = align(source, target, Constraints(barred_source=barred_source, barred_target=barred_target))
    for bead in beads:
        if not bead.is_null:
            assert barred_source.isdisjoint(range(bead.source[0], bead.source[-1] + 1))
            assert barred_target.isdisjoint(range(bead.target[0], bead.target[-1] + 1))


@settings(max_examples=60, deadline=None)
@given(SENTENCES, SENTENCES, st.data())
def test_a_locked_bead_stands_in_the_result(source: list[str], target: list[str], data: st.DataObject) -> None:
    first = data.draw(st.integers(0, len(source) - 1))
    second = data.draw(st.integers(0, len(target) - 1))
    rows = tuple(range(first, data.draw(st.integers(first, len(source) - 1)) + 1))
    columns = tuple(range(second, data.draw(st.integers(second, len(target) - 1)) + 1))
    beads = align(source, target, Constraints(locked=(Bead(rows, columns),)))
    (locked,) = [bead for bead in beads if bead.status == "locked"]
    assert (locked.source, locked.target, locked.confidence) == (rows, columns, 1.0)
    assert [number for bead in beads for number in bead.source] == list(range(len(source)))
    assert [number for bead in beads for number in bead.target] == list(range(len(target)))


def test_swapped_sides_mirror_the_beads_under_constraints() -> None:
    lines = ["red fox", "old house", "green tea", "long road", "cold rain"]
    english, chinese = document(lines), document(lines[:2] + lines[3:], "zh")
    constraints = Constraints(locked=(Bead((0,), (0,)),), gates=((3, 2),), barred_source=frozenset({4}))
    beads = align_segments(english, chinese, WORDS, AlignSettings(), constraints=constraints)
    mirrored = align_segments(chinese, english, WORDS, AlignSettings(), constraints=constraints.mirrored())
    assert [bead.mirrored() for bead in mirrored] == list(beads)


@pytest.mark.parametrize(
    ("constraints", "message"),
    [
        (Constraints(locked=(Bead((0,), (1,)), Bead((1,), (0,)))), r"\[0\]:\[1\] and \[1\]:\[0\] cross"),
        (Constraints(locked=(Bead((0,), (9,)),)), "names a target segment that does not exist: there are 3"),
        (Constraints(locked=(Bead((0, 2), (0,)),)), "do not follow each other"),
        (Constraints(locked=(Bead((0,), ()),)), "has an empty side"),
        (
            Constraints(locked=(Bead((0,), (0,)),), barred_source=frozenset({0})),
            "holds a segment that is to stay alone",
        ),
        (Constraints(gates=((1, 2), (2, 1))), r"the gates \(1, 2\) and \(2, 1\) cross"),
        (Constraints(gates=((9, 9),)), "lies outside of 3 x 3 segments"),
        (Constraints(locked=(Bead((0, 1), (0,)),), gates=((1, 1),)), "cuts the locked pair"),
    ],
)
def test_impossible_constraints_are_reported(constraints: Constraints, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        align(["a", "b", "c"], ["a", "b", "c"], constraints)


def test_no_constraints_change_nothing() -> None:
    lines = ["red fox", "old house", "green tea"]
    assert align(lines, lines, Constraints()) == align_segments(
        document(lines), document(lines), WORDS, replace(AlignSettings())
    )
