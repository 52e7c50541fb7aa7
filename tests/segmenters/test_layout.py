import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Block, Document
from aligner.readers import read
from aligner.segmenters.layout import clean
from tests.growth.growth import assert_linear

GOLDEN = Path(__file__).parents[1] / "golden" / "layout"
SHARED = Path(__file__).parents[3] / "shared"
CASES = sorted(GOLDEN.glob("*.json"))
UNCHANGED = sorted((GOLDEN / "unchanged").glob("*.txt"))

needs_seeds = pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared seed documents are not here")
needs_eval = pytest.mark.skipif(not (SHARED / "eval").is_dir(), reason="the shared evaluation texts are not here")


def document(text: str) -> Document:
    lines = text.split("\n")
    return Document("test", tuple(Block(line, number, "line") for number, line in enumerate(lines, start=1)))


def texts(cleaned: Document) -> list[str]:
    return [block.text for block in cleaned.blocks]


def seed(number: str) -> Document:
    return clean(read(next((SHARED / "seeds").glob(f"{number}_*.txt"))))


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_golden(path):
    expected = json.loads(path.read_text(encoding="utf-8"))
    cleaned = clean(read(path.with_suffix(".txt")))
    assert texts(cleaned) == expected["blocks"]
    assert [removal.text for removal in cleaned.removed] == expected["removed"]


