"""Forms of English terms beyond the plural: a verb's -s, -ed and -ing, in a term that begins with the verb."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.glossary.candidates import Key
from aligner.glossary.matching import english_key
from aligner.languages.english import phrases as english
from aligner.languages.english.words import VERBS

_NOUNS_TEXT = """
building meeting being setting drawing opening finding feeling beginning painting ending hearing warning
understanding saying standing bearing reading writing planning training
"""
NOUNS = frozenset(_NOUNS_TEXT.split())
"""Forms in -ing that are nouns of their own: no forms of build and meet."""
LEADING = frozenset({"to", "the", "a", "an"})
"""What glossaries write before a term, and texts need not."""


def entry_key(term: str) -> Key:
    """Return the keys of a glossary's term, without "to" and articles before it."""
    key = english_key(term)
    while len(key) > 1 and key[0] in LEADING:
        key = key[1:]
    return key


def inflected(key: Key) -> Iterator[Key]:
    """Yield the forms of a term that begins with a verb: deploy -> deployed, deploying.

    In a term of several words any first word is taken for a verb: nobody writes "smalling arms".
    """
    if len(key) > 1 or (key and key[0] in VERBS):
        for form in verb_forms(key[0]):
            if form not in NOUNS:
                yield (english.singular(form), *key[1:])


def verb_forms(verb: str) -> Iterator[str]:
    """Yield the regular forms of a verb in lower case: plan -> plans, planned, planning."""
    stem = verb
    if verb.endswith("e") and not verb.endswith(("ee", "ye", "oe")):
        stem = verb[:-1]
    elif _doubles(verb):
        stem = verb + verb[-1]
    past = verb[:-1] + "i" if verb.endswith("y") and verb[-2:-1] not in "aeiou" else stem.removesuffix("e")
    yield verb + "s"
    yield verb + "es"
    yield past + "ed"
    yield stem + "ing"


def _doubles(verb: str) -> bool:
    """Whether the last consonant is doubled, as in short verbs of one vowel: plan, stop, but not deploy, fix."""
    vowels = [letter in "aeiou" for letter in verb]
    one = len(verb) <= 4 and sum(vowels) == 1 and len(verb) > 2 and vowels[-2] and not vowels[-1]
    return (one and verb[-1] not in "wxy") or verb in ("submit", "refer", "transfer", "commit", "control", "occur")
