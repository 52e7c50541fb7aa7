"""Phonetic similarity of Chinese names and names in Latin letters.

Examples are 张 and Zhang, Chang or Cheung; 塔尔文 and Tarvin. Both names become sequences of coarse
sounds, which are compared by weighted edit distance. Some differences are common in transliteration
and in spellings of Mandarin and Cantonese: voice (b, p), l and r, vowels, a silent r or h. Their
cost is low. The table of pronunciations, one for each character of GB 2312, was made from that of
pypinyin (MIT); it is loaded at the first use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from importlib import resources

import numpy
from numpy.typing import NDArray

from aligner.languages.chinese.simplified import fold

TABLE = "readings.txt"
"""The table beside this module. Each line holds a pinyin syllable without its tone, a space, and its characters."""
SOUNDS = " aeiouYWPTKFMNLJSHX"
"""The sounds: none, vowels, half-vowels, labials, dentals, velars, f, m, n, l and r, ch and j, s, h, pinyin's x."""
VOWELS = frozenset("aeiou")
INITIALS = {
    "b": "P", "p": "P", "m": "M", "f": "F", "d": "T", "t": "T", "n": "N", "l": "L", "g": "K", "k": "K", "h": "H",
    "j": "J", "q": "J", "x": "X", "zh": "J", "ch": "J", "sh": "S", "r": "L", "z": "S", "c": "S", "s": "S", "y": "Y",
    "w": "W",
}  # fmt: skip
LETTER_GROUPS = (
    ("tsch", "J"), ("sch", "S"), ("tch", "J"), ("ch", "J"), ("ck", "K"), ("cz", "J"), ("dg", "J"), ("dz", "S"),
    ("gh", "K"), ("hs", "X"), ("kh", "H"), ("ng", "N"), ("ph", "F"), ("qu", "KW"), ("rh", "L"), ("sh", "S"),
    ("sz", "S"), ("th", "T"), ("ts", "S"), ("tz", "S"), ("zh", "J"),
)  # fmt: skip
"""Groups of letters for one sound, longer ones first."""
LETTER_SOUNDS = dict(zip("abcdefghijklmnopqrstuvwxyz", "aPKTeFKHiJKLMNoPJLSTuFWXiS", strict=True))
FRONT_VOWELS = frozenset("eiy")
"""Vowels before which c sounds like s, and g may sound like j."""
REPLACEMENT_COSTS = {
    ("J", "S"): 0.3, ("J", "X"): 0.2, ("S", "X"): 0.2, ("H", "X"): 0.4, ("J", "T"): 0.5, ("S", "T"): 0.5,
    ("J", "K"): 0.4, ("H", "K"): 0.4, ("K", "S"): 0.6, ("K", "X"): 0.5, ("F", "W"): 0.2, ("F", "P"): 0.4,
    ("F", "H"): 0.5, ("H", "W"): 0.4, ("P", "W"): 0.5, ("L", "N"): 0.5, ("M", "N"): 0.3, ("H", "J"): 0.5,
    ("J", "Y"): 0.3, ("Y", "i"): 0.1, ("Y", "e"): 0.2, ("W", "u"): 0.1, ("W", "o"): 0.2, ("T", "L"): 0.7,
}  # fmt: skip
"""Cost of replacing one sound by another; 1 for other consonants, `OTHER_VOWEL_COST` for other vowels."""
OTHER_VOWEL_COST = 0.15
DELETION_COSTS = {"H": 0.2, "L": 0.4, "N": 0.5, "W": 0.3, "Y": 0.3} | dict.fromkeys("aeiou", 0.12)
"""Cost of a sound without a counterpart; `OTHER_DELETION_COST` for the sounds that are not listed."""
OTHER_DELETION_COST = 0.7
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
Sounds = NDArray[numpy.int8]


@lru_cache(maxsize=1)
def readings() -> dict[str, str]:
    """Return the pinyin syllable of each simplified character of the pronunciation table."""
    table = resources.files("aligner.languages.chinese").joinpath(TABLE).read_text(encoding="utf-8")
    return {
        character: syllable
        for syllable, characters in (line.split(" ") for line in table.splitlines())
        for character in characters
    }


@lru_cache(maxsize=1024)
def sounds_of_syllable(syllable: str) -> str:
    """Return the sounds of a pinyin syllable, with one letter for each sound: ``zhang`` is ``JaN``."""
    size = 2 if syllable[:2] in INITIALS else 1 if syllable[:1] in INITIALS else 0
    final = syllable[size:].replace("v", "u").replace("ng", "N").replace("n", "N").replace("r", "L")
    return INITIALS.get(syllable[:size], "") + final


def chinese_sounds(text: str) -> str:
    """Return the sounds of a Chinese text, with one letter for each sound.

    Characters without a known pronunciation are ignored.
    """
    known = readings()
    return "".join(sounds_of_syllable(known[character]) for character in fold(text) if character in known)


def latin_sounds(text: str) -> str:
    """Return the sounds of a name in Latin letters; the rules are the same for all languages of origin."""
    letters = "".join(character for character in text.casefold() if character in LETTER_SOUNDS)
    sounds: list[str] = []
    place = 0
    while place < len(letters):
        group = next(((group, sound) for group, sound in LETTER_GROUPS if letters.startswith(group, place)), None)
        if group is None:
            letter, following = letters[place], letters[place + 1 : place + 2]
            sound = "S" if letter == "c" and following in FRONT_VOWELS and following else LETTER_SOUNDS[letter]
            sound = "Y" if letter == "y" and following in VOWELS and following else sound
            group = letter, sound
        place += len(group[0])
        if sounds[-1:] != [group[1]]:  # doubled letters are one sound
            sounds.append(group[1])
    return "".join(sounds)


