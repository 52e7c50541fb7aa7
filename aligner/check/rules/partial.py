"""The rule about incomplete translations: passages that lack sentences, and sentences that lack parts."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from statistics import median
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match, Side
from aligner.check.findings import Finding
from aligner.check.rules.clauses import (
    INCOMPLETE_MAX_LOG_RATIO,
    INCOMPLETE_MAX_SHARE,
    WEIGHTS,
    Candidate,
    clause_shares,
    length_ratio,
    missing_clause,
    size,
)
from aligner.check.rules.meaning import EPSILON, is_translated_nearby, meaning_shares, shares_of_many
from aligner.check.rules.missing import (
    NEARBY_MAX_CONFIDENCE,
    SHORT_DOUBT_FACTOR,
    partial_passages,
    shorten,
    unpaired_groups,
)
from aligner.check.texts import Text
from aligner.embedders.static import StaticEmbedder
from aligner.interface import N_, _
from aligner.languages import FALLBACK, pack_of
from aligner.languages.numbers import quantities

if TYPE_CHECKING:
    from aligner.glossary import Glossary

BESIDE_MIN_GAIN, BESIDE_MIN_SHARE = 0.15, 0.5
"""A clause is in another sentence of the translation if that sentence contains at least this much more of its meaning,
and at least this share."""
LOST_SENTENCE = N_("this sentence of the passage is not translated: “{text}”")
CLAUSE_MAX_CONFIDENCE = 0.8
"""Maximum confidence of a missing clause: translators shorten texts, and half of these omissions are intended."""
LABEL_MAX_WORDS = 7
"""Maximum number of words of a label in a cell or item; Chinese may need two words where English has six."""
LOST_MAX_SHARE, LOST_MIN_GAP, LOST_CERTAIN_SHARE = 0.42, 0.12, 0.32
"""A sentence is missing if the translation contains at most this share of its meaning and at least this much less than
of each neighbour; below the third value, the length of the translation does not matter."""
SUSPECT_MAX_SHARE, SUSPECT_MIN_GAP = 0.5, 0.06
"""The first two values for a sentence that the alignment marks as possibly untranslated."""
LOST_MAX_LOG_RATIO = math.log(0.75)
"""Maximum log ratio of the translation's length to its expected length for a missing sentence."""
SMALL_NUMBER = 2
"""Numbers up to this value, written in words, may be articles or parts of phrases."""


