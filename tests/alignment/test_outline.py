"""The outline: blocks are paired first, sentences stay inside passages, and beads agree with passages."""

from __future__ import annotations

import numpy
import pytest

from aligner.alignment.constraints import LOCKED
from aligner.alignment.outline import agreeing_beads, within_passages
from aligner.alignment.outline.passages import supported_anchors
from aligner.bitext import Bead, Bitext, Block, Document, Passage, Segment
from aligner.embedders import load_embedder
from aligner.pipeline import align, align_documents, align_texts
from aligner.settings import Settings

EMBEDDER = load_embedder()
ENGLISH = (
    ("heading", "Opening hours"),
    ("paragraph", "The library opens at nine. It closes at six in the evening."),
    ("item", "Books may be kept for three weeks."),
    ("item", "Newspapers stay in the reading room."),
    ("item", "Children under six need a grown-up."),
    ("paragraph", "Please leave bags and coats in the lockers beside the stairs."),
    ("paragraph", "On Sundays the museum shows old maps of the harbour."),
)
CHINESE = (
    ("heading", "开放时间"),
    ("paragraph", "图书馆九点开门。晚上六点关门。"),
    ("item", "图书可以借三个星期。"),
    ("item", "报纸只能在阅览室里看。"),
    ("item", "六岁以下儿童须由成人陪同。"),
    ("paragraph", "请把包和大衣放在楼梯旁的储物柜里。"),
    ("paragraph", "星期天博物馆展出海港的古地图。"),
)


def document(blocks, language, without=(), order=None):
    chosen = [blocks[number] for number in (order or range(len(blocks))) if number not in without]
    made = (
        Block(text, line, kind, level=int(kind in ("heading", "item"))) for line, (kind, text) in enumerate(chosen, 1)
    )
    return Document(language, tuple(made), language)


def outlined(**changes):
    return align_documents(document(ENGLISH, "en"), document(CHINESE, "zh", **changes), outline=True, embedder=EMBEDDER)


def assert_whole(bitext: Bitext) -> None:
    """Each segment stands in one bead, and each block with segments in one passage."""
    for side in ("source", "target"):
        held = [number for bead in bitext.beads for number in getattr(bead, side)]
        segments = getattr(bitext, side).segments
        assert sorted(held) == list(range(len(segments)))
        blocks = [number for passage in bitext.passages for number in getattr(passage, side)]
        assert sorted(blocks) == sorted({segment.block for segment in segments})


def test_a_translation_has_its_passages_and_sentences_stay_inside():
    bitext = outlined()
    assert_whole(bitext)
    assert [(passage.source, passage.target) for passage in bitext.passages] == [((n,), (n,)) for n in range(7)]
    for bead in bitext.beads:
        assert {bitext.source.segments[n].block for n in bead.source} == {
            bitext.target.segments[n].block for n in bead.target
        }
    assert bitext.signature.endswith("|outline")


def test_a_missing_item_stays_alone():
    bitext = outlined(without=(3,))
    assert_whole(bitext)
    assert [passage.source for passage in bitext.passages if not passage.target] == [(3,)]
    (bead,) = [bead for bead in bitext.beads if bead.is_null]
    assert bitext.source_text(bead) == ENGLISH[3][1]


def test_a_moved_block_is_a_moved_bead():
    bitext = outlined(order=(0, 6, 1, 2, 3, 4, 5))
    assert_whole(bitext)
    (passage,) = [passage for passage in bitext.passages if passage.moved]
    (bead,) = [bead for bead in bitext.beads if bead.status == "moved"]
    assert (passage.source, passage.target) == ((6,), (1,))
    assert bitext.source_text(bead) == ENGLISH[6][1]
    assert bitext.target_text(bead) == CHINESE[6][1]
    assert [bead.source for bead in bitext.beads if bead.source] == sorted(
        bead.source for bead in bitext.beads if bead.source
    )


def test_swapped_sides_give_the_same_pairs():
    forth = outlined(without=(4,))
    back = align_documents(
        document(CHINESE, "zh", without=(4,)), document(ENGLISH, "en"), outline=True, embedder=EMBEDDER
    )
    assert {(p.source, p.target) for p in forth.passages} == {(p.target, p.source) for p in back.passages}
    assert {(b.source, b.target) for b in forth.beads} == {(b.target, b.source) for b in back.beads}
    mirrored = forth.mirrored()
    assert [(p.target, p.source) for p in mirrored.passages] == [(p.source, p.target) for p in forth.passages]


def test_without_the_outline_nothing_changes():
    plain = align_documents(document(ENGLISH, "en"), document(CHINESE, "zh"), embedder=EMBEDDER)
    assert plain.passages == ()
    assert "outline" not in plain.signature


def test_a_locked_bead_counts_more_than_the_outline(tmp_path):
    # the third item is locked to the second of the other side
    (tmp_path / "anchors.txt").write_text("[4]:[3]\n", encoding="utf-8")
    bitext = align_documents(
        document(ENGLISH, "en"),
        document(CHINESE, "zh"),
        outline=True,
        embedder=EMBEDDER,
        anchors=tmp_path / "anchors.txt",
    )
    assert_whole(bitext)
    assert [(bead.source, bead.target) for bead in bitext.beads if bead.status == LOCKED] == [((4,), (3,))]


