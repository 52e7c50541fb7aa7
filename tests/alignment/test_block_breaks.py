"""A paragraph break inside a bead is evidence only if the paragraphs of the documents correspond."""

from __future__ import annotations

import numpy
import pytest

from aligner.alignment.block_breaks import BlockBreaks
from aligner.alignment.constraints import Constraints
from aligner.alignment.membership import questions_about
from aligner.alignment.scoring import bead_shapes

SHAPES = bead_shapes(8)


def test_a_break_on_one_side_only_is_evidence_of_an_untranslated_segment() -> None:
    path = [(1, 1)] * 40 + [(1, 3)] + [(1, 1)] * 40
    chinese = numpy.arange(81) // 4
    english = numpy.concatenate([numpy.arange(41) // 4, [10, 11], (numpy.arange(40) + 41) // 4 + 1])
    breaks = BlockBreaks.of(path, (chinese, english))
    questions = questions_about(path, SHAPES, Constraints())
    first, last = breaks.log_odds(questions)
    assert first < 0
    assert last > 1  # the last of the three stands in a paragraph of its own


def test_breaks_are_no_evidence_if_every_line_is_a_block() -> None:
    path = [(1, 1)] * 20 + [(1, 2)]
    breaks = BlockBreaks.of(path, (numpy.arange(21), numpy.arange(22)))
    assert breaks.log_odds(questions_about(path, SHAPES, Constraints())).tolist() == [0, 0]


def test_breaks_are_no_evidence_if_only_one_text_has_paragraphs() -> None:
    path = [(1, 1)] * 20 + [(1, 2)] + [(2, 1)]
    breaks = BlockBreaks.of(path, (numpy.zeros(23, int), numpy.arange(23)))
    assert breaks.log_odds(questions_about(path, SHAPES, Constraints())) == pytest.approx([0] * 4, abs=0.01)


def test_a_single_bead_and_an_empty_path_are_no_evidence() -> None:
    for path in ([], [(1, 2)]):
        breaks = BlockBreaks.of(path, (numpy.zeros(1, int), numpy.arange(2)))
        assert numpy.abs(breaks.evidence).max() < 0.1
