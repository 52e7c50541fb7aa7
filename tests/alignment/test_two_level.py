"""Gates are only between trusted blocks."""

from __future__ import annotations

from aligner.alignment.two_level import block_gates, block_sizes, whole_blocks
from aligner.bitext import Bead, Block, Document, Segment


def document(language: str, *blocks: list[str]) -> Document:
    """Return a document whose blocks hold the given sentences."""
    segments = []
    for number, sentences in enumerate(blocks):
        start = 0
        for sentence in sentences:
            segments.append(Segment(sentence, number, start, start + len(sentence), 1))
            start += len(sentence) + 1
    return Document("made", tuple(Block(" ".join(block)) for block in blocks), language, tuple(segments))  # type: ignore[arg-type]


ENGLISH = document("en", ["Title"], ["One one.", "Two two."], ["Three.", "Four.", "Five."], ["Six.", "Seven."])
CHINESE = document("zh", ["标题"], ["一一。二二。"], ["三。", "四。", "五。"], ["六。", "七。"])
SURE = [Bead((n,), (n,), 0.9, 0.99) for n in range(4)]


def gates(beads: list[Bead]) -> tuple[tuple[int, int], ...]:
    return block_gates(ENGLISH, CHINESE, lambda _source, _target: beads)


def test_blocks_become_segments_and_their_sentences_are_counted() -> None:
    whole = whole_blocks(ENGLISH)
    assert [segment.text for segment in whole.segments] == [block.text for block in ENGLISH.blocks]
    assert block_sizes(ENGLISH) == [1, 2, 3, 2]


def test_trusted_neighbours_make_gates() -> None:
    assert gates(SURE) == ((1, 1), (3, 2), (6, 5))


def test_an_uncertain_bead_or_an_empty_side_has_no_gates() -> None:
    doubtful = [*SURE[:2], Bead((2,), (2,), 0.9, 0.5), SURE[3]]
    lacking = [*SURE[:2], Bead((2,), (), 0.0, 0.99), Bead((), (2,), 0.0, 0.99), SURE[3]]
    assert gates(doubtful) == gates(lacking) == ((1, 1),)


def test_different_lengths_make_no_gate() -> None:
    unlike = [SURE[0], Bead((1, 2), (1,), 0.9, 0.99), Bead((), (2,), 0.0, 0.99), SURE[3]]
    assert gates(unlike) == ()


def test_blocks_of_one_sentence_make_no_gates() -> None:
    lines = document("en", ["One."], ["Two."], ["Three."], ["Four."])
    assert block_gates(lines, lines, lambda _source, _target: SURE) == ()


def test_moved_blocks_make_no_gates() -> None:
    moved = [SURE[0], Bead((1,), (2,), 0.9, 0.9, "moved"), Bead((2,), (1,), 0.9, 0.99), SURE[3]]
    assert gates(moved) == ()