SIDES = [
    Document(
        name,
        (Block("A. B."), Block("C."), Block("D.")),
        name,
        (Segment("A.", 0, 0, 2, 1), Segment("B.", 0, 3, 5, 1), Segment("C.", 1, 0, 2, 2), Segment("D.", 2, 0, 2, 3)),
    )
    for name in ("en", "zh")
]


def test_constraints_are_the_ends_of_passages_that_stay_and_the_segments_of_the_rest():
    passages = (Passage((0,), (0,)), Passage((1,), (2,), moved=True), Passage((2,), ()), Passage((), (1,)))
    held = within_passages(*SIDES, passages)
    assert held.gates == ((0, 0), (2, 2))
    assert (held.barred_source, held.barred_target) == (frozenset({2, 3}), frozenset({2, 3}))


def test_a_pair_of_blocks_without_a_pair_of_sentences_is_one_bead():
    passages = (Passage((0,), (0,), 0.5), Passage((1,), (1,)), Passage((2,), ()), Passage((), (2,)))
    beads = [Bead((n,), ()) for n in (0, 1)] + [Bead((), (n,)) for n in (0, 1)] + [Bead((2,), (2,), 0.7, 0.9)]
    beads += [Bead((3,), ()), Bead((), (3,))]
    found = agreeing_beads(beads, *SIDES, passages)
    assert [(bead.source, bead.target) for bead in found] == [((0, 1), (0, 1)), ((2,), (2,)), ((), (3,)), ((3,), ())]
    assert (found[0].score, found[0].confidence) == (0.5, 0.95)


# a model that is loaded


def test_a_loaded_model_is_used_and_the_last_one_stays(monkeypatch):
    class Named:
        """Another name for the same model."""

        def __getattr__(self, name):
            return "of my own" if name == "signature" else getattr(EMBEDDER, name)

    texts = ["The tea is hot.", "It rained all night."], ["茶很烫。", "雨下了一整夜。"]
    assert "model:of my own|" in align_texts(*texts, embedder=Named()).signature
    loads = []
    from aligner.embedders.static import StaticEmbedder

    load = StaticEmbedder.load
    monkeypatch.setattr(StaticEmbedder, "load", lambda *given: loads.append(given) or load(*given))
    align_texts(*texts, settings=Settings())
    first = len(loads)
    for _ in range(5):
        align_texts(*texts)
    assert len(loads) == first <= 1


def test_a_rewritten_model_is_loaded_again(tmp_path):
    import shutil

    from aligner.embedders import BUNDLED_FOLDER

    folder = tmp_path / "model"
    shutil.copytree(BUNDLED_FOLDER, folder)
    before = load_embedder(str(folder))
    assert load_embedder(str(folder)) is before
    card = folder / "model.json"
    card.write_text(card.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert load_embedder(str(folder)) is not before


@pytest.mark.parametrize("order", ["en", "zh"])
def test_a_text_that_is_laid_out_has_an_outline_too(order):
    texts = "The tea is hot.\n\nIt rained all night.", "茶很烫。\n\n雨下了一整夜。"
    bitext = align_texts(*(texts if order == "en" else texts[::-1]), outline=True, embedder=EMBEDDER)
    assert len(bitext.passages) == 2
    assert_whole(bitext)


def test_one_wrong_anchor_does_not_exclude_the_correct_path():
    steps = [(number, number) for number in (0, 1, 2, 3)]
    jump = [(number, number - 60) for number in (100, 101, 102)]
    anchors = numpy.array([*steps, (90, 20), *((number, number) for number in (92, 93))])
    assert supported_anchors(anchors).tolist() == [list(each) for each in (*steps, (92, 92), (93, 93))]
    together = numpy.array([*steps, *jump])
    assert supported_anchors(together).tolist() == together.tolist(), "many blocks are missing"
    assert supported_anchors(anchors[:2]).tolist() == anchors[:2].tolist()


def test_a_table_of_numbers_keeps_its_order(tmp_path):
    rules = ["omission", "addition", "partial", "untranslated", "numbers", "links", "code", "tags", "headings", "moved"]
    rows = [f"| {{}} | `{rule}` | {n % 5} | {n % 3} | {n % 2} | 0 |" for n, rule in enumerate(rules * 2)]
    for name, header, word in (
        ("a.en.md", "| documents | rule | found | true | doubtful | false |", "magazine articles"),
        ("a.zh.md", "| 文档 | 规则 | 发现 | 属实 | 存疑 | 误报 |", "杂志文章"),
    ):
        lines = [header, "| - | - | - | - | - | - |", *(row.format(word) for row in rows)]
        (tmp_path / name).write_text("\n".join(lines), encoding="utf-8")
    made = align(tmp_path / "a.en.md", tmp_path / "a.zh.md", outline=True)
    assert {(passage.source, passage.target, passage.moved) for passage in made.passages} == {
        ((number,), (number,), False) for number in range(len(made.source.blocks))
    }
