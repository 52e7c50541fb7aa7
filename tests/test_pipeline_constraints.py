"""What the path must keep to: anchors of the user, code with code, paragraphs first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aligner import AlignSettings, Bitext, InputError, Settings, align, align_documents
from aligner.bitext import Block, Document
from aligner.pipeline import keeps_beads_whole
from tests.test_pipeline import paths

TWO_LEVEL = Settings(align=AlignSettings(two_level=True))


@pytest.fixture(scope="module")
def story() -> Bitext:
    return align(*paths("story"))


def beads_of(bitext: Bitext) -> list[tuple[tuple[int, ...], tuple[int, ...]]]:
    return [(bead.source, bead.target) for bead in bitext.beads]


def wrong_but_near(bitext: Bitext) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return a bead that no aligner would choose: a source segment with the counterpart of its neighbour."""
    first, second = next(
        pair for pair in zip(bitext.beads, bitext.beads[1:], strict=False) if {b.shape for b in pair} == {"1-1"}
    )
    return first.source, second.target


def held_once_in_order(bitext: Bitext) -> bool:
    return [n for bead in bitext.beads for n in bead.source] == list(range(len(bitext.source.segments))) and [
        n for bead in bitext.beads for n in bead.target
    ] == list(range(len(bitext.target.segments)))


def test_an_anchor_holds_against_all_evidence(story: Bitext, tmp_path: Path) -> None:
    source, target = wrong_but_near(story)
    anchors = tmp_path / "anchors.align"
    anchors.write_text(f"{list(source)}:{list(target)}\n[{source[0] + 20}]:[]\n", encoding="utf-8")
    forced = align(*paths("story"), anchors=anchors)
    assert (source, target) in beads_of(forced)
    assert ((source[0] + 20,), ()) in beads_of(forced)
    assert held_once_in_order(forced)
    locked = [bead for bead in forced.beads if bead.status == "locked"]
    assert (locked[0].source, locked[0].target, locked[0].confidence) == (source, target, 1.0)
    far = [each for each in beads_of(story) if each[0] and each[0][0] > source[0] + 40]
    assert set(far) <= set(beads_of(forced))


def test_locked_beads_survive_a_run_on_a_changed_document(story: Bitext, tmp_path: Path) -> None:
    source, target = wrong_but_near(story)
    anchors = tmp_path / "anchors.align"
    anchors.write_text(f"{list(source)}:{list(target)}\n", encoding="utf-8")
    earlier = align(*paths("story"), anchors=anchors)
    earlier.save(tmp_path / "earlier.bitext.jsonl")
    changed = tmp_path / "story.en.txt"
    changed.write_text("A new line in front.\n\n" + paths("story")[0].read_text(encoding="utf-8"), encoding="utf-8")
    again = align(changed, paths("story")[1], anchors=tmp_path / "earlier.bitext.jsonl")
    (locked,) = [bead for bead in again.beads if bead.status == "locked"]
    assert again.source_text(locked) == earlier.source_text(replace(locked, source=source))
    assert locked.target == target
    assert again.warnings == ()
    other = align(*paths("guide"), anchors=tmp_path / "earlier.bitext.jsonl")
    assert any("1 of 1 pairs of" in warning for warning in other.warnings)


def test_an_anchor_that_cannot_hold_names_its_line(tmp_path: Path) -> None:
    anchors = tmp_path / "anchors.align"
    anchors.write_text("[0]:[0]\n[9999]:[1]\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"anchors\.align:2: the source has no segment 9999"):
        align(*paths("story"), anchors=anchors)


def test_swapped_sides_mirror_with_anchors_and_two_levels(story: Bitext, tmp_path: Path) -> None:
    source, target = wrong_but_near(story)
    forth, back = tmp_path / "forth.align", tmp_path / "back.align"
    forth.write_text(f"{list(source)}:{list(target)}\n", encoding="utf-8")
    back.write_text(f"{list(target)}:{list(source)}\n", encoding="utf-8")
    one = align(*paths("story"), TWO_LEVEL, anchors=forth)
    other = align(*reversed(paths("story")), TWO_LEVEL, anchors=back)
    assert sorted(beads_of(one)) == sorted((target, source) for source, target in beads_of(other))


@pytest.mark.parametrize("genre", ["resolution", "story", "guide"])
def test_two_levels_keep_paragraphs_together_and_lose_nothing(genre: str) -> None:
    plain, two = align(*paths(genre)), align(*paths(genre), TWO_LEVEL)
    assert held_once_in_order(two)
    assert len(set(beads_of(plain)) & set(beads_of(two))) >= 0.97 * len(plain.beads)


def test_code_meets_code_only() -> None:
    prose = [("The cat sleeps on the warm roof.", "猫睡在温暖的屋顶上。"), ("The dog eats its bread.", "狗在吃面包。")]
    code = [("print('cat')  # the cat", "print('cat')  # 猫"), ("only_here()", None)]
    english = [Block(prose[0][0]), Block(code[0][0], kind="code"), Block(code[1][0], kind="code"), Block(prose[1][0])]
    chinese = [Block(prose[0][1]), Block(code[0][1], kind="code"), Block(prose[1][1])]
    source, target = Document("a", tuple(english), "en"), Document("b", tuple(chinese), "zh")
    bitext = align_documents(source, target)
    assert beads_of(bitext) == [((0,), (0,)), ((1,), (1,)), ((2,), ()), ((3,), (2,))]
    assert [bead.status for bead in bitext.beads] == ["", "code", "", ""]
    back = align_documents(target, source)
    assert sorted(beads_of(back)) == sorted((t, s) for s, t in beads_of(bitext))


@pytest.mark.parametrize(
    ("gate", "fits"), [((2, 2), True), ((4, 4), True), ((3, 3), False), ((2, 4), False), ((0, 5), False)]
)
def test_gates_give_way_to_locked_beads(gate: tuple[int, int], fits: bool) -> None:
    from aligner.bitext import Bead

    assert keeps_beads_whole(gate, [Bead((2, 3), (2, 3))]) is fits
