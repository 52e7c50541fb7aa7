"""Sentences of which the translation has only a part."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from statistics import median
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match, Side, Text
from aligner.check.findings import Finding
from aligner.check.rules.meaning import TINY, is_held_nearby, meaning_shares, shares_of_many
from aligner.check.rules.missing import LENGTH_DOUBT, NEARBY, left_alone, passages_in_part, shortened
from aligner.embedders.static import StaticEmbedder
from aligner.interface import N_, _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.numbers import quantities
from aligner.languages.scripts import HAN
from aligner.protocols import Embedder

if TYPE_CHECKING:
    from aligner.glossary import Glossary

CLAUSE = re.compile(
    r"[,;:()—–，；：（）、]\s*|\s(?=(?:and|or|but|because|which|who|when|if|while|until|unless|so)\s)|\.\s"
)
GLOSS = re.compile(rf"[（(][^（）(){HAN}]*[)）]")
"""A foreign name or an abbreviation in brackets, which one of the two languages needs and the other does not."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A logistic model of what tells a sentence that lacks a clause from a whole one.

    For Chinese fitted on pairs of news, health, programming and manuals of which half had lost a clause; for English on
    sentences of 60 translated pages, as they are and without their last clause, each project left out in turn: 0.80 of
    the clauses are found where 13 of 1,000 sentences are reported, and about half of these do lack something.

    Attributes:
        short: of the logarithm of the translation's length over the expected one.
        rest: of the same without the clause.
        rest_off: of its amount, whatever the sign.
        share: of the share of the clause's meaning that is found in the translation.
        others: of the same of the other clauses.
        part: of the part of the sentence's meaning that the clause holds.
        weight: of the logarithm of what the clause says.
        base: added.
        limit: the least sum at which a clause is taken to be missing.
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


WEIGHTS = {  # by what stands between two words: fitted on English, and on Chinese
    " ": Weights(-4.46, 1.55, -0.75, -13.02, 2.78, -4.71, 2.14, -1.88, 2.3),
    "": Weights(-3.53, 0.94, -1.97, -16.67, 1.65, -3.69, 1.93, 0.11, 2.8),
}
BESIDE, BESIDE_LEAST = 0.15, 0.5
"""By how much more of a clause's meaning another sentence must have to be where it stands, and how much at least."""
LOST_SENTENCE = N_("this sentence of the passage is not translated: “{text}”")
CLAUSE_MOST = 0.8
"""The most that is certain of a missing clause: translators are terse, and half of such findings are on purpose."""
LABEL = 7
"""Words of a cell or an item up to which Chinese may say with two words what English says with six."""
EMPTY = re.compile(
    r"\b(?:a|an|and|all|already|also|actually|additionally|again|are|as|at|be|below|above|both|but|by|can|case|course|"
    r"covered|described|discussed|do|each|easy|even|ever|follow|follows|forget|given|had|has|mentioned|remember|said|saw|"
    r"seen|shown|start|started|was|were|[’']?(?:ve|re|ll|s|d)|"
    r"example|fact|finally|first|following|for|furthermore|general|go|going|have|hence|here|how|however|i|if|in|"
    r"indeed|instead|is|it|its|just|let['’]?s?|likewise|long|lot|made|make|many|may|mean|moreover|much|need|needed|next|note|now|"
    r"of|often|on|one|ones|only|or|order|other|others|our|own|particular|please|possible|practice|rather|really|same|say|see|short|should|similarly|"
    r"simple|simply|so|some|summary|sure|take|that|the|then|there|therefore|these|they|this|those|though|thus|time|to|too|turn|"
    r"up|use|used|useful|using|very|want|way|ways|we|well|what|when|which|will|with|word|words|would|you|your)\b",
    re.IGNORECASE,
)
"""Words that say little: what consists of them alone may be left out."""
LOST_SHARE, LOST_LESS, LOST_SURELY = 0.42, 0.12, 0.32
"""Share of a sentence's meaning up to which it is lost, by how much less that is than of its neighbours, and surely."""
SUSPECT_SHARE, SUSPECT_LESS = 0.5, 0.06
"""The first two for a sentence of which the alignment says that it may be untranslated."""
LOST_LENGTH = math.log(0.75)
"""Logarithm of the length, over the expected one, that a translation has at most where that is less sure."""
FEW = 2
"""Numbers in words up to which a word may be an article or a part of a phrase."""
HALF = math.log(0.42)
"""Logarithm of the length, over the expected one, below which a single clause is incomplete ..."""
BARELY = 0.45
"""... if no more than this share of its meaning is found."""


