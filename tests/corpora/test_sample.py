"""The bilingual sample: its gold is complete, and reading and segmenting the raw text gives its segments."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
GENRES = ("resolution", "story", "guide")
LANGUAGES = ("en", "zh")
LEVELS = ("sentence", "paragraph")
REQUIRED_SHAPES = {"1-0", "0-1", "1-1", "1-2", "2-1", "1-3", "3-1", "2-2"}

FURNITURE = re.compile(
    r"""
    (Delta\ Convention\s+)?DC/RES/14\ ?\(2031\)     # running header
    | 31-07742(\ \(E\)\s+\d{6}|\ \d/\d)             # job number, with the date or the page
    | \d/\d\ 31-07742
    | \*3107742\*                                   # bar code
    | 第\ \d\ 页
    | https://docs\.deltaconvention\.example/\S+    # link addresses at a page's foot
    """,
    re.VERBOSE,
)
"""The page headers and footers of resolution.*.txt, which do not belong to the text."""


def lines_of(name: str) -> list[str]:
    return (SAMPLE / name).read_text(encoding="utf-8").removesuffix("\n").split("\n")


def segments_of(genre: str, language: str, level: str) -> list[str]:
    return lines_of(f"{genre}.{language}.{level}s")


def gold_of(genre: str, level: str) -> list[tuple[list[int], list[int]]]:
    beads = [line.split(":") for line in lines_of(f"{genre}.{level}.align")]
    return [(json.loads(source), json.loads(target)) for source, target in beads]


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_sample_contains_exactly_these_files():
    expected = {f"{genre}.{language}.{kind}" for genre in GENRES for language in LANGUAGES for kind in ("txt",)}
    expected |= {f"{g}.{language}.{level}s" for g in GENRES for language in LANGUAGES for level in LEVELS}
    expected |= {f"{genre}.{level}.align" for genre in GENRES for level in LEVELS}
    assert {path.name for path in SAMPLE.iterdir()} == expected


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("genre", GENRES)
def test_every_segment_is_in_exactly_one_bead_in_order(genre, level):
    gold = gold_of(genre, level)
    for side, language in enumerate(LANGUAGES):
        numbers = [number for bead in gold for number in bead[side]]
        assert numbers == list(range(len(segments_of(genre, language, level))))
    assert ([], []) not in gold


@pytest.mark.parametrize("genre", GENRES)
def test_sentence_beads_lie_inside_paragraph_beads(genre):
    """Each boundary between paragraph beads is a boundary between sentence beads."""
    borders = {}
    for level in LEVELS:
        lengths = [[len(squeezed(text)) for text in segments_of(genre, language, level)] for language in LANGUAGES]
        position, borders[level] = [0, 0], set()
        for bead in gold_of(genre, level):
            for side in (0, 1):
                position[side] += sum(lengths[side][number] for number in bead[side])
            borders[level].add(tuple(position))
    assert borders["paragraph"] <= borders["sentence"]


@pytest.mark.parametrize("genre", GENRES)
def test_bead_shapes_and_size(genre):
    shapes = Counter(f"{len(source)}-{len(target)}" for source, target in gold_of(genre, "sentence"))
    assert shapes.keys() >= REQUIRED_SHAPES
    for language in LANGUAGES:
        assert len(segments_of(genre, language, "sentence")) >= 60
    paragraph_shapes = {f"{len(source)}-{len(target)}" for source, target in gold_of(genre, "paragraph")}
    assert paragraph_shapes & {"1-0", "0-1"}, "a whole paragraph is left out on one side"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("genre", GENRES)
def test_sentences_paragraphs_and_raw_text_have_the_same_text(genre, language):
    sentences = segments_of(genre, language, "sentence")
    paragraphs = segments_of(genre, language, "paragraph")
    assert all(text == text.strip() and text for text in sentences + paragraphs)
    assert squeezed("".join(sentences)) == squeezed("".join(paragraphs))

    raw = (SAMPLE / f"{genre}.{language}.txt").read_text(encoding="utf-8")
    text_lines = [line for line in re.split(r"[\n\f]", raw) if not FURNITURE.fullmatch(line.strip())]
    assert squeezed("".join(text_lines)) == squeezed("".join(paragraphs))


@pytest.mark.parametrize(("language", "pages"), [("en", 5), ("zh", 5)])
def test_resolution_has_page_breaks_inside_paragraphs(language, pages):
    raw = (SAMPLE / f"resolution.{language}.txt").read_text(encoding="utf-8")
    headers = re.findall(r"^.*DC/RES/14 ?\(2031\)\s*$", raw, re.MULTILINE)
    assert len(headers) == pages
    whole_lines = {squeezed(line) for line in raw.splitlines()}
    if language == "zh":
        cut = [text for text in segments_of("resolution", "zh", "paragraph") if squeezed(text) not in whole_lines]
        assert len(cut) >= 3


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("genre", GENRES)
def test_reading_and_segmenting_the_raw_text_gives_the_reference(genre, language, level):
    from aligner.readers import read
    from aligner.segmenters import segment
    from aligner.settings import SegmentSettings

    document = replace(read(SAMPLE / f"{genre}.{language}.txt"), language=language)
    segmented = segment(document, SegmentSettings(level=level))
    assert [part.text for part in segmented.segments] == segments_of(genre, language, level)
