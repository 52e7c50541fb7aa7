"""Find page furniture at the edges of pages: the masthead of the first page, and link addresses at page feet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from aligner.interface import N_
from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line
from aligner.segmenters.layout.symbols import compact, symbols_of

_EDGE_LINES = 3
_MAX_MASTHEAD_WIDTH = 70
_MAX_OTHER_TOKENS = 3


def page_edges(lines: Sequence[Line]) -> set[int]:
    """Return the indices of the first and last three lines of each page; none if the file has no pages."""
    starts = [index for index in range(1, len(lines)) if lines[index].page != lines[index - 1].page]
    if not starts:
        return set()
    edges: set[int] = set()
    for start, end in zip([0, *starts], [*starts, len(lines)], strict=True):
        edges.update(range(start, min(start + _EDGE_LINES, end)))
        edges.update(range(max(start, end - _EDGE_LINES), end))
    return edges


def mastheads(lines: Sequence[Line], reasons: Mapping[int, str], edges: AbstractSet[int]) -> dict[int, str]:
    """Return the indices of the short masthead lines of the first page, each with the reason to remove it.

    Such a line has a document symbol (such as A/12/34) that later pages repeat.
    """
    symbols = {symbol for index in reasons for symbol in symbols_of(lines[index].text)}
    if not symbols:
        return {}
    second_page = (index for index, line in enumerate(lines) if line.page != lines[0].page)
    end = next(second_page) if edges else min(reasons)
    return {
        index: N_("document symbol in the masthead")
        for index in range(end)
        if index not in reasons and _is_masthead(lines[index], symbols)
    }


def _is_masthead(line: Line, symbols: AbstractSet[str]) -> bool:
    if line.width - line.indent > _MAX_MASTHEAD_WIDTH or line.ends_sentence or line.ends_clause or line.ends_with_comma:
        return False
    tokens = [compact(token) for token in line.text.split()]
    shown = [token for token in tokens if token in symbols]
    return bool(shown) and len(tokens) - len(shown) <= _MAX_OTHER_TOKENS and not line.starts_lower


def links_at_foot(lines: Sequence[Line], reasons: Mapping[int, str], edges: AbstractSet[int]) -> dict[int, str]:
    """Return the indices of lines at the foot of pages that consist of a single link address.

    Each index comes with the reason to remove the line. An isolated address stays if the sentence above
    it is unfinished and does not continue after the page break.
    """
    if not reasons and not edges:
        return {}
    found: dict[int, str] = {}
    index = 0
    while index < len(lines):
        if not lines[index].is_link or index in reasons:
            index += 1
            continue
        start = index
        while index < len(lines) and lines[index].is_link and not _page_ends(lines, reasons, index - 1, start):
            index += 1
        if _page_ends(lines, reasons, index - 1, -1) and _stand_alone(lines, reasons, start, index):
            found |= dict.fromkeys(range(start, index), N_("link address at the foot of a page"))
    return found


def _page_ends(lines: Sequence[Line], reasons: Mapping[int, str], index: int, start: int) -> bool:
    """Tell whether a page ends after the line ``index``; false if the line stands before the line ``start``."""
    if index < start:
        return False
    following = index + 1
    return following >= len(lines) or following in reasons or lines[following].page != lines[index].page


def _stand_alone(lines: Sequence[Line], reasons: Mapping[int, str], start: int, end: int) -> bool:
    if end - start > 1 or start == 0:
        return True
    before = lines[start - 1]
    after = next((lines[index] for index in range(end, len(lines)) if index not in reasons), None)
    return not before.is_open or (
        after is not None and (continues_sentence(before, after) or before.ends_with_function_word)
    )
