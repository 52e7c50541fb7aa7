"""Bar charts as inline SVG: a few dozen bars need no library, and a page with them needs no network."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 64, 34, 12
GRID = (0.25, 0.5, 0.75, 1.0)
MOST_LABELS = 13


def bar_chart(title: str, labels: Sequence[str], values: Sequence[int], axis: str) -> str:
    """Return a figure with one bar a value; each bar tells its number when it is pointed at.

    Args:
        title: of the figure.
        labels: of the bars; of many, every second or third is shown.
        values: not negative.
        axis: what the labels are.
    """
    tallest = max([*values, 1])
    step = (WIDTH - LEFT) / max(len(values), 1)
    every = -(-len(labels) // MOST_LABELS)
    parts = [*_grid(tallest)]
    for number, (label, value) in enumerate(zip(labels, values, strict=True)):
        height = (HEIGHT - BOTTOM - TOP) * value / tallest
        left, top = LEFT + number * step, HEIGHT - BOTTOM - height
        parts.append(
            f'<rect class="bar" x="{left + 1:.1f}" y="{top:.1f}" width="{max(step - 2, 1):.1f}" height="{height:.1f}">'
            f"<title>{escape(label)}: {value:,}</title></rect>"
        )
        if number % every == 0:
            middle = left + step / 2
            parts.append(f'<text x="{middle:.1f}" y="{HEIGHT - BOTTOM + 14}" class="middle">{escape(label)}</text>')
    parts.append(f'<text x="{(LEFT + WIDTH) / 2:.1f}" y="{HEIGHT - 4}" class="middle axis">{escape(axis)}</text>')
    return (
        f"<figure><figcaption>{escape(title)}</figcaption>"
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">{"".join(parts)}</svg></figure>'
    )


def _grid(tallest: int) -> list[str]:
    """Return the horizontal lines with their numbers."""
    lines = []
    for value in sorted({round(tallest * share) for share in GRID}):
        top = HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * value / tallest
        lines.append(f'<line x1="{LEFT}" x2="{WIDTH}" y1="{top:.1f}" y2="{top:.1f}"/>')
        lines.append(f'<text x="{LEFT - 6}" y="{top + 4:.1f}" class="end">{value:,}</text>')
    return lines
