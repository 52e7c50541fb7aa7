"""Convert a user's query to a regular expression and to a query for the full-text index.

The regular expression determines the matches. The index only finds the pairs that may contain a match.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from aligner.concordance.folding import INDEXED_HAN, fold, fold_form
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages.english.inflection import forms as forms_of_word
from aligner.languages.scripts import HAN

_LATIN = rf"[^\W_{HAN}]"
_PIECE = re.compile(rf"(?P<han>[{HAN}])|(?P<word>{_LATIN}+)(?P<rest>\*?)|(?P<gap>[\s'’‘\-‐‑–_]+)|(?P<mark>.)", re.S)
MAX_MATCH_SECONDS = 2.0
"""Maximum time of a user's expression on one text; usual ones take microseconds."""
_SIGNIFICANT_MARKS = "-_"
"""Marks that must match at the edges of a query: --force, __init__, counter-."""
_INDEXED_WORD = re.compile(r"[a-z0-9]+")
_INDEXED_HAN = re.compile(f"[{INDEXED_HAN}]")


@dataclass(frozen=True, slots=True)
class Query:
    """A user's query as a regular expression and as a query for the full-text index.

    Attributes:
        text: the query as the user wrote it.
        pattern: the compiled regular expression that one side must match. It is compiled by the package
            ``regex`` if the user wrote the expression, else by `re`. It is applied to the
            text in lower case and simplified characters, unless ``is_exact``.
        index_query: a query for SQLite FTS5 that finds all matching pairs and possibly others; if
            empty, all pairs must be checked.
        is_exact: whether case, width and traditional or simplified form must match.
    """

    text: str
    pattern: Any
    index_query: str = ""
    is_exact: bool = False

    def places(self, text: str) -> list[tuple[int, int]]:
        """Return the start and end offsets of all non-empty matches in the text.

        Raises:
            UsageError: a user's expression takes longer than `MAX_MATCH_SECONDS`.
        """
        subject = text if self.is_exact else fold(text)
        limit = {} if isinstance(self.pattern, re.Pattern) else {"timeout": MAX_MATCH_SECONDS}
        try:
            return [match.span() for match in self.pattern.finditer(subject, **limit) if match.end() > match.start()]
        except TimeoutError:
            raise UsageError(
                _(
                    "{text!r} takes over {max_match_seconds:g} s on one text: simplify the expression",
                    text=self.text,
                    max_match_seconds=MAX_MATCH_SECONDS,
                )
            ) from None


def parse_query(text: str, *, is_regex: bool = False, is_exact: bool = False, any_form: bool = False) -> Query:
    """Return the query for a text that a user typed.

    English words match whole words or, with ``*``, the beginnings of words (``terroris*``). Punctuation
    and spaces between words are ignored. Chinese characters match regardless of word boundaries.

    Args:
        text: words, or a regular expression.
        is_regex: whether the text is a regular expression in Python's syntax.
        is_exact: whether case, width and traditional or simplified form must match.
        any_form: whether English words match in any inflection.

    Raises:
        UsageError: the text is empty, or the expression is malformed.
    """
    if not text.strip():
        raise UsageError(_("there is nothing to look for: name a word, a phrase or, with --regex, an expression"))
    if is_regex:
        import regex

        try:
            pattern = regex.compile(text if is_exact else fold_form(text), 0 if is_exact else regex.IGNORECASE)
        except (regex.error, OverflowError, RecursionError) as error:
            raise UsageError(
                _("{text!r} is no regular expression ({error}): mend it, or leave --regex out", text=text, error=error)
            ) from None
        return Query(text, pattern, is_exact=is_exact)
    subject = text.strip() if is_exact else fold(text.strip())
    pattern = re.compile(_pattern_of(subject, any_form=any_form))
    return Query(text, pattern, index_query(fold(subject), any_form=any_form), is_exact)


def _pattern_of(text: str, *, any_form: bool) -> str:
    """Return a regular expression that matches the words of a user's text, one after another."""
    pieces: list[str] = []
    previous = ""
    for match in _PIECE.finditer(text):
        kind = str(match.lastgroup if match.lastgroup != "rest" else "word")
        if kind == "gap":
            previous = "gap" if pieces else ""
            continue
        between = "" if not pieces else r"\s*" if previous != "gap" else r"[\W_]*"
        if kind == "word":
            forms = [match["word"]] if match["rest"] or not any_form else sorted(forms_of_word(match["word"]))
            word = forms[0] if len(forms) == 1 else f"(?:{'|'.join(reversed(forms))})"
            between += f"(?<!{_LATIN})"
            pieces.append(f"{between}{word}{_LATIN}*" if match["rest"] else f"{between}{word}(?!{_LATIN})")
        else:
            pieces.append(between + re.escape(match.group()))
        previous = kind
    if not pieces:
        return re.escape(text)
    before, after = text[: -len(text.lstrip(_SIGNIFICANT_MARKS))], text[len(text.rstrip(_SIGNIFICANT_MARKS)) :]
    return re.escape(before) + "".join(pieces) + re.escape(after)


def pieces_of(folded: str) -> Iterator[tuple[str, str, bool]]:
    """Split the text of a query into words and marks; yield ``(kind, text, is_touching)`` for each piece.

    The kind is ``han`` (one Chinese character), ``word`` (with a final ``*`` if only the beginning must
    match) or ``mark`` (punctuation). ``is_touching`` is true if nothing is between a piece and the
    previous one. Hyphens and underscores at the edges of the query must match, so they are also
    yielded.
    """
    edges = folded[: -len(folded.lstrip(_SIGNIFICANT_MARKS))] + folded[len(folded.rstrip(_SIGNIFICANT_MARKS)) :]
    if edges:
        yield "mark", edges, False
    is_touching = False
    for match in _PIECE.finditer(folded):
        kind = str(match.lastgroup if match.lastgroup != "rest" else "word")
        if kind != "gap":
            yield kind, match.group(), is_touching
        is_touching = kind != "gap"


def index_query(folded: str, *, any_form: bool = False) -> str:
    """Return the full-text query (FTS5) for a text: all its words, joined by AND.

    Consecutive Chinese characters become a phrase.

    Args:
        folded: a text in lower case and simplified characters.
        any_form: whether English words match in any inflection.
    """
    terms: list[str] = []
    phrase: list[str] = []
    for match in _PIECE.finditer(folded):
        if match["han"] and _INDEXED_HAN.match(match["han"]):
            phrase.append(match["han"])
            continue
        if match["gap"] or match["han"] or match["mark"]:
            terms += _quoted(phrase)
            phrase = []
        if match["word"] and _INDEXED_WORD.fullmatch(match["word"]):
            terms += _quoted(phrase)
            phrase = []
            forms = [match["word"]] if match["rest"] or not any_form else sorted(forms_of_word(match["word"]))
            terms.append("(" + " OR ".join(f'"{form}"{" *" if match["rest"] else ""}' for form in forms) + ")")
    terms += _quoted(phrase)
    return " AND ".join(dict.fromkeys(terms))


def _quoted(words: list[str]) -> Iterator[str]:
    if words:
        yield f'"{" ".join(words)}"'
