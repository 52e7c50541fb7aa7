"""Which JSON, YAML and other files are catalogues of messages: by name, content and counterpart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from aligner.errors import AlignerError, InputError
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.messages import CATALOGUES, Message, read_messages

ALWAYS = frozenset({"arb", "apple", "gettext"})
"""Formats that hold nothing but messages."""
NOT_MESSAGES = re.compile(
    r"(?:package|package-lock|composer|lerna|nx|turbo|vercel|renovate|manifest|angular|deno|biome|lock)\.json"
    r"|[tj]sconfig.*\.json|.*\.(?:schema|config|conf|lock)\.(?:json|ya?ml)|.*-lock\.(?:json|ya?ml)"
    r"|(?:mkdocs|docker-compose.*|compose|_config|netlify|codecov|appveyor|action|environment|conda|pubspec|book)\.ya?ml"
    r"|(?:gradle|gradle-wrapper|local|log4j2?|logging|application)\.properties",
    re.IGNORECASE,
)
"""Files of tools: their strings are no messages."""
SHARED_KEYS = 0.3
"""Least share of the smaller side's keys that the other has, for two files to be one catalogue in two languages."""
TEXT_LIKE = 0.5
"""Least share of values that are text, where no value is Chinese."""
_WORDS = re.compile(r"[A-Za-z]{2}[,.!?:]? +[A-Za-z]{2}|^[A-Z][a-z]+[.!?:…]*$")


def kind_of(path: str | Path) -> str | None:
    """Return the format of catalogues that a file's name tells."""
    return CATALOGUES.name_for_path(str(path))


def contents(path: Path) -> tuple[Message, ...] | None:
    """Return the messages of a file; ``None`` where it is damaged, or no catalogue."""
    try:
        return read_messages(path)
    except AlignerError:
        return None


def are_catalogues(source: Path, target: Path) -> bool:
    """Tell whether two files, paired by their names, are one catalogue in two languages.

    Where one side is damaged, the other decides: a catalogue that cannot be read must be reported.
    """
    kind = kind_of(source)
    if kind is None or kind != kind_of(target):
        return False
    if kind in ALWAYS:
        return True
    if any(NOT_MESSAGES.fullmatch(path.name) for path in (source, target)):
        return False
    ours, theirs = contents(source), contents(target)
    if ours is None or theirs is None:
        intact = ours or theirs
        return intact is not None and looks_like_text(intact)
    keys = [{message.key for message in side} for side in (ours, theirs)]
    least = min(map(len, keys))
    if not least or len(keys[0] & keys[1]) < SHARED_KEYS * least:
        return False
    return share_with_chinese(ours) != share_with_chinese(theirs) or (looks_like_text(ours) and looks_like_text(theirs))


def share_with_chinese(messages: Sequence[Message]) -> float:
    """Return which share of the values has Chinese characters, 0 to 1."""
    return sum(HAN_CHARACTER.search(each.text) is not None for each in messages) / max(len(messages), 1)


def looks_like_text(messages: Sequence[Message]) -> bool:
    """Tell whether most of the values are words for people, not names, numbers or settings."""
    texts = sum(
        HAN_CHARACTER.search(each.text) is not None or _WORDS.search(each.text) is not None for each in messages
    )
    return bool(messages) and texts >= TEXT_LIKE * len(messages)


def has_translations(path: Path) -> bool:
    """Tell whether a .po file holds both languages, the text as its key and a translation of it."""
    messages = contents(path) or ()
    return path.suffix.lower() == ".po" and any(
        (HAN_CHARACTER.search(each.text) is None) != (HAN_CHARACTER.search(each.key) is None)
        for each in messages
        if each.text
    )


def is_alone(path: Path, paired_kinds: set[str | None]) -> bool:
    """Tell whether a file without a counterpart is a catalogue that should have one.

    Args:
        path: of the file.
        paired_kinds: formats of which the two folders have pairs.
    """
    kind = kind_of(path)
    if kind in ALWAYS:
        return True
    if kind not in paired_kinds or NOT_MESSAGES.fullmatch(path.name):
        return False
    messages = contents(path)
    return messages is not None and looks_like_text(messages)


def characters_in(path: Path) -> int:
    """Return the characters of a catalogue that are to be translated.

    Raises:
        InputError: it cannot be read.
    """
    messages = read_messages(path)
    if not messages:
        raise InputError(_("holds no messages"), path=path.as_posix())
    texts = [each.text or (each.key if kind_of(path) == "gettext" else "") for each in messages]
    return sum(len("".join(text.split())) for text in texts)
