"""The language of messages: from `--lang`, else the settings, else the environment, else the system."""

from __future__ import annotations

import contextlib
import gettext
import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aligner.interface import DOMAIN, ENGLISH, FOLDER, LANGUAGES, speaking

OPTION = "--lang"
VARIABLE = "ALIGNER_LANG"
"""Environment variable that chooses the language."""
GETTEXT_VARIABLE = "LANGUAGE"
"""Environment variable that gettext reads before all others."""
TABLE = "interface"
"""Table of the settings file that has the language."""
_TABLE_NAMED = re.compile(rb"\binterface\s{,9}[\].=]")
"""The table as TOML can name it: ``[interface]``, ``interface.language``, ``interface = {...}``."""
LOCALE_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the locale of messages; the first that is set counts (POSIX)."""
WINDOWS_CHINESE = 0x04
"""Primary language identifier of Chinese in Windows."""
WINDOWS_PRIMARY_MASK = 0x3FF
"""Bits of a Windows language identifier that hold the primary language."""


@dataclass(frozen=True)
class InterfaceTable:
    """The table ``[interface]`` of a settings file; an empty language means that of the system."""

    language: Literal["", "en", "zh"] = ""


@dataclass(frozen=True)
class _Tables:
    interface: InterfaceTable = field(default_factory=InterfaceTable)


class _OtherTables:
    """A container of the names of all tables of a settings file except ``interface``.

    The reader of settings then checks only the table ``interface``.
    """

    def __contains__(self, name: object) -> bool:
        return name != TABLE


def chosen_language(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """Return the code of the language of the interface.

    Args:
        arguments: the arguments of the program; click reports an unknown language after ``--lang``.
        environment: the environment variables.

    Raises:
        UsageError: the settings file contains a language that the interface does not support.
    """
    return language_of_arguments(arguments) or language_of_settings() or language_of_environment(environment)


def language_of_arguments(arguments: Sequence[str]) -> str:
    """Return the language that the last ``--lang`` before ``--`` gives; empty if there is none."""
    found = ""
    for number, argument in enumerate(arguments):
        if argument == "--":
            break
        name, equals, value = argument.partition("=")
        if name == OPTION:
            value = value if equals else "".join(arguments[number + 1 : number + 2])
            found = value if value in LANGUAGES else found
    return found


def language_of_settings() -> str:
    """Return the language in the settings file of the current folder; empty if there is none.

    The reader of settings is imported only if a settings file contains the table, so that the program
    starts without delay.
    """
    folder = Path.cwd()
    names = ("aligner.toml", "pyproject.toml")
    if not any(_mentions_table(parent / name) for parent in (folder, *folder.parents) for name in names):
        return ""
    from aligner.settings_file import load_tables

    tables, _name = load_tables(_Tables(), others=_OtherTables())
    return tables.interface.language


def _mentions_table(path: Path) -> bool:
    try:
        return path.is_file() and _TABLE_NAMED.search(path.read_bytes()) is not None
    except OSError:
        return False


def language_of_environment(environment: Mapping[str, str]) -> str:
    """Return the language that the environment variables give, else that of Windows, else English.

    ``ALIGNER_LANG`` is used before the variables of the locale.
    """
    chosen = environment.get(VARIABLE, "")
    if chosen:
        return known(chosen)
    locale = next((environment[name] for name in LOCALE_VARIABLES if environment.get(name)), "")
    if locale.partition(".")[0] in ("C", "POSIX"):  # gettext does not look at LANGUAGE then
        return ENGLISH
    wanted = environment.get(GETTEXT_VARIABLE) or locale
    if wanted:
        return known(wanted.partition(":")[0])
    return _language_of_windows()


def known(locale: str) -> str:
    """Return the language of the interface for a locale such as ``zh_CN.UTF-8``, English by default."""
    code = locale.lower().replace("-", "_").partition(".")[0].partition("_")[0]
    return code if code in LANGUAGES else ENGLISH


@contextlib.contextmanager
def click_speaking(code: str) -> Iterator[None]:
    """Use a language for all messages, including those of click, until the block ends.

    Click gets its messages from gettext, which reads the language from the environment. Programs that
    are started in the block inherit the language.
    """
    if code == ENGLISH:
        with speaking(code):
            yield
        return
    domain, before = gettext.textdomain(), os.environ.get(GETTEXT_VARIABLE)
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)
    os.environ[GETTEXT_VARIABLE] = code
    try:
        with speaking(code):
            yield
    finally:
        gettext.textdomain(domain)
        del os.environ[GETTEXT_VARIABLE]
        if before is not None:
            os.environ[GETTEXT_VARIABLE] = before


def _language_of_windows() -> str:
    if sys.platform != "win32":
        return ENGLISH
    import ctypes

    identifier = ctypes.windll.kernel32.GetUserDefaultUILanguage()
    return "zh" if identifier & WINDOWS_PRIMARY_MASK == WINDOWS_CHINESE else ENGLISH
