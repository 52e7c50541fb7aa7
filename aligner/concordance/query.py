"""What a user looks for, as two things: a pattern that decides, and words that an index can look up beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aligner.concordance.folding import INDEXED_HAN, fold, fold_form
from aligner.errors import UsageError
from aligner.languages.english.inflection import forms as forms_of_word
from aligner.languages.scripts import HAN

_LATIN = rf"[^\W_{HAN}]"
_PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>{_LATIN}+)(?P<rest>\*?)|(?P<gap>[\s'’‘\-‐‑–_]+)|(?P<mark>.)", re.S)
SECONDS = 2.0
"""That an expression of a user may take on one text; real ones take microseconds."""
_MEANT = "-_"
"""Marks that are meant at the edges of a query: --force, __init__, counter-."""
_INDEXED_WORD = re.compile(r"[a-z0-9]+")
_INDEXED_HAN = re.compile(f"[{INDEXED_HAN}]")


@dataclass(frozen=True, slots=True)
class Query:
    """A question to a corpus.

    Attributes:
        text: as the user wrote it.
        pattern: what a side must hold, compiled by `re`, or by the package ``regex`` if a user wrote it; applied to the
            folded text unless ``is_exact``.
        index_query: for SQLite FTS5, finds every pair that the pattern can match, and maybe others; empty: no help.
        is_exact: whether case, width and the form of characters count.
    """

    text: str
    pattern: Any
    index_query: str = ""
    is_exact: bool = False

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return where the text holds what is looked for, as start and end offsets; nothing that is empty.

        Raises:
            UsageError: an expression of the user takes too long.
        """
        subject = text if self.is_exact else fold(text)
        limit = {} if isinstance(self.pattern, re.Pattern) else {"timeout": SECONDS}
        try:
            return [match.span() for match in self.pattern.finditer(subject, **limit) if match.end() > match.start()]
        except TimeoutError:
            raise UsageError(f"{self.text!r} takes over {SECONDS:g} s on one text: simplify the expression") from None


def parse_query(text: str, *, is_regex: bool = False, is_exact: bool = False, any_form: bool = False) -> Query:
    """Return the query that a user's text amounts to.

    English words match whole words (``terroris*`` any that begins so), whatever marks or spaces stand between
    them; Chinese matches by its characters, wherever words begin or end.

    Args:
        text: words, or a regular expression.
        is_regex: which of the two; Python's syntax.
        is_exact: whether case, width and the form of characters count.
        any_form: English words match in any inflection.

    Raises:
        UsageError: there is nothing to look for, or the expression is malformed.
    """
    if not text.strip():
        raise UsageError("there is nothing to look for: name a word, a phrase or, with --regex, an expression")
    if is_regex:
        import regex

        try:
            pattern = regex.compile(text if is_exact else fold_form(text), 0 if is_exact else regex.IGNORECASE)
        except (regex.error, OverflowError, RecursionError) as error:
            raise UsageError(f"{text!r} is no regular expression ({error}): mend it, or leave --regex out") from None
        return Query(text, pattern, is_exact=is_exact)
    subject = text.strip() if is_exact else fold(text.strip())
    pattern = re.compile(_pattern_of(subject, any_form=any_form))
    return Query(text, pattern, index_query(fold(subject), any_form=any_form), is_exact)


def _pattern_of(text: str, *, any_form: bool) -> str:
    """Return a regular expression for words in order."""
    pieces: list[str] = []
    earlier = ""
    for match in _PIECE.finditer(text):
        kind = str(match.lastgroup if match.lastgroup != "rest" else "word")
        if kind == "gap":
            earlier = "gap" if pieces else ""
            continue
        between = "" if not pieces else r"\s*" if earlier != "gap" else r"[\W_]*"
        if kind == "word":
            forms = [match["word"]] if match["rest"] or not any_form else sorted(forms_of_word(match["word"]))
            word = forms[0] if len(forms) == 1 else f"(?:{'|'.join(reversed(forms))})"
            between += f"(?<!{_LATIN})"
            pieces.append(f"{between}{word}{_LATIN}*" if match["rest"] else f"{between}{word}(?!{_LATIN})")
        else:
            pieces.append(between + re.escape(match.group()))
        earlier = kind
    if not pieces:
        return re.escape(text)
    before, after = text[: -len(text.lstrip(_MEANT))], text[len(text.rstrip(_MEANT)) :]
    return re.escape(before) + "".join(pieces) + re.escape(after)


def index_query(folded: str, *, any_form: bool = False) -> str:
    """Return the words that a pair must hold, as FTS5 has it; Chinese characters in a row as a phrase.

    Args:
        folded: a text, folded.
        any_form: English words are looked up in any inflection.
    """
    wanted: list[str] = []
    phrase: list[str] = []
    for match in _PIECE.finditer(folded):
        if match["han"] and _INDEXED_HAN.match(match["han"]):
            phrase.append(match["han"])
            continue
        if match["gap"] or match["han"] or match["mark"]:
            wanted += _quoted(phrase)
            phrase = []
        if match["word"] and _INDEXED_WORD.fullmatch(match["word"]):
            wanted += _quoted(phrase)
            phrase = []
            forms = [match["word"]] if match["rest"] or not any_form else sorted(forms_of_word(match["word"]))
            wanted.append("(" + " OR ".join(f'"{form}"{" *" if match["rest"] else ""}' for form in forms) + ")")
    wanted += _quoted(phrase)
    return " AND ".join(dict.fromkeys(wanted))


def _quoted(words: list[str]) -> Iterator[str]:
    if words:
        yield f'"{" ".join(words)}"'
