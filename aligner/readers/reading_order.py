"""Sort the shapes of a slide into reading order: rows from the top, each row from left to right."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

_MAX_ROW_DIFFERENCE_CENTIMETRES = 0.5
"""Largest difference between the tops of shapes in one row, in centimetres."""

_Shape = TypeVar("_Shape")


def by_place(shapes: Iterable[tuple[tuple[float, float] | None, _Shape]]) -> list[_Shape]:
    """Return the shapes of a slide in reading order.

    Args:
        shapes: pairs of a position and a shape. The position is the top and left edges in centimetres.
            It is ``None`` if the file gives no position; the shape then stays after the previous one.
    """
    placed: list[tuple[float, float, _Shape]] = []
    for place, shape in shapes:
        top, left = place or (placed[-1][:2] if placed else (0.0, 0.0))
        placed.append((top, left, shape))
    rows: list[list[tuple[float, float, _Shape]]] = []
    for one in sorted(placed, key=lambda each: each[0]):
        if not rows or one[0] - rows[-1][0][0] > _MAX_ROW_DIFFERENCE_CENTIMETRES:
            rows.append([])
        rows[-1].append(one)
    return [shape for row in rows for _, _, shape in sorted(row, key=lambda each: each[1])]
