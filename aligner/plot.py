"""Draw a bitext as a picture with the similarity map, the anchors, the corridor and the path.

The corridor is the area to which the search for the path is limited. The axes show segment numbers
as in the other outputs; the texts begin in the upper left corner. The segments of a long document
are grouped into at most `MAX_CELLS` stretches, so that the time and the file size do not depend on
its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

import numpy
from numpy.typing import NDArray

from aligner.bitext import Bead, Bitext, Document
from aligner.interface import counted
from aligner.languages import name_of, precedes
from aligner.pictures import DEFAULT_FONT, check_plot_path, picture
from aligner.settings import Settings

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from aligner.protocols import Embedder, Vectors

MAX_CELLS = 500
"""Maximum number of cells along one side of the map, about as many as a screen shows."""
WHITE_PERCENTILE, DARKEST_PERCENTILE = 60, 99.7
"""Percentiles of similarity that are drawn white and darkest: dissimilar cells stay white."""
MAX_NAME_LENGTH = 60
COLOURS = {"paired": "#1f77b4", "unaligned": "#d62728", "moved": "#9400d3", "locked": "#2ca02c"}
LINES = {"paired": 1.2, "unaligned": 1.6, "moved": 1.6, "locked": 2.0}
ANCHOR, CORRIDOR = "#ff9d00", "#8c8c8c"

Line = NDArray[numpy.float64]
"""Points ``(x, y)``, shape (points, 2); a row of NaN interrupts the line."""


@dataclass(frozen=True)
class Search:
    """The parts of the search for the path that the picture shows.

    Attributes:
        similarity: similarities of stretches of the source (columns) and of the target (rows).
        anchors: pairs of source and target segment numbers, shape (k, 2).
        outline: outline of the corridor; ``None`` if the corridor is the whole map.
    """

    similarity: NDArray[numpy.float32]
    anchors: NDArray[numpy.int64]
    outline: Line | None


def plot_bitext(bitext: Bitext, path: str | Path, settings: Settings | None = None) -> None:
    """Draw the alignment of two documents; the same bitext gives the same bytes.

    Args:
        bitext: a bitext with segments.
        path: ``.png``, ``.svg`` or ``.pdf``.
        settings: settings of the run, whose model gives the similarities; the defaults if ``None``.

    Raises:
        ModelError: the model cannot be loaded.
        OutputError: the file cannot be written.
        UsageError: the extension is not supported, or matplotlib is not installed.
    """
    check_plot_path(path)  # before the work begins
    from aligner.embedders import load_embedder

    settings = settings or Settings()
    search = search_of(bitext, load_embedder(settings.embed.model), settings)
    labels = [label(document, role) for document, role in ((bitext.source, "source"), (bitext.target, "target"))]
    families, labels = fonts_and_labels(labels)
    with picture(path, picture_size(bitext), families) as figure:
        draw(figure.add_subplot(), bitext, search, labels)


def search_of(bitext: Bitext, embedder: Embedder, settings: Settings) -> Search:
    """Return the similarity map, the anchors and the corridor of two documents.

    They are computed as in the search for the path.
    """
    from aligner.alignment.align import choose_corridor
    from aligner.alignment.anchors import find_anchors
    from aligner.alignment.spans import unit_rows

    is_reversed = precedes(bitext.target.language, bitext.source.language)
    sides = [[segment.text for segment in document.segments] for document in (bitext.source, bitext.target)]
    units = [unit_rows(embedder.encode(texts)) for texts in sides]
    similarity = stretches(units[1]) @ stretches(units[0]).T
    order = slice(None, None, -1 if is_reversed else 1)
    sides, units = sides[order], units[order]
    anchors = find_anchors(units[0], units[1])
    corridor = choose_corridor(sides, anchors, settings.align)
    steps = numpy.arange(len(corridor.low))
    outline: Line | None = None
    if corridor.cells < (len(sides[0]) + 1) * (len(sides[1]) + 1):
        lower, upper = numpy.stack([steps, corridor.low], 1), numpy.stack([steps, corridor.high], 1)
        outline = numpy.concatenate([lower, upper[::-1], lower[:1]])[:, order] - 0.5
    return Search(similarity, anchors[:, order], outline)


def stretches(units: Vectors) -> Vectors:
    """Return a unit vector for each stretch of consecutive segments; there are at most `MAX_CELLS` stretches.

    The mean vector of all stretches is subtracted first.
    """
    from aligner.alignment.spans import unit_rows

    starts = numpy.unique(numpy.linspace(0, len(units), MAX_CELLS, endpoint=False).astype(int))
    sums = numpy.add.reduceat(units, starts, axis=0)
    return unit_rows(sums - sums.mean(axis=0) if units.shape[1] > 1 else sums)


def label(document: Document, role: str) -> str:
    """Return the title of an axis: the role, the file's name and its language."""
    name = Path(document.name).name or document.name
    short = name if len(name) <= MAX_NAME_LENGTH else name[: MAX_NAME_LENGTH // 2] + "…" + name[-MAX_NAME_LENGTH // 2 :]
    known = [counted(len(document.segments), "segment"), *([name_of(document.language)] if document.language else [])]
    return f"{role}: {short} ({', '.join(known)})"


def fonts_and_labels(labels: list[str]) -> tuple[list[str], list[str]]:
    """Return font families for the labels, and the labels without characters that no font has.

    Installed fonts that have missing characters are added in a fixed order, so that each run
    gives the same result.
    """
    from matplotlib import font_manager

    printable = ["".join(letter if letter.isprintable() else " " for letter in text) for text in labels]
    families = [DEFAULT_FONT]
    missing = {ord(letter) for text in printable for letter in text} - characters_of(font_manager.findfont(families[0]))
    # The "Last Resort" font has a box for every character.
    installed = [font for font in font_manager.fontManager.ttflist if not font.name.startswith("Last Resort")]
    fonts = sorted({(font.name, font.fname) for font in installed}) if missing else []
    for name, file in sorted(fonts, key=lambda font: "CJK SC" not in font[0]):
        found = missing & characters_of(file)
        if found:
            families.append(name)
            missing -= found
        if not missing:
            break
    return families, ["".join("?" if ord(letter) in missing else letter for letter in text) for text in printable]


def characters_of(file: str) -> set[int]:
    """Return the code points of a font file; none if the file cannot be read."""
    from matplotlib.ft2font import FT2Font

    try:
        return set(FT2Font(file).get_charmap())
    except (OSError, RuntimeError):
        return set()


def picture_size(bitext: Bitext) -> tuple[float, float]:
    """Return the width and height of the picture in inches.

    They are proportional to the map, within limits.
    """
    ratio = (len(bitext.target.segments) + 1) / (len(bitext.source.segments) + 1)
    height = 8.0 * min(max(ratio, 0.5), 1.6)
    return 9.0, height + 1.4


def draw(axes: Axes, bitext: Bitext, search: Search, labels: list[str]) -> None:
    """Draw all parts of the picture, each with an entry in the legend."""
    from matplotlib.patches import Polygon, Rectangle
    from matplotlib.ticker import MaxNLocator

    edges = (-0.5, len(bitext.source.segments) - 0.5, len(bitext.target.segments) - 0.5, -0.5)
    faint, bright = numpy.percentile(search.similarity, (WHITE_PERCENTILE, DARKEST_PERCENTILE))
    axes.imshow(
        search.similarity,
        cmap="Greys",
        vmin=faint,
        vmax=max(bright, faint + 1e-3) * 1.25,
        extent=edges,
        aspect="auto",
        interpolation="nearest",
    )
    if search.outline is not None:
        axes.add_patch(
            Polygon(search.outline, fc=f"{ANCHOR}22", ec=CORRIDOR, linewidth=0.8, label="corridor", zorder=2)
        )
    crowded = len(search.anchors) > MAX_CELLS
    axes.plot(*search.anchors.T, ".", color=ANCHOR, markersize=1.5 if crowded else 5, label="anchor", zorder=3)
    for kind, line in path_lines(bitext.beads).items():
        axes.plot(*line.T, color=COLOURS[kind], linewidth=LINES[kind], label=kind, zorder=4, solid_capstyle="butt")
    for corner, width, height in moved_blocks(bitext.beads):
        axes.add_patch(
            Rectangle(corner, width, height, fill=False, edgecolor=COLOURS["moved"], linewidth=1.2, zorder=5)
        )
    axes.set(xlim=edges[:2], ylim=edges[2:], xlabel=labels[0], ylabel=labels[1])
    axes.xaxis.set_label_position("top")
    axes.xaxis.tick_top()
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator("auto", integer=True))
        axis.set_major_formatter("{x:,.0f}")
    # The legend is below the map, where it hides nothing.
    axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.02), ncols=6, frameon=False)


