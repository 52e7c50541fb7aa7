"""Message catalogues -> messages by key: what a program shows, one file a language.

A catalogue has no running text: its values belong to keys, and two languages are compared key by key. Every format
is one file here and one line in `CATALOGUES`; a reader of a format is a function from the text of a file to its
messages, in the order of the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from aligner.errors import InputError, missing_file
from aligner.interface import _
from aligner.registry import Entry, Registry

MAX_BYTES = 64 << 20
"""Largest catalogue that is read; real ones have at most a few megabytes."""


@dataclass(frozen=True, slots=True)
class Message:
    """One value of a catalogue.

    Attributes:
        key: names the value within its file; the parts of a nested key are joined by dots.
        text: the value, escapes resolved; placeholders and mark-up stay in it.
        line: 1-based line of the file on which the value begins.
        plural: the plural category (``one``, ``other``, ...) where the value is one form of several, else empty.
    """

    key: str
    text: str
    line: int
    plural: str = ""


class CatalogueReader(Protocol):
    """What every reader of a catalogue is: a function from bytes to messages."""

    def __call__(self, content: bytes, name: str) -> Iterable[Message]:
        """Yield the messages of ``content``; ``name`` is its path, for error messages.

        Raises:
            InputError: the content is damaged; says on which line.
        """


CATALOGUES = Registry(
    "message catalogue",
    {
        "json": Entry("aligner.readers.messages.json_file:read_json", "JSON, nested or flat", (".json",)),
        "arb": Entry("aligner.readers.messages.json_file:read_arb", "resource bundles of Flutter", (".arb",)),
        "yaml": Entry("aligner.readers.messages.yaml_file:read_yaml", "YAML", (".yaml", ".yml")),
        "android": Entry("aligner.readers.messages.android:read_android", "strings.xml of Android", (".xml",)),
        "apple": Entry("aligner.readers.messages.apple:read_apple", "strings of macOS and iOS", (".strings",)),
        "properties": Entry("aligner.readers.messages.properties:read_properties", "of Java", (".properties",)),
        "gettext": Entry("aligner.readers.messages.gettext:read_gettext", "of GNU gettext", (".pot", ".po")),
    },
)
"""Formats of catalogues by name."""


def read_messages(path: str | Path) -> tuple[Message, ...]:
    """Read a catalogue; a key that comes again counts with its last value, as programs take it.

    Raises:
        InputError: there is no such file, it is too large, or it is damaged.
        UsageError: the extension names no format of catalogues.
    """
    name = str(path)
    try:
        content = Path(path).read_bytes()
    except FileNotFoundError as error:
        raise missing_file(name) from error
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=name) from error
    if len(content) > MAX_BYTES:
        raise InputError(
            _("is larger than {max_bytes} MB: no catalogue of messages has that size", max_bytes=MAX_BYTES >> 20),
            path=name,
        )
    read: CatalogueReader = CATALOGUES.load(CATALOGUES.name_for_path(name) or name)
    return tuple({(message.key, message.plural): message for message in read(content, name)}.values())
