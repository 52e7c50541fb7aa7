"""Text output of a concordance: whole pairs, or key words in context (KWIC)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import click

from aligner.cli.terminal import clip, plain_table
from aligner.concordance import Hit
from aligner.concordance.answers import Cell, Statistics
from aligner.concordance.hits import Place
from aligner.interface import N_, _
from aligner.text_width import cell_width
from aligner.unsafe_characters import one_line

Paint = Callable[[str, str], str]
"""A function from text and role to the displayed text; roles are `match`, `counterpart`, `place` and `aside`."""
_STYLES: dict[str, dict[str, object]] = {
    "match": {"fg": "red", "bold": True},
    "counterpart": {"fg": "green", "bold": True},
    "place": {"fg": "cyan"},
    "aside": {"dim": True},
}
MAX_PLACE_COLUMNS = 28
"""Terminal columns for the file and number of a hit."""
NO_TRANSLATION = N_("(no translation)")
TEXT_COLUMNS = "example_"
"""How the names of columns with whole texts begin."""


def coloured(text: str, role: str) -> str:
    """Return a part of a concordance line in the terminal colour of its role, such as ``match``."""
    return click.style(text, **_STYLES[role])  # type: ignore[arg-type]


def marked(text: str, role: str) -> str:
    """Return a match or its counterpart in double square brackets; a text of another role is unchanged."""
    return f"[[{text}]]" if role in ("match", "counterpart") else text


def full_lines(hits: Sequence[Hit], paint: Paint) -> Iterator[str]:
    """Yield the lines that show each hit with both texts of its pair."""
    for hit in hits:
        yield paint(f"{one_line(hit.file)}:{hit.number}", "place")
        yield from (f"  {paint(one_line(text), 'aside')}" for pair in hit.before for text in pair if text)
        sides = (
            _painted(hit.text, hit.matches, "match", paint),
            _painted(hit.other_text, hit.counterparts, "counterpart", paint),
        )
        source, target = sides if hit.side == "source" else sides[::-1]
        yield f"  {source or _(NO_TRANSLATION)}"
        yield f"  {target or _(NO_TRANSLATION)}"
        yield from (f"  {paint(one_line(text), 'aside')}" for pair in hit.after for text in pair if text)


def _painted(text: str, places: Sequence[Place], role: str, paint: Paint) -> str:
    pieces = []
    position = 0
    for start, end in places:
        pieces += [_spaced(text[position:start]), paint(one_line(text[start:end]), role)]
        position = end
    return "".join([*pieces, _spaced(text[position:])]).strip()


def _spaced(text: str) -> str:
    """Return a text on one line; white space at the start or the end of the text becomes one space."""
    inner = one_line(text)
    if not inner:
        return " " * bool(text)
    return f"{' ' * text[0].isspace()}{inner}{' ' * text[-1].isspace()}"


def kwic_lines(hits: Sequence[Hit], paint: Paint, width: int, context: int | None) -> Iterator[str]:
    """Yield two lines for each hit; the match and its counterpart stand in one column.

    Args:
        hits: the hits to show.
        paint: highlights the parts of a line.
        width: columns of the terminal.
        context: columns on each side of the match; ``None`` for as many as fit.
    """
    places = [_clipped_left(f"{one_line(hit.file)}:{hit.number}", MAX_PLACE_COLUMNS) for hit in hits]
    margin = max(map(cell_width, places), default=0)
    side = max((width - margin - 24) // 2, 12) if context is None else context
    for hit, place in zip(hits, places, strict=True):
        yield f"{paint(_padded(place, margin), 'place')}  {_kwic(hit.text, hit.matches[0], 'match', paint, side)}"
        if hit.counterparts:
            other = _kwic(hit.other_text, hit.counterparts[0], "counterpart", paint, side)
        else:
            other = " " * side + "  " + clip(hit.other_text or _(NO_TRANSLATION), side + 20)
        yield f"{' ' * margin}  {other}".rstrip()


def _kwic(text: str, place: Place, role: str, paint: Paint, side: int) -> str:
    left = _clipped_left(_spaced(text[: place[0]]), side)
    right = _spaced(text[place[1] :])
    right = right if cell_width(right) <= side else " " * right[0].isspace() + clip(right, side)
    space = " " * (side - cell_width(left))
    return f"{space}{left}{paint(one_line(text[slice(*place)]), role)}{right}".rstrip()


def _clipped_left(text: str, width: int) -> str:
    """Return the end of a text, at most ``width`` columns wide; an ellipsis marks the cut."""
    if cell_width(text) <= width:
        return text
    kept = len(text)
    used = 1
    while kept and used + cell_width(text[kept - 1]) <= width:
        kept -= 1
        used += cell_width(text[kept])
    return "…" + text[kept:]


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_width(text))


def statistics_lines(statistics: Statistics) -> Iterator[str]:
    """Yield the lines of text for a table of statistics, with its header.

    Columns that contain the texts of example pairs are too wide for a terminal, and are omitted.
    """
    shown = [number for number, name in enumerate(statistics.columns) if not name.startswith(TEXT_COLUMNS)]
    rows = [statistics.columns, *(tuple(map(_cell, row)) for row in statistics.rows)]
    yield from plain_table([tuple(row[number] for number in shown) for row in rows])


def _cell(cell: Cell) -> str:
    if isinstance(cell, float):
        return f"{cell:.4f}" if abs(cell) <= 1 else f"{cell:.2f}"
    return "-" if cell is None else f"{cell:,}" if isinstance(cell, int) else one_line(cell) or "-"
