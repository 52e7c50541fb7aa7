"""Find the words of a row that translate each other.

The page highlights the translation of the word under the mouse pointer or the text cursor.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aligner.bitext import Bitext
from aligner.glossary.word_links import linked_pairs
from aligner.review.rows import Row, Segments, bitext_of

CONTEXT_ROWS = 20
"""Number of rows above and below from which co-occurrences are counted; with more the page would respond slowly."""


class Word(NamedTuple):
    """A word of one side of a row.

    Attributes:
        at: position of its segment in the row, from 0.
        start: offset of its start in the segment, in UTF-16 code units as JavaScript counts them.
        end: offset of its end (exclusive), in UTF-16 code units.
    """

    at: int
    start: int
    end: int


def word_links(rows: Sequence[Row], number: int, like: Bitext, model: str) -> list[tuple[Word, Word]]:
    """Return which words of a row translate each other; see `aligner.bitext.Bitext.word_links`.

    Args:
        rows: all rows.
        number: number of the row, from 0.
        like: the bitext with the documents of the rows.
        model: name of the embedder; see `aligner.settings.EmbedSettings`.
    """
    first = max(0, number - CONTEXT_ROWS)
    near = rows[first : number + CONTEXT_ROWS + 1]
    pair = list(linked_pairs(bitext_of(near, like), model))[number - first]
    row = rows[number]
    sides = _places(pair.source, row.source), _places(pair.target, row.target)
    links = ((sides[0][source], sides[1][target]) for source, target in pair.links)
    return [(source, target) for source, target in links if source is not None and target is not None]


def _places(tokens: Sequence[str], segments: Segments) -> list[Word | None]:
    """Return for each token of one side its segment in the row and its offsets in the segment.

    A token that extends over two segments has no place, and gets ``None``.
    """
    places: list[Word | None] = []
    at = end = 0
    for token in tokens:
        starts = ((place, segments[place].text.find(token, end if place == at else 0))
                  for place in range(at, len(segments)))  # fmt: skip
        first = next((each for each in starts if each[1] >= 0), None)
        if first is None:
            places.append(None)
            continue
        at, start = first
        end = start + len(token)
        text = segments[at].text
        places.append(Word(at, _utf16_length(text[:start]), _utf16_length(text[:end])))
    return places


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
