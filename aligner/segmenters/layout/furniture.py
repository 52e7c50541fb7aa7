"""Find page furniture, such as running headers and page numbers, among the lines of a document.

Four kinds of evidence are used, in this order: page numbers that rise from page to page or
interrupt a sentence; repeated lines next to them or at the edges of pages; short lines of the first
page with the same document symbol; lists of link addresses at the foot of a page. Frequency alone
is not evidence: refrains and short lines of dialogue are frequent too.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from itertools import pairwise

from aligner.interface import N_, _
from aligner.segmenters.layout.continuation import continues_sentence
from aligner.segmenters.layout.lines import Line, fenced_lines
from aligner.segmenters.layout.page_edges import links_at_foot, mastheads, page_edges
from aligner.segmenters.layout.page_furniture import furniture_by_place
from aligner.segmenters.layout.page_labels import Label, chains, readings
from aligner.segmenters.layout.symbols import symbol_counts, symbols_of

_MAX_FURNITURE_WIDTH = 100
_MAX_REPEATED_LINES = 4
"""Maximum number of repeated lines at one edge of a page."""
_MIN_PAGE_LINES = 8
"""Minimum number of visible lines on a page, if repetition is the only evidence of pages."""
_MIN_REGULAR_PAGE_LINES = 20
"""Minimum number of lines, blank ones included, of pages found by equal distances: stanzas are shorter."""
_MAX_DISTANCE_DEVIATION = 0.15
_MIN_PROSE_WIDTH = 40
_MIN_LONG_LINE_WIDTH = 50
_MAX_FEW_PAGES = 4
"""Maximum number of page edges in a short document, where two occurrences of a line are enough."""


@dataclass(frozen=True)
class Evidence:
    """Properties of the lines of a document, collected before any line is judged.

    Attributes:
        lines: the visible lines.
        keys: the text of each line with single spaces; empty for lines that are too wide to be
            furniture.
        counts: number of occurrences of each key.
        symbols: number of short lines with each document symbol (such as A/12/34).
        edges: indices of the first and last lines of pages, if the file has pages.
        breaks: indices of lines that interrupt a sentence and may be page furniture.
    """

    lines: Sequence[Line]
    keys: Sequence[str]
    counts: Counter[str]
    symbols: Counter[str]
    edges: AbstractSet[int]
    breaks: AbstractSet[int]

    def is_symbol(self, index: int) -> bool:
        """Tell whether a line is only a document symbol (such as A/12/34) that another short line also has."""
        key = self.keys[index]
        found = symbols_of(key)
        return len(found) == 1 and " " not in key and self.symbols[found[0]] > 1


def find_furniture(lines: Sequence[Line]) -> dict[int, str]:
    """Return the indices of the lines that are page furniture, such as page numbers, each with the reason in words."""
    if any(line.place is not None for line in lines):
        reasons = furniture_by_place(lines)
        edges = page_edges(lines)
        reasons |= mastheads(lines, reasons, edges)
        return reasons | links_at_foot(lines, reasons, edges)
    labels = [label for index, line in enumerate(lines) for label in readings(index, line)]
    evidence = _collect_evidence(lines, {label.index for label in labels})
    reasons = {}
    for chain in chains(labels):
        if _counts_pages(chain, evidence):
            reasons |= {label.index: N_("page number") for label in chain}
    reasons |= _repeated_beside(evidence, set(reasons))
    if not reasons and not evidence.edges:
        reasons |= _repeated_in_sentences(evidence)
    reasons |= mastheads(lines, reasons, evidence.edges)
    return reasons | links_at_foot(lines, reasons, evidence.edges)


def _collect_evidence(lines: Sequence[Line], labelled: AbstractSet[int]) -> Evidence:
    keys = [" ".join(line.text.split()) if line.width <= _MAX_FURNITURE_WIDTH else "" for line in lines]
    counts = Counter(key for key in keys if key)
    return Evidence(
        lines=lines,
        keys=keys,
        counts=counts,
        symbols=symbol_counts(lines),
        edges=page_edges(lines),
        breaks=_sentence_breaks(lines, labelled, keys, counts),
    )


def _sentence_breaks(
    lines: Sequence[Line], labelled: AbstractSet[int], keys: Sequence[str], counts: Counter[str]
) -> set[int]:
    """Return the indices of lines that interrupt a sentence and may be page furniture, such as page numbers."""
    suspects = [
        index in labelled or bool(key and counts[key] > 2) or line.is_link
        for index, (line, key) in enumerate(zip(lines, keys, strict=True))
    ]
    breaking: set[int] = set()
    before: Line | None = None
    waiting: list[int] = []
    for index, line in enumerate(lines):
        if suspects[index]:
            waiting.append(index)
            continue
        if waiting and before is not None and (continues_sentence(before, line) or _is_unfinished_prose(before)):
            breaking.update(waiting)
        waiting.clear()
        before = line
    return breaking


def _is_unfinished_prose(line: Line) -> bool:
    return line.width >= _MIN_PROSE_WIDTH and (
        line.ends_with_function_word or (line.is_open and line.width >= _MIN_LONG_LINE_WIDTH)
    )


def _is_regular(indices: Sequence[int], lines: Sequence[Line]) -> bool:
    """Tell whether the distances between lines are almost equal and at least as long as a page.

    Page furniture has such distances, because pages have the same height.
    """
    gaps = sorted(lines[after].number - lines[before].number for before, after in pairwise(indices))
    if len(gaps) < 3:
        return False
    usual = gaps[len(gaps) // 2]
    near = sum(abs(gap - usual) <= _MAX_DISTANCE_DEVIATION * usual for gap in gaps)
    return usual >= _MIN_REGULAR_PAGE_LINES and near >= 0.8 * len(gaps)


def _counts_pages(chain: Sequence[Label], evidence: Evidence) -> bool:
    """Tell whether a chain of rising numbers consists of page numbers."""
    lines, breaks, edges = evidence.lines, evidence.breaks, evidence.edges
    first = chain[0]
    length = len(chain)
    broken = sum(label.index in breaks for label in chain)
    at_edge = sum(label.index in edges for label in chain)
    placed = sum(label.index in breaks or label.index in edges for label in chain)
    if length == 1:
        return _is_own_page(first, evidence)
    if first.form in {"explicit", "total"}:
        if not first.beside:
            return length >= 2 or placed > 0
        # many lines end like "(180 of 540" or "see page 12": beside other words, such numbers need more evidence
        beside_symbol = any(evidence.symbols[symbol] > length for symbol in symbols_of(first.beside))
        return at_edge >= 2 or broken >= 2 or beside_symbol or (length >= 3 and (placed > 0 or not evidence.edges))
    if first.form == "framed":
        return length >= 3 or placed > 0
    if length == 2:
        return placed == 2 and (first.form == "bare" or at_edge == 2 or broken == 2)
    # bare numbers and numbers beside a title may number anything: only their position is evidence
    regular = broken > 0 and _is_regular([label.index for label in chain], lines)
    return regular or 3 * broken >= length or 5 * at_edge >= 3 * length


def _is_own_page(label: Label, evidence: Evidence) -> bool:
    """Tell whether a line that may be a page number is the number of its own page.

    No other line of the document continues the numbering. The line must therefore stand at the edge of
    the page with this number, or have a document symbol (such as A/12/34) that other lines also have.
    In a text without pages, only the second condition can hold.

    Args:
        label: the interpretation of the line as a page number.
        evidence: properties of all lines.
    """
    line = evidence.lines[label.index]
    if label.form == "total" and any(evidence.symbols[symbol] > 1 for symbol in symbols_of(label.beside)):
        return True
    if label.form not in {"explicit", "total", "bare"} or label.beside:
        return False
    return label.index in evidence.edges and label.number == line.page


def _repeated_beside(evidence: Evidence, labels: AbstractSet[int]) -> dict[int, str]:
    """Return the indices of repeated lines that mostly stand at page edges.

    Each index comes with the reason in words to remove the line. At least half of the occurrences of
    such a line are at page edges.
    """
    lines, keys, counts = evidence.lines, evidence.keys, evidence.counts
    candidates = {index for index, key in enumerate(keys) if key and (counts[key] > 1 or evidence.is_symbol(index))}
    places: dict[str, list[int]] = defaultdict(list)
    for index in sorted(_connected_candidates(candidates, labels, evidence.edges)):
        places[keys[index]].append(index)
    few_pages = (len(labels) or len(evidence.edges) // 2) <= _MAX_FEW_PAGES
    reasons: dict[int, str] = {}
    for key, indices in places.items():
        number = len(indices)
        often = number >= 3 or (number == counts[key] == 2 and few_pages)
        if lines[indices[0]].ends_sentence:
            often = number >= 3 and 5 * number >= 4 * counts[key]
        if (often and 2 * number >= counts[key]) or evidence.is_symbol(indices[0]):
            reason = (
                _("repeated at the edges of {number} pages", number=number) if number > 1 else N_("document symbol")
            )
            reasons |= dict.fromkeys(_without_title(indices, lines), reason)
            reasons |= dict.fromkeys(_top_of_first_page(key, keys, lines, indices), reason)
    return reasons


def _connected_candidates(candidates: AbstractSet[int], labels: AbstractSet[int], edges: AbstractSet[int]) -> set[int]:
    """Return the possible running headers and footers that adjoin a page number or the edge of a page.

    Only other such lines may stand between a line and the page number or edge.

    Args:
        candidates: indices of lines that may be running headers or footers.
        labels: indices of the lines with page numbers.
        edges: indices of the first and last lines of pages.
    """
    connected: set[int] = set()
    frontier = labels | (edges & candidates)
    for _unused in range(_MAX_REPEATED_LINES):
        connected |= frontier & candidates
        beside = {index + step for index in frontier for step in (-1, 1)}
        frontier = (beside & candidates) - connected - labels
    return (connected | frontier & candidates) - labels


def _without_title(indices: list[int], lines: Sequence[Line]) -> list[int]:
    """Return the indices of a repeated line, without the first one if it is the title of the document.

    The first line of the document is its title, and not a running header, if its indent or the space
    below it differs from that of the repetitions.
    """
    if indices[0] == 0 and not _has_same_setting(0, indices[1:], lines):
        return indices[1:]
    return indices


def _top_of_first_page(key: str, keys: Sequence[str], lines: Sequence[Line], indices: list[int]) -> list[int]:
    """Return the index of the running header on the first page, which may have no page number beside it.

    The header is one of the first two lines. The result is empty if it is not there, or if its index is
    already known.

    Args:
        key: the text of the running header.
        keys: the texts of all lines.
        lines: all visible lines.
        indices: indices of the same running header on other pages.
    """
    return [
        index
        for index in range(min(2, len(lines)))
        if keys[index] == key and index not in indices and _has_same_setting(index, indices, lines)
    ]


def _has_same_setting(index: int, others: Sequence[int], lines: Sequence[Line]) -> bool:
    """Tell whether at least half of the lines ``others`` are set like the line at ``index``.

    Lines are set alike if they have the same indent, and either all or none of them have blank lines
    below.
    """
    if not others:
        return True

    def setting(place: int) -> tuple[int, bool]:
        return lines[place].indent, place + 1 < len(lines) and lines[place + 1].blanks > 0

    return 2 * sum(setting(other) == setting(index) for other in others) >= len(others)


def _repeated_in_sentences(evidence: Evidence) -> dict[int, str]:
    """Return the indices of repeated lines that interrupt sentences about once a page.

    Each index comes with the reason in words to remove the line. This evidence is used for documents
    without page numbers.
    """
    lines, breaks = evidence.lines, evidence.breaks
    fenced = fenced_lines(lines)
    places: dict[str, list[int]] = defaultdict(list)
    for index, (line, key) in enumerate(zip(lines, evidence.keys, strict=True)):
        stands_alone = line.ends_sentence or line.is_verbatim or line.marker or index in fenced
        if key and evidence.counts[key] > 2 and not stands_alone:
            places[key].append(index)
    reasons: dict[int, str] = {}
    for indices in places.values():
        far = all(after - before >= _MIN_PAGE_LINES for before, after in pairwise(indices))
        regular = _is_regular(indices, lines) and 4 * sum(index in breaks for index in indices) >= len(indices)
        amid_prose = sum(index in breaks and _is_amid_prose(index, lines) for index in indices)
        if far and (regular or 5 * amid_prose >= 4 * len(indices)):
            reasons |= dict.fromkeys(indices, f"repeated {len(indices)} times amid sentences")
    return reasons


def _is_amid_prose(index: int, lines: Sequence[Line]) -> bool:
    """Tell whether both neighbours of a line are long, as in prose; lines of code and lists are short."""
    beside = [lines[place] for place in (index - 1, index + 1) if 0 <= place < len(lines)]
    return len(beside) == 2 and all(
        line.width >= (_MIN_LONG_LINE_WIDTH if line.is_han else _MIN_PROSE_WIDTH) for line in beside
    )
