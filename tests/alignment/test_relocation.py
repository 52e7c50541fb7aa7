"""Locked beads of an earlier run are found again by their text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from aligner.alignment.relocation import relocate_locked
from aligner.bitext import Bead, Bitext
from tests.alignment.made import document

ENGLISH = ["One.", "Yes.", "Two.", "Yes.", "Three.", "Four."]
CHINESE = ["一。", "是。", "二。", "是。", "三。", "四。"]
BEADS = (Bead((0,), (0,)), Bead((3,), (3,), 0.5, 1.0, "locked"), Bead((4, 5), (4, 5), 0.4, 1.0, "locked"))
EARLIER = Bitext(document(ENGLISH, "en"), document(CHINESE, "zh"), BEADS)


def again(english: list[str], chinese: list[str]) -> tuple[list[tuple[tuple[int, ...], tuple[int, ...]]], int]:
    beads, lost = relocate_locked(EARLIER, document(english, "en"), document(chinese, "zh"))
    return [(bead.source, bead.target) for bead in beads], len(lost)


def test_unchanged_documents_keep_every_locked_bead_as_it_was() -> None:
    assert relocate_locked(EARLIER, EARLIER.source, EARLIER.target) == (BEADS[1:], ())


def test_insertions_shift_them_and_equal_texts_are_told_apart_by_their_neighbours() -> None:
    assert again(["New.", "Yes.", *ENGLISH], CHINESE[1:]) == ([((5,), (2,)), ((6, 7), (3, 4))], 0)


def test_edited_beads_are_reported_as_lost() -> None:
    assert again([*ENGLISH[:5], "Four, edited."], CHINESE) == ([((3,), (3,))], 1)


def test_exchanged_documents_exchange_the_beads() -> None:
    beads, lost = relocate_locked(EARLIER, EARLIER.target, EARLIER.source)
    assert (beads, lost) == (tuple(bead.mirrored() for bead in BEADS[1:]), ())


def test_a_locked_null_bead_is_found_too() -> None:
    earlier = replace(EARLIER, beads=(Bead((2,), (), status="locked"),))
    beads, lost = relocate_locked(earlier, document(["New.", *ENGLISH], "en"), document(CHINESE, "zh"))
    assert [(bead.source, bead.target) for bead in beads] == [((3,), ())]
    assert lost == ()


@given(st.lists(st.sampled_from("abcd"), min_size=1, max_size=12), st.data())
def test_found_beads_rise_and_hold_the_same_texts(texts: list[str], data: st.DataObject) -> None:
    now = [text for text in texts if data.draw(st.booleans())] + data.draw(
        st.lists(st.sampled_from("abxy"), max_size=4)
    )
    beads = tuple(Bead((n,), (n,), status="locked") for n in range(len(texts)))
    earlier = Bitext(document(texts, "en"), document(texts, "zh"), beads)
    found, lost = relocate_locked(earlier, document(now, "en"), document(texts, "zh"))
    assert len(found) + len(lost) == len(beads)
    assert [b.source for b in found] == sorted({b.source for b in found})
    assert all(now[bead.source[0]] == texts[bead.target[0]] for bead in found)


def test_segmentation_makes_no_difference() -> None:
    """A cell of a table holds the text of several segments."""
    earlier = Bitext(document(["One. Yes.", "Two."], "en"), document(["一。是。", "二。"], "zh"), (Bead((0,), (0,)),))
    found, lost = relocate_locked(earlier, document(["New.", *ENGLISH], "en"), document(CHINESE, "zh"), everything=True)
    assert [(bead.source, bead.target) for bead in found] == [((1, 2), (0, 1))]
    assert lost == ()
