"""What single lines are taken for: page labels, leaders of contents, headings; each border once on either side."""

import pytest

from aligner.bitext import Place
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.page_labels import readings
from aligner.segmenters.layout.page_paragraphs import has_leader, measure_pages
from aligner.segmenters.layout.paragraphs import _kind


def line(text, size=10.0, page=1):
    place = Place(50.0, 400.0, 700.0, size, 50.0, 20.0, 500.0, 1)
    return Line(text, 1, page, 0, len(text), 0, place)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("12 Annual report", [12]),
        ("Annual report 12", [12]),
        ("2023 Annual report 12", [2023, 12]),
        ("Chapter 12", []),
        ("12 34", []),
    ],
)
def test_a_running_title_may_have_its_number_at_either_edge(text, numbers):
    assert [label.number for label in readings(0, line(text))] == numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [("Introduction ........ 5", True), ("Preface ........ iv", True), ("And so on ....", False), ("Chapter 5", False)],
)
def test_dots_lead_to_a_page_number(text, expected):
    assert has_leader(line(text)) is expected


def test_few_large_lines_are_a_heading():
    body = [line(f"A line of the text of this page, number {number}, as they all are.") for number in range(20)]
    pages = measure_pages(body)
    large = line("Of ferries and of the people who wait for them, in the harbour.", size=18.0)
    assert _kind([large] * 3, pages) == "heading"
    assert _kind([large] * 4, pages) == "paragraph"
    assert _kind([body[0]] * 2, pages) == "paragraph"
