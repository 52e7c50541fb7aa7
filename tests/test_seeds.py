"""Real documents beside the checkout: a draft resolution from PDF pages and its Chinese counterpart.

Skipped where the shared material is absent. Of their text only short phrases are quoted.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from aligner import Settings, align
from aligner.bitext import Bitext
from aligner.evaluate import evaluate_files
from aligner.settings import SegmentSettings

ENGLISH_MARK = re.compile(r"(\d+\.|\([a-z]\)) ")
FURNITURE = re.compile(r"https?:|undocs|S/2019/580|19-12419|\*1912419\*|\b[1-7]/7\b")


def seed(shared: Path, number: str) -> Path:
    return next((shared / "seeds").glob(f"{number}_*"))


def aligned(shared: Path, level: str) -> Bitext:
    settings = Settings(segment=SegmentSettings(level=level))  # type: ignore[arg-type]
    return align(seed(shared, "000"), seed(shared, "001"), settings)


def test_every_paragraph_stands_beside_its_translation(shared: Path) -> None:
    bitext = aligned(shared, "paragraph")
    pairs = [(bitext.source_text(bead), bitext.target_text(bead), bead.shape) for bead in bitext.beads]
    first = next(n for n, pair in enumerate(pairs) if pair[:2] == ("The Security Council,", "安全理事会，"))
    body = pairs[first:]
    assert len(body) == 54
    assert {shape for _, _, shape in body} == {"1-1"}
    for source, target, _ in body:
        mark = ENGLISH_MARK.match(source)
        assert (mark.group(1) if mark else None) == (m.group(1) if (m := ENGLISH_MARK.match(target)) else None)
        assert target[-1] in "，；：。"  # whole: a paragraph cut by a page break would end in a word
    assert not [pair for pair in pairs if FURNITURE.search(pair[0]) or FURNITURE.search(pair[1])]


def test_no_text_is_lost_at_sentence_level(shared: Path) -> None:
    bitext = aligned(shared, "sentence")
    frame = bitext.to_frame()
    for column, document in (("source", bitext.source), ("target", bitext.target)):
        assert "".join("".join(frame[column]).split()) == "".join(document.text.split())


@pytest.mark.parametrize("other", ["002", "004"])
def test_documents_of_one_subject_that_are_no_translations_get_a_warning(shared: Path, other: str) -> None:
    assert any(
        "do not look like translations" in line for line in align(seed(shared, other), seed(shared, "001")).warnings
    )
    assert not aligned(shared, "paragraph").warnings


def test_literary_chapters_reach_the_floor(shared: Path, tmp_path: Path) -> None:
    """Strict F1 of the six chapters of MAC-Dev, one sentence a line: at least 0.88."""
    settings = Settings(segment=SegmentSettings(segmenter="lines"))
    pairs = []
    for gold in sorted((shared / "eval" / "mac-dev").glob("*.align")):
        bitext = align(gold.with_suffix(".zh"), gold.with_suffix(".en"), settings)
        bitext.save(tmp_path / gold.name)
        pairs.append((gold, tmp_path / gold.name))
    assert len(pairs) == 6
    assert evaluate_files(pairs).scores.strict.f1 >= 0.88


def test_the_check_finds_the_english_word_left_in_the_translation_and_no_false_omission(shared: Path) -> None:
    from aligner.check.compare import compare
    from aligner.readers import read

    found = compare(read(seed(shared, "000")), read(seed(shared, "001"))).findings
    left = [finding.message for finding in found if finding.rule == "untranslated"]
    assert "“and” was left in English" in left
    omitted = [finding.source.text for finding in found if finding.rule == "omission" and finding.source]
    assert [text for text in omitted if ENGLISH_MARK.match(text)] == []
