"""Convert glossary entries to the keys that are searched in texts.

The keys omit a leading "to" or article, and include all inflected forms of verbs.
"""

from __future__ import annotations

from collections.abc import Iterator

from aligner.glossary.candidates import Key
from aligner.glossary.matching import english_key
from aligner.languages.english.inflection import is_separate_word, key_of, verb_forms
from aligner.languages.english.words import VERBS

LEADING_WORDS = frozenset({"to", "the", "a", "an"})
"""Words that glossaries write before a term and that a text may leave out."""


def entry_key(term: str) -> Key:
    """Return the key of a glossary term, which all its inflected forms share, without a leading "to" or article."""
    key = english_key(term)
    while len(key) > 1 and key[0] in LEADING_WORDS:
        key = key[1:]
    return key


def inflected(key: Key) -> Iterator[Key]:
    """Yield the keys of the inflected forms of a term that begins with a verb: deployed, deploying.

    In a term of several words, the first word is always inflected as a verb. This does no harm, because
    wrong forms ("smalling arms") match nothing. Forms that are also separate words are left out: a
    building, the left side.
    """
    if len(key) > 1 or (key and key[0] in VERBS):
        for form in verb_forms(key[0]):
            if not is_separate_word(form):
                yield (key_of(form), *key[1:])
