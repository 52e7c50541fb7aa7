"""Keys under which a glossary's entry is found in a text: without "to" and articles, and with a verb's other forms."""

from __future__ import annotations

from collections.abc import Iterator

from aligner.glossary.candidates import Key
from aligner.glossary.matching import english_key
from aligner.languages.english.inflection import is_separate_word, key_of, verb_forms
from aligner.languages.english.words import VERBS

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

    In a term of several words any first word is taken for a verb: nobody writes "smalling arms". Forms that are words
    of their own are left out: a building, the left side.
    """
    if len(key) > 1 or (key and key[0] in VERBS):
        for form in verb_forms(key[0]):
            if not is_separate_word(form):
                yield (key_of(form), *key[1:])
