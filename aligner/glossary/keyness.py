"""Compute the keyness of terms: compare their frequency in the texts with a reference corpus.

Two values are computed, as Gabrielatos (2018) recommends. The log-likelihood (Dunning, 1993; in the
form of Rayson and Garside, 2000) measures how certain the difference is, the log ratio (Hardie,
2014) how large it is. The log-likelihood alone is not enough: it grows with the size of the
corpora, so that in large corpora every difference is significant. "Simple maths" (Kilgarriff, 2009)
is also an effect size, but depends on a constant that the user must choose.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from aligner.errors import InputError
from aligner.glossary.candidates import Key
from aligner.glossary.entry_keys import entry_key
from aligner.glossary.matching import TermMatcher
from aligner.glossary.values import Entry, Glossary
from aligner.interface import _
from aligner.languages.english import phrases as english
from aligner.languages.english.phrases import BREAK

ABSENT_COUNT = 0.5
"""What a count of 0 is taken for in the log ratio, as Hardie (2014) does, so that the ratio is finite."""


def with_keyness(glossary: Glossary, texts: Iterable[str], reference: Iterable[str]) -> Glossary:
    """Return the glossary with the keyness of each English term against a reference corpus.

    All occurrences of a term count, including those within longer terms.

    Args:
        glossary: the terms.
        texts: the English texts from which the glossary was extracted.
        reference: English texts of the reference corpus.

    Raises:
        InputError: the texts or the reference hold no English words.
    """
    matcher = TermMatcher(entry_key(entry.term) for entry in glossary)
    counts, size = _counts(texts, matcher)
    reference_counts, reference_size = _counts(reference, matcher)
    if not size or not reference_size:
        raise InputError(_("keyness needs English words in the texts and in the reference corpus: there are none"))

    def compared(entry: Entry) -> Entry:
        key = entry_key(entry.term)
        frequencies = counts[key], size, reference_counts[key], reference_size
        return replace(
            entry, keyness=round(log_likelihood(*frequencies), 2), log_ratio=round(log_ratio(*frequencies), 2)
        )

    return replace(glossary, entries=tuple(map(compared, glossary)))


def log_likelihood(count: int, size: int, reference_count: int, reference_size: int) -> float:
    """Return the log-likelihood ratio G2 of two frequencies.

    It is negative if the relative frequency in the texts is lower than in the reference corpus. With
    one degree of freedom, 3.84 is significant at the level of 0.05, and 10.83 at 0.001.

    Args:
        count: number of occurrences in the texts.
        size: number of words of the texts, at least 1.
        reference_count: number of occurrences in the reference corpus.
        reference_size: number of words of the reference corpus, at least 1.
    """
    rate = (count + reference_count) / (size + reference_size)
    value = 2 * sum(
        observed * math.log(observed / (rate * words))
        for observed, words in ((count, size), (reference_count, reference_size))
        if observed
    )
    return math.copysign(max(value, 0.0), count / size - reference_count / reference_size)


def log_ratio(count: int, size: int, reference_count: int, reference_size: int) -> float:
    """Return the binary logarithm of the ratio of two relative frequencies.

    The value 1 means that the term is twice as frequent in the texts as in the reference corpus.
    """
    rates = [max(each, ABSENT_COUNT) / words for each, words in ((count, size), (reference_count, reference_size))]
    return math.log2(rates[0] / rates[1])


def _counts(texts: Iterable[str], matcher: TermMatcher) -> tuple[Counter[Key], int]:
    """Return the number of occurrences of each term in some texts, and the number of words of the texts."""
    counts: Counter[Key] = Counter()
    size = 0
    for text in texts:
        tokens = [token for token, _, _ in english.tokenise(text)]
        size += sum(token.kind != BREAK for token in tokens)
        counts.update(key for _, _, key in matcher.find(tokens))
    return counts, size
