"""Names by their sound, where names are most of what a doubtful stretch says: genealogies, casts, registers.

No model knows most names, so that vectors tell nothing there. Each name in Latin letters is looked for, by its sound,
in the Chinese segments of a bead, and counts like a word that has a counterpart (`aligner.alignment.word_matches`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy

from aligner.alignment.spans import Matrix, Shape
from aligner.alignment.word_matches import Stretch, WordMatches, told
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.protocols import TokenEmbedder, TokenVectors

LEAST_SHARE = 0.2
"""Share of names among the words of a stretch from which on they are looked for; a novel has some 5 %."""
LEAST_NAMES = 4
"""Names of a stretch, at least."""
FROM, TO = 0.55, 0.9
"""Likeness of sound between which a name counts as found in part: any name has something like it in a sentence."""
NAME_WEIGHT = 2.0
"""What a name counts, in typical words."""
WORD = re.compile(r"[A-Za-z\u00c0-\u024f]+(?:['’-][A-Za-z\u00c0-\u024f]+)*")
NAME = re.compile(r"(?<=[^.!?\s\"'“”‘’(])\s+([A-Z][a-z\u00df-\u024f]{2,}(?:['’-][A-Za-z\u00c0-\u024f]+)*)")
"""A capitalised word that does not begin a sentence."""


def with_names(
    matches: WordMatches,
    embedder: TokenEmbedder,
    texts: tuple[Sequence[str], Sequence[str]],
    languages: tuple[str | None, str | None],
) -> WordMatches:
    """Return the matches with what names tell by their sound; the same where there are few, or for other languages.

    Args:
        matches: of some stretches.
        embedder: gives the tokens: names that it knows as one token need no sound.
        texts: the segments of the Chinese and of the English side.
        languages: of the two.
    """
    if languages != (CHINESE, ENGLISH):
        return matches
    stretches = tuple(named(stretch, embedder, texts, matches.shapes) for stretch in matches.stretches)
    return replace(matches, stretches=stretches)


def named(
    stretch: Stretch, embedder: TokenEmbedder, texts: tuple[Sequence[str], Sequence[str]], shapes: Sequence[Shape]
) -> Stretch:
    """Return a stretch with what its names tell; itself where there are few."""
    columns = texts[1][stretch.columns.start : stretch.columns.stop]
    names: Sequence[Sequence[str]] = [NAME.findall(text) for text in columns]
    least = max(LEAST_NAMES, LEAST_SHARE * sum(len(WORD.findall(text)) for text in columns))
    if sum(map(len, names)) >= least:
        names = unknown_names(names, embedder)
    if sum(map(len, names)) < least:
        return stretch
    rows = texts[0][stretch.rows.start : stretch.rows.stop]
    return replace(stretch, matched=stretch.matched + found_names(rows, names, shapes))


def unknown_names(names: Sequence[Sequence[str]], embedder: TokenEmbedder) -> list[list[str]]:
    """Return the names of each segment that the embedder has to put together from pieces."""
    distinct = sorted({name for some in names for name in some})
    unknown = {name for name, size in zip(distinct, embedder.tokens(distinct).sizes.tolist(), strict=True) if size > 1}
    return [[name for name in some if name in unknown] for some in names]


def found_names(chinese: Sequence[str], names: Sequence[Sequence[str]], shapes: Sequence[Shape]) -> Matrix:
    """Return how much of the names of spans is found in spans of the other side, as `Stretch.matched` has it.

    Args:
        chinese: the Chinese segments.
        names: of each English segment.
        shapes: of beads.
    """
    from aligner.languages.chinese.sound import latin_sounds, match_sounds, sounds_of_texts

    sounds = [latin_sounds(name) for some in names for name in some]
    shares = (match_sounds(sounds, sounds_of_texts(chinese)).T - numpy.float32(FROM)) / numpy.float32(TO - FROM)
    sizes = numpy.array([len(some) for some in names])
    weights = numpy.full(len(sounds), NAME_WEIGHT, numpy.float32)
    units = numpy.zeros((len(sounds), 1), numpy.float32)
    spoken = numpy.ones(len(chinese), numpy.int64)
    return told(TokenVectors(units, weights, sizes), numpy.clip(shares, 0, 1), spoken, None, shapes)
