"""Which words of a row translate each other, for the page that marks them under the pointer or the caret."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from aligner.bitext import Bitext
from aligner.glossary.word_links import linked_pairs
from aligner.review.rows import Row, Segments, bitext_of

AROUND = 20
"""Rows on either side that tell which words keep company: more would make the page wait."""


class Word(NamedTuple):
    """A word of a row's side; offsets count UTF-16 units, as a page does."""

    at: int
    start: int
    end: int


def word_links(rows: Sequence[Row], number: int, like: Bitext, model: str) -> list[tuple[Word, Word]]:
    """Return the links between the words of a row; see `aligner.bitext.Bitext.word_links`.

    Args:
        rows: all of them.
        number: of the row.
        like: gives the documents.
        model: an embedder, as `aligner.settings.EmbedSettings` names it.
    """
    first = max(0, number - AROUND)
    near = rows[first : number + AROUND + 1]
    pair = list(linked_pairs(bitext_of(near, like), model))[number - first]
    row = rows[number]
    sides = _places(pair.source, row.source), _places(pair.target, row.target)
    found = ((sides[0][source], sides[1][target]) for source, target in pair.links)
    return [(source, target) for source, target in found if source is not None and target is not None]


def _places(tokens: Sequence[str], segments: Segments) -> list[Word | None]:
    """Return where the tokens of joined segments stand in them; ``None`` for one that reaches across a boundary."""
    places: list[Word | None] = []
    at = done = 0
    for token in tokens:
        starts = ((place, segments[place].text.find(token, done if place == at else 0))
                  for place in range(at, len(segments)))  # fmt: skip
        here = next((each for each in starts if each[1] >= 0), None)
        if here is None:
            places.append(None)
            continue
        at, start = here
        done = start + len(token)
        text = segments[at].text
        places.append(Word(at, _utf16_length(text[:start]), _utf16_length(text[:done])))
    return places


def _utf16_length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)
