"""Inflection of English nouns, verbs and adjectives: a word -> its forms, and a form -> its lemmas.

The rules and tables were written for this program; they take 2 MB of memory and no time to load.
They were compared with libraries on 747 forms written by hand (tests/languages/english_forms.tsv;
benchmarks/english_forms.py). lemminflect finds 95 %, but it removes the -s of names and adverbs
(Paris, always) and takes a second to load. simplemma finds 88 %, does not distinguish verbs from
nouns, gives no forms of a lemma, and installs 19 MB. inflect handles only plurals and takes nearly
every final -s for a plural. The rules were also corrected against lemminflect's dictionary on a
technical corpus. They still differ from it in 33 of 2,732 words in -s and in 8 of 2,237 verb forms.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from aligner.languages.english import irregular

_VOWELS = "aeiou"
_POSSESSIVES = ("'s", "’s", "s'", "s’")
_MAX_ACRONYM_LETTERS = 6
"""Longer capitalised words are emphasis, not acronyms: POLICIES is a form of policy, but AIDS is not one of aid."""
_NO_SILENT_E = re.compile("(?:[cnlrs]k|[cflnpr]t|[lnr]d|[lr][lm]|[lm]p|rn|sh|ss|[wxy])$")
"""Ends of stems whose verbs have no final -e: acting comes from act, but tasting from taste, merging from merge."""
_FINAL_DOUBLES = frozenset({"add", "odd", "err", "purr", "whirr", "boycott", "butt", "putt", "ebb", "egg", "inn"})
"""Words that end in a doubled consonant other than f, l, s and z."""

_IRREGULAR_FORMS: dict[str, set[str]] = {}
for _verb, _forms in irregular.VERBS.items():
    for _form in _forms:
        _IRREGULAR_FORMS.setdefault(_form, set()).add(_verb)
_IRREGULAR_PLURALS: dict[str, set[str]] = {}
for _plural, _singular in irregular.PLURALS.items():
    _IRREGULAR_PLURALS.setdefault(_singular, set()).add(_plural)
_COMPARATIVES: dict[str, set[str]] = {}
for _form, _adjective in irregular.COMPARATIVES.items():
    _COMPARATIVES.setdefault(_adjective, set()).add(_form)


@lru_cache(maxsize=1 << 17)
def singular(word: str) -> str:
    """Return the singular of a lower-case noun: policies -> policy, viruses -> virus.

    Words that are not plurals do not change. The same rules remove the ending of the third person of a
    verb: goes -> go, focuses -> focus.
    """
    if word in irregular.PLURALS:
        return irregular.PLURALS[word]
    for ending, replacement in irregular.PLURAL_ENDINGS.items():
        if word.endswith(ending):
            return word.removesuffix(ending) + replacement
    if not _may_be_plural(word):
        return word
    if word.endswith("ies"):
        return word[:-1] if word in irregular.WORDS_OF_IE else word[:-3] + "y"
    if word.endswith("ses"):
        return _singular_of_ses(word)
    ends_in_es = (
        (word.endswith("oes") and word not in irregular.WORDS_OF_OE)
        or (word.endswith("ches") and word not in irregular.WORDS_OF_CHE)
        or word.endswith(("shes", "xes", "zzes", "tzes"))
    )
    return word[:-2] if ends_in_es else word[:-1]


def _may_be_plural(word: str) -> bool:
    """Tell whether the final -s of a word may mark a plural."""
    if len(word) < 4 or not word.endswith("s") or word in irregular.NOT_PLURAL:
        return False
    return not word.endswith(("ss", "us", "is", "'s")) or word in irregular.PLURALS_IN_US_AND_IS


def _singular_of_ses(word: str) -> str:
    """Return the singular of a word in -ses, which ends either in -s or in -se."""
    if word.endswith("sses"):
        return word[:-1] if word in irregular.WORDS_OF_SSE else word[:-2]
    if word.endswith("uses"):
        of_use = word.endswith(irregular.ENDINGS_OF_USE) or word in irregular.WORDS_OF_USE
        return word[:-1] if of_use else word[:-2]
    return word[:-2] if word in irregular.PLURALS_OF_S else word[:-1]


def is_acronym(word: str) -> bool:
    """Tell whether a word has at least two capitals and consists mostly of them.

    A plural -s does not count.
    """
    stem = word.removesuffix("s")
    return len(stem) > 1 and stem.isascii() and sum(map(str.isupper, stem)) >= max(2, len(stem) - 1)


def singular_acronym(acronym: str) -> str:
    """Return an acronym without its plural -s: FIUs -> FIU; AWS and CSS do not change."""
    return acronym[:-1] if acronym.endswith("s") and acronym[-2:-1].isupper() else acronym


def key_of(word: str) -> str:
    """Return the key of a word, which is the same for singular and plural, in any case.

    The key is the singular in lower case.
    """
    if is_acronym(word) and len(word) <= _MAX_ACRONYM_LETTERS:
        return word.removesuffix("s").lower()
    return singular(word.lower().replace("’", "'"))


@lru_cache(maxsize=1 << 17)
def lemmas(word: str) -> frozenset[str]:
    """Return the possible lemmas of a lower-case word: went -> go, lay -> lay and lie.

    No list of all English words is used. A regular form therefore yields each base that spelling
    allows, and usually the word itself, since `meeting` is also a noun. A base that is not a word does
    no harm, because no text contains it.
    """
    for mark in _POSSESSIVES:
        if word.endswith(mark):
            return lemmas(word.removesuffix(mark) + ("s" if mark[0] == "s" else ""))
    found = set(_IRREGULAR_FORMS.get(word, ()))
    if word in irregular.COMPARATIVES:
        found.add(irregular.COMPARATIVES[word])
    if word in irregular.IE_VERBS:
        found.add(irregular.IE_VERBS[word])
    if found and word not in irregular.HOMOGRAPHS:
        return frozenset(found)
    found.add(singular(word))
    if word in irregular.SECOND_LEMMAS:
        found.add(irregular.SECOND_LEMMAS[word])
    return frozenset(found.union(_verb_bases(word), _comparative_bases(word)))


def _verb_bases(word: str) -> set[str]:
    """Return the verbs whose regular form in -ed or -ing may be this word."""
    if word.endswith("ied"):
        return {word[:-1] if len(word) < 5 or word[:-1] + "s" in irregular.WORDS_OF_IE else word[:-3] + "y"}
    if word.endswith("eed"):
        return {word[:-1]} if word[:-1].endswith(("agree", "free", "decree", "antee", "eree")) else set()
    ending = "ing" if word.endswith("ing") else "ed" if word.endswith("ed") else ""
    stem = word.removesuffix(ending)
    if not ending or len(stem) < 2 or not any(letter in _VOWELS + "y" for letter in stem):
        return set()
    if stem.endswith("ick") and len(stem) > 5:  # trafficked, but kicked and picking
        return {stem, stem[:-1]}
    if stem[-1] == stem[-2] and stem[-1] not in _VOWELS:
        return _undoubled(stem)
    found = set() if _doubles(stem) and stem not in irregular.MAY_DOUBLE else {stem}
    if not _NO_SILENT_E.search(stem) and not (stem[-3:-1] in ("ee", "oo") and stem[-1] not in "svz"):
        found.add(stem + "e")
    return found


def _undoubled(stem: str) -> set[str]:
    """Return the possible verbs for a stem that ends in a doubled consonant: stopp -> stop, pass -> pass."""
    once = stem[:-1]
    if stem in _FINAL_DOUBLES:
        return {stem, once}
    if stem[-1] not in "flsz":
        return {once}
    doubled = once in irregular.DOUBLING or once in irregular.MAY_DOUBLE or _may_double_l(once)
    return {once, stem} if doubled else {stem}


def _comparative_bases(word: str) -> set[str]:
    """Return the adjective of a comparative in -er or a superlative in -est, if it is frequent."""
    for ending in ("er", "est"):
        stem = word.removesuffix(ending)
        if stem != word:
            bases = {stem, stem + "e", stem[:-1], stem[:-1] + "y"}
            return {base for base in bases & irregular.GRADABLE if word in _regular_comparatives(base)}
    return set()


def is_separate_word(form: str) -> bool:
    """Tell whether a verb form is also a noun or an adjective with another meaning: a building, the left side."""
    return form in irregular.NOUNS_IN_ING or form in irregular.HOMOGRAPHS


def _plurals(noun: str) -> set[str]:
    """Return the irregular plurals of a noun."""
    found = {
        noun.removesuffix(replacement) + ending
        for ending, replacement in irregular.PLURAL_ENDINGS.items()
        if noun.endswith(replacement)
    }
    return found | _IRREGULAR_PLURALS.get(noun, set())


def forms(word: str) -> frozenset[str]:
    """Return a word and all its possible forms, capitalised like the word: go -> goes, went, gone, going.

    Args:
        word: letters a to z in either case; any other word has no other form.
    """
    if not (word.isascii() and word.isalpha()):
        return frozenset({word})
    found = _forms_of_lower(word.lower())
    if word.islower():
        return found
    return frozenset({word}.union(form.upper() if word.isupper() else form.capitalize() for form in found))


@lru_cache(maxsize=1 << 12)
def _forms_of_lower(word: str) -> frozenset[str]:
    found = {word}
    for base in lemmas(word):
        found.add(base)
        found |= _plurals(base) | _COMPARATIVES.get(base, set())
        if base in irregular.GRADABLE:
            found |= _regular_comparatives(base)
        if base in irregular.VERBS or len(base) > 2:
            found.update(verb_forms(base))
    return frozenset(found)


def verb_forms(verb: str) -> Iterator[str]:
    """Yield the forms of a verb in lower case, British and American: plan -> plans, planned, planning.

    The form in -s is also the regular plural of a noun.
    """
    if verb in irregular.VERBS:
        yield from irregular.VERBS[verb]
    if verb not in ("be", "have", "do"):
        yield third_person(verb)
    if verb not in irregular.VERBS or verb in irregular.ALSO_REGULAR:
        yield from _with_ending(verb, "ed")
    yield from _with_ending(verb, "ing")


def third_person(verb: str) -> str:
    """Return the -s form of a verb, or the regular plural of a noun: go -> goes, policy -> policies."""
    if verb.endswith("y") and verb[-2:-1] not in _VOWELS:
        return verb[:-1] + "ies"
    if verb.endswith(("s", "x", "z", "ch", "sh")) and verb not in irregular.HARD_CH:
        return ("quizz" if verb == "quiz" else verb) + "es"
    return verb + ("es" if verb in irregular.O_WITH_ES else "s")


def _with_ending(word: str, ending: str) -> set[str]:
    """Return a verb with -ed or -ing, or an adjective with -er or -est.

    The result has both spellings if two exist.
    """
    opens_with_e = ending[0] == "e"
    if word.endswith("e"):
        return {word + ending[1:]} if opens_with_e else _with_ending_after_e(word, ending)
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return {(word[:-1] + "i" if opens_with_e else word) + ending}
    if word.endswith("ic"):
        return {word + "k" + ending}
    doubled = word + word[-1] + ending
    if _doubles(word):
        return {doubled}
    return {word + ending, doubled} if word in irregular.MAY_DOUBLE or _may_double_l(word) else {word + ending}


def _with_ending_after_e(verb: str, ending: str) -> set[str]:
    """Return the forms of a verb that ends in -e, with -ing: merging, but lying and seeing."""
    if verb.endswith("ie"):
        return {verb[:-2] + "y" + ending}
    if verb.endswith(("ee", "ye", "oe")) or verb == "be":
        return {verb + ending}
    return {verb[:-1] + ending, *([verb + ending] if verb in irregular.KEEP_E else ())}


def _regular_comparatives(adjective: str) -> set[str]:
    return _with_ending(adjective, "er") | _with_ending(adjective, "est")


def _doubles(word: str) -> bool:
    """Tell whether a word doubles its last consonant before an ending: stop -> stopped.

    This is so for words of one syllable with a single vowel letter before the consonant, and for the
    words of a list.
    """
    if word in irregular.DOUBLING:
        return True
    if len(word) < 3 or word[-1] in _VOWELS + "wxy" or word[-2] not in _VOWELS:
        return False
    before = word[:-2].removesuffix("qu") if word[:-2].endswith("qu") else word[:-2]
    return bool(before or word[:2] == "qu") and not any(letter in _VOWELS for letter in before) and word != "bus"


def _may_double_l(word: str) -> bool:
    """Tell whether a word of several syllables doubles its final l in British spelling: travel, label."""
    if word.endswith(("uel", "ial")):  # fuelled, dialled
        return True
    return word.endswith("l") and word[-2:-1] in _VOWELS and word[-3:-2] not in _VOWELS and len(word) > 4
