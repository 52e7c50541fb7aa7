"""Convert bitexts to tokenised English-Chinese pairs for the extraction of terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from aligner.bitext import Bead, Bitext
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.chinese import phrases as chinese
from aligner.languages.chinese.simplified import fold
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.english import phrases as english

MAX_SIDE_TOKENS = 600
"""Number of tokens of a side that are used; a longer pair is rarely aligned correctly."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An English and a Chinese text that are translations of each other.

    Attributes:
        english: the English text.
        chinese: the Chinese text, as written.
        english_file: name of the English document.
        chinese_file: name of the Chinese document.
        english_line: line on which the English text begins, from 1.
        chinese_line: line on which the Chinese text begins, from 1.
    """

    english: str
    chinese: str
    english_file: str = ""
    chinese_file: str = ""
    english_line: int = 0
    chinese_line: int = 0


@dataclass(slots=True)
class Vocabulary:
    """A vocabulary: it numbers token types from 0, in the order of first occurrence."""

    numbers: dict[object, int] = field(default_factory=dict)

    def number(self, item: object) -> int:
        """Return the number of a token type; a new type gets the next number."""
        return self.numbers.setdefault(item, len(self.numbers))


@dataclass(frozen=True, slots=True)
class TokenPair:
    """A tokenised pair.

    Attributes:
        english: the English tokens.
        chinese: the Chinese words in simplified characters.
        chinese_starts: offset of the first character of each Chinese word in the text.
        chinese_ends: offset after the last character of each Chinese word.
    """

    english: tuple[english.Token, ...]
    chinese: tuple[str, ...]
    chinese_starts: tuple[int, ...]
    chinese_ends: tuple[int, ...]


def pairs_of(bitexts: Iterable[Bitext]) -> list[Pair]:
    """Return the two-sided beads of all bitexts as pairs.

    Raises:
        UsageError: a bitext is not in Chinese and English.
    """
    return [pair for bitext in bitexts for pair in _pairs(bitext)]


def _pairs(bitext: Bitext) -> Iterable[Pair]:
    languages = languages_of(bitext)
    if set(languages) != {ENGLISH, CHINESE}:
        names = _(" and ").join(dict.fromkeys((bitext.source.name, bitext.target.name)))
        raise UsageError(
            _(
                "one side must be Chinese and the other English, but the languages are {languages}",
                languages=_(" and ").join(languages),
            ),
            path=names,
        )
    if languages[0] == CHINESE:
        bitext = bitext.mirrored()
    for bead in bitext.beads:
        if not bead.is_null:
            yield Pair(
                bitext.source_text(bead),
                bitext.target_text(bead),
                bitext.source.name,
                bitext.target.name,
                *_lines(bitext, bead),
            )


def _lines(bitext: Bitext, bead: Bead) -> tuple[int, int]:
    return bitext.source.segments[bead.source[0]].line, bitext.target.segments[bead.target[0]].line


def languages_of(bitext: Bitext) -> tuple[str, str]:
    """Return the languages of both sides of a bitext.

    If a language is not declared, it is detected; the result is ``unknown`` if the detection fails.
    """
    from aligner.languages.detection import decide_texts

    sides = bitext.source, bitext.target
    source, target = ((segment.text for segment in document.segments) for document in sides)
    languages = decide_texts(source, target, (bitext.source.language, bitext.target.language))
    return languages[0] or "unknown", languages[1] or "unknown"


def token_pairs(pairs: Sequence[Pair]) -> list[TokenPair]:
    """Return the pairs with their texts split into tokens."""
    tokenised = []
    for pair in pairs:
        words = chinese.tokenise(fold(pair.chinese))[:MAX_SIDE_TOKENS]
        tokens = tuple(token for token, _, _ in english.tokenise(pair.english)[:MAX_SIDE_TOKENS])
        texts, starts, ends = zip(*words, strict=True) if words else ((), (), ())
        tokenised.append(TokenPair(tokens, texts, starts, ends))
    return tokenised
