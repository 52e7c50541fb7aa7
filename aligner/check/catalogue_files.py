"""Find the catalogues of messages among JSON, YAML and other files, by name, content and counterpart."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from aligner.errors import AlignerError, InputError
from aligner.interface import _
from aligner.languages.scripts import HAN_CHARACTER
from aligner.readers.messages import CATALOGUES, Message, read_messages

MESSAGE_FORMATS = frozenset({"arb", "apple", "gettext"})
"""Formats that contain only messages."""
TOOL_FILES = re.compile(
    r"(?:package|package-lock|composer|lerna|nx|turbo|vercel|renovate|manifest|angular|deno|biome|lock)\.json"
    r"|[tj]sconfig.*\.json|.*\.(?:schema|config|conf|lock)\.(?:json|ya?ml)|.*-lock\.(?:json|ya?ml)"
    r"|(?:mkdocs|docker-compose.*|compose|_config|netlify|codecov|appveyor|action|environment|conda|pubspec|book)\.ya?ml"
    r"|(?:gradle|gradle-wrapper|local|log4j2?|logging|application)\.properties",
    re.IGNORECASE,
)
"""Configuration files of tools, whose strings are not messages."""
MIN_SHARED_KEYS = 0.3
"""Two files are a catalogue in two languages if they share at least this part of the keys of the smaller one."""
MIN_TEXT_SHARE = 0.5
"""Minimum share of values that are text in a catalogue."""
_WORDS = re.compile(r"[A-Za-z]{2}[,.!?:]? +[A-Za-z]{2}|^[A-Z][a-z]+[.!?:…]*$")


def kind_of(path: str | Path) -> str | None:
    """Return the format of a catalogue according to its file name; ``None`` for other files."""
    return CATALOGUES.name_for_path(str(path))


def messages_or_none(path: Path) -> tuple[Message, ...] | None:
    """Return the messages of a file; ``None`` if it is damaged or not a catalogue."""
    try:
        return read_messages(path)
    except AlignerError:
        return None


def are_catalogues(source: Path, target: Path) -> bool:
    """Return whether two files that were paired by name are one catalogue of messages in two languages.

    If one file is damaged, only the other file is examined, so that the check reports the damaged
    catalogue.
    """
    kind = kind_of(source)
    if kind is None or kind != kind_of(target):
        return False
    if kind in MESSAGE_FORMATS:
        return True
    if any(TOOL_FILES.fullmatch(path.name) for path in (source, target)):
        return False
    ours, theirs = messages_or_none(source), messages_or_none(target)
    if ours is None or theirs is None:
        intact = ours or theirs
        return intact is not None and looks_like_text(intact)
    keys = [{message.key for message in side} for side in (ours, theirs)]
    least = min(map(len, keys))
    if not least or len(keys[0] & keys[1]) < MIN_SHARED_KEYS * least:
        return False
    return share_with_chinese(ours) != share_with_chinese(theirs) or (looks_like_text(ours) and looks_like_text(theirs))


def share_with_chinese(messages: Sequence[Message]) -> float:
    """Return the share of messages whose text contains Chinese characters, 0 to 1."""
    return sum(HAN_CHARACTER.search(each.text) is not None for each in messages) / max(len(messages), 1)


def looks_like_text(messages: Sequence[Message]) -> bool:
    """Return whether at least half of the messages are texts for users, not names, numbers or settings."""
    texts = sum(
        HAN_CHARACTER.search(each.text) is not None or _WORDS.search(each.text) is not None for each in messages
    )
    return bool(messages) and texts >= MIN_TEXT_SHARE * len(messages)


def has_translations(path: Path) -> bool:
    """Return whether a .po file has both languages: the source text as key, and its translation."""
    messages = messages_or_none(path) or ()
    return path.suffix.lower() == ".po" and any(
        (HAN_CHARACTER.search(each.text) is None) != (HAN_CHARACTER.search(each.key) is None)
        for each in messages
        if each.text
    )


def needs_counterpart(path: Path, paired_kinds: set[str | None]) -> bool:
    """Return whether an unpaired file is a catalogue of messages that should have a counterpart.

    Args:
        path: path of the file.
        paired_kinds: formats of the catalogues that have a counterpart in the two folders.
    """
    kind = kind_of(path)
    if kind in MESSAGE_FORMATS:
        return True
    if kind not in paired_kinds or TOOL_FILES.fullmatch(path.name):
        return False
    messages = messages_or_none(path)
    return messages is not None and looks_like_text(messages)


def characters_in(path: Path) -> int:
    """Return the number of characters of a catalogue that must be translated.

    Raises:
        InputError: the file cannot be read, or has no messages.
    """
    messages = read_messages(path)
    if not messages:
        raise InputError(_("holds no messages"), path=path.as_posix())
    texts = [each.text or (each.key if kind_of(path) == "gettext" else "") for each in messages]
    return sum(len("".join(text.split())) for text in texts)