def partial(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield passages that lack sentences, and sentences that lack clauses, where the translation is much too short."""
    said = passages_in_part(found)
    for group in left_alone(found, "source"):
        match = said.get(group[0].text.pieces[0].block)
        if match is not None:
            message = _(LOST_SENTENCE, text=shortened(group[0].text.string))
            place = group[0].text.place()
            sure = 1 - LENGTH_DOUBT * (1 - group[0].confidence)
            if is_held_nearby(found, group[0].text, match.target.line):
                sure = min(sure, NEARBY)
            yield found.finding("partial", message, place, match.target.place(), sure)
    lacking = {piece.block for match in said.values() for piece in match.whole_source.pieces}
    yield from (
        finding for block, finding in sentences_in_part(found) if block not in lacking
    )  # one finding a passage is enough


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence, or a few that are translated together, of which something may be missing.

    Attributes:
        source: its text.
        target: the translation.
        match: the passage in which it stands.
        suspects: sentences of the source that may be untranslated, as the alignment has it.
        length: characters of the source.
        other_length: of the translation.
        short: logarithm of the translation's length over the expected one.
    """

    source: Text
    target: Text
    match: Match
    suspects: tuple[Text, ...]
    length: int
    other_length: int
    short: float


def sentences_in_part(found: Comparison) -> Iterator[tuple[int, Finding]]:
    """Yield block and finding of the sentences whose translation is much too short, with the missing clause."""
    pairs = [
        (found.sentence("source", bead.source), found.sentence("target", bead.target), match, bead)
        for match in found.prose_matches()
        for bead in match.sentences
    ]
    if not pairs:
        return
    sizes = [(size(source, target), size(target, source)) for source, target, *_ in pairs]
    ratios = [length_ratio(*each) for each in sizes]
    usual = median(ratios)
    limit = math.log(found.settings.partial) if found.settings.partial else -math.inf
    shortest = pack_of(found.source.language or FALLBACK).lengths.sentence
    candidates = []
    for (source, target, match, bead), lengths, ratio in zip(pairs, sizes, ratios, strict=True):
        suspects = tuple(found.sentence("source", (number,)) for number in bead.untranslated[0])
        if (ratio - usual <= limit or suspects) and lengths[0] >= shortest and not is_label(source):
            candidates.append(Candidate(source, target, match, suspects, *lengths, ratio - usual))
    short = []
    for each, lost in zip(candidates, lost_sentences(found, candidates), strict=True):
        if lost is not None:
            message = _(LOST_SENTENCE, text=shortened(lost[0].string))
            sure = found.certainty(each.match, lost[1])
            place, there = lost[0].place(), each.target.place()
            yield each.source.pieces[0].block, found.finding("partial", message, place, there, sure)
        elif each.short <= limit:
            short.append(each)
    for each, shares in zip(short, clause_shares(found.embedder, short), strict=True):
        said = clause_finding(found, each, shares, usual)
        if said is not None:
            message, sure = said
            place, there = each.source.place(), each.target.place()
            yield each.source.pieces[0].block, found.finding("partial", message, place, there, sure)


def clause_finding(
    found: Comparison, each: Candidate, shares: Sequence[tuple[str, float, float]], usual: float
) -> tuple[str, float] | None:
    """Return message and certainty of what is wrong with a sentence whose translation is short, if anything is.

    Args:
        found: what is compared.
        each: the sentence.
        shares: see `clause_shares`.
        usual: logarithm of the ratio of lengths that the document has.
    """
    weights = WEIGHTS[pack_of(found.source.language or FALLBACK).joint]
    missing = missing_clause(shares, each.length, each.other_length, usual, weights)
    if missing is not None:
        clause, sure = missing
        rest = each.match.whole_source.prose.replace(clause, " ")
        if has_numbers_of(clause, rest, each.source, each.match.whole_target):
            return None
        if stands_beside(found, clause, each.target, each.match, usual):
            return None
        quoted = shortened(clause.strip(" ,;:，；：、"))
        message = _("too short, and without a counterpart of “{quoted}”", quoted=quoted)
        return message, found.certainty(each.match, min(sure, CLAUSE_MOST))
    if each.short < HALF and (not shares or (len(shares) == 1 and shares[0][1] < BARELY)):
        message = _("much too short for what it translates: “{string}”", string=shortened(each.source.string))
        return message, min(CLAUSE_MOST, 0.5 + 0.4 * min(1.0, HALF - each.short))
    return None


def lost_sentences(found: Comparison, candidates: Sequence[Candidate]) -> list[tuple[Text, float] | None]:
    """Return, for each candidate of several sentences, the one whose meaning the translation lacks, and how sure.

    Args:
        found: what is compared.
        candidates: of which those of one sentence, and cells, have no answer.
    """
    embedder = found.embedder
    if not isinstance(embedder, StaticEmbedder):
        return [None] * len(candidates)
    sentences = [
        () if any(block.kind == "cell" for block in each.source.blocks) else sentences_of(found, "source", each.source)
        for each in candidates
    ]
    asked = [number for number, several in enumerate(sentences) if len(several) > 1]
    questions = [([each.prose for each in sentences[number]], candidates[number].target.prose) for number in asked]
    answers: list[tuple[Text, float] | None] = [None] * len(candidates)
    for number, shares in zip(asked, shares_of_many(embedder, questions), strict=True):
        answers[number] = lost_among(sentences[number], shares, candidates[number])
    return answers


def lost_among(
    sentences: Sequence[Text], shares: Sequence[tuple[float, float]], each: Candidate
) -> tuple[Text, float] | None:
    """Return the one of several sentences whose meaning their translation lacks, and how sure that is, if any is."""
    least = min(range(len(shares)), key=lambda number: shares[number][0])
    share, weight = shares[least]
    less = min(other for number, (other, _) in enumerate(shares) if number != least) - share
    lost = sentences[least]
    if share < LOST_SURELY and less >= LOST_LESS:
        sure = 0.9
    elif share <= LOST_SHARE and less >= LOST_LESS and each.short <= LOST_LENGTH:
        sure = 0.8
    elif lost in each.suspects and share <= SUSPECT_SHARE and less >= SUSPECT_LESS:
        sure = 0.75
    else:
        return None
    if not weight or is_quoted(lost, [other for other in sentences if other != lost], each.target):
        return None
    return lost, sure


def is_quoted(sentence: Text, others: Sequence[Text], target: Text) -> bool:
    """Whether the translation has a number, a link or code that only this sentence of the source has."""
    own = literals_of(sentence) - {literal for each in others for literal in literals_of(each)}
    rest = "\n".join(each.prose for each in others)
    return bool(own & literals_of(target)) or has_numbers_of(sentence.prose, rest, sentence, target)


def has_numbers_of(part: str, rest: str, source: Text, target: Text) -> bool:
    """Whether the translation has a number that the source has in one part only, however it is written."""
    languages = [text.document.language or FALLBACK for text in (source, target)]
    there = quantities(rest, languages[0])
    own = [
        each
        for each in quantities(part, languages[0])
        if (each.required or min(each.values) > FEW) and not any(each.agrees(other) for other in there)
    ]
    theirs = quantities(target.prose, languages[1])
    return any(each.agrees(other) for each in own for other in theirs)


def literals_of(text: Text) -> set[str]:
    """Return what a translation has to repeat: code, links, and words with a digit."""
    marked = {
        value if kind == "link" else text.string[start:end]
        for start, end, kind, value in text.inlines
        if kind in ("code", "link")
    }
    return marked | {match[0] for match in re.finditer(r"(?<!\w)\w*\d[\w.]*\w|\d", text.string)}


def sentences_of(found: Comparison, side: Side, text: Text) -> list[Text]:
    """Return the sentences of a text of one side."""
    return [
        found.sentence(side, (number,))
        for piece in text.pieces
        for number, segment in found.segments_of(side, piece.block)
        if piece.start <= segment.start and segment.end <= piece.end
    ]


def is_label(text: Text) -> bool:
    """Whether a text is a short cell or item, which Chinese renders as a label."""
    return all(block.kind in ("cell", "item") for block in text.blocks) and len(text.prose.split()) <= LABEL


@lru_cache(maxsize=4096)
def is_said_without(clause: str) -> bool:
    """Whether a clause joins what stands around it and says nothing itself, or is nothing but a name."""
    rest = re.findall(r"[\w'’-]+", EMPTY.sub("", clause))
    return clause.isascii() and all(word[0].isupper() and not word.isupper() for word in rest) and len(rest) < 4


def missing_clause(
    shares: Sequence[tuple[str, float, float]], length: int, other_length: int, usual: float, weights: Weights
) -> tuple[str, float] | None:
    """Return the clause that the translation lacks and how sure that is, if there is one.

    Args:
        shares: see `clause_shares`.
        length: characters of the sentence.
        other_length: characters of its translation.
        usual: logarithm of the ratio of lengths that the document has.
        weights: for the language of the sentence.
    """
    telling = [item for item in shares if not is_said_without(item[0])] if len(shares) > 1 else []
    if not telling:
        return None
    total = sum(each for *_, each in shares)
    found = sum(share * each for _, share, each in shares)
    short = length_ratio(length, other_length) - usual

    def score(item: tuple[str, float, float]) -> float:
        clause, share, weight = item
        rest = length_ratio(max(length - len(clause), 1), other_length) - usual
        return (
            weights.short * short
            + weights.rest * rest
            + weights.rest_off * abs(rest)
            + weights.share * share
            + weights.others * (found - share * weight) / max(total - weight, TINY)
            + weights.part * weight / total
            + weights.weight * math.log(weight)
            + weights.base
        )

    likeliest = max(telling, key=score)
    surplus = score(likeliest) - weights.limit
    return (likeliest[0], 0.55 + 0.4 * min(1.0, surplus / 2)) if surplus >= 0 else None


def stands_beside(found: Comparison, clause: str, target: Text, match: Match, usual: float) -> bool:
    """Whether another sentence of the passage has the clause, and the passage is long enough to have all.

    Args:
        found: what is compared.
        clause: of the source.
        target: the translation of its sentence.
        match: the passage.
        usual: logarithm of the ratio of lengths that the document has.
    """
    if not isinstance(found.embedder, StaticEmbedder):
        return False
    whole = size(match.whole_source, match.whole_target), size(match.whole_target, match.whole_source)
    without = math.log(max(1 - len(clause) / max(whole[0], 1), TINY))
    if length_ratio(*whole) - usual < without / 2:
        return False
    here = meaning_shares(found.embedder, [clause], target.prose)[0][0]
    return any(
        meaning_shares(found.embedder, [clause], each.prose)[0][0] > max(here + BESIDE, BESIDE_LEAST)
        for each in sentences_of(found, "target", match.whole_target)
        if each.prose.strip() and each.prose not in target.prose
    )


def length_ratio(length: int, other_length: int) -> float:
    """Return the logarithm of a translation's length over its source's."""
    return math.log((other_length + 2) / (length + 4))


def size(text: Text, other: Text) -> int:
    """Return the characters of a text's words, but for foreign glosses and white space at the ends."""
    return len(" ".join(GLOSS.sub("", words(text, other)).split()))


def words(text: Text, other: Text) -> str:
    """Return the prose of a text without what images show, but with the code that the other has as words."""
    characters = list(text.prose)
    for start, end, kind, _unused in text.inlines:
        if kind == "image":
            characters[start:end] = " " * (end - start)
        elif kind == "code" and text.string[start:end] in other.prose:
            characters[start:end] = text.string[start:end]
    return "".join(characters)


def clause_shares(embedder: Embedder, candidates: Sequence[Candidate]) -> Iterator[list[tuple[str, float, float]]]:
    """Yield each clause of each candidate with the share of its meaning that the target has, and its weight.

    See `meaning_shares`. Empty for models without token vectors, and for a single clause whose share does not matter.
    """
    if not isinstance(embedder, StaticEmbedder):
        yield from ([] for _ in candidates)
        return
    questions = []
    for each in candidates:
        shortest = pack_of(each.source.document.language or FALLBACK).lengths.clause
        clauses = split_clauses(GLOSS.sub("", words(each.source, each.target)), shortest)
        clauses = clauses if len(clauses) > 1 or each.short < HALF else []
        questions.append((clauses, words(each.target, each.source) if clauses else ""))
    for (clauses, _unused), shares in zip(questions, shares_of_many(embedder, questions), strict=True):
        yield [(clause, share, weight) for clause, (share, weight) in zip(clauses, shares, strict=True) if weight]


def split_clauses(text: str, shortest: int) -> Sequence[str]:
    """Return the clauses of a text, short ones joined to what stands before."""
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
