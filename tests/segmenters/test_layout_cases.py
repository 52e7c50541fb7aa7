"""Layouts that once lost or tore text, each as its own case, and what may be removed with which evidence."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from aligner.bitext import Document
from aligner.readers import read
from aligner.segmenters import segment
from aligner.segmenters.layout import clean
from aligner.settings import SegmentSettings

DATA = Path(__file__).parents[1] / "data" / "layout"
FOOTERS = {"en": "Harbour Ferries Annual Report 2023 {}", "zh": "海港渡轮年报 2023 {}"}
CELLS = {
    "en": "2.1 Check that the engine room has two ways out, both of which can be opened from inside without a key, "
    "and that the lamps above them are lit for at least an hour when the power fails.",
    "zh": "2.1 检查机房是否有两个出口，两个出口都可以不用钥匙从里面打开，而且停电时出口上方的灯至少能亮一小时。",
}


def sentences(name: str, language: str) -> list[str]:
    document = replace(read(DATA / name), language=language)  # type: ignore[arg-type]
    return [each.text for each in segment(document, SegmentSettings()).segments]


def texts(document: Document) -> list[str]:
    return [block.text for block in document.blocks]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_footer_whose_title_ends_in_a_digit_is_removed_from_every_page(language: str) -> None:
    cleaned = clean(read(DATA / f"footer.{language}.pdf"))
    assert [removal.text for removal in cleaned.removed] == [FOOTERS[language].format(page) for page in range(1, 7)]
    assert {removal.reason for removal in cleaned.removed} == {"page number"}
    assert not [text for text in texts(cleaned) if "2023" in text]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_narrow_table_leaves_the_body_joined(language: str) -> None:
    without = sentences(f"without_table.{language}.pdf", language)
    with_table = sentences(f"narrow_table.{language}.pdf", language)
    assert len(without) == 18
    assert [text for text in with_table if text in without] == without
    cells = [block for block in clean(read(DATA / f"narrow_table.{language}.pdf")).blocks if block.kind == "cell"]
    assert len(cells) == 12
    assert CELLS[language] in [cell.text for cell in cells]
    assert sum(cell.text == "✓" for cell in cells) == 6


def test_a_count_of_a_total_is_no_page_number() -> None:
    cleaned = clean(read(DATA / "count_of_total.en.txt"))
    assert not cleaned.removed
    assert any(
        "with a good result (180 of 540 persons, against 95 of 538) was larger in every centre." in sentence
        for sentence in sentences("count_of_total.en.txt", "en")
    )


def test_a_part_that_alone_is_wrapped_is_unwrapped() -> None:
    found = texts(clean(read(DATA / "wrapped_in_one_part.en.txt")))
    assert len(found) == 11
    assert found[6].startswith("The next morning")
    assert found[7] == (
        "The pump is delivered with two filters. Replace the coarse one every six months and the fine one every "
        "month, and write the date on the label so that nobody has to guess."
    )
    lines = (DATA / "wrapped_in_one_part.zh.txt").read_text(encoding="utf-8").split("\n\n")
    assert texts(clean(read(DATA / "wrapped_in_one_part.zh.txt"))) == [line.strip() for line in lines]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_kept_furniture_stands_behind_the_paragraph_it_interrupts(language: str) -> None:
    path = DATA / f"footer.{language}.pdf"
    usual, kept = clean(read(path)), clean(read(path), keep_furniture=True)
    assert kept.removed == ()
    footers = {FOOTERS[language].format(page) for page in range(1, 7)}
    assert [text for text in texts(kept) if text not in footers] == texts(usual)
    assert [text for text in texts(kept) if text in footers] == sorted(footers)


def test_what_a_reader_left_out_comes_back(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        "<html><body><nav><a href='/'>Home</a> <a href='/a'>About us</a></nav><main><h1>The lamp</h1>"
        "<p>He lit the lamp, opened the book and wrote down the date, the wind and the height of the tide.</p>"
        "</main></body></html>",
        encoding="utf-8",
    )
    document = read(page)
    assert [removal.text for removal in document.removed] == ["Home About us"]
    assert texts(segment(document, SegmentSettings(keep_furniture=True))) == ["Home About us", *texts(document)]


def test_numbers_that_do_not_count_the_pages_stay() -> None:
    counts = {"spring": 12, "summer": 40, "autumn": 7, "winter": 31}
    pages = [f"The harbour was quiet in {season}.\nBoats at sea: {count}\n" for season, count in counts.items()]
    document = read_text("\f".join(pages))
    assert not clean(document).removed


def test_a_line_that_begins_with_a_cited_number_is_no_note_when_its_sentence_began_before() -> None:
    first = "The keeper wrote that of all the boats12 that had left the harbour in the spring of that year only\n"
    first += "12 of them came home before the autumn storms began to blow from the north along the whole coast and\n"
    document = read_text(first + "\fthe villagers waited on the quay.\n")
    joined = " ".join(texts(clean(document)))
    assert "that year only 12 of them came home" in joined


def read_text(text: str) -> Document:
    from aligner.readers.text import read_text as read_bytes

    return read_bytes(text.encode(), "test.txt")


@pytest.mark.parametrize(("language", "stem"), [("en", "asvs4-en"), ("zh", "asvs4-zh-cn")])
def test_a_real_standard_comes_out_of_its_pdf_as_whole_as_out_of_its_word_file(
    shared: Path, language: str, stem: str
) -> None:
    from benchmarks.layouts.word_documents import whole_share

    folder = shared / "real" / "asvs"
    whole, all_of_them, missing = whole_share(folder / f"{stem}.docx", folder / f"{stem}.pdf", language)  # type: ignore[arg-type]
    assert whole >= 0.95 * all_of_them, missing[:3]


def test_letters_set_apart_by_text_recognition_are_words_again() -> None:
    text = "C H A P T E R  O N E\n\nT h e  l i c e n c e  o f  t h e  k e e p e r,  o n c e  g i v e n,  s t a y s.\n"
    assert texts(clean(read_text(text))) == ["CHAPTER ONE", "The licence of the keeper, once given, stays."]
    for kept in ("a b c d e f g\n", "A B C D or none of these\n", "I a m\n"):
        assert texts(clean(read_text(kept))) == [kept.strip()]


def test_chinese_cut_by_characters_keeps_its_words_when_recognition_adds_indents() -> None:
    sentence = "请先安装 Marram 2.4，再把 marram-2.4.1.tar.gz 解压到自己的目录里，然后运行 marram init 命令建立存档。"
    paragraph = sentence * 5
    lines = [paragraph[start : start + 34] for start in range(0, len(paragraph), 34)]
    noisy = [
        " " * (number % 7 == 5 and line == line.strip()) + line + " " * (number % 2)
        for number, line in enumerate(lines)
    ]
    found = texts(clean(read_text("\n".join([*noisy, "", *noisy]) + "\n")))
    assert ["".join(text.split()) for text in found] == ["".join(paragraph.split())] * 2
    assert all(text.count("marram-2.4.1.tar.gz") >= 4 for text in found)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_leaflet_of_the_wrapped_part_alone_is_unwrapped(language: str) -> None:
    found = sentences(f"wrapped_in_one_part.{language}.txt", language)
    alone = (DATA / f"wrapped_in_one_part.{language}.txt").read_text(encoding="utf-8").split("\n\n")[-4:]
    document = clean(replace(read_text("\n\n".join(alone)), language=language))  # type: ignore[arg-type]
    leaflet = [each.text for each in segment(document, SegmentSettings()).segments]
    assert leaflet == found[-len(leaflet) :]
    assert all(text[-1] in ".。" for text in leaflet)


def test_contents_lose_their_dots_and_keep_their_titles() -> None:
    titles = ["1 Scope", "2 Terms and definitions", "3 General requirements"]
    lines = [f"{title} {'. ' * 20}{number}" for number, title in enumerate(titles, start=2)]
    document = clean(read_text("\n".join(["Contents", "", *lines, "", "Name: ....................", ""])))
    assert texts(document) == ["Contents", *titles, "Name: ...................."]
    assert len(document.removed) == 3
    assert clean(read_text("Page ........ 3\n")).removed == ()