@pytest.mark.parametrize("path", UNCHANGED, ids=lambda path: path.stem)
def test_must_not_change(path):
    cleaned = clean(read(path))
    assert texts(cleaned) == [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    assert not cleaned.removed


@pytest.mark.parametrize("path", [*CASES, *UNCHANGED], ids=lambda path: path.stem)
def test_cleaning_the_cleaned_text_changes_nothing(path):
    once = clean(read(path.with_suffix(".txt")))
    again = clean(document("\n\n".join(texts(once))))
    assert texts(again) == texts(once)
    assert not again.removed


def by_line(cleaned: Document) -> dict[int, str]:
    """Rebuild what each line of the file holds from the blocks and the removals."""
    found: dict[int, str] = {}
    for block in cleaned.blocks:
        starts = [(0, block.line), *block.joins]
        ends = [offset for offset, _ in block.joins] + [len(block.text)]
        for (start, line), end in zip(starts, ends, strict=True):
            found[line] = found.get(line, "") + block.text[start:end]
    for removal in cleaned.removed:
        found[removal.line] = found.get(removal.line, "") + removal.text
    return found


def assert_nothing_lost(original: Document, cleaned: Document) -> None:
    found = by_line(cleaned)
    for block in original.blocks:
        assert "".join(found.get(block.line, "").split()) == "".join(block.text.split())
    assert [removal.line for removal in cleaned.removed] == sorted(removal.line for removal in cleaned.removed)


@pytest.mark.parametrize("path", [*CASES, *UNCHANGED], ids=lambda path: path.stem)
def test_golden_texts_lose_nothing(path):
    original = read(path.with_suffix(".txt"))
    assert_nothing_lost(original, clean(original))


fragments = st.sampled_from(
    """
    |Page 1 of 3|Page 2 of 3|- 3 -|3|4|A/1/22|第 1 页|第 2 页|https://example.org/1|1. He said|(a) yes|¹ A note.
    |of the old quay which the villagers of the north had|mended before the winter, when the ice came and the
    |boats lay still. Nobody was out on the water and|infor-|mation|the coun-|cils of the north
    |老渔民每天清晨都要到码头上走一趟，看看潮水涨到了|第几级石阶，再抬头望望远处的灯塔，然后才慢慢地走|回家。|　　他说：
    """.replace("\n", "").split("|")
)
lines_of_all_kinds = st.lists(
    st.one_of(fragments, fragments, st.text(alphabet="ab -,.中文。\u3000\u00ad", max_size=50))
)


@given(lines_of_all_kinds, st.booleans())
def test_nothing_is_lost(lines, paged):
    blocks = tuple(Block(line, n, "line", 1 + n // 7 if paged else None) for n, line in enumerate(lines, start=1))
    original = Document("test", blocks)
    cleaned = clean(original)
    assert_nothing_lost(original, cleaned)
    assert all(block.text == block.text.strip() and block.text for block in cleaned.blocks)
    for block in cleaned.blocks:
        offsets = [offset for offset, _ in block.joins]
        assert offsets == sorted(offsets)
        assert all(0 < offset < len(block.text) for offset in offsets)


sentences = st.sampled_from(
    [
        "The keeper climbed the stairs slowly, because his knee had begun to hurt again in the cold weather.",
        "He lit the lamp.",
        "“No boats were out,” he wrote, and he put the pen back into the drawer of the table.",
        "Was it the wind?",
        "守灯人慢慢地爬上楼梯，因为天气一冷，他的膝盖又开始疼了。",
        "他点亮了灯。",
        "“没有船。”他说。",
    ]
)


@given(st.lists(sentences, min_size=1, max_size=40), st.sampled_from(["\n", "\n\n"]))
def test_one_paragraph_a_line_comes_back(paragraphs, between):
    cleaned = clean(document(between.join(paragraphs)))
    assert texts(cleaned) == paragraphs
    assert not cleaned.removed


def test_a_document_without_lines_passes_untouched():
    already = Document("test", (Block("A paragraph"), Block("cut in two")))
    assert clean(already) is already


def test_joins_tell_the_line_of_every_character():
    (block,) = clean(read(GOLDEN / "english_hyphens.txt")).blocks
    assert block.line_at(0) == 1
    assert block.line_at(block.text.index("mation")) == 2
    assert block.line_at(block.text.index("smuggling budget")) == 4


def test_a_removal_says_why():
    cleaned = clean(read(GOLDEN / "english_pages_double_spaced.txt"))
    reasons = {removal.text: removal.reason for removal in cleaned.removed}
    assert reasons["3/4 31-04518"] == "page number"
    assert reasons["H/2031/77"] == "repeated at the edges of 3 pages"
    assert "masthead" in reasons["*3104518*"]
    assert "link" in reasons["https://example.org/en/H/58%20(2027)"]


def test_kinds():
    cleaned = clean(document("# Lamps\n\nThe lamp is lit at dusk.\n\n- by hand\n\n(b) by clockwork\n\n第一章 灯"))
    assert [block.kind for block in cleaned.blocks] == ["heading", "paragraph", "item", "item", "heading"]


def test_long_documents_take_linear_time():
    line = "The keeper climbed the stairs slowly, for his knee hurt, and he lit lamp number {}."

    def cleaned(lines):
        return clean(document("\n".join(line.format(number) for number in range(lines))))

    assert len(cleaned(4_000).blocks) == 4_000
    assert_linear(cleaned, 4_000)


@needs_seeds
def test_draft_resolution_has_one_block_for_each_paragraph():
    found = texts(seed("000"))
    body = found[found.index("The Security Council,") + 1 :]
    numbered = [text for text in body if re.match(r"\d+\. ", text)]
    lettered = [text for text in body if re.match(r"\([a-f]\) ", text)]
    assert [int(text.split(".")[0]) for text in numbered] == list(range(1, 27))
    assert [text[1] for text in lettered] == list("ababcdef")
    assert len(body) == 53
    assert all(text[-1] in ",;:." for text in body)
    for text in found:
        assert not re.search(r"S/2019/580|19-?12419|https?://|\b\d/7\b", text)


@needs_seeds
def test_adopted_resolution_stands_beside_its_draft():
    draft, adopted = texts(seed("000")), texts(seed("001"))
    draft = draft[draft.index("The Security Council,") :]
    adopted = adopted[adopted.index("安全理事会，") :]
    assert len(draft) == len(adopted) == 54
    marker = re.compile(r"\d+\.|\([a-z]\)|")
    assert [marker.match(text)[0] for text in draft] == [marker.match(text)[0] for text in adopted]
    assert all(text[-1] in "，；：。" for text in adopted)


@needs_seeds
@pytest.mark.parametrize(("number", "paragraphs"), [("002", 38), ("004", 51)])
def test_paragraphs_cut_by_pages_are_whole(number, paragraphs):
    cleaned = seed(number)
    assert len(cleaned.blocks) == paragraphs
    assert not any(block.text[0].islower() for block in cleaned.blocks)
    assert not cleaned.removed


@needs_eval
@pytest.mark.parametrize("name", [f"mac-dev/{n:03}.{side}" for n in range(1, 7) for side in ("en", "zh")])
def test_one_sentence_a_line_is_left_alone(name):
    path = SHARED / "eval" / name
    cleaned = clean(read(path))
    assert texts(cleaned) == [line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