def path_lines(beads: Iterable[Bead]) -> dict[str, Line]:
    """Return a line through the cells of the beads, for each kind of bead in the bitext.

    The line runs from corner to corner of each cell. For a null bead, it runs along one axis, and keeps
    the position that the path has reached on the other axis.
    """
    lines: dict[str, list[tuple[float, float]]] = {}
    row = column = -0.5
    for bead in beads:
        kind = kind_of(bead)
        start = (column, row)
        if kind == "moved":
            start = (bead.source[0] - 0.5, bead.target[0] - 0.5)
        elif bead.source:
            start = (bead.source[0] - 0.5, row)
        if kind != "moved" and bead.target:
            start = (start[0], bead.target[0] - 0.5)
        end = (start[0] + len(bead.source), start[1] + len(bead.target))
        line = lines.setdefault(kind, [])
        line += [start, end] if line and line[-1] == start else [(numpy.nan, numpy.nan), start, end]
        if kind != "moved":
            column, row = end
    return {kind: numpy.array(lines[kind][1:]) for kind in COLOURS if kind in lines}


def kind_of(bead: Bead) -> str:
    """Return the kind of a bead in the legend: ``moved``, ``locked``, ``paired`` or ``unaligned``."""
    if bead.status in ("moved", "locked") and not bead.is_null:
        return bead.status
    return "unaligned" if bead.is_null else "paired"


def moved_blocks(beads: Iterable[Bead]) -> Iterator[tuple[tuple[float, float], int, int]]:
    """Yield ``(upper left corner, width, height)`` of each run of moved beads."""
    for moved, run in groupby(beads, key=lambda bead: kind_of(bead) == "moved"):
        if moved:
            group = list(run)
            spans = [
                sorted(number for bead in group for number in getattr(bead, side)) for side in ("source", "target")
            ]
            yield (
                (spans[0][0] - 0.5, spans[1][0] - 0.5),
                spans[0][-1] - spans[0][0] + 1,
                spans[1][-1] - spans[1][0] + 1,
            )
