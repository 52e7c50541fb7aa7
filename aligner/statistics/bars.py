"""Draw bar charts as inline SVG, without a plotting library, so that the page needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 64, 34, 12
GRID = (0.25, 0.5, 0.75, 1.0)
MAX_LABELS = 13


def bar_chart(title: str, labels: Sequence[str], values: Sequence[int], axis: str) -> str:
    """Return a figure with one bar for each value; each bar has its value as a tooltip.

    Args:
        title: the title of the figure.
        labels: the labels of the bars. If there are more than `MAX_LABELS`, only every second or third
            label (or fewer) is shown.
        values: the values of the bars, 0 or more.
        axis: the title of the axis with the labels.
    """
    maximum = max([*values, 1])
    step = (WIDTH - LEFT) / max(len(values), 1)
    label_step = -(-len(labels) // MAX_LABELS)
    parts = [*_grid(maximum)]
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = (HEIGHT - BOTTOM - TOP) * value / maximum
        left, top = LEFT + number * step, HEIGHT - BOTTOM - height
        parts.append(
            f'<rect class="bar" x="{left + 1:.1f}" y="{top:.1f}" width="{max(step - 2, 1):.1f}" height="{height:.1f}">'
            f"<title>{escape(label)}: {value:,}</title></rect>"
        )
        if number % label_step == 0:
            middle = left + step / 2
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - BOTTOM + 14}" class="middle">{escape(label)}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH) / 2:.1f}" y="{HEIGHT - 4}" class="middle axis">{escape(axis)}</text>')
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _grid(maximum: int) -> list[str]:
    """Return the SVG elements of a chart's horizontal grid lines, with their values, from 0 to the maximum."""
    lines = []
    for value in sorted({round(maximum * share) for share in GRID}):
        top = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / maximum
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{top:.1f}" y2="{top:.1f}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{top + 4:.1f}" class="end">{value:,}</text>')
    return lines
