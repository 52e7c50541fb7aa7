"""Parse search patterns: words, alternatives, distances, and conditions on the other side.

    (make|take) ...3 decision => 决定 & -作出

===================  ==============================================================================
``make decision``    these words one after another; Chinese characters regardless of word boundaries
``decision*``        words with this beginning; ``*`` can be at any place in a word
``*``                any one word
``~make``            the English word in any form: makes, made
``/colou?rs?/``      words that match a regular expression as a whole
``"C++"``            exactly this text, including punctuation
``(make|take)``      any of these alternatives; each can have several words
``make ...3 it``     with up to 3 words between; ``...2-5`` from 2 to 5; ``...`` up to 5
``X => Y``           X if the other side contains Y; ``X => -Y`` if it does not; more with ``&``
===================  ==============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, NoReturn

from aligner.concordance.folding import fold, fold_form
from aligner.concordance.query import Query, parse_query, pieces_of
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages.scripts import HAN

USUAL_DISTANCE = 5
"""Number of words that a gap without a number spans at most."""
MAX_DISTANCE = 30
"""Number of words that a gap spans at most: the cost of a search grows with it."""
MAX_DEPTH = 20
"""Number of brackets within brackets."""

WordKind = Literal["exact", "wildcard", "any_form", "expression"]


@dataclass(frozen=True, slots=True)
class Word:
    """A part of a search pattern: a word of letters and digits, or an expression that several words match.

    Attributes:
        text: the word in lower case and simplified characters, which may contain the wildcard ``*``, or a
            regular expression.
        kind: how ``text`` is compared with a word: ``exact``, ``any_form``, ``wildcard`` or
            ``expression``.
    """

    text: str
    kind: WordKind = "exact"


@dataclass(frozen=True, slots=True)
class Characters:
    """A part of a search pattern: Chinese characters, which match regardless of word boundaries."""

    text: str


@dataclass(frozen=True, slots=True)
class LiteralText:
    """A part of a search pattern: a text with its punctuation, or a regular expression for whole texts.

    `parse_query` describes how the text is compared.
    """

    text: str
    is_regex: bool = False
    is_exact: bool = False
    any_form: bool = False

    def query(self) -> Query:
        """Return the query that finds this text or regular expression.

        Raises:
            UsageError: the text is empty, or the expression is malformed.
        """
        return parse_query(self.text, is_regex=self.is_regex, is_exact=self.is_exact, any_form=self.any_form)


@dataclass(frozen=True, slots=True)
class Gap:
    """A part of a search pattern: how many other words may stand between two parts of a sequence.

    Attributes:
        least: minimum number of words.
        most: maximum number of words.
        touching: whether no punctuation is allowed between the parts.
    """

    least: int = 0
    most: int = 0
    touching: bool = False


@dataclass(frozen=True, slots=True)
class Series:
    """A part of a search pattern: a sequence of parts with gaps between them.

    The gap ``gaps[n]`` is between ``parts[n]`` and ``parts[n + 1]``.
    """

    parts: tuple[Node, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """A part of a search pattern: alternatives, one of which must match."""

    options: tuple[Node, ...]


Node = Word | Characters | LiteralText | Series | AnyOf


@dataclass(frozen=True, slots=True)
class Pattern:
    """A parsed search pattern.

    Attributes:
        node: the expression to find: a word, a sequence, alternatives or a literal text.
        contains: expressions that must match on the other side of the pair.
        lacks: expressions that must not match on the other side of the pair.
    """

    node: Node
    contains: tuple[Node, ...] = ()
    lacks: tuple[Node, ...] = ()


class PatternError(UsageError):
    """An error in the text of a search pattern.

    Attributes:
        position: offset of the error in the text, in characters.
    """

    def __init__(self, problem: str, pattern: str, position: int) -> None:
        message = _(
            "the pattern has a fault at character {number}: {shown}: {problem}",
            number=position + 1,
            shown=_shown(pattern, position),
            problem=problem,
        )
        super().__init__(message)
        self.position = position


def _shown(pattern: str, position: int) -> str:
    """Return the characters of a pattern around an error, with an arrow at the position of the error."""
    before, after = pattern[max(position - 30, 0) : position], pattern[position : position + 20]
    return f"{'…' * (position > 30)}{before}▶{after}{'…' * (len(pattern) > position + 20)}"


_LETTERS = rf"[^\W_{HAN}]"
_TOKEN = re.compile(
    r"""(?P<space>\s+)
    |(?P<arrow>=>)
    |(?P<gap>(?:\.{3,}|…+)(?:(?P<least>\d{1,6})(?:-(?P<most>\d{1,6}))?)?)
    |(?P<open>\()|(?P<close>\))|(?P<bar>\|)|(?P<both>&)
    |(?P<quote>["“][^"”]*["”]?)
    |(?P<slash>/(?:[^/\\]|\\.)*/?)
    |(?P<word>(?:(?!\.{3}|…|=>)[^\s()|&"“])+)""",
    re.VERBOSE | re.DOTALL,
)
_PIECE = re.compile(rf"(?P<han>[{HAN}]+)|(?P<word>(?:{_LETTERS}|\*)+)|(?P<gap>['’‘\-‐‑–_]+)|(?P<mark>.)", re.DOTALL)


def parse_pattern(text: str) -> Pattern:
    """Parse the text of a search pattern.

    Raises:
        PatternError: the text is not a pattern; the error has the position.
    """
    parser = _Parser(text)
    node = parser.options()
    contains: list[Node] = []
    lacks: list[Node] = []
    if parser.take("arrow"):
        while True:
            is_negative = parser.take_minus()
            (lacks if is_negative else contains).append(parser.options())
            if not parser.take("both"):
                break
    parser.expect_end()
    return Pattern(node, tuple(contains), tuple(lacks))


class _Parser:
    """Parses the text of a search pattern from left to right."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._folded = fold(text)
        self._position = 0
        self._depth = 0
        self._skip_space()

    def _fail(self, problem: str, position: int | None = None) -> NoReturn:
        raise PatternError(problem, self._text, self._position if position is None else position)

    def _peek(self) -> re.Match[str] | None:
        return _TOKEN.match(self._folded, self._position)

    def _advance(self, token: re.Match[str]) -> None:
        self._position = token.end()
        self._skip_space()

    def _skip_space(self) -> None:
        while self._folded[self._position : self._position + 1].isspace():
            self._position += 1

    def take(self, kind: str) -> bool:
        """Skip the next token if it is of the given kind; return whether it was skipped."""
        token = self._peek()
        if token is None or token.lastgroup != kind:
            return False
        self._advance(token)
        return True

    def take_minus(self) -> bool:
        """Skip a minus sign, which negates a condition on the other side; return whether there was one."""
        if self._folded[self._position : self._position + 1] not in ("-", "−", "–"):
            return False
        self._position += 1
        self._skip_space()
        return True

    def expect_end(self) -> None:
        """Raise an error if the pattern has more text at the current position."""
        token = self._peek()
        if token is None:
            return
        problems = {
            "close": _('")" without "("'),
            "both": _('"&" joins conditions on the other side, after "=>"; put a name such as "AT&T" in quotes'),
            "arrow": _('"=>" stands once; join conditions with "&"'),
        }
        self._fail(problems.get(token.lastgroup or "", _("this was not expected here")))

    def options(self) -> Node:
        """Parse an expression: one sequence, or alternatives separated by vertical bars."""
        options = [self._series()]
        while self.take("bar"):
            options.append(self._series())
        return options[0] if len(options) == 1 else AnyOf(tuple(options))

    def _series(self) -> Node:
        parts: list[Node] = []
        gaps: list[Gap] = []
        waiting: Gap | None = None
        while (token := self._peek()) is not None:
            if token.lastgroup == "gap":
                if not parts:
                    self._fail(_("a gap stands between two words: name a word before it"))
                if waiting is not None:
                    self._fail(_("two gaps follow one another: join them"))
                waiting = self._gap(token)
                continue
            node = self._part(token)
            if node is None:
                break
            if parts:
                gaps.append(waiting or Gap())
            parts.append(node)
            waiting = None
        if waiting is not None:
            self._fail(_("a gap stands between two words: name a word after it"))
        if not parts:
            self._fail(_("a word is missing here"))
        return _series_of(parts, gaps)

    def _gap(self, token: re.Match[str]) -> Gap:
        least, most = token["least"], token["most"]
        bounds = (0, int(least)) if least and not most else (int(least), int(most)) if least else (0, USUAL_DISTANCE)
        if bounds[1] > MAX_DISTANCE:
            self._fail(_("a gap spans at most {max_distance} words", max_distance=MAX_DISTANCE))
        if bounds[0] > bounds[1]:
            self._fail(_("the smaller number of a gap stands first, as in ...2-5"))
        self._advance(token)
        return Gap(*bounds)

    def _part(self, token: re.Match[str]) -> Node | None:
        """Parse one part of a sequence (brackets, quotation, expression or words); ``None`` if the sequence ends."""
        readers: dict[str, Callable[[re.Match[str]], Node]] = {
            "open": self._brackets,
            "quote": self._quoted,
            "slash": self._expression,
            "word": self._words,
        }
        reader = readers.get(token.lastgroup or "")
        return None if reader is None else reader(token)

    def _brackets(self, token: re.Match[str]) -> Node:
        start = self._position
        self._depth += 1
        if self._depth > MAX_DEPTH:
            self._fail(_("more than {max_depth} brackets within brackets", max_depth=MAX_DEPTH))
        self._advance(token)
        node = self.options()
        if not self.take("close"):
            self._fail(_('"(" without ")"'), start)
        self._depth -= 1
        return node

    def _quoted(self, token: re.Match[str]) -> Node:
        text = token.group()
        if len(text) < 2 or text[-1] not in '"”':
            self._fail(_("the closing quotation mark is missing"))
        if not re.search(r"[^\W_]", text[1:-1]):
            self._fail(_("the text between the quotation marks has no letter or digit"))
        self._advance(token)
        return LiteralText(self._text[token.start() + 1 : token.end() - 1])

    def _expression(self, token: re.Match[str]) -> Node:
        import regex

        text = self._text[token.start() : token.end()]
        if len(text) < 3 or not text.endswith("/"):
            self._fail(_('a regular expression ends with "/"; put a text with "/" in quotes'))
        try:
            regex.compile(fold_form(text[1:-1]), regex.IGNORECASE)
        except (regex.error, OverflowError, RecursionError) as error:
            self._fail(_("this is no regular expression ({error})", error=error))
        self._advance(token)
        return Word(fold_form(text[1:-1]), "expression")

    def _words(self, token: re.Match[str]) -> Node:
        text, start = token.group(), token.start()
        if text.startswith("*") and self._folded[start - 1 : start] == ")":
            self._fail(_('"*" stands in a word: (make*|take*)'))
        any_form = text.startswith("~")
        parts: list[Node] = []
        gaps: list[Gap] = []
        previous_end, touching = 0, False
        for piece in _PIECE.finditer(text, int(any_form)):
            if piece["gap"]:
                touching = False
                continue
            if piece["mark"]:
                self._fail(_("put a text with {mark} in quotes", mark=piece["mark"]), start + piece.start())
            if "*" in (piece["word"] or "") and re.search(f"[{HAN}]", text):
                self._fail(
                    _('"*" stands for letters; between Chinese characters put a gap: ...3'), start + piece.start()
                )
            if parts:
                gaps.append(Gap(touching=piece.start() == previous_end and touching))
            parts.append(Characters(piece["han"]) if piece["han"] else _word(piece["word"], any_form=any_form))
            previous_end, touching = piece.end(), True
        if not parts:
            self._fail(_("a word is missing here"))
        self._advance(token)
        return _series_of(parts, gaps)


def _word(text: str, *, any_form: bool) -> Word:
    if "*" in text:
        return Word(re.sub(r"\*+", "*", text), "wildcard")
    return Word(text, "any_form" if any_form else "exact")


def _series_of(parts: list[Node], gaps: list[Gap]) -> Node:
    return parts[0] if len(parts) == 1 else Series(tuple(parts), tuple(gaps))


def words_pattern(folded: str, *, any_form: bool = False) -> Node | None:
    """Convert plain words of a user to a node of a search pattern, with the same matches as `parse_query`.

    Return ``None`` if the words contain punctuation that must match.

    Args:
        folded: the text of the query, in lower case and simplified characters.
        any_form: whether English words match in any inflection.
    """
    parts: list[Node] = []
    gaps: list[Gap] = []
    for kind, text, is_touching in pieces_of(folded):
        if kind == "mark":
            return None
        if kind == "han" and parts and is_touching and isinstance(parts[-1], Characters):
            parts[-1] = Characters(parts[-1].text + text)
            continue
        if parts:
            gaps.append(Gap(touching=is_touching))
        if kind == "han":
            parts.append(Characters(text))
        else:
            parts.append(Word(text, "wildcard") if text.endswith("*") else _word(text, any_form=any_form))
    return _series_of(parts, gaps) if parts else None
