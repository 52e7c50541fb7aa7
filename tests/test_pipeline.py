"""The pipeline finds out the languages, keeps the text, and doubts what is no translation."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner import InputError, Settings, UsageError, align, align_documents
from aligner.bitext import Block, Document
from aligner.settings import ReadSettings

SAMPLE = Path(__file__).parent.parent / "corpora" / "sample"


def paths(genre: str) -> tuple[Path, Path]:
    return SAMPLE / f"{genre}.en.txt", SAMPLE / f"{genre}.zh.txt"


@pytest.mark.parametrize("genre", ["resolution", "story", "guide"])
def test_real_translations_raise_no_doubt_in_either_order(genre: str) -> None:
    english, chinese = paths(genre)
    forth, back = align(english, chinese), align(chinese, english)
    assert (forth.source.language, forth.target.language) == ("en", "zh")
    assert (back.source.language, back.target.language) == ("zh", "en")
    assert forth.warnings == back.warnings == ()
    same = {(bead.source, bead.target) for bead in forth.beads} & {(bead.target, bead.source) for bead in back.beads}
    assert len(same) >= 0.95 * len(forth.beads)


def test_unrelated_documents_get_a_warning() -> None:
    bitext = align(paths("story")[0], paths("guide")[1])
    assert any("do not look like translations" in warning for warning in bitext.warnings)


def test_the_beads_hold_every_segment_once_in_order() -> None:
    bitext = align(*paths("guide"))
    assert [n for bead in bitext.beads for n in bead.source] == list(range(len(bitext.source.segments)))
    assert [n for bead in bitext.beads for n in bead.target] == list(range(len(bitext.target.segments)))


def test_both_documents_in_one_language_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match=r"both look English.*--source-lang"):
        align(paths("story")[0], paths("guide")[0])


def test_a_forced_language_wins() -> None:
    settings = Settings(read=ReadSettings(source_language="zh", target_language="en"))
    bitext = align(paths("story")[0], paths("guide")[0], settings)
    assert (bitext.source.language, bitext.target.language) == ("zh", "en")
    assert bitext.warnings


def test_a_document_of_numbers_takes_the_other_language() -> None:
    numbers = Document("numbers", (Block("1 2 3"), Block("4 5 6")))
    chinese = Document("zh", (Block("一二三。"), Block("四五六。")))
    assert align_documents(numbers, chinese).source.language == "en"


def test_nothing_to_align_is_an_input_error() -> None:
    with pytest.raises(InputError, match="no text to align"):
        align_documents(Document("blank", (Block("   "),)), Document("zh", (Block("你好。"),)))


def test_the_same_input_gives_the_same_bitext_and_progress_is_told() -> None:
    stages: list[str] = []
    first = align(*paths("story"), progress=lambda stage, _share: stages.append(stage))
    assert first == align(*paths("story"))
    assert {"segmenting", "embedding", "aligning"} <= set(stages)
    assert "model:" in first.signature
