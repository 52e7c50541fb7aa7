"""Translate the interface (messages, help, reports, pages) from English with gettext catalogues.

Messages are written in English, in the code, as templates with named placeholders::

    raise InputError(_("holds {rows:,} rows, more than {limit:,}", rows=rows, limit=limit), path=path)

The library uses English. Only the command line activates another language (`aligner.cli.language`),
which it also passes to the processes that it starts. ``python -m docs.generate`` collects the
messages into ``zh/LC_MESSAGES/aligner.po`` and compiles the catalogue that the program reads.
CONTRIBUTING.md explains how to translate a message.
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
    """The active language of this process, and its catalogue; English has no catalogue."""

    language = ENGLISH
    catalogue: GNUTranslations | None = None


def _(message: str, /, **values: object) -> str:
    """Return a message in the active language, with its placeholders replaced by values.

    Args:
        message: the English template in the syntax of `str.format`. It must be a literal, so that it
            can be collected. Without ``values``, it is plain text, in which braces have no meaning.
        values: the value of each placeholder.
    """
    catalogue = _Active.catalogue
    text = catalogue.gettext(message) if catalogue is not None and message else message
    return text.format(**values) if values else text


def _n(one: str, many: str, count: int, /, **values: object) -> str:
    """Return the singular or plural form of a message in the active language, depending on ``count``.

    Args:
        one: the English template for the number one.
        many: the English template for any other number.
        count: the number, which is also the value of the placeholder ``{count}``.
        values: the values of the other placeholders.
    """
    catalogue = _Active.catalogue
    english = one if count == 1 else many
    text = english if catalogue is None else catalogue.ngettext(one, many, count)
    return text.format(count=count, **values)


def N_(message: str) -> str:  # noqa: N802 - gettext's name for it
    """Return the message unchanged; the call marks a constant as a message to be translated.

    `_` translates the constant when it is shown.
    """
    return message


def values_in(text: str, template: str) -> dict[str, str] | None:
    """Return the values of a template's placeholders in a text made from it; ``None`` for any other text.

    Args:
        text: a complete message.
        template: the template, in the same language as the text.
    """
    import re

    expression = re.sub(r"\\{(\w+)\\}", r"(?P<\1>.+)", re.escape(template))
    match = re.fullmatch(expression, text, re.DOTALL)
    return match.groupdict() if match else None


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun (``1 cell``, ``3 cells``) in the active language.

    Args:
        number: the number.
        singular: the English noun in the singular; a literal, so that it can be collected.
        plural: the English noun in the plural, also a literal; by default the singular with an ``s``.
    """
    return _n(f"{{count:,}} {singular}", f"{{count:,}} {plural or singular + 's'}", number)


def language() -> str:
    """Return the code of the active language."""
    return _Active.language


def activate(code: str) -> None:
    """Make a language the active language of this process.

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
    """Make a language the active language within a ``with`` block.

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
