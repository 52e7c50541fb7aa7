"""The language of the interface: messages, help, reports and pages, in English or from a gettext catalogue.

Messages are written in English, in the code, as templates with named placeholders::

    raise InputError(_("holds {rows:,} rows, more than {limit:,}", rows=rows, limit=limit), path=path)

The library speaks English. Only the command line activates another language (`aligner.cli.language`) and hands it to
the processes that it starts. ``python -m docs.generate`` collects the messages into ``zh/LC_MESSAGES/aligner.po`` and
compiles the catalogue that the program reads; CONTRIBUTING.md says how to translate a message.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gettext import GNUTranslations

ENGLISH = "en"
LANGUAGES = (ENGLISH, "zh")
"""Codes of the languages of the interface."""
DOMAIN = "aligner"
"""Name of the catalogues of this program."""
FOLDER = Path(__file__).parent
"""Folder of the catalogues: ``LANGUAGE/LC_MESSAGES/DOMAIN.mo``."""


class _Active:
    """The language that is active in this process, and its catalogue; English has none."""

    language = ENGLISH
    catalogue: GNUTranslations | None = None


def _(message: str, /, **values: object) -> str:
    """Return a message in the active language, with the values in place of its placeholders.

    Args:
        message: the English template, written with `str.format`; a literal, so that it can be collected. Without
            values it is no template: braces stand for themselves.
        values: the value of each placeholder.
    """
    catalogue = _Active.catalogue
    text = catalogue.gettext(message) if catalogue is not None and message else message
    return text.format(**values) if values else text


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the form of a message that fits a number; the number is the value of ``{count}``.

    Args:
        one: the English template for one.
        many: the English template for any other number.
        count: the number.
        values: the values of the other placeholders.
    """
    catalogue = _Active.catalogue
    english = one if count == 1 else many
    text = english if catalogue is None else catalogue.ngettext(one, many, count)
    return text.format(count=count, **values)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Return the message as it is: marks a constant for the catalogue, which is translated by `_` where it is shown."""
    return message


def values_in(text: str, template: str) -> dict[str, str] | None:
    """Return the values of the placeholders if a text was made of a template, else ``None``.

    Args:
        text: a finished message.
        template: as it was formatted: translated, if the message is.
    """
    import re

    expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
    match = re.fullmatch(expression, text, re.DOTALL)
    return match.groupdict() if match else None


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return ``1 cell`` or ``3 cells`` in the active language; ``singular`` and ``plural`` are literals."""
    return _n(f"{{count:,}} {singular}", f"{{count:,}} {plural or singular + 's'}", number)


def language() -> str:
    """Return the code of the active language."""
    return _Active.language


def activate(code: str) -> None:
    """Make a language the active one of this process.

    Raises:
        ValueError: there is no such language.
        OSError: its catalogue is missing or cannot be read.
    """
    if code not in LANGUAGES:
        raise ValueError(f"no language of the interface: {code!r}")
    catalogue = None
    if code != ENGLISH:
        from gettext import translation

        catalogue = translation(DOMAIN, FOLDER, [code])
    _Active.language, _Active.catalogue = code, catalogue


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Make a language the active one for a while.

    Raises:
        ValueError: there is no such language.
        OSError: its catalogue is missing or cannot be read.
    """
    before = _Active.language, _Active.catalogue
    activate(code)
    try:
        yield
    finally:
        _Active.language, _Active.catalogue = before
