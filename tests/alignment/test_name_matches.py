"""Names are matched by their sound only in stretches with many names."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from aligner import align
from aligner.alignment.name_matches import name_coverage, unknown_names, with_name_matches
from aligner.alignment.word_matches import Stretch, WordMatches
from aligner.formats import read_beads
from aligner.settings import SegmentSettings, Settings
from tests.alignment.made import Words

REGISTERS = Path(__file__).with_name("registers")
SHAPES = ((1, 1), (2, 1), (3, 1))
CHINESE = ["塔尔文的儿子是俄勒布。", "俄勒布的儿子是米书尔。", "他们在河边定居。"]
ENGLISH = ["The sons of Tarvin; Oleb his son, Meshur his son,", "They settled by the river."]


def nothing_told() -> WordMatches:
    zeros = numpy.zeros((3, 3, 2), numpy.float32)
    return WordMatches(SHAPES, (Stretch(range(3), range(2), zeros, zeros),))


def test_a_register_of_names_is_aligned() -> None:
    settings = Settings(segment=SegmentSettings(segmenter="lines"))
    bitext = align(REGISTERS / "list.en", REGISTERS / "list.zh", settings)
    found = {(bead.source, bead.target) for bead in bitext.beads if not bead.is_null}
    gold = {(bead.source, bead.target) for bead in read_beads(REGISTERS / "list.gold")}
    assert len(found & gold) >= 0.75 * len(gold)
    assert all(set(target) & set(right) for source, target in found for other, right in gold if source == other)


def test_names_raise_the_scores_of_segments_with_them() -> None:
    found = name_coverage(CHINESE, [["Tarvin", "Oleb", "Meshur"], []], SHAPES)
    assert found.shape == (3, 3, 2)
    assert found[1, 1, 0] > found[0, 0, 0] > found[2, 0, 0]
    assert not found[:, :, 1].any()


def test_nothing_is_added_without_names_or_for_other_languages() -> None:
    embedder, matches = Words(), nothing_told()
    plain = ["They settled by the river and slept.", "Then it rained."]
    assert with_name_matches(matches, embedder, (CHINESE, plain), ("zh", "en")) == matches
    assert with_name_matches(matches, embedder, (CHINESE, ENGLISH), ("zh", "de")) is matches
    # the embedder knows each of the names as one token
    assert with_name_matches(matches, embedder, (CHINESE, ENGLISH), ("zh", "en")) == matches


@pytest.mark.parametrize("name", ["Meshur", "Ezbor"])
def test_names_of_several_tokens_are_unknown(name: str) -> None:
    from aligner.embedders import load_embedder

    embedder = load_embedder()
    assert unknown_names([[name, "London"]], embedder) == [[name]]  # type: ignore[arg-type]
