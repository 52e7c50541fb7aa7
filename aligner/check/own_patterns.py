r"""The table ``[[check.patterns]]``: regular expressions of the user for the source, the translation or both.

::

    [[check.patterns]]
    target = "点击这里"
    message = "say what the link leads to"

    [[check.patterns]]
    source = "(?i)\\bmaster key\\b"
    lacks = "主密钥"
    message = "a master key is 主密钥"
    severity = "error"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from aligner.errors import UsageError
from aligner.interface import _

if TYPE_CHECKING:
    from aligner.check.findings import Severity
    from aligner.check.settings import CheckSettings

KEYS = ("source", "target", "lacks", "message", "severity")
PATTERN_TIMEOUT_S = 2.0
"""Time limit for one expression on one text; usual expressions take microseconds."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A pattern of the user: conditions on a pair of texts, and the finding if they are met.

    Attributes:
        source: regular expression that the source must match; ``None`` for no condition.
        target: regular expression that the translation must match; ``None`` for no condition.
        lacks: regular expression that the translation must not match; ``None`` for no condition.
        message: message of the finding.
        severity: severity of the finding.
    """

    source: Any
    target: Any
    lacks: Any
    message: str
    severity: Severity

    def offsets(self, side: str, text: str) -> Iterator[int]:
        """Yield the offsets at which an expression of the pattern matches a text.

        Raises:
            UsageError: the search takes too long.
        """
        expression = getattr(self, side)
        if expression is None:
            return
        try:
            for match in expression.finditer(text, timeout=PATTERN_TIMEOUT_S):
                yield match.start()
        except TimeoutError as error:
            raise UsageError(
                _(
                    "check.patterns: {side} = {pattern!r} takes over {seconds:g} s on one text: simplify it",
                    side=side,
                    pattern=expression.pattern,
                    seconds=PATTERN_TIMEOUT_S,
                )
            ) from error


def compile_patterns(settings: CheckSettings) -> tuple[Pattern, ...]:
    """Return the compiled patterns of the settings.

    Raises:
        UsageError: a pattern is invalid.
    """
    return _compiled(tuple(tuple(sorted(table.items())) for table in settings.patterns))


@lru_cache(maxsize=8)
def _compiled(tables: tuple[tuple[tuple[str, str], ...], ...]) -> tuple[Pattern, ...]:
    return tuple(_pattern(dict(table), number) for number, table in enumerate(tables, start=1))


def _pattern(table: Mapping[str, str], number: int) -> Pattern:
    where = _("check.patterns, number {number}", number=number)
    if unknown := sorted(table.keys() - set(KEYS)):
        raise UsageError(
            _(
                "{where}: unknown key {unknown!r}: known are {keys}",
                where=where,
                unknown=unknown[0],
                keys=", ".join(KEYS),
            )
        )
    if not table.get("message", "").strip():
        raise UsageError(_("{where}: give a message, which says what is wrong", where=where))
    if not (table.get("source") or table.get("target")):
        raise UsageError(_("{where}: give a regular expression for source, target or both", where=where))
    severity = table.get("severity", "warning")
    if severity not in ("error", "warning"):
        raise UsageError(
            _("{where}: the severity is {severity!r}: choose error or warning", where=where, severity=severity)
        )
    source, target, lacks = (_expression(table.get(side), f"{where}, {side}") for side in ("source", "target", "lacks"))
    return Pattern(source, target, lacks, " ".join(table["message"].split()), severity)  # type: ignore[arg-type]


def _expression(text: str | None, where: str) -> Any:  # noqa: ANN401 - the regex package is untyped
    if not text:
        return None
    import regex

    try:
        return regex.compile(text, regex.VERSION0)
    except (regex.error, OverflowError, RecursionError) as error:
        raise UsageError(
            _("{where}: {text!r} is no regular expression ({error})", where=where, text=text, error=error)
        ) from error
