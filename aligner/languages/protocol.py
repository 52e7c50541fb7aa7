"""What a language offers to the rest of the program: one frozen value, its rules loaded at their first use.

A pack is the attribute that the table of languages (`aligner.languages.LANGUAGES`) names. Making one costs next to
nothing: rules, word lists and dictionaries stand in modules of their own, which `lazy` imports when they are called.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from aligner.languages.numbers.quantity import Quantity
from aligner.languages.spans import Span

Split = Callable[[str], list[Span]]
"""Cuts one block into sentences: ascending spans that hold every character that is not white space."""
Words = Callable[[str], list[tuple[str, int, int]]]
"""Cuts a text into words: each as it is looked up, its start and its end in the text."""
Forms = Callable[[str], frozenset[str]]
"""Gives all forms of a word that one of them stands for, the word itself among them, in small letters."""
Quantities = Callable[[str], list[Quantity]]
"""Reads what a text says in numbers, in the order of their starts."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@cache
def lazy(target: str) -> Callable[..., Any]:
    """Return the function ``package.module:attribute``, which is imported when it is called for the first time."""
    module, _, attribute = target.partition(":")

    def call(*arguments: Any) -> Any:  # noqa: ANN401 - whatever the function takes and gives
        return getattr(importlib.import_module(module), attribute)(*arguments)

    return call


def plain_words(text: str) -> list[tuple[str, int, int]]:
    """Return the runs of letters and digits, in small letters, with their starts and ends."""
    return [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]


def only_itself(word: str) -> frozenset[str]:
    """Return the word in small letters: the forms of a word whose language does not inflect."""
    return frozenset({word.casefold()})


def no_words() -> frozenset[str]:
    """Return nothing."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Quotes:
    """The quotation marks that have a direction; straight ones are read by what stands beside them.

    Attributes:
        opening: marks that open a quotation.
        closing: marks that close one.
        apostrophes: marks that close one behind a full stop and the like, and are apostrophes elsewhere.
        brackets: further marks that may close a segment, which the engine does not count as quotation marks.
    """

    opening: str = "“「『‘"
    closing: str = "”」』"
    apostrophes: str = "’"
    brackets: str = "»"


@dataclass(frozen=True, slots=True)
class NameMarkers:
    """How names of files and folders say that a text is in the language, as regular expressions, in any case.

    Attributes:
        word: between separators: ``en-us``, ``english``.
        variant: the same for a variant that is put aside where both are there, such as traditional Chinese.
        han: names in Chinese characters, anywhere.
        han_variant: the same for the variant.
        glued: capitals at the end, behind a small letter: ``ReportEN``.
        letter: the United Nations' letter for the language, a small one; empty for none.
    """

    word: str
    variant: str = ""
    han: str = ""
    han_variant: str = ""
    glued: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much text says how much, in characters.

    Attributes:
        content: characters that say what one Chinese character says.
        sentence: of the shortest sentence that can be translated in part.
        clause: of the shortest part of a sentence that is looked for by itself.
        copy: of the shortest text that can be a copy of another one that differs a little.
    """

    content: float = 3.3
    sentence: int = 24
    clause: int = 10
    copy: int = 40


@dataclass(frozen=True)
class LanguagePack:
    """A language: what it is called, how it is written, and the functions that know its rules.

    Attributes:
        code: BCP 47 primary subtag, in small letters; the name in the table of languages.
        name: in English.
        own_name: in the language itself.
        tag: that files carry where nothing more is known, such as ``de-DE``.
        split: sentences.
        joint: what stands between two segments that are put together: a space, or nothing.
        counterpart: code of the language on the other side where nothing tells it.
        tag_of: gives the tag by the text, for a language whose scripts have different tags.
        codes: other primary subtags of the language, such as ``deu``.
        better_tags: for codes that tools have given up, in small letters, the right ones.
        headers: how tables call a column in the language, in small letters, the likeliest first.
        markers: how names of files say the language.
        quotes: the quotation marks.
        lengths: how much text says how much.
        words: cuts a text into words.
        forms: all forms of a word.
        function_words: gives the words of the closed classes, in small letters.
        quantities: reads numbers; ``None`` where that is not known, and numbers are not compared.
    """

    code: str
    name: str
    own_name: str
    tag: str
    split: Split
    joint: str = " "
    counterpart: str = "en"
    tag_of: Callable[[str], str] | None = None
    codes: tuple[str, ...] = ()
    better_tags: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[str, ...] = ()
    markers: NameMarkers | None = None
    quotes: Quotes = Quotes()
    lengths: Lengths = Lengths()
    words: Words = plain_words
    forms: Forms = only_itself
    function_words: Callable[[], frozenset[str]] = no_words
    quantities: Quantities | None = None
