"""Hyphens at line ends: part of a compound (counter-terrorism), or put there to break a word?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from aligner.segmenters.layout.lines import Line

SOFT_HYPHEN = "\u00ad"
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_LEFT_PART = re.compile(r"(?<![^\W\d_])([^\W\d_]+)[-‐]$")
_RIGHT_PART = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BOUND_PART = re.compile(
    r"(?:[bcdfglmprstuv]?ation|tion|sion|cial|tial|ment|ments|ness|ity|ities|ative|tive|ance|ence|ibility|ability|"
    r"ically|ously|ingly|ized|ised|izing|ising|ization|isation|tional|tions|sions|ations|mental|ture|tures|gram|ing|"
    r"ings|ers|est|ed|es|ly|ble|bly|ous|ful|ism|ist|ists|ern|ted|ting|ning|ring|ling|ding|lar|ular|lished|plement)$"
)
_WORDS_LIKE_PARTS = frozenset({"nation", "nations", "ration", "rations", "citation", "gram"})
_PREFIXES = re.compile(
    r"(?:all|anti|co|counter|cross|ex|half|mid|multi|non|post|pre|pro|quasi|self|semi|sub|well)", re.I
)


class Vocabulary:
    """The words of one document, to judge its hyphens by.

    Words at the joints themselves are left out: they are what is to be judged.
    """

    def __init__(self, lines: Sequence[Line]) -> None:
        self._lines = lines
        self._counts: Counter[str] | None = None

    def count(self, word: str) -> int:
        """Return how often the document has the word, in whatever case, not counting broken words."""
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
    """Return whether the hyphen that ``before`` ends with was put there to break a word.

    Evidence, the strongest first: the document has the word whole, or with its hyphen, elsewhere; the
    second part is an ending that no compound has (``-tion``) and no word of this document. Without
    evidence the hyphen stays.

    Args:
        before: text up to and with the hyphen.
        after: the text of the next line.
        vocabulary: the words of the document.
    """
    left, right = _LEFT_PART.search(before), _RIGHT_PART.match(after)
    if not left or not right or not right[0][0].islower():
        return False
    whole, compound = vocabulary.count(left[1] + right[0]), vocabulary.count(f"{left[1]}-{right[0]}")
    if whole != compound:
        return whole > compound
    part = right[0].casefold()
    if _PREFIXES.fullmatch(left[1]) or vocabulary.count(part) or part in _WORDS_LIKE_PARTS:
        return False
    return _BOUND_PART.match(part) is not None


def is_hanging(after: str) -> bool:
    """Return whether the hyphen waits for a later word, as in ``short- and long-term``."""
    return re.match(r"(?:and|or|nor|to|und|et)\b", after) is not None
