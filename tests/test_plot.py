"""The picture of an alignment: what it shows, in which files, and that it repeats."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy
import pytest

from aligner import Settings, UsageError, align, plot_bitext
from aligner.bitext import Bead, Bitext
from aligner.embedders import load_embedder
from aligner.errors import OutputError
from aligner.pictures import check_plot_path
from aligner.plot import (
    MAX_CELLS,
    fonts_and_labels,
    label,
    moved_blocks,
    path_lines,
    search_of,
    stretches,
)

matplotlib = pytest.importorskip("matplotlib", reason="the extra 'plot' is not installed")

SAMPLE = Path(__file__).parent.parent / "corpora" / "sample"
SIGNATURES = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF"}


@pytest.fixture(scope="module")
def bitext() -> Bitext:
    return align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt")


@pytest.mark.parametrize("extension", SIGNATURES)
def test_every_kind_of_picture_is_written_and_repeats(bitext: Bitext, tmp_path: Path, extension: str) -> None:
    named = replace(bitext, source=replace(bitext.source, name="$x_1$ 故事 📚.txt"))
    paths = [tmp_path / f"{name}{extension}" for name in ("one", "two")]
    for path in paths:
        plot_bitext(named, path)
    first, second = (path.read_bytes() for path in paths)
    assert first.startswith(SIGNATURES[extension])
    assert first == second


def test_the_map_is_darkest_where_the_path_goes(bitext: Bitext) -> None:
    search = search_of(bitext, load_embedder(), Settings())
    assert search.similarity.shape == (len(bitext.target.segments), len(bitext.source.segments))
    on_path = [search.similarity[b.target[0], b.source[0]] for b in bitext.beads if b.shape == "1-1"]
    assert numpy.median(on_path) > numpy.percentile(search.similarity, 95)
    paired = {(s, t) for bead in bitext.beads for s in bead.source for t in bead.target}
    assert sum(tuple(pair) in paired for pair in search.anchors.tolist()) > 0.9 * len(search.anchors)


def test_swapped_sides_give_the_map_turned_over(bitext: Bitext) -> None:
    forth, back = (search_of(each, load_embedder(), Settings()) for each in (bitext, bitext.mirrored()))
    assert numpy.allclose(forth.similarity, back.similarity.T, atol=1e-5)
    assert (forth.anchors == back.anchors[:, ::-1]).all()


def test_long_documents_are_drawn_as_stretches() -> None:
    units = numpy.eye(3, dtype=numpy.float32)[numpy.arange(7000) % 3]
    assert stretches(units).shape == (MAX_CELLS, 3)
    assert stretches(units[:7]).shape == (7, 3)


def test_lines_run_from_corner_to_corner_and_blocks_hold_what_moved() -> None:
    beads = [
        Bead((0,), (0, 1)),
        Bead((1,), ()),
        Bead((2, 3), (5,), status="moved"),
        Bead((4,), (6,), status="moved"),
        Bead((), (2,)),
        Bead((5,), (3,)),
    ]
    lines = path_lines(beads)
    assert lines["paired"].tolist()[:2] == [[-0.5, -0.5], [0.5, 1.5]]
    assert lines["paired"].tolist()[3:] == [[4.5, 2.5], [5.5, 3.5]]
    assert lines["unaligned"].tolist()[:2] == [[0.5, 1.5], [1.5, 1.5]]
    assert list(moved_blocks(beads)) == [((1.5, 4.5), 3, 2)]


def test_labels_name_the_file_and_are_cut_when_long(bitext: Bitext) -> None:
    assert label(bitext.source, "source") == "source: story.en.txt (102 segments, English)"
    long = label(replace(bitext.source, name="x" * 500), "source")
    assert "…" in long
    assert len(long) < 120


def test_no_sign_is_left_that_no_font_shows() -> None:
    families, (text,) = fonts_and_labels(["a\U0010fffd\nb"])
    assert families == ["DejaVu Sans"]
    assert "\n" not in text
    assert text.startswith("a")
    assert "\U0010fffd" not in text


def test_wrong_requests_are_told_beforehand(bitext: Bitext, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"has no extension of a picture: use one of \.png"):
        check_plot_path("map.jpg")
    with pytest.raises(OutputError, match="does not exist"):
        plot_bitext(bitext, tmp_path / "none" / "map.png")


def test_without_matplotlib_the_install_line_is_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "matplotlib", None)
    with pytest.raises(UsageError, match=r"pip install 'bitext-aligner\[plot\]'"):
        check_plot_path("map.png")
