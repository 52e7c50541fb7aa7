"""A small pack for German, as another package could bring it: nothing outside this file knows the language."""

from __future__ import annotations

import re
from fractions import Fraction

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.protocol import LanguagePack, NameMarkers, Quotes
from aligner.languages.spans import Guards, Span, addresses, blank_line_cuts, spans_between

_END = re.compile(r"[.!?…]+[“‘«\")]*(?=\s+[„‚»\"(]?[A-ZÄÖÜ0-9])")
_NO_END = re.compile(r"(?:\b(?:z\. ?B|d\. ?h|u\. ?a|Dr|Prof|Hr|Fr|Nr|St|bzw|usw|ca|vgl)|\b[A-Za-zÄÖÜ]|\b\d{1,2})\.$")
"""Abbreviations, and ordinals: am 3. Oktober."""
_NUMBER = re.compile(r"(?<![\d.,])\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?")
_WORDS = ("null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf")
_NUMBER_WORD = re.compile(rf"\b(?:{'|'.join(_WORDS)})\b", re.IGNORECASE)
_ENDINGS = ("", "e", "en", "er", "ern", "n", "s", "es")
_UMLAUTS = {"au": "äu", "a": "ä", "o": "ö", "u": "ü"}
_VOWEL = re.compile("(?:au|[aou])(?!.*[aouäöü])")
_FUNCTION_WORDS_TEXT = """
der die das den dem des ein eine einen einem einer eines und oder aber denn sondern in im an am auf aus bei mit nach
seit von vom zu zum zur für über unter vor er sie es ich wir ihr sich nicht kein keine als wie wenn dass
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())


def split(text: str) -> list[Span]:
    """Split German text into sentences."""
    guards = Guards(addresses(text))
    ends = [match.end() for match in _END.finditer(text) if not _NO_END.search(text[: match.end()])]
    return spans_between(text, sorted({*blank_line_cuts(text), *(end for end in ends if not guards.cover(end))}))


def forms(word: str) -> frozenset[str]:
    """Return the regular plurals and cases of a noun: Haus, Häuser, Häusern."""
    lowered = word.casefold()
    stems = {lowered, *(lowered.removesuffix(ending) for ending in _ENDINGS if len(lowered) - len(ending) > 2)}
    plain = {stem.translate(str.maketrans("äöü", "aou")) for stem in stems} | stems
    bent = {_VOWEL.sub(lambda match: _UMLAUTS[match[0]], stem) for stem in plain}
    return frozenset(stem + ending for stem in plain | bent for ending in _ENDINGS)


def quantities(text: str) -> list[Quantity]:
    """Return numbers in digits, with German points and commas, and the words from null to zwölf."""
    found = [
        Quantity(frozenset({Fraction(match[0].replace(".", "").replace(",", "."))}), *match.span(), required=True)
        for match in _NUMBER.finditer(text)
    ]
    found += [
        Quantity(frozenset({Fraction(_WORDS.index(match[0].lower()))}), *match.span(), required=False, small=True)
        for match in _NUMBER_WORD.finditer(text)
    ]
    return sorted(found, key=lambda quantity: quantity.start)


def function_words() -> frozenset[str]:
    """Return articles, prepositions, pronouns and conjunctions."""
    return FUNCTION_WORDS


PACK = LanguagePack(
    code="de",
    name="German",
    own_name="Deutsch",
    tag="de-DE",
    codes=("deu", "ger"),
    headers=("german", "deutsch", "de", "de-de"),
    markers=NameMarkers(word=r"de(?:[-_ ](?:de|at|ch))?|deu|ger|german|deutsch", han="德文|德语|德語", glued="DE"),
    quotes=Quotes(opening="„‚", closing="“", apostrophes="‘’", brackets="«"),
    split=split,
    forms=forms,
    function_words=function_words,
    quantities=quantities,
)
