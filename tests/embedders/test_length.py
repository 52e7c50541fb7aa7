"""Lengths alone: what the vectors are, and that an alignment from them is sound if not good."""

from __future__ import annotations

from pathlib import Path

import numpy
from hypothesis import given
from hypothesis import strategies as st

from aligner import Settings, align
from aligner.embedders import load_embedder
from aligner.embedders.length import LengthEmbedder
from aligner.settings import EmbedSettings

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


def test_a_vector_is_the_length_without_white_space() -> None:
    vectors = load_embedder("length").encode(["tea pot", "茶　壶", "a\n\tb"])
    assert vectors.tolist() == [[6.0], [6.0], [2.0]]


@given(st.lists(st.text(max_size=20), max_size=6))
def test_lengths_of_a_joined_text_add_up(texts: list[str]) -> None:
    embedder = LengthEmbedder()
    whole = embedder.encode([" ".join(texts)])
    assert numpy.array_equal(embedder.encode(texts).sum(axis=0), whole[0])


def test_it_aligns_without_a_model_and_says_what_it_was() -> None:
    bitext = align(SAMPLE / "guide.en.txt", SAMPLE / "guide.zh.txt", Settings(embed=EmbedSettings("length")))
    assert "|model:length" in bitext.signature
    for side, document in (("source", bitext.source), ("target", bitext.target)):
        numbers = [number for bead in bitext.beads for number in getattr(bead, side)]
        assert numbers == list(range(len(document.segments)))
    assert sum(not bead.is_null for bead in bitext.beads) > len(bitext.source.segments) / 2


def test_a_folder_of_that_name_is_reached_by_its_path(tmp_path: Path, trained_model: Path) -> None:
    folder = tmp_path / "length"
    folder.symlink_to(trained_model, target_is_directory=True)
    assert load_embedder(str(folder)).dimension > 1
