"""Beads of more than eight segments on a side are found."""

from __future__ import annotations

from aligner import align_texts
from aligner.alignment.long_beads import candidate_stretches, long_bead_candidates
from aligner.settings import AlignSettings, SegmentSettings, Settings

CHINESE = [
    "会议在上午九点开始。",
    "主席首先致辞，他感谢了各位代表，谈到了农业、渔业、林业、矿业、教育、卫生、交通、能源、住房、就业、税收和国防"
    "方面的成就，并对下一年提出了要求。",
    "随后代表们分组讨论。",
    "午餐在二楼餐厅举行。",
    "下午讨论继续进行。",
    "会议在五点结束。",
]
THEMES = "agriculture fisheries forestry mining education health transport energy housing employment taxation defence"
ENGLISH = [
    "The meeting began at nine in the morning.",
    "The chairman spoke first and thanked the delegates.",
    *(f"He spoke of the achievements in {theme}." for theme in THEMES.split()),
    "He also made demands for the coming year.",
    "Afterwards the delegates held group discussions.",
    "Lunch was served in the restaurant on the second floor.",
    "Discussions continued in the afternoon.",
    "The meeting ended at five o'clock.",
]


def shapes(max_span: int) -> list[tuple[int, int]]:
    """Return the shapes of the beads with two sides."""
    settings = Settings(segment=SegmentSettings(segmenter="lines"), align=AlignSettings(max_span=max_span))
    bitext = align_texts("\n".join(CHINESE), "\n".join(ENGLISH), settings=settings)
    return [(len(bead.source), len(bead.target)) for bead in bitext.beads if not bead.is_null]


def test_a_sentence_that_became_fourteen_is_one_bead() -> None:
    assert shapes(16) == [(1, 1), (1, 14), (1, 1), (1, 1), (1, 1), (1, 1)]


def test_the_longest_bead_can_be_set() -> None:
    assert max(map(max, shapes(10))) <= 10
    assert max(map(max, shapes(3))) <= 3


def test_the_context_of_a_long_bead_is_searched_again() -> None:
    path = [(1, 1)] * 5 + [(1, 8), (0, 1), (0, 1)] + [(1, 1)] * 5
    (stretch,) = candidate_stretches(path, frozenset())
    assert stretch.beads == range(3, 10)
    assert (stretch.rows, stretch.columns) == (range(3, 8), range(3, 17))
    assert next(candidate_stretches(path, frozenset([(5, 5), (6, 13)]))).beads == range(5, 6)


def test_only_large_beads_with_unaligned_segments_beside_them_may_be_longer() -> None:
    assert long_bead_candidates([(1, 1), (1, 8), (1, 1)]) == []
    assert long_bead_candidates([(0, 1), (1, 7), (0, 1)]) == [1]
    assert long_bead_candidates([(0, 1), (1, 6), (0, 1)]) == []
    assert long_bead_candidates([(1, 0), (7, 1), (1, 0)]) == [1]
    assert long_bead_candidates([(0, 1), (7, 1), (0, 1)]) == []  # on the other side
    assert long_bead_candidates([(1, 4), *[(0, 1)] * 9]) == []


def test_neighbouring_long_beads_are_searched_together() -> None:
    path = [(1, 8), (0, 1), (1, 1), (1, 0), (8, 1), (1, 1), (1, 1), (1, 1)]
    (stretch,) = candidate_stretches(path, frozenset())
    assert stretch.beads == range(7)
