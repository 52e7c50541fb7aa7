"""Find a clause that the translation lacks, from lengths and from the meaning of each clause."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from aligner.check.comparison import Match
from aligner.check.rules.meaning import EPSILON, shares_of_many
from aligner.check.texts import Text
from aligner.embedders.static import StaticEmbedder
from aligner.languages import FALLBACK, pack_of
from aligner.languages.scripts import HAN
from aligner.languages.word_patterns import one_of
from aligner.protocols import Embedder

if TYPE_CHECKING:
    pass

CLAUSE = re.compile(
    r"[,;:()—–，；：（）、]\s*|\s(?=(?:and|or|but|because|which|who|when|if|while|until|unless|so)\s)|\.\s"
)
GLOSS = re.compile(rf"[（(][^（）(){HAN}]*[)）]")
"""A foreign name or an abbreviation in brackets, which often only one of the two languages has."""


@dataclass(frozen=True, slots=True)
class Weights:
    """The coefficients of a logistic model that decides whether a translation lacks a clause.

    The coefficients for Chinese sources were fitted on pairs from news, health, programming and
    manuals; a clause was removed from half of the pairs. Those for English sources were fitted on
    sentences of 60 translated pages, with and without their last clause. In cross-validation by
    project, the English model finds 80 % of the missing clauses. It reports 13 of 1,000 sentences,
    about half of which are incomplete.

    Attributes:
        short: coefficient of the log ratio of the translation's length to its expected length.
        rest: coefficient of the same log ratio, computed for the source sentence without the clause.
        rest_off: coefficient of the absolute value of the log ratio for ``rest``.
        share: coefficient of the share of the clause's meaning that the translation contains.
        others: coefficient of the same share for the other clauses of the sentence together.
        part: coefficient of the clause's share of the sentence's meaning.
        weight: coefficient of the logarithm of the clause's weight, which `meaning_shares` defines.
        base: constant term.
        limit: minimum value of the model's sum at which a clause is reported as missing.
    """

    short: float
    rest: float
    rest_off: float
    share: float
    others: float
    part: float
    weight: float
    base: float
    limit: float


WEIGHTS = {  # by the separator of words: English and Chinese sources
    " ": Weights(-4.46, 1.55, -0.75, -13.02, 2.78, -4.71, 2.14, -1.88, 2.3),
    "": Weights(-3.53, 0.94, -1.97, -16.67, 1.65, -3.69, 1.93, 0.11, 2.8),
}
FUNCTION_WORD_TEXT = """
a above actually additionally again all already also an and are as at be below both but by can case course covered
described discussed do each easy even ever example fact finally first follow following follows for forget furthermore
general given go going had has have hence here how however i if in indeed instead is it its just likewise long lot
made make many may mean mentioned moreover much need needed next note now of often on one ones only or order other
others our own particular please possible practice rather really remember said same saw say see seen short should
shown similarly simple simply so some start started summary sure take that the then there therefore these they this
those though thus time to too turn up use used useful using very want was way ways we well were what when which will
with word words would you your
"""
FUNCTION_WORDS = re.compile(
    rf"\b(?:{one_of(FUNCTION_WORD_TEXT.split())}|[’']?(?:ve|re|ll|s|d)|let['’]?s?)\b", re.IGNORECASE
)
"""Words with little meaning of their own; a translation may leave out a clause that has only such words."""
INCOMPLETE_MAX_LOG_RATIO = math.log(0.42)
"""A sentence of one clause is incomplete if the log ratio of its translation's length to the expected length is below
this value ..."""
INCOMPLETE_MAX_SHARE = 0.45
"""... and the translation contains at most this share of its meaning."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One or more sentences that were translated together and whose translation may be incomplete.

    Attributes:
        source: the source text.
        target: the translation.
        match: the pair of passages that contains the sentences.
        suspects: sentences of the source that the alignment marks as possibly untranslated.
        length: number of characters of the source.
        other_length: number of characters of the translation.
        short: log ratio of the translation's length to its expected length.
    """

    source: Text
    target: Text
    match: Match
    suspects: tuple[Text, ...]
    length: int
    other_length: int
    short: float


@lru_cache(maxsize=4096)
def is_dispensable(clause: str) -> bool:
    """Return whether a translation may leave a clause out, because it has only function words or a name."""
    if not clause.isascii():
        return False
    rest = re.findall(r"[\w'’-]+", FUNCTION_WORDS.sub("", clause))
    return all(word[0].isupper() and not word.isupper() for word in rest) and len(rest) < 4


def missing_clause(
    shares: Sequence[tuple[str, float, float]], length: int, other_length: int, usual: float, weights: Weights
) -> tuple[str, float] | None:
    """Return the clause that the translation lacks, and the confidence; ``None`` if no clause is missing.

    Args:
        shares: the clauses of the sentence with their shares and weights; see `clause_shares`.
        length: number of characters of the sentence.
        other_length: number of characters of its translation.
        usual: median log ratio of translation length to source length in the document.
        weights: coefficients of the model for the language of the sentence.
    """
    candidates = [item for item in shares if not is_dispensable(item[0])] if len(shares) > 1 else []
    if not candidates:
        return None
    total = sum(each for *_, each in shares)
    contained = sum(share * each for _, share, each in shares)
    short = length_ratio(length, other_length) - usual

    def score(item: tuple[str, float, float]) -> float:
        clause, share, weight = item
        rest = length_ratio(max(length - len(clause), 1), other_length) - usual
        return (
            weights.short * short
            + weights.rest * rest
            + weights.rest_off * abs(rest)
            + weights.share * share
            + weights.others * (contained - share * weight) / max(total - weight, EPSILON)
            + weights.part * weight / total
            + weights.weight * math.log(weight)
            + weights.base
        )

    likeliest = max(candidates, key=score)
    surplus = score(likeliest) - weights.limit
    return (likeliest[0], 0.55 + 0.4 * min(1.0, surplus / 2)) if surplus >= 0 else None


def length_ratio(length: int, other_length: int) -> float:
    """Return the smoothed log ratio of the length of a translation to the length of its source."""
    return math.log((other_length + 2) / (length + 4))


def size(text: Text, other: Text) -> int:
    """Return the number of characters of a text's words, without foreign names in brackets: ``(VPN)``."""
    return len(" ".join(GLOSS.sub("", words(text, other)).split()))