def partial(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about passages that lack sentences, and about sentences that lack clauses.

    In both cases, the translation is too short.
    """
    passages = partial_passages(comparison)
    for group in unpaired_groups(comparison, "source"):
        match = passages.get(group[0].text.pieces[0].block)
        if match is not None:
            message = _(LOST_SENTENCE, text=shorten(group[0].text.string))
            place = group[0].text.place()
            sure = 1 - SHORT_DOUBT_FACTOR * (1 - group[0].confidence)
            if is_translated_nearby(comparison, group[0].text, match.target.line):
                sure = min(sure, NEARBY_MAX_CONFIDENCE)
            yield comparison.finding("partial", message, place, match.target.place(), sure)
    lacking = {piece.block for match in passages.values() for piece in match.whole_source.pieces}
    yield from (
        finding for block, finding in partial_sentences(comparison) if block not in lacking
    )  # one finding a passage is enough


def partial_sentences(comparison: Comparison) -> Iterator[tuple[int, Finding]]:
    """Yield the block and the finding for each sentence whose translation is incomplete."""
    pairs = [
        (comparison.sentence("source", bead.source), comparison.sentence("target", bead.target), match, bead)
        for match in comparison.prose_matches()
        for bead in match.sentences
    ]
    if not pairs:
        return
    sizes = [(size(source, target), size(target, source)) for source, target, *_ in pairs]
    ratios = [length_ratio(*each) for each in sizes]
    usual = median(ratios)
    limit = math.log(comparison.settings.partial) if comparison.settings.partial else -math.inf
    shortest = pack_of(comparison.source.language or FALLBACK).lengths.sentence
    candidates = []
    for (source, target, match, bead), lengths, ratio in zip(pairs, sizes, ratios, strict=True):
        suspects = tuple(comparison.sentence("source", (number,)) for number in bead.untranslated[0])
        if (ratio - usual <= limit or suspects) and lengths[0] >= shortest and not is_label(source):
            candidates.append(Candidate(source, target, match, suspects, *lengths, ratio - usual))
    short = []
    for each, lost in zip(candidates, lost_sentences(comparison, candidates), strict=True):
        if lost is not None:
            message = _(LOST_SENTENCE, text=shorten(lost[0].string))
            sure = comparison.bounded_confidence(each.match, lost[1])
            source_place, target_place = lost[0].place(), each.target.place()
            yield each.source.pieces[0].block, comparison.finding("partial", message, source_place, target_place, sure)
        elif each.short <= limit:
            short.append(each)
    for each, shares in zip(short, clause_shares(comparison.embedder, short), strict=True):
        clause = clause_finding(comparison, each, shares, usual)
        if clause is not None:
            message, sure = clause
            source_place, target_place = each.source.place(), each.target.place()
            yield each.source.pieces[0].block, comparison.finding("partial", message, source_place, target_place, sure)


def clause_finding(
    comparison: Comparison, each: Candidate, shares: Sequence[tuple[str, float, float]], usual: float
) -> tuple[str, float] | None:
    """Return the message and the confidence of the finding about a sentence with a short translation.

    Return ``None`` if nothing is missing.

    Args:
        comparison: the comparison.
        each: the sentence with its translation.
        shares: the clauses of the sentence with their shares and weights; see `clause_shares`.
        usual: median log ratio of translation length to source length in the document.
    """
    weights = WEIGHTS[pack_of(comparison.source.language or FALLBACK).joint]
    missing = missing_clause(shares, each.length, each.other_length, usual, weights)
    if missing is not None:
        clause, sure = missing
        rest = each.match.whole_source.prose.replace(clause, " ")
        if shares_numbers(clause, rest, each.source, each.match.whole_target):
            return None
        if is_in_other_sentence(comparison, clause, each.target, each.match, usual):
            return None
        quoted = shorten(clause.strip(" ,;:，；：、"))
        message = _("too short, and without a counterpart of “{quoted}”", quoted=quoted)
        return message, comparison.bounded_confidence(each.match, min(sure, CLAUSE_MAX_CONFIDENCE))
    if each.short < INCOMPLETE_MAX_LOG_RATIO and (
        not shares or (len(shares) == 1 and shares[0][1] < INCOMPLETE_MAX_SHARE)
    ):
        message = _("much too short for what it translates: “{string}”", string=shorten(each.source.string))
        return message, min(CLAUSE_MAX_CONFIDENCE, 0.5 + 0.4 * min(1.0, INCOMPLETE_MAX_LOG_RATIO - each.short))
    return None


def lost_sentences(comparison: Comparison, candidates: Sequence[Candidate]) -> list[tuple[Text, float] | None]:
    """Return for each candidate the sentence that its translation lacks, with the confidence.

    The result is ``None`` if no sentence is missing.

    Args:
        comparison: the comparison.
        candidates: groups of sentences that were translated together; the result is ``None`` for table
            cells and for single sentences.
    """
    embedder = comparison.embedder
    if not isinstance(embedder, StaticEmbedder):
        return [None] * len(candidates)
    sentences = [
        ()
        if any(block.kind == "cell" for block in each.source.blocks)
        else sentences_of(comparison, "source", each.source)
        for each in candidates
    ]
    asked = [number for number, several in enumerate(sentences) if len(several) > 1]
    questions = [([each.prose for each in sentences[number]], candidates[number].target.prose) for number in asked]
    answers: list[tuple[Text, float] | None] = [None] * len(candidates)
    for number, shares in zip(asked, shares_of_many(embedder, questions), strict=True):
        answers[number] = lost_sentence(sentences[number], shares, candidates[number])
    return answers


def lost_sentence(
    sentences: Sequence[Text], shares: Sequence[tuple[float, float]], each: Candidate
) -> tuple[Text, float] | None:
    """Return the sentence that a translation lacks, with the confidence; ``None`` if none is missing.

    Args:
        sentences: the sentences of the source.
        shares: for each sentence, the share of its meaning in the translation, and its weight; see
            `meaning_shares`.
        each: the group of sentences with its translation.
    """
    least = min(range(len(shares)), key=lambda number: shares[number][0])
    share, weight = shares[least]
    less = min(other for number, (other, _) in enumerate(shares) if number != least) - share
    lost = sentences[least]
    if share < LOST_CERTAIN_SHARE and less >= LOST_MIN_GAP:
        sure = 0.9
    elif share <= LOST_MAX_SHARE and less >= LOST_MIN_GAP and each.short <= LOST_MAX_LOG_RATIO:
        sure = 0.8
    elif lost in each.suspects and share <= SUSPECT_MAX_SHARE and less >= SUSPECT_MIN_GAP:
        sure = 0.75
    else:
        return None
    if not weight or shares_literals(lost, [other for other in sentences if other != lost], each.target):
        return None
    return lost, sure


def shares_literals(sentence: Text, others: Sequence[Text], target: Text) -> bool:
    """Return whether the translation has a number, a link or code that only one source sentence has.

    Args:
        sentence: the source sentence that must have it.
        others: the other source sentences, which must not have it.
        target: the translation.
    """
    own = literals_of(sentence) - {literal for each in others for literal in literals_of(each)}
    rest = "\n".join(each.prose for each in others)
    return bool(own & literals_of(target)) or shares_numbers(sentence.prose, rest, sentence, target)


def shares_numbers(part: str, rest: str, source: Text, target: Text) -> bool:
    """Return whether the translation has a number, in any notation, that only one part of the source has.

    Args:
        part: this part of the source, such as a clause.
        rest: the source without this part.
        source: the source text.
        target: the translation.
    """
    languages = [text.document.language or FALLBACK for text in (source, target)]
    elsewhere = quantities(rest, languages[0])
    own = [
        each
        for each in quantities(part, languages[0])
        if (each.required or min(each.values) > SMALL_NUMBER) and not any(each.agrees(other) for other in elsewhere)
    ]
    theirs = quantities(target.prose, languages[1])
    return any(each.agrees(other) for each in own for other in theirs)


def literals_of(text: Text) -> set[str]:
    """Return the parts that a translation must repeat: code, links, and words with digits."""
    marked = {
        value if kind == "link" else text.string[start:end]
        for start, end, kind, value in text.inlines
        if kind in ("code", "link")
    }
    return marked | {match[0] for match in re.finditer(r"(?<!\w)\w*\d[\w.]*\w|\d", text.string)}


def sentences_of(comparison: Comparison, side: Side, text: Text) -> list[Text]:
    """Return each sentence of a text as a text of its own."""
    return [
        comparison.sentence(side, (number,))
        for piece in text.pieces
        for number, segment in comparison.segments_of(side, piece.block)
        if piece.start <= segment.start and segment.end <= piece.end
    ]


def is_label(text: Text) -> bool:
    """Return whether a text is a short table cell or list item: a label that is usually shorter in Chinese."""
    return all(block.kind in ("cell", "item") for block in text.blocks) and len(text.prose.split()) <= LABEL_MAX_WORDS


def is_in_other_sentence(comparison: Comparison, clause: str, target: Text, match: Match, usual: float) -> bool:
    """Return whether the translation of another sentence in the passage contains the clause.

    This is only possible if the translation of the whole passage is long enough.

    Args:
        comparison: the comparison.
        clause: clause of the source.
        target: translation of the sentence with the clause.
        match: the pair of passages that contains the sentence.
        usual: median log ratio of translation length to source length in the document.
    """
    if not isinstance(comparison.embedder, StaticEmbedder):
        return False
    whole = size(match.whole_source, match.whole_target), size(match.whole_target, match.whole_source)
    without = math.log(max(1 - len(clause) / max(whole[0], 1), EPSILON))
    if length_ratio(*whole) - usual < without / 2:
        return False
    here = meaning_shares(comparison.embedder, [clause], target.prose)[0][0]
    return any(
        meaning_shares(comparison.embedder, [clause], each.prose)[0][0] > max(here + BESIDE_MIN_GAIN, BESIDE_MIN_SHARE)
        for each in sentences_of(comparison, "target", match.whole_target)
        if each.prose.strip() and each.prose not in target.prose
    )
