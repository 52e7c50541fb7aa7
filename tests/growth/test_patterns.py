"""No regular expression of the program takes more than linear time, whatever text it meets."""

import os
import re
import signal
import time
from itertools import islice

import pytest
from attacks import attacks
from patterns import Used, all_patterns

LOOK = 2_000
"""Characters with which an attack is tried first."""
SUSPICIOUS = 0.001
"""Seconds for so few characters, from which an attack is measured."""
FACTOR = 4
"""How much longer the text is with which the growth is measured."""
BOUND = re.compile(r"\{(\d?\d?),(\d{3,})\}")
"""A bound of 100 or more. Up to its bound, the time of a repetition may well be quadratic; only its growth behind the
bound counts. So bounds are made less than 100 before a pattern is measured: texts can then be short, too."""
MOST_GROWTH = 8.0
"""For four times the text: 4 is linear, 16 is quadratic, and other work on the machine may double a time."""
LEAST = 1e-4
"""Seconds below which a time says nothing."""
PATIENCE = 1.0
"""Seconds after which a pattern is stopped on the smaller text: a thousand times what is suspicious."""
TRIES = 3
"""Growth has to show each time, for other work on the machine disturbs single times."""
MOST_ATTACKS = 120
BOUNDED = {
    "aligner.languages.english.sentence_rules._WORD_BEFORE": "looks at the last `_MAX_WORD_LENGTH` characters",
    "aligner.languages.english.sentences._LAST_WORD": "looks at the last 20 characters",
    "aligner.segmenters.layout.table_of_contents._LEADER": "looks at the end of a line only",
    "aligner.readers.asciidoc._TERM": "matches single lines, to whose end it goes at the first mark",
    "aligner.languages.numbers.units._PATTERNS": "matches behind a number, at one place",
    "aligner.languages.numbers.units._PATTERNS[1]": "matches behind a number, at one place",
}
"""Patterns that meet a bounded text or one place only, and why."""
GROUPS = sorted({".".join(where.split(".")[:2]).partition(":")[0] for where in all_patterns()})
pytestmark = pytest.mark.skipif(os.name != "posix", reason="processor time is limited as POSIX has it")


class LateError(Exception):
    """An expression takes too long; the engine looks at signals now and then."""


def _late(*_arguments):
    raise LateError


@pytest.fixture(autouse=True)
def patience():
    before = signal.signal(signal.SIGPROF, _late)
    yield
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.signal(signal.SIGPROF, before)


def cost(used: Used, text: str, patience: float) -> float:
    """Return the seconds that a pattern takes on a text, infinity if it was stopped."""
    try:
        begin = time.thread_time()  # unlike that of the process, exact while a timer runs
        signal.setitimer(signal.ITIMER_PROF, patience)
        try:
            if used.how == "search":
                for _ in used.pattern.finditer(text):
                    pass
            else:
                getattr(used.pattern, used.how)(text)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)
        return time.thread_time() - begin
    except LateError:  # also while the timer is being stopped
        return float("inf")


def with_low_bounds(used: Used) -> Used:
    """Return the pattern with bounds of 99 instead of higher ones."""
    return used._replace(pattern=re.compile(BOUND.sub(r"{\1,99}", used.pattern.pattern), used.pattern.flags))


def grows(used: Used, number: int) -> bool:
    """Tell whether an attack takes too many times as long for the larger text as for the smaller, each time."""
    small, large = (next(islice(attacks(used.pattern, size), number, None)) for size in (LOOK, FACTOR * LOOK))
    least = float("inf")
    for _ in range(TRIES):
        least = min(least, cost(used, small, PATIENCE))
        most = MOST_GROWTH * max(least, LEAST)
        if least < float("inf") and cost(used, large, 2 * most) <= most:
            return False
    return True


def slow_attack(used: Used) -> str | None:
    """Return a text on which the time of a pattern grows too fast."""
    used = with_low_bounds(used)
    for number, text in enumerate(islice(attacks(used.pattern, LOOK), MOST_ATTACKS)):
        first = cost(used, text, PATIENCE)
        if first == float("inf") or (first > SUSPICIOUS and grows(used, number)):
            return text[:80]
    return None


@pytest.mark.parametrize("group", GROUPS)
def test_time_grows_with_the_text(group):
    slow = {
        where: (used.pattern.pattern[:200], text)
        for where, used in all_patterns().items()
        if where.startswith((f"{group}.", f"{group}:")) or where == group
        if where not in BOUNDED and (text := slow_attack(used)) is not None
    }
    assert slow == {}


def test_the_exceptions_are_patterns():
    assert all_patterns().keys() >= BOUNDED.keys()
    assert len(all_patterns()) > 400


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"(a+)+$", "match"),
        (r"\s+$", "search"),
        (r"\w*\d\w*x", "search"),
        (r"<[^>]*>", "search"),
        (r"(?:a|ab|b)*c", "fullmatch"),
        (r"\s*\n\s*", "fullmatch"),
        (r"\s{1,4000}\s+$", "search"),
        (r"(?:a{1,4000}b?)*c", "match"),
    ],
)
def test_slow_patterns_are_found(pattern, how):
    assert slow_attack(Used(re.compile(pattern), how)) is not None


@pytest.mark.parametrize(
    ("pattern", "how"),
    [
        (r"(?<!\s)\s+$", "search"),
        (r"\w+", "search"),
        (r"<[^<>]*>", "search"),
        (r"a*b", "match"),
        (r"/\*.{,4000}?\*/", "search"),
    ],
)
def test_fast_patterns_are_not(pattern, how):
    assert slow_attack(Used(re.compile(pattern), how)) is None
