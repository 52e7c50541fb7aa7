"""Bitext -> which words of each pair translate each other, for word alignment as researchers use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from aligner.bitext import Bitext
from aligner.glossary.abbreviations import expansions_of
from aligner.glossary.corpus import LONGEST_SIDE, TokenPair, languages_of
from aligner.glossary.links import Linker
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.chinese import phrases as chinese
from aligner.languages.chinese.simplified import fold
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.english import phrases as english

_SURROGATE = re.compile("[\ud800-\udfff]")
"""What no tokeniser takes."""


class LinkedPair(NamedTuple):
    """The tokens of a bead, and their links.

    Attributes:
        source: tokens of the source side, as they stand in the text; empty for an addition.
        target: tokens of the target side.
        links: 0-based numbers of a source and a target token that translate each other, ascending. Content words have
            links; function words, marks and what stands behind token 600 have none.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[tuple[int, int], ...]


def linked_pairs(bitext: Bitext, model: str = "bundled") -> Iterator[LinkedPair]:
    """Yield the tokens and links of each bead, null beads included, in order.

    The links are learnt from the vectors of the words and from how often they occur together in the whole bitext, so
    few pairs have fewer links. In other languages than Chinese and English, tokens are what stands between white space,
    and there are no links.

    Args:
        bitext: in either direction.
        model: an embedder, as `aligner.settings.EmbedSettings` names it.

    Raises:
        ModelError: the model cannot be loaded.
    """
    languages = languages_of(bitext)
    texts = [(_encodable(bitext.source_text(bead)), _encodable(bitext.target_text(bead))) for bead in bitext.beads]
    if set(languages) != {ENGLISH, CHINESE}:
        yield from (LinkedPair(tuple(source.split()), tuple(target.split()), ()) for source, target in texts)
        return
    turned = languages[0] == CHINESE
    cut = [_cut(*(pair[::-1] if turned else pair)) for pair in texts]
    links = _links([pair for _, _, pair in cut], [pair[turned] for pair in texts], model)
    for (words, others, _), found in zip(cut, links, strict=True):
        if turned:
            yield LinkedPair(others, words, tuple(sorted((second, first) for first, second in found)))
        else:
            yield LinkedPair(words, others, tuple(sorted(found)))


def _encodable(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _links(pairs: list[TokenPair], english_texts: list[str], model: str) -> Iterator[list[tuple[int, int]]]:
    from aligner.embedders import load_embedder

    if not pairs:
        return iter(())
    return iter(Linker(pairs, load_embedder(model).encode, expansions_of(english_texts)))


def _cut(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...], TokenPair]:
    """Return the tokens of an English and a Chinese text as written, and both as the linker takes them."""
    tokens = english.tokenise(first)
    words = chinese.tokenise(fold(second))
    kept = words[:LONGEST_SIDE]
    pair = TokenPair(
        tuple(token for token, _, _ in tokens[:LONGEST_SIDE]),
        tuple(word for word, _, _ in kept),
        tuple(start for _, start, _ in kept),
        tuple(end for _, _, end in kept),
    )
    return (
        tuple(first[start:end] for _, start, end in tokens),
        tuple(second[start:end] for _, start, end in words),
        pair,
    )
