"""Align the words of a bitext: link the words of each bead that are translations of each other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aligner.bitext import Bitext
from aligner.glossary.abbreviations import expansions_of
from aligner.glossary.corpus import MAX_SIDE_TOKENS, TokenPair, languages_of
from aligner.glossary.links import Linker
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.chinese import phrases as chinese
from aligner.languages.chinese.simplified import fold
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.english import phrases as english

_SURROGATE = re.compile("[\ud800-\udfff]")
"""Lone surrogates, which the tokenisers refuse."""


class LinkedPair(NamedTuple):
    """The tokens of a bead, and their links.

    Attributes:
        source: tokens of the source side, as written in the text; empty for an addition.
        target: tokens of the target side, as written in the text; empty for an omission.
        links: for each link, the 0-based indices of a source and a target token that are translations
            of each other, ascending. Only content words among the first 600 tokens have links; function
            words and punctuation have none.
    """

    source: tuple[str, ...]
    target: tuple[str, ...]
    links: tuple[tuple[int, int], ...]


def linked_pairs(bitext: Bitext, model: str = "bundled") -> Iterator[LinkedPair]:
    """Yield the tokens and links of each bead, including null beads, in order.

    The links depend on the vectors of the words and on their co-occurrence in the whole bitext, so a
    small bitext has fewer links. For languages other than Chinese and English, tokens are separated by
    white space, and there are no links.

    Args:
        bitext: a bitext in either direction.
        model: name of the embedding model, as in `aligner.settings.EmbedSettings`.

    Raises:
        ModelError: the model cannot be loaded.
    """
    texts = [(bitext.source_text(bead), bitext.target_text(bead)) for bead in bitext.beads]
    yield from linked_texts(texts, languages_of(bitext), model)


def linked_texts(
    pairs: Sequence[tuple[str, str]], languages: tuple[str | None, str | None], model: str = "bundled"
) -> Iterator[LinkedPair]:
    """Yield the tokens and links of pairs of texts, in order; see `linked_pairs`.

    Args:
        pairs: source and target text of each pair; co-occurrences are counted in all pairs.
        languages: primary subtags of the source and the target language.
        model: name of the embedding model, as in `aligner.settings.EmbedSettings`.

    Raises:
        ModelError: the model cannot be loaded.
    """
    texts = [(_encodable(source), _encodable(target)) for source, target in pairs]
    if set(languages) != {ENGLISH, CHINESE}:
        yield from (LinkedPair(tuple(source.split()), tuple(target.split()), ()) for source, target in texts)
        return
    from_chinese = languages[0] == CHINESE
    tokenised = [_tokenise(*(pair[::-1] if from_chinese else pair)) for pair in texts]
    links = _link_words([pair for _, _, pair in tokenised], [pair[from_chinese] for pair in texts], model)
    for (words, other_words, _), pair_links in zip(tokenised, links, strict=True):
        if from_chinese:
            yield LinkedPair(other_words, words, tuple(sorted((second, first) for first, second in pair_links)))
        else:
            yield LinkedPair(words, other_words, tuple(sorted(pair_links)))


def _encodable(text: str) -> str:
    return _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)


def _link_words(pairs: list[TokenPair], english_texts: list[str], model: str) -> Iterator[list[tuple[int, int]]]:
    from aligner.embedders import load_embedder

    if not pairs:
        return iter(())
    return iter(Linker(pairs, load_embedder(model).encode, expansions_of(english_texts)))


def _tokenise(first: str, second: str) -> tuple[tuple[str, ...], tuple[str, ...], TokenPair]:
    """Tokenise an English and a Chinese text.

    Returns:
        The English and the Chinese tokens as written, and the token pair for the linker.
    """
    tokens = english.tokenise(first)
    words = chinese.tokenise(fold(second))
    limited_words = words[:MAX_SIDE_TOKENS]
    pair = TokenPair(
        tuple(token for token, _, _ in tokens[:MAX_SIDE_TOKENS]),
        tuple(word for word, _, _ in limited_words),
        tuple(start for _, start, _ in limited_words),
        tuple(end for _, _, end in limited_words),
    )
    return (
        tuple(first[start:end] for _, start, end in tokens),
        tuple(second[start:end] for _, start, end in words),
        pair,
    )