def words(text: Text, other: Text) -> str:
    """Return the prose of a text, without descriptions of images.

    Inline code is included if the prose of the other text contains it.
    """
    if not text.inlines:
        return text.prose
    characters = list(text.prose)
    for start, end, kind, _ in text.inlines:
        if kind == "image":
            characters[start:end] = " " * (end - start)
        elif kind == "code" and text.string[start:end] in other.prose:
            characters[start:end] = text.string[start:end]
    return "".join(characters)


def clause_shares(embedder: Embedder, candidates: Sequence[Candidate]) -> Iterator[list[tuple[str, float, float]]]:
    """Yield for each candidate a list of its clauses, with the share of each that is translated.

    Each item of the list is a clause, the share of its meaning that the translation contains, and its
    weight; `meaning_shares` defines both values. The list is empty for models without token vectors. It
    is also empty if there is only one clause, unless the translation is very short.
    """
    if not isinstance(embedder, StaticEmbedder):
        yield from ([] for _ in candidates)
        return
    questions = []
    for each in candidates:
        shortest = pack_of(each.source.document.language or FALLBACK).lengths.clause
        clauses = split_clauses(GLOSS.sub("", words(each.source, each.target)), shortest)
        clauses = clauses if len(clauses) > 1 or each.short < INCOMPLETE_MAX_LOG_RATIO else []
        questions.append((clauses, words(each.target, each.source) if clauses else ""))
    for (clauses, _), shares in zip(questions, shares_of_many(embedder, questions), strict=True):
        yield [(clause, share, weight) for clause, (share, weight) in zip(clauses, shares, strict=True) if weight]


def split_clauses(text: str, shortest: int) -> Sequence[str]:
    """Return the clauses of a text; a clause shorter than ``shortest`` characters is joined to the preceding one."""
    clauses: list[str] = []
    start = 0
    for cut in [*(match.end() for match in CLAUSE.finditer(text)), len(text)]:
        clause = text[start:cut]
        start = cut
        if clauses and len(clause.strip()) < shortest:
            clauses[-1] += clause
        elif re.search(r"\w", clause):
            clauses.append(clause)
    return clauses
