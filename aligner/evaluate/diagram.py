"""Draw a reliability diagram (DeGroot and Fienberg, 1983).

It shows the share of correct beads in each bin of confidence.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from aligner.evaluate.reliability import Reliability
from aligner.pictures import picture

if TYPE_CHECKING:
    from matplotlib.figure import Figure

SIZE_INCHES = (5.5, 6.0)
HEIGHTS = (3, 1)
"""Heights of the diagram and of the counts below it, in proportion."""
BAR, GAP, IDEAL = "#1f77b4", "#d62728", "#8c8c8c"


def plot_reliability(reliability: Reliability, path: str | Path) -> None:
    """Draw a reliability diagram with the number of beads in each bin, and write it to a file.

    Args:
        reliability: the bins to draw, from `aligner.evaluate.reliability_of`.
        path: path of the file: ``.png``, ``.svg`` or ``.pdf``.

    Raises:
        OutputError: the file cannot be written.
        UsageError: the extension is not supported, or matplotlib is not installed.
    """
    with picture(path, SIZE_INCHES) as figure:
        draw_reliability(reliability, figure)


def draw_reliability(reliability: Reliability, figure: Figure) -> None:
    """Draw a reliability diagram on an empty matplotlib figure."""
    upper, lower = figure.subplots(2, 1, sharex=True, height_ratios=HEIGHTS)
    filled = [each for each in reliability.bins if each.beads]
    places = [(each.low + each.high) / 2 for each in filled]
    width = 0.94 / len(reliability.bins)
    shares, confidences = [each.right for each in filled], [each.confidence for each in filled]
    upper.bar(places, shares, width, color=BAR, label="share of correct beads")
    upper.plot([0, 1], [0, 1], "--", color=IDEAL, linewidth=1, label="ideal")
    upper.plot(places, confidences, "_", color=GAP, markersize=14, markeredgewidth=2, label="mean confidence")
    upper.set(xlim=(0, 1), ylim=(0, 1), ylabel="strictly correct")
    upper.set_title(
        f"expected calibration error {reliability.error:.3f}, Brier score {reliability.brier:.3f}", fontsize=10
    )
    upper.legend(loc="upper left", fontsize=8)
    bars = lower.bar(places, [each.beads for each in filled], width, color=BAR)
    lower.bar_label(bars, [f"{each.beads:,}" for each in filled], fontsize=7)
    top = 3 * max(each.beads for each in filled)  # room for the numbers above the bars
    lower.set(xlabel="confidence", ylabel="beads (log)", yscale="log", ylim=(0.5, top))
    lower.set_yticks([])  # the bars bear their numbers
    lower.minorticks_off()
