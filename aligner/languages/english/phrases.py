"""English text -> tokens with the properties that decide whether they may be part of a noun phrase.

There is no part-of-speech tagger. The evidence is a list of function words, a list of frequent
verbs, capitals, and the use of the word in the corpus.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from aligner.languages.english.inflection import is_acronym, key_of, lemmas
from aligner.languages.english.words import ADJECTIVES, CONNECTORS, FUNCTION_WORDS, VERBS
from aligner.languages.scripts import HAN_CHARACTER

TOKEN = re.compile(
    r"(?P<code>https?://\S+|<[^<>]*>|`[^`]*`|\{[^{}]*\}|%\(?\w+\)?[sd]?"
    r"|[$@\\/.]?\w+(?:(?:\.(?=\w)|[_/\\@=+]+|::)\w*)+(?:\(\))?|\w+\(\)|\w*\d\w*)"
    r"|(?P<word>[^\W\d_]+(?:['’](?!s\b)[^\W\d_]+)*)"
    r"|(?P<possessive>['’]s\b|['’](?=\s))"
    r"|(?P<mark>[^\s\w])"
)
WORD, FUNCTION, BREAK = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Token:
    """The type of a token, without its position in a text.

    Attributes:
        text: the token as written, with a leading hyphen if a hyphen joins it to the previous token.
        key: the key that all forms of a word share: lower case, singular.
        kind: `WORD`, `FUNCTION` (a function word) or `BREAK` (a mark or code; no term contains it).
        is_glued: whether a hyphen joins it to the previous token.
        is_capitalised: whether the first letter is a capital.
        is_acronym: whether two or more capitals make up most of the word: UNODC, FIUs, but not PhD.
        is_verb: whether it is a form of a frequent verb; false for forms in -ing.
        is_gerund: whether it is the form in -ing of a frequent verb.
        opens: whether a term may begin with it.
        closes: whether a term may end with it.
        joins: whether it may stand inside a term.
    """

    text: str
    key: str
    kind: int
    is_glued: bool = False
    is_capitalised: bool = False
    is_acronym: bool = False
    is_verb: bool = False
    is_gerund: bool = False
    opens: bool = False
    closes: bool = False
    joins: bool = False

    @property
    def word(self) -> str:
        """The token as written, without the hyphen that may precede it."""
        return self.text.removeprefix("-")


@lru_cache(maxsize=1 << 17)
def token_of(text: str, kind: int) -> Token:
    """Return the token of a word or a mark."""
    if kind == BREAK:
        return Token(text, text, BREAK)
    word = text.removeprefix("-")
    lowered = word.lower().replace("’", "'")
    capitalised, acronym = word[:1].isupper(), is_acronym(word)
    contracted = "'" in lowered[2:]  # don't and you're, but not O'Brien
    function = not acronym and (lowered in FUNCTION_WORDS or len(word) == 1 or contracted)
    verb = not acronym and is_verb(lowered)
    common = not function and not lowered.endswith("ly") and (capitalised or not verb)
    participle = lowered.endswith("ed") and not capitalised
    return Token(
        text,
        key_of(word),
        FUNCTION if function else WORD,
        is_glued=len(word) < len(text),
        is_capitalised=capitalised,
        is_acronym=acronym,
        is_verb=verb,
        is_gerund=is_gerund(lowered),
        opens=lowered in ADJECTIVES if function else len(word) > 5 if participle else common,
        closes=common and (acronym or not lowered.endswith("ed")),
        joins=not function or lowered in CONNECTORS or lowered in ADJECTIVES,
    )


def tokenise(text: str) -> list[tuple[Token, int, int]]:
    """Return the tokens of a text with their start and end offsets.

    The hyphen of ``money-laundering`` joins two tokens. No term continues across the possessive ``'s``
    or across code.
    """
    tokens: list[tuple[Token, int, int]] = []
    glued = False
    for match in TOKEN.finditer(text):
        found, start, end = match.group(), match.start(), match.end()
        if match.lastgroup == "word" and not HAN_CHARACTER.search(found):
            tokens.append((token_of("-" + found if glued else found, WORD), start, end))
            glued = False
            continue
        touching = bool(tokens) and tokens[-1][2] == start and tokens[-1][0].kind != BREAK
        glued = found in ("-", "‑", "‐") and touching and text[end : end + 1].isalpha()
        if not glued:
            tokens.append((token_of(found, BREAK), start, end))
    return tokens


@lru_cache(maxsize=1 << 17)
def is_verb(word: str) -> bool:
    """Tell whether a lower-case word is a form of a frequent verb; false for forms in -ing, which may be nouns."""
    return not word.endswith("ing") and not lemmas(word).isdisjoint(VERBS)


def is_gerund(word: str) -> bool:
    """Tell whether a lower-case word is the form in -ing of a frequent verb: encouraging, planning."""
    return word.endswith("ing") and not lemmas(word).isdisjoint(VERBS - {word})
