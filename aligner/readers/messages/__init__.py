"""Read message catalogues: files with the messages of a program in one language, each with a key.

A catalogue has no running text. Its values belong to keys, and two languages are compared key by
key. Each format has one module here and one line in `CATALOGUES`. The reader of a format is a
function that takes the bytes of a file and returns its messages, in the order of the file.
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
        key: name of the value within its file; the parts of a nested key are joined by dots.
        text: the value with its escapes resolved; placeholders and mark-up are kept.
        line: 1-based line of the file on which the value begins.
        plural: plural category of the value (``one``, ``other``, ...); empty if the message has no
            plural forms.
    """

    key: str
    text: str
    line: int
    plural: str = ""


class CatalogueReader(Protocol):
    """The interface of a catalogue reader: a function from the bytes of a file to messages."""

    def __call__(self, content: bytes, name: str) -> Iterable[Message]:
        """Yield the messages of ``content``; ``name`` is the path of the file, for error messages.

        Raises:
            InputError: the content is damaged; the message names the line.
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
    """Read a catalogue and return its messages.

    If a key occurs more than once, its last value counts, as in the programs that use catalogues.

    Raises:
        InputError: the file does not exist, is too large, or is damaged.
        UsageError: the extension does not belong to a catalogue format.
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
