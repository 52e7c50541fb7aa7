"""Decide whether a hyphen at a line end belongs to a compound (counter-terrorism) or only breaks a word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aligner.segmenters.layout.lines import Line

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LEFT_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]$")
_RIGHT_PART = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_SUFFIX = re.compile(
    r"(?:[bcdfglmprstuv]?ation|tion|sion|cial|tial|ment|ments|ness|ity|ities|ative|tive|ance|ence|ibility|ability|"
    r"ically|ously|ingly|ized|ised|izing|ising|ization|isation|tional|tions|sions|ations|mental|ture|tures|gram|ing|"
    r"ings|ers|est|ed|es|ly|ble|bly|ous|ful|ism|ist|ists|ern|ted|ting|ning|ring|ling|ding|lar|ular|lished|plement)$"
)
_WORDS_LIKE_SUFFIXES = frozenset({"nation", "nations", "ration", "rations", "citation", "gram"})
_PREFIXES = re.compile(
    r"(?:all|anti|co|counter|cross|ex|half|mid|multi|non|post|pre|pro|quasi|self|semi|sub|well)", re.I
)


class Vocabulary:
    """The words of one document, as evidence about its hyphens.

    Words at the line breaks themselves do not count, because they are the words to be judged.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._counts: Counter[str] | None = None

    def count(self, word: str) -> int:
        """Return the number of occurrences of a word in the document.

        Case is ignored, and words broken at line ends do not count.
        """
        if self._counts is None:
            self._counts = Counter()
            broken = False
            for line in self._lines:
                text = line.text.casefold().replace("‐", "-").replace(SOFT_HYPHEN, "")
                if broken:
                    text = _RIGHT_PART.sub("", text, count=1)
                broken = text.endswith("-")
                self._counts.update(_WORD.findall(_LEFT_PART.sub("", text) if broken else text))
        return self._counts[word.casefold()]


def is_broken_word(before: str, after: str, vocabulary: Vocabulary) -> bool:
    """Tell whether the hyphen at the end of ``before`` breaks a word.

    The first evidence is the same word elsewhere in the document, with or without the hyphen. The
    second is that the part after the hyphen is an ending that no compound has (``-tion``), and not a
    word of this document. Without evidence the hyphen is kept.

    Args:
        before: text up to and including the hyphen.
        after: text of the next line.
        vocabulary: words of the document.
    """
    left, right = _LEFT_PART.search(before), _RIGHT_PART.match(after)
    if not left or not right or not right[0][0].islower():
        return False
    whole, compound = vocabulary.count(left[1] + right[0]), vocabulary.count(f"{left[1]}-{right[0]}")
    if whole != compound:
        return whole > compound
    part = right[0].casefold()
    if _PREFIXES.fullmatch(left[1]) or vocabulary.count(part) or part in _WORDS_LIKE_SUFFIXES:
        return False
    return _SUFFIX.match(part) is not None


def is_hanging(after: str) -> bool:
    """Tell whether the hyphen stands for a part of a later compound, as in ``short- and long-term``."""
    return re.match(r"(?:and|or|nor|to|und|et)\b", after) is not None
