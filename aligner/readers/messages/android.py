r"""Read the messages of an Android strings.xml file (Android developers' guide, "String resources")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.errors import InputError
from aligner.interface import _
from aligner.readers.messages import Message
from aligner.safe_xml import parse_xml

if TYPE_CHECKING:
    from lxml.etree import _Element

_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.DOTALL)
_CONTROL = {"n": "\n", "t": "\t"}
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')


def read_android(content: bytes, name: str) -> Iterator[Message]:
    """Yield strings, array items and plural forms, without those marked as not translatable.

    Raises:
        InputError: the file is damaged, or its root element is not ``resources``.
    """
    root = parse_xml(content, name)
    if root.tag != "resources":
        raise InputError(
            _("is XML of another kind (<{tag}>): one of Android begins with <resources>", tag=root.tag), path=name
        )
    for element in root:
        key = element.get("name", "")
        if element.get("translatable") == "false" or not key:
            continue
        if element.tag == "string":
            yield Message(key, _text(element), _line(element))
        elif element.tag == "string-array":
            for number, item in enumerate(element.findall("item")):
                yield Message(f"{key}.{number}", _text(item), _line(item))
        elif element.tag == "plurals":
            for item in element.findall("item"):
                yield Message(key, _text(item), _line(item), item.get("quantity", "other"))


def _line(element: _Element) -> int:
    line = element.sourceline
    return line if isinstance(line, int) else 1


def _text(element: _Element) -> str:
    """Return the content of an element as text, with mark-up unchanged and escapes resolved."""
    from lxml import etree

    text = (element.text or "") + "".join(
        _NAMESPACE.sub("", etree.tostring(child, encoding="unicode", with_tail=True)) for child in element
    )
    text = " ".join(text.split())
    if len(text) > 1 and text[0] == text[-1] == '"':
        text = text[1:-1]
    return _ESCAPE.sub(lambda match: chr(int(match[1], 16)) if match[1] else _CONTROL.get(match[2], match[2]), text)
