"""Split text into sentences by the user's segmentation rules, a file in SRX 2.0 (LISA 2008).

OmegaT, Okapi, LanguageTool and other CAT tools export such files. A rule has two patterns, one for
the text before a position and one for the text after it. The first rule that matches at a position
decides whether a segment ends there. SRX 1.0 files have the same rules. The settings for formatting
codes at a break are ignored, because the texts have no such codes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.errors import InputError
from aligner.interface import _
from aligner.languages import pack_of
from aligner.languages.spans import Span, blank_line_cuts, spans_between
from aligner.safe_xml import parse_xml
from aligner.segmenters.icu import translate_pattern

if TYPE_CHECKING:
    from lxml.etree import _Element

MAX_FILE_BYTES = 10_000_000
"""Maximum size in bytes; LanguageTool's rules for thirty languages have 0.5 MB."""
MAX_SECONDS = 10.0
"""Maximum time in seconds of a pattern on one block: some expressions take exponential time."""
MAX_LOOK_BEHIND = 300
"""Maximum number of characters before a position that the first pattern of a rule may match."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A segmentation rule, for positions at which its two patterns match.

    Attributes:
        is_break: whether a segment ends at such a position; if not, the rule is an exception.
        before: matches text that ends at the position; compiled by the package ``regex``.
        after: matches text that begins at the position.
        places: finds the positions at which both patterns match.
        line: line number in the file, for messages.
    """

    is_break: bool
    before: Any
    after: Any
    places: Any
    line: int


@dataclass(frozen=True, slots=True)
class SrxRules:
    """The rules of a file, by language.

    Attributes:
        path: path of the file.
        maps: patterns of language codes, with their rules, in the order of the file.
        cascade: whether the rules of all patterns that match a language apply; otherwise only the
            rules of the first such pattern apply.
    """

    path: str
    maps: tuple[tuple[Any, tuple[Rule, ...]], ...]
    cascade: bool

    def rules_of(self, language: str) -> tuple[Rule, ...]:
        """Return the rules for a language in their order; none if the file has no rules for it.

        Args:
            language: a language code of this program. The patterns of the file may match ``EN-US``, ``en_US``
                or ``en``.
        """
        tag = pack_of(language).tag
        # LanguageTool appends to the code whether a paragraph ends at one line end or at two
        codes = (tag, tag.upper(), tag.replace("-", "_"), language, language.upper(), f"{language}_two")
        matching = [rules for pattern, rules in self.maps if any(pattern.fullmatch(code) for code in codes)]
        return tuple(rule for rules in matching[: None if self.cascade else 1] for rule in rules)

    def split(self, text: str, language: str) -> list[Span]:
        """Return the spans of the segments of one block; see `aligner.languages.protocol.Split`.

        Raises:
            InputError: a pattern takes too long.
        """
        rules = self.rules_of(language)
        decided: dict[int, bool] = {}
        for number, rule in enumerate(rules):
            if rule.is_break:
                try:
                    for place in _places(rule, text):
                        if place not in decided:
                            decided[place] = not _is_exception(rules[:number], text, place)
                except TimeoutError:
                    message = _(
                        "line {line}: the rule takes more than {max_seconds:.0f} seconds; simplify it",
                        line=rule.line,
                        max_seconds=MAX_SECONDS,
                    )
                    raise InputError(message, path=self.path) from None
        cuts = sorted({place for place, ends in decided.items() if ends} | set(blank_line_cuts(text)))
        return spans_between(text, cuts)


def _places(rule: Rule, text: str) -> Iterator[int]:
    for match in rule.places.finditer(text, timeout=MAX_SECONDS):
        if 0 < match.end() < len(text):
            yield match.end()


def _is_exception(rules: Sequence[Rule], text: str, place: int) -> bool:
    """Tell whether an earlier rule forbids the end of a segment at this position."""
    return any(
        rule.after.match(text, place, timeout=MAX_SECONDS) is not None
        and rule.before.search(text, max(0, place - MAX_LOOK_BEHIND), place, timeout=MAX_SECONDS) is not None
        for rule in rules
        if not rule.is_break
    )


@lru_cache(maxsize=4)
def _rules_of_content(content: bytes, path: str) -> SrxRules:
    root = parse_xml(content, path)
    if _name(root) != "srx":
        raise InputError(_("is not an SRX file: it begins with <{root}>", root=_name(root)), path=path)
    header = next((element for element in root if _name(element) == "header"), None)
    cascade = header is not None and header.get("cascade", "no") == "yes"
    by_name = {
        element.get("languagerulename", ""): _parse_rules(element, path) for element in root.iter("{*}languagerule")
    }
    maps = []
    for element in root.iter("{*}languagemap"):
        name, pattern = element.get("languagerulename", ""), element.get("languagepattern", "")
        if name not in by_name:
            raise InputError(
                _("line {sourceline}: there are no rules {name!r}", sourceline=element.sourceline, name=name), path=path
            )
        maps.append((_compiled(pattern, element, path, ignore_case=True), by_name[name]))
    if not maps:
        raise InputError(_("is not a usable SRX file: it assigns rules to no language (<languagemap>)"), path=path)
    return SrxRules(path, tuple(maps), cascade)


def load_srx(path: str) -> SrxRules:
    """Return the rules of an SRX file.

    Raises:
        InputError: the file cannot be read, is not SRX, or has an invalid pattern; the message names the line.
    """
    try:
        with Path(path).open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror), path=path) from error
    if len(content) > MAX_FILE_BYTES:
        raise InputError(
            _("is larger than {max_file_bytes} MB: give a file of SRX rules", max_file_bytes=MAX_FILE_BYTES // 1000000),
            path=path,
        )
    return _rules_of_content(content, path)


def _parse_rules(element: _Element, path: str) -> tuple[Rule, ...]:
    rules = []
    for inner in element:
        if _name(inner) != "rule":
            continue
        before, after = (_pattern_of(inner, name) for name in ("beforebreak", "afterbreak"))
        rules.append(
            Rule(
                inner.get("break", "yes") != "no",
                _compiled(f"(?:{before})\\Z" if before else "", inner, path),
                _compiled(after, inner, path),
                _compiled(f"(?:{before})(?={after})", inner, path),
                int(getattr(inner, "sourceline", None) or 0),
            )
        )
    return tuple(rules)


def _pattern_of(rule: _Element, name: str) -> str:
    found = next((element for element in rule if _name(element) == name), None)
    return translate_pattern("".join(str(text) for text in found.itertext())) if found is not None else ""


def _compiled(pattern: str, element: _Element, path: str, *, ignore_case: bool = False) -> Any:  # noqa: ANN401
    import regex

    flags = regex.VERSION1 | (regex.IGNORECASE if ignore_case else 0)
    try:
        return regex.compile(pattern, flags)
    except (regex.error, OverflowError, RecursionError) as error:
        raise InputError(
            _("line {sourceline}: the pattern cannot be read: {error}", sourceline=element.sourceline, error=error),
            path=path,
        ) from error


def _name(element: _Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""
