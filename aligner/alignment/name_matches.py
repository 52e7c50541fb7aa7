"""Matching of names by their sound, in stretches with many names: genealogies, casts, registers.

No model knows most names, so their vectors are no evidence. The program therefore searches the
Chinese segments of a bead for the sound of each name in Latin letters. A name that is found counts
like a matched word (`aligner.alignment.word_matches`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy

from aligner.alignment.spans import Matrix, Shape
from aligner.alignment.word_matches import RunTokens, Stretch, WordMatches, span_coverage
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.protocols import TokenEmbedder, TokenVectors

MIN_NAME_SHARE = 0.2
"""Minimum share of names among the words of a stretch for which names are matched; a novel has about 5 %."""
MIN_NAMES = 4
"""Minimum number of names in a stretch for which names are matched."""
SOUND_RANGE = (0.55, 0.9)
"""Likeness of sound that counts as no match and as a full match: every sentence has something similar to a name."""
NAME_WEIGHT = 2.0
"""Weight of a name, in typical words."""
WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
NAME = re.compile(r"(?<=[^.!?\s\"'“”‘’(])\s+([A-Z][a-z\u00df-\u024f]{2,}(?:['’-][A-Za-z\u00c0-\u024f]+)*)")
"""A capitalised word that is not the first word of a sentence."""


def with_name_matches(
    matches: WordMatches,
    embedder: TokenEmbedder,
    texts: tuple[Sequence[str], Sequence[str]],
    languages: tuple[str | None, str | None],
) -> WordMatches:
    """Return word matches with the matches of names added.

    Stretches with few names, and texts in other languages than Chinese and English, are unchanged.

    Args:
        matches: word matches in the uncertain stretches of two texts.
        embedder: splits names into tokens; a name that is a single token has a vector and needs no
            sound.
        texts: segments of the Chinese and of the English side.
        languages: languages of the two sides.
    """
    if languages != (CHINESE, ENGLISH):
        return matches
    stretches = tuple(with_names_of_stretch(stretch, embedder, texts, matches.shapes) for stretch in matches.stretches)
    return replace(matches, stretches=stretches)


def with_names_of_stretch(
    stretch: Stretch, embedder: TokenEmbedder, texts: tuple[Sequence[str], Sequence[str]], shapes: Sequence[Shape]
) -> Stretch:
    """Add the matches of names to a stretch of pairs of segments; a stretch with few names is returned unchanged."""
    columns = texts[1][stretch.columns.start : stretch.columns.stop]
    names: Sequence[Sequence[str]] = [NAME.findall(text) for text in columns]
    least = max(MIN_NAMES, MIN_NAME_SHARE * sum(len(WORD.findall(text)) for text in columns))
    if sum(map(len, names)) >= least:
        names = unknown_names(names, embedder)
    if sum(map(len, names)) < least:
        return stretch
    rows = texts[0][stretch.rows.start : stretch.rows.stop]
    return replace(stretch, matched=stretch.matched + name_coverage(rows, names, shapes))


def unknown_names(names: Sequence[Sequence[str]], embedder: TokenEmbedder) -> list[list[str]]:
    """Return the names of each segment that the embedder splits into several tokens."""
    distinct = sorted({name for segment in names for name in segment})
    unknown = {name for name, size in zip(distinct, embedder.tokens(distinct).sizes.tolist(), strict=True) if size > 1}
    return [[name for name in segment if name in unknown] for segment in names]


def name_coverage(chinese: Sequence[str], names: Sequence[Sequence[str]], shapes: Sequence[Shape]) -> Matrix:
    """Return how many names of each English span are found by their sound in each Chinese span.

    The result has the form of `Stretch.matched`: it is given by the last segments of the two spans
    and the bead shape, shape (Chinese segments, shapes, English segments).

    Args:
        chinese: the Chinese segments.
        names: names of each English segment.
        shapes: shapes of beads.
    """
    from aligner.languages.chinese.sound import latin_sounds, match_sounds, sounds_of_texts

    sounds = [latin_sounds(name) for segment in names for name in segment]
    lowest, highest = SOUND_RANGE
    likeness = match_sounds(sounds, sounds_of_texts(chinese)).T
    shares = (likeness - numpy.float32(lowest)) / numpy.float32(highest - lowest)
    sizes = numpy.array([len(segment) for segment in names])
    weights = numpy.full(len(sounds), NAME_WEIGHT, numpy.float32)
    units = numpy.zeros((len(sounds), 1), numpy.float32)
    spoken = numpy.ones(len(chinese), numpy.int64)
    tokens = RunTokens(TokenVectors(units, weights, sizes), None)
    return span_coverage(tokens, numpy.clip(shares, 0, 1), spoken, shapes)
