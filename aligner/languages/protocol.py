"""The interface of a language: one frozen value (`LanguagePack`) with its properties and functions.

The table of languages (`aligner.languages.LANGUAGES`) names the pack of each language. A pack is cheap to create: its
rules, word lists and dictionaries are in modules that `lazy` imports at the first call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aligner.languages.numbers.quantity import Quantity
    from aligner.languages.spans import Span
from aligner.targets import import_target

Split = Callable[[str], "list[Span]"]
"""Splits one block into sentences: ascending spans that hold every character that is not white space."""
Words = Callable[[str], list[tuple[str, int, int]]]
"""Splits a text into words: the form to look up, and the start and end of the word in the text."""
Forms = Callable[[str], frozenset[str]]
"""Returns all forms of a word, itself included, in lower case."""
Quantities = Callable[[str], "list[Quantity]"]
"""Returns the numbers of a text in the order of their starts."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")


@cache
def lazy(target: str) -> Callable[..., Any]:
    """Return a function that imports the function ``package.module:attribute`` and calls it.

    The module is imported at the first call.
    """
    function: Callable[..., Any] | None = None

    def call(*arguments: Any) -> Any:  # noqa: ANN401 - the types are those of the named function
        nonlocal function
        if function is None:
            function = import_target(target)
        return function(*arguments)

    return call


def plain_words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text in lower case, with their start and end offsets.

    A word is a run of letters and digits.
    """
    return [(match[0].casefold(), match.start(), match.end()) for match in _WORD.finditer(text)]


def single_form(word: str) -> frozenset[str]:
    """Return the lower-case form of a word, for languages without inflection."""
    return frozenset({word.casefold()})


def no_words() -> frozenset[str]:
    """Return the empty set, for languages without a list of words."""
    return frozenset()


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotation marks that open or close; the context determines the direction of straight quotes.

    Attributes:
        opening: marks that open a quotation.
        closing: marks that close a quotation.
        apostrophes: marks that close a quotation after sentence punctuation; elsewhere they are
            apostrophes.
        brackets: other marks that may close a segment; the alignment does not count them as quotation
            marks.
    """

    opening: str = "“「『‘"
    closing: str = "”」』"
    apostrophes: str = "’"
    brackets: str = "»"


@dataclass(frozen=True, slots=True)
class NameMarkers:
    """Markers of a language in names of files and folders: regular expressions that ignore case.

    Attributes:
        word: matches a marker between separators: ``en-us``, ``english``.
        variant: matches a marker of a variant, such as traditional Chinese, between separators. If
            files of both variants are present, this variant is ignored.
        han: matches a marker in Chinese characters anywhere in a name.
        han_variant: matches a marker of the variant in Chinese characters.
        glued: capitals at the end of a name, after a lower-case letter: ``ReportEN``.
        letter: the letter that the United Nations uses for the language, in lower case; empty if there
            is none.
    """

    word: str
    variant: str = ""
    han: str = ""
    han_variant: str = ""
    glued: str = ""
    letter: str = ""


@dataclass(frozen=True, slots=True)
class Lengths:
    """Typical and minimum lengths of texts in a language, in characters.

    Attributes:
        content: average number of characters that express as much as one Chinese character.
        sentence: minimum length of a sentence that is checked for a partly missing translation.
        clause: minimum length of a clause for which a counterpart is searched.
        copy: minimum length of a text that may be a near copy of another text.
    """

    content: float = 3.3
    sentence: int = 24
    clause: int = 10
    copy: int = 40


@dataclass(frozen=True)
class LanguagePack:
    """A language: its names, its conventions, and the functions that implement its rules.

    Attributes:
        code: BCP 47 primary subtag in lower case; the key in the table of languages.
        name: English name.
        own_name: name in the language itself.
        tag: default BCP 47 tag in files, such as ``de-DE``.
        split: splits a block into sentences.
        joint: separator between two joined segments: a space or an empty string.
        counterpart: code of the default language of the other side, if that is not known.
        tag_of: returns the tag of a text, for a language whose scripts have different tags.
        codes: other primary subtags of the language, such as ``deu``.
        better_tags: obsolete codes in lower case, with the correct tags.
        headers: headers of table columns in the language, in lower case, the most likely one first.
        markers: markers of the language in names of files.
        quotes: quotation marks of the language.
        lengths: lengths of texts in the language.
        words: splits a text into words.
        forms: returns all forms of a word.
        function_words: returns the function words, in lower case.
        quantities: reads the numbers of a text; ``None`` if the program has no rules for the numbers
            of the language, so that they are not compared.
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
    forms: Forms = single_form
    function_words: Callable[[], frozenset[str]] = no_words
    quantities: Quantities | None = None
