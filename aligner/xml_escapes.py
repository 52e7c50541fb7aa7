"""Escape and unescape the special characters of XML, with the results of `xml.sax.saxutils`.

That module imports `urllib.request`, and with it the clients of HTTP and TLS. They take 10 ms, in
each run that writes or reads a translation memory.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

NO_OTHERS: Mapping[str, str] = MappingProxyType({})
_WHITE_SPACE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
"""White space that a parser would turn into spaces in an attribute."""


def escape(text: str, others: Mapping[str, str] = NO_OTHERS) -> str:
    """Return a text with ``&``, ``<`` and ``>`` escaped.

    Args:
        text: the text.
        others: other characters, with their escaped forms.
    """
    text = text.replace("&", "&amp;").replace(">", "&gt;").replace("<", "&lt;")
    for character, form in others.items():
        text = text.replace(character, form)
    return text


def unescape(text: str, others: Mapping[str, str] = NO_OTHERS) -> str:
    """Return a text with ``&amp;``, ``&lt;`` and ``&gt;`` replaced by their characters.

    Args:
        text: the text.
        others: other escaped forms, with their characters.
    """
    text = text.replace("&lt;", "<").replace("&gt;", ">")
    for form, character in others.items():
        text = text.replace(form, character)
    return text.replace("&amp;", "&")


def quoteattr(text: str) -> str:
    """Return the value of an attribute with its quotes: double ones, unless only the text has double quotes."""
    text = escape(text, _WHITE_SPACE)
    if '"' not in text:
        return f'"{text}"'
    return '"{}"'.format(text.replace('"', "&quot;")) if "'" in text else f"'{text}'"
