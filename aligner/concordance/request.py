"""A search request of the concordance, and its permanent form as text.

The text is a query string, ``?pattern=make+...+decision&without=决定&sort=right``. It has only the values
that differ from the defaults, always in the same order, so that equal requests have equal strings. Both
the command and the page accept it.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, get_args
from urllib.parse import parse_qsl, quote_plus

from aligner.concordance.folding import fold
from aligner.concordance.hits import Side
from aligner.concordance.pattern import LiteralText, Node, Pattern, parse_pattern, words_pattern
from aligner.concordance.query import parse_query
from aligner.concordance.statistics import Window
from aligner.errors import UsageError
from aligner.interface import _

Mode = Literal["text", "pattern", "regex"]
View = Literal["hits", "frequency", "collocations", "renderings"]
Order = Literal["corpus", "left", "right", "match", "document", "other", "random"]
MAX_SORT_WORDS = 10
"""Number of words by which hits are sorted at most."""
MAX_WINDOW_WORDS = 20
"""Number of words on each side of a match in which collocations are counted at most."""


@dataclass(frozen=True, slots=True)
class Request:
    """A search request: the query, its conditions, and the kind of answer.

    Attributes:
        query: words, a pattern or a regular expression.
        mode: the kind of the query and of the conditions: text, pattern or regex.
        contains: queries that must match on the other side.
        lacks: queries that must not match on the other side.
        side: the side to search; ``None`` for both sides.
        any_form: whether English words match in any inflection.
        is_exact: whether case, width and traditional or simplified form must match.
        view: the kind of answer: the hits, or a statistic of them.
        sort: the order of the hits; ``left`` and ``right`` sort by the words nearest to the match.
        words: number of words by which hits are sorted, 1 to 10.
        sample: number of pairs in a random sample of the matching pairs; 0 for all.
        seed: seed of the random sample, and of the random order of the hits.
        by: the grouping of frequencies: ``match``, ``document``, ``file``, ``folder`` or a column of
            the metadata.
        window: the words around a match in which collocations are counted; ``None`` for the words of
            the other side.
        min_count: minimum number of times that a word occurs near the matches to be a collocation.
        limit: maximum number of hits, or of rows of the statistic; 0 for all.
    """

    query: str
    mode: Mode = "text"
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    side: Side | None = None
    any_form: bool = False
    is_exact: bool = False
    view: View = "hits"
    sort: Order = "corpus"
    words: int = 3
    sample: int = 0
    seed: int = 1
    by: str = "document"
    window: Window | None = Window()  # noqa: RUF009 - it is frozen
    min_count: int = 3
    limit: int = 20

    def __post_init__(self) -> None:
        """Check the values of the request.

        Raises:
            UsageError: a value is invalid, or two options cannot be combined.
        """
        for name, values in (("mode", Mode), ("view", View), ("sort", Order)):
            if getattr(self, name) not in get_args(values):
                raise UsageError(
                    _(
                        "{name} must be one of {names}, not {value!r}",
                        name=name,
                        names=", ".join(get_args(values)),
                        value=getattr(self, name),
                    )
                )
        if self.side not in (None, "source", "target"):
            raise UsageError(_("side must be source or target, not {side!r}", side=self.side))
        bounds = [("words", self.words, 1, MAX_SORT_WORDS)]
        if self.window is not None:
            bounds += [
                ("window", self.window.left, 0, MAX_WINDOW_WORDS),
                ("window", self.window.right, 0, MAX_WINDOW_WORDS),
            ]
        for name, value, least, most in bounds:
            if not least <= value <= most:
                raise UsageError(
                    _(
                        "{name} must be from {least} to {most}, not {value}",
                        name=name,
                        least=least,
                        most=most,
                        value=value,
                    )
                )
        for name in ("sample", "seed", "min_count", "limit"):
            if not 0 <= getattr(self, name) < 1 << 63:
                raise UsageError(_("{name} must not be negative, and below 2^63", name=name))
        if self.mode == "pattern" and (self.is_exact or self.any_form):
            raise UsageError(_("--exact and --lemma are for words; in a pattern, ~make stands for any form of make"))

    def pattern(self) -> Pattern:
        """Return the query and the conditions on the other side as a parsed pattern.

        Raises:
            UsageError: the query or a condition is empty or malformed.
        """
        if self.mode == "pattern":
            pattern = parse_pattern(self.query)
            conditions = [[parse_pattern(text).node for text in texts] for texts in (self.contains, self.lacks)]
            return replace(
                pattern, contains=(*pattern.contains, *conditions[0]), lacks=(*pattern.lacks, *conditions[1])
            )
        return Pattern(
            self._node(self.query),
            tuple(self._node(text) for text in self.contains),
            tuple(self._node(text) for text in self.lacks),
        )

    def _node(self, text: str) -> Node:
        literal = LiteralText(text, self.mode == "regex", self.is_exact, self.any_form)
        parse_query(text, is_regex=literal.is_regex, is_exact=self.is_exact, any_form=self.any_form)  # checks it
        node = None
        if self.mode == "text" and not self.is_exact:
            node = words_pattern(fold(text.strip()), any_form=self.any_form)
        return node or literal

    def to_string(self) -> str:
        """Return the request as a permanent query string, which begins with ``?``."""
        parts: list[tuple[str, str]] = [(self.mode, self.query)]
        parts += [("with", text) for text in self.contains] + [("without", text) for text in self.lacks]
        for name, default in _DEFAULTS.items():
            value = getattr(self, name)
            if value != default:
                parts.append((_KEYS.get(name, name), _text_of(value)))
        return "?" + "&".join(f"{key}={_quoted(text)}" for key, text in parts)

    @classmethod
    def from_string(cls, text: str) -> Request:
        """Return the request that a permanent query string describes.

        Raises:
            UsageError: the string is malformed, or has an unknown name or an invalid value.
        """
        try:
            parts = parse_qsl(text.removeprefix("?"), keep_blank_values=True, strict_parsing=True, errors="strict")
        except ValueError as error:
            raise UsageError(
                _("{text!r} is no query string ({error}): write ?text=...&sort=right", text=text, error=error)
            ) from None
        values: dict[str, Any] = {}
        for key, value in parts:
            if key in get_args(Mode):
                if "query" in values:
                    raise UsageError(
                        _("a query string has one query; this one has {mode} and {key}", mode=values["mode"], key=key)
                    )
                values |= {"query": value, "mode": key}
            elif key in ("with", "without"):
                name = "contains" if key == "with" else "lacks"
                values[name] = (*values.get(name, ()), value)
            else:
                name, parsed = _value_of(key, value)
                values[name] = parsed
        if "query" not in values:
            raise UsageError(_("a query string begins with ?text=..., ?pattern=... or ?regex=..."))
        return cls(**values)


_DEFAULTS = {
    each.name: each.default for each in fields(Request) if each.name not in ("query", "mode", "contains", "lacks")
}
_KEYS = {"any_form": "lemma", "is_exact": "exact", "min_count": "min-count"}
_NAMES = {_KEYS.get(name, name): name for name in _DEFAULTS}
_READABLE = "*()|~,/:"
"""Characters that stay as they are in a query string, so that people can read it."""
OTHER_SIDE = "other"
"""The window that stands for the other side."""


def _quoted(text: str) -> str:
    """Return a text with its special characters percent-encoded for a query string.

    Letters of other scripts stay unchanged, because browsers also show them so.
    """
    return "".join(character if ord(character) > 0xFF else quote_plus(character, safe=_READABLE) for character in text)


def _text_of(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, Window):
        return f"{value.left},{value.right}"
    return OTHER_SIDE if value is None else str(value)


def _value_of(key: str, text: str) -> tuple[str, Any]:
    """Convert a key and value of a query string to a field of `Request`; return the field's name and value."""
    if key not in _NAMES:
        near = difflib.get_close_matches(key, [*_NAMES, *get_args(Mode), "with", "without"], 1)
        hint = _(": did you mean {name}?", name=near[0]) if near else ""
        raise UsageError(_("a query string has no {key!r}{hint}", key=key, hint=hint))
    name = _NAMES[key]
    if name == "window":
        return name, parse_window(text)
    if isinstance(_DEFAULTS[name], bool):
        if text not in ("0", "1"):
            raise UsageError(_("{key} must be 0 or 1, not {text!r}", key=key, text=text))
        return name, text == "1"
    if isinstance(_DEFAULTS[name], int):
        if not (text.isascii() and text.isdigit() and len(text) < 20):
            raise UsageError(_("{key} must be a whole number, not {text!r}", key=key, text=text))
        return name, int(text)
    return name, text


def parse_window(text: str) -> Window | None:
    """Parse the number of words around a match: ``5``, ``2,4`` (left, right), or ``other``.

    The result for ``other`` is ``None``: the words of the other side are counted instead.

    Raises:
        UsageError: the text is none of these.
    """
    if text == OTHER_SIDE:
        return None
    numbers = text.split(",")
    if len(numbers) > 2 or not all(each.isascii() and each.isdigit() and len(each) < 4 for each in numbers):
        raise UsageError(
            _(
                "window must be a number, two numbers (left,right) or {other_side!r}, not {text!r}",
                other_side=OTHER_SIDE,
                text=text,
            )
        )
    return Window(int(numbers[0]), int(numbers[-1]))
