"""Alignment of code blocks, which are matched in order and only with other code blocks.

Translators change only the comments of code. Blocks are therefore compared without comments, blank
lines and indentation. Equal blocks are matched first (difflib's longest matching runs), then the
most similar pairs between them.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from aligner.bitext import Bead, Document
from aligner.languages import precedes

CODE = "code"
_SIDES = ("source", "target")
MIN_LIKENESS = 0.6
"""Minimum difflib ratio of two versions of one block: difflib's documentation calls such matches close."""
MAX_COMPARED_PAIRS = 10_000
"""Maximum number of pairs of unequal blocks compared between two equal blocks; a longer stretch is not the same
code."""
POSITION_WEIGHT = 0.01
"""Weight of the relative position between neighbours, compared with a likeness of 1: it only breaks ties."""

_COMMENT = re.compile(
    r"/\*.{,4000}?\*/|<!--.{,4000}?-->|\"\"\".{,4000}?\"\"\"|'''.{,4000}?'''"  # blocks, including docstrings
    r"|(?:^|(?<=\s))(?:\#|//|--|;|%)(?=\s|[^\x00-\x7f]).*?$",  # to the end of the line
    re.DOTALL | re.MULTILINE,
)
_FOREIGN = re.compile(r"[^\x00-\x7f]+")


@dataclass(frozen=True, slots=True)
class _Code:
    """A code block: the number of its segment, and its text without the parts that translators change."""

    number: int
    text: str


def with_code(
    source: Document, target: Document, locked: Sequence[Bead]
) -> tuple[tuple[Bead, ...], tuple[frozenset[int], frozenset[int]]]:
    """Return the locked beads with the beads of code added, and the segments that must stay unaligned.

    Args:
        source: segmented document.
        target: segmented document.
        locked: beads that the user has locked, in order. They have priority over beads of code. The
            segments of locked null beads stay unaligned.

    Returns:
        The beads in source order, and the numbers of the unaligned source and target segments.
    """
    pairs = [bead for bead in locked if not bead.is_null]
    alone = [{number for bead in locked if bead.is_null for number in getattr(bead, side)} for side in _SIDES]
    code = match_code(source, target)
    beads = sorted([*pairs, *(bead for bead in code if fits_between(bead, pairs, alone))], key=lambda b: b.source)
    for side, document, stay in zip(_SIDES, (source, target), alone, strict=True):
        stay.update(set(code_segments(document)) - {number for bead in beads for number in getattr(bead, side)})
    return tuple(beads), (frozenset(alone[0]), frozenset(alone[1]))


def fits_between(bead: Bead, pairs: Sequence[Bead], alone: Sequence[set[int]]) -> bool:
    """Tell whether a 1-1 bead can be added to other beads without a conflict.

    Args:
        bead: the 1-1 bead, which must cross none of ``pairs``.
        pairs: the other beads, all with two sides.
        alone: source segments and target segments that must stay unaligned.
    """
    (row,), (column,) = bead.source, bead.target
    crossed = any(
        not ((p.source[-1] < row and p.target[-1] < column) or (row < p.source[0] and column < p.target[0]))
        for p in pairs
    )
    return not crossed and row not in alone[0] and column not in alone[1]


def match_code(source: Document, target: Document) -> tuple[Bead, ...]:
    """Return a bead with the status ``code`` for each pair of matching code blocks, in order.

    Args:
        source: segmented document; only blocks of the kind ``code`` are compared.
        target: segmented document; only blocks of the kind ``code`` are compared.
    """
    if precedes(target.language, source.language):  # as in the search: swapped sides give mirrored beads
        return tuple(bead.mirrored() for bead in match_code(target, source))
    first, second = ([_Code(n, skeleton(d.segments[n].text)) for n in code_segments(d)] for d in (source, target))
    pairs: list[tuple[_Code, _Code, float]] = []
    row = column = 0
    for left, right in [*_equal_places(first, second), (len(first), len(second))]:
        pairs += _similar_pairs(first[row:left], second[column:right])
        if left < len(first) and right < len(second):
            pairs.append((first[left], second[right], 1.0))
        row, column = left + 1, right + 1
    return tuple(Bead((a.number,), (b.number,), round(like, 4), 1.0, CODE) for a, b, like in pairs)


def code_segments(document: Document) -> list[int]:
    """Return the numbers of the segments that are code."""
    return [n for n, segment in enumerate(document.segments) if document.blocks[segment.block].kind == CODE]


def skeleton(text: str) -> str:
    """Return code without the parts that translators change; the whole code if nothing else remains."""
    for bare in (_FOREIGN.sub("", _COMMENT.sub("", text)), text):
        lines = [" ".join(line.split()) for line in bare.splitlines()]
        if any(lines):
            return "\n".join(line for line in lines if line)
    return ""


def _equal_places(first: Sequence[_Code], second: Sequence[_Code]) -> list[tuple[int, int]]:
    """Return the pairs of indices of equal code blocks; the indices of both sides rise.

    Only blocks that occur equally often on both sides are compared.
    """
    counts = [Counter(code.text for code in side) for side in (first, second)]
    places = [
        [n for n, code in enumerate(side) if counts[0][code.text] == counts[1][code.text]] for side in (first, second)
    ]
    texts = [[side[n].text for n in chosen] for side, chosen in zip((first, second), places, strict=True)]
    runs = difflib.SequenceMatcher(None, texts[0], texts[1], autojunk=False).get_matching_blocks()
    return [(places[0][run.a + step], places[1][run.b + step]) for run in runs for step in range(run.size)]


def _similar_pairs(first: Sequence[_Code], second: Sequence[_Code]) -> list[tuple[_Code, _Code, float]]:
    """Return the pairs of similar code blocks with the greatest total likeness, and the likeness of each.

    The pairs do not cross, and are in order. Blocks with a likeness below `MIN_LIKENESS` are not
    paired. A pair counts less towards the total if its blocks are at different relative positions.
    The result is empty if there are too many blocks to compare.
    """
    if not 0 < len(first) * len(second) <= MAX_COMPARED_PAIRS:
        return []
    likes = [[likeness(a.text, b.text) for b in second] for a in first]
    best = [[0.0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, row in enumerate(likes, 1):
        for j, like in enumerate(row, 1):
            apart = abs(i / (len(first) + 1) - j / (len(second) + 1))
            taken = best[i - 1][j - 1] + like - POSITION_WEIGHT * apart if like >= MIN_LIKENESS else -1.0
            best[i][j] = max(best[i - 1][j], best[i][j - 1], taken)
    pairs = []
    i, j = len(first), len(second)
    while i and j:
        if best[i][j] == best[i - 1][j]:
            i -= 1
        elif best[i][j] == best[i][j - 1]:
            j -= 1
        else:
            i, j = i - 1, j - 1
            pairs.append((first[i], second[j], likes[i][j]))
    return pairs[::-1]


def likeness(first: str, second: str) -> float:
    """Return difflib's similarity ratio of two texts, 0 to 1.

    It is 0 if a quick upper bound of the ratio is below `MIN_LIKENESS`.
    """
    matcher = difflib.SequenceMatcher(None, first, second, autojunk=False)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < MIN_LIKENESS:
        return 0.0
    return matcher.ratio()