def sounds_as_numbers(rows: Sequence[str]) -> Sounds:
    """Return sequences of sounds as an array of numbers, shape (sequences, length of the longest).

    Shorter sequences are padded with 0.
    """
    table = numpy.zeros((len(rows), max(map(len, rows), default=0)), numpy.int8)
    for number, row in enumerate(rows):
        table[number, : len(row)] = [SOUNDS.index(sound) for sound in row]
    return table


@lru_cache(maxsize=1)
def edit_costs() -> tuple[NDArray[numpy.float32], NDArray[numpy.float32]]:
    """Return the costs of replacing one sound by another and of deleting a sound.

    The first array has the shape (sounds, sounds), the second (sounds,).
    """
    size = len(SOUNDS)
    replacement = numpy.ones((size, size), numpy.float32)
    vowels = [SOUNDS.index(vowel) for vowel in sorted(VOWELS)]
    replacement[numpy.ix_(vowels, vowels)] = OTHER_VOWEL_COST
    for (one, other), cost in REPLACEMENT_COSTS.items():
        replacement[SOUNDS.index(one), SOUNDS.index(other)] = replacement[SOUNDS.index(other), SOUNDS.index(one)] = cost
    numpy.fill_diagonal(replacement, 0)
    deletion = numpy.array(
        [0.0, *(DELETION_COSTS.get(sound, OTHER_DELETION_COST) for sound in SOUNDS[1:])], numpy.float32
    )
    return replacement, deletion


def match_sounds(parts: Sequence[str], wholes: Sequence[str]) -> NDArray[numpy.float32]:
    """Return the similarity of each short sequence of sounds to its best match inside each long sequence.

    The result is 0 to 1, shape (parts, wholes). It is the score of the best alignment of the short
    sequence with any substring of the long one (Sellers, 1980, "The Theory and Computation of
    Evolutionary Distances").

    Args:
        parts: the short sequences of sounds.
        wholes: the long sequences of sounds, which are searched.
    """
    replacement, deletion = edit_costs()
    first, second = sounds_as_numbers(parts), sounds_as_numbers(wholes)
    worst = deletion[first].sum(axis=1)
    if not first.size or not second.size:
        return numpy.zeros((len(parts), len(wholes)), numpy.float32)
    row = numpy.zeros((second.shape[1] + 1, len(parts), len(wholes)), numpy.float32)
    for sounds in first.T:
        alone = deletion[sounds][:, None]
        following = numpy.empty_like(row)
        following[0] = row[0] + alone
        pairs = replacement[sounds[:, None, None], second[None]]
        pairs[sounds == 0] = 9
        for place in range(second.shape[1]):
            sound = second[:, place]
            best = numpy.minimum(row[place] + pairs[:, :, place], row[place + 1] + alone)
            numpy.minimum(best, following[place] + deletion[sound], out=following[place + 1])
        ended = sounds == 0
        following[:, ended] = row[:, ended]
        row = following
    length = numpy.maximum(worst, 0.1)[:, None]
    found: NDArray[numpy.float32] = numpy.clip(1 - row.min(axis=0) / length, 0, 1)
    return found


def name_similarity(chinese: Sequence[str], latin: Sequence[str]) -> NDArray[numpy.float32]:
    """Return the phonetic similarity of each Chinese and each Latin name, 0 to 1, shape (Chinese, Latin).

    Names are compared part by part, because the surname comes first in Chinese and usually last in
    Latin letters.
    """
    forth = match_parts(
        [[latin_sounds(word) for word in WORD.findall(text)] for text in latin], sounds_of_texts(chinese)
    )
    back = match_parts(
        [[chinese_sounds(part) for part in re.split(r"[·•・‧∙\s,，-]", text)] for text in chinese],
        ["".join(latin_sounds(word) for word in WORD.findall(text)) for text in latin],
    )
    alike: NDArray[numpy.float32] = (forth.T + back) * numpy.float32(0.5)
    return alike


def sounds_of_texts(texts: Iterable[str]) -> list[str]:
    """Return the sounds of each of several Chinese texts; see `chinese_sounds`."""
    return [chinese_sounds(text) for text in texts]


def match_parts(parts: Sequence[Sequence[str]], wholes: Sequence[str]) -> NDArray[numpy.float32]:
    """Return how well each name matches parts of each long sequence of sounds, 0 to 1, shape (names, sequences).

    The value is the mean over the parts of the name, such as surname and given name, weighted by
    length.

    Args:
        parts: for each name, the sounds of each of its parts.
        wholes: the long sequences of sounds, which are searched.
    """
    deletion = edit_costs()[1]
    flat = sorted({part for some in parts for part in some if part})
    found = match_sounds(flat, wholes)
    places = {part: place for place, part in enumerate(flat)}
    result = numpy.zeros((len(parts), len(wholes)), numpy.float32)
    for number, some in enumerate(parts):
        known = [places[part] for part in some if part]
        if known:
            sizes = numpy.array([sum(deletion[SOUNDS.index(sound)] for sound in flat[place]) for place in known])
            result[number] = sizes @ found[known] / sizes.sum()
    return result
