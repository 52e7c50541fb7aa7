"""Read settings from ``aligner.toml``, or from the table ``[tool.aligner]`` of a ``pyproject.toml``.

Each table of the file is a stage, and its keys are the fields of `aligner.settings`::

    [segment]
    level = "paragraph"

    [read]
    target-language = "zh"
"""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Container, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from aligner.errors import InputError, UsageError
from aligner.interface import _
from aligner.settings import Settings

AnySettings = TypeVar("AnySettings", bound=Any)
"""A frozen dataclass of stages, such as `aligner.settings.Settings`."""
FILE_NAME = "aligner.toml"
PROJECT_FILE_NAME = "pyproject.toml"
OTHER_TABLES = frozenset({"batch", "check", "interface"})
"""Tables of the same file that belong to a single command, or to the command line as such."""
REPOSITORY_FOLDERS = (".git", ".hg", ".svn")
"""Folders in the root of a repository."""
OWN_MODELS = ("bundled", "length")
"""Models that come with the program."""
MAX_FILE_BYTES = 256 << 10
"""Maximum size of a settings file in bytes; a long pyproject.toml has about 30,000."""
MAX_KEY_DOTS = 64
"""Maximum number of dots in one key; the deepest valid key has three."""
_STRINGS_AND_COMMENTS = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.)*"?|'
    r"'''(?:[^']|'(?!''))*(?:''')?|'[^'\n]*'?|#[^\n]*"
)
"""Strings and comments, whose dots do not belong to keys; unterminated ones match too, so that the time is linear."""
RUN_TABLES = frozenset(each.name for each in fields(Settings))
"""Tables of the same file that make up `aligner.settings.Settings`."""


def load_settings(path: str | Path | None = None, folder: str | Path | None = None) -> Settings:
    """Return the settings in a file; settings that are not in the file have their defaults.

    Args:
        path: the settings file; if ``None``, ``folder`` and its parents are searched for the file; see
            `searched_folders`.
        folder: folder in which the search begins; the current folder if ``None``.

    Raises:
        InputError: ``path`` cannot be read.
        UsageError: the file is not TOML, or has an unknown key or an invalid value. Also, a file that
            the search found names a model that is not a folder in its tree; see `model_of_tree`.
    """
    settings, name = load_tables(Settings(), path, folder, others=OTHER_TABLES)
    return settings if path is not None or not name else with_model_of_tree(settings, name)


def load_tables(
    defaults: AnySettings,
    path: str | Path | None = None,
    folder: str | Path | None = None,
    *,
    others: Container[str] = (),
) -> tuple[AnySettings, str]:
    """Return frozen settings with the values in a file.

    The tables of the file are stages, and other keys are plain settings. All commands of the program
    read their settings files with this function.

    Args:
        defaults: a dataclass whose fields are stages (dataclasses) or plain values.
        path: the settings file; if ``None``, ``folder`` and its parents are searched for the file; see
            `searched_folders`.
        folder: folder in which the search begins; the current folder if ``None``.
        others: tables of the same file that belong to other commands; they are ignored.

    Returns:
        The settings, and the path of the file; an empty path if there is no file.

    Raises:
        InputError: ``path`` cannot be read.
        UsageError: the file is not TOML, or has an unknown key or an invalid value; the message names
            the file, the key and the most similar known key.
    """
    table, name = find_table(path, folder)
    return parse_tables(defaults, {key: value for key, value in table.items() if key not in others}, name), name


def find_table(path: str | Path | None, folder: str | Path | None = None) -> tuple[dict[str, Any], str]:
    """Return the content of a settings file and its path; both are empty if there is no file; see `load_tables`."""
    if path is not None:
        return _read_table(Path(path)) or {}, str(path)
    for parent in searched_folders(Path(folder or ".")):
        for name in (FILE_NAME, PROJECT_FILE_NAME):
            candidate = parent / name
            table = _read_table(candidate) if candidate.is_file() else None
            if table is not None:
                return table, str(candidate)
    return {}, ""


def searched_folders(folder: Path) -> list[Path]:
    """Return the folders to search for a settings file: a folder and its parents in the same project.

    The last folder is the root of the repository, or otherwise the user's home folder. Outside both,
    only the folder itself is searched. A settings file of another user in a higher folder, for example
    in ``/tmp``, must not affect a run (git had this problem: CVE-2022-24765).
    """
    start = folder.resolve()
    folders = [start, *start.parents]
    try:
        home = Path.home().resolve()
    except RuntimeError:  # no home folder
        home = None
    for number, parent in enumerate(folders, start=1):
        if any((parent / name).exists() for name in REPOSITORY_FOLDERS) or parent == home:
            return folders[:number]
    return [start]


def with_model_of_tree(settings: Settings, path: str) -> Settings:
    """Return settings with the model replaced by the path of a folder in the tree of the settings file.

    This is for a settings file that was found by searching; see `model_of_tree`.
    """
    if settings.embed.model in OWN_MODELS:
        return settings
    return replace(settings, embed=replace(settings.embed, model=model_of_tree(settings.embed.model, path)))


def model_of_tree(model: str, path: str) -> str:
    """Return the path of the model folder that a settings file names.

    This is for a settings file that was found by searching. Its model must be a folder in the same
    project, because another name might cause a download.

    Args:
        model: a path, relative to the folder of the settings file or to the current folder.
        path: path of the settings file.

    Raises:
        UsageError: the tree of the settings file has no such folder.
    """
    top = searched_folders(Path(path).parent)
    tree = next((each for each in top if any((each / name).exists() for name in REPOSITORY_FOLDERS)), top[0])
    for start in (Path(path).parent, Path()):
        folder = start / model
        if folder.is_dir() and folder.resolve().is_relative_to(tree):
            return str(folder)
    message = _(
        "names the model {model!r}, but there is no such folder beside or below it: give it with --model, or --config",
        model=model,
    )
    raise UsageError(message, path=path)


def parse_tables(defaults: AnySettings, table: dict[str, Any], path: str) -> AnySettings:
    """Return ``defaults`` with the values of a table in the file ``path``; see `load_tables`."""
    own = {each.name: getattr(defaults, each.name) for each in fields(defaults)}
    stages = {name: value for name, value in own.items() if is_dataclass(value)}
    plain = [name for name in own if name not in stages]
    known = [*plain, *(f"{stage}.{key.name}" for stage, value in stages.items() for key in fields(value))]
    changes: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name in stages and isinstance(value, dict):
            changes[name] = parse_stage(stages[name], value, name, known, path)
        elif name in plain:
            changes[name] = getattr(parse_stage(defaults, {key: value}, "", known, path), name)
        else:
            raise UsageError(unknown(_("key"), key, name, [*stages, *known]), path=path)
    return replace(defaults, **changes)


def parse_stage(defaults: Any, values: dict[str, Any], stage: str, known: list[str], path: str) -> Any:  # noqa: ANN401
    """Return the settings of one stage with the given values.

    The stage ``""`` contains the settings outside any table.
    """
    hints = typing.get_type_hints(type(defaults))
    changes = {}
    dot = "." if stage else ""
    for key, value in values.items():
        name = key.replace("-", "_")  # keys may be spelt like the flags
        if name not in hints:
            raise UsageError(unknown(_("key"), f"{stage}{dot}{key}", f"{stage}{dot}{name}", known), path=path)
        if not _fits(value, hints[name]):
            expected = _describe(hints[name])
            raise UsageError(
                _(
                    "{key} = {value!r} does not fit: expected {expected}",
                    key=f"{stage}{dot}{key}",
                    value=value,
                    expected=expected,
                ),
                path=path,
            )
        changes[name] = tuple(value) if isinstance(value, list) else value
    try:
        return replace(defaults, **changes)
    except UsageError as error:  # the stage checks its ranges
        raise UsageError(f"{stage}: {error.message}" if stage else error.message, path=path) from error


def _read_table(path: Path) -> dict[str, Any] | None:
    """Return the table of this program in a TOML file.

    The result is ``None`` for a ``pyproject.toml`` without such a table.
    """
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        if len(content) > MAX_FILE_BYTES or _has_deep_key(text):
            raise UsageError(
                _(
                    "is no settings file: larger than {max_file_bytes} kB, or a key is too deep",
                    max_file_bytes=MAX_FILE_BYTES >> 10,
                ),
                path=str(path),
            )
        table = tomllib.loads(text)
    except OSError as error:
        raise InputError(
            _("cannot read the settings: {reason}", reason=error.strerror or error), path=str(path)
        ) from error
    except UnicodeDecodeError as error:
        raise InputError(_("cannot read the settings: the file is not UTF-8"), path=str(path)) from error
    except RecursionError as error:
        raise UsageError(_("the settings are nested too deeply"), path=str(path)) from error
    except ValueError as error:  # invalid TOML, or a number with thousands of digits
        raise UsageError(_("the settings are not valid TOML: {error}", error=error), path=str(path)) from error
    if path.name != PROJECT_FILE_NAME:
        return table
    tools = table.get("tool")
    own = tools.get("aligner") if isinstance(tools, dict) else None
    return own if isinstance(own, dict) else None


def _has_deep_key(text: str) -> bool:
    """Return whether a TOML text has a key with too many dots.

    The time of the parser tomllib grows with the square of their number.
    """
    bare = _STRINGS_AND_COMMENTS.sub("", text)
    return any(part.count(".") > MAX_KEY_DOTS for line in bare.splitlines() for part in line.split("="))


def unknown(kind: str, given: str, name: str, known: list[str]) -> str:
    """Return the message about an unknown name.

    It has the most similar known name, or else the list of all known names.

    Args:
        kind: the kind of name, in the language of the interface, such as ``key`` or ``filter``.
        given: the name as written in the file.
        name: the name in the spelling of the known names.
        known: all known names.
    """
    import difflib

    by_last_part = [candidate for candidate in known if candidate.rpartition(".")[2] == name.rpartition(".")[2]]
    matches = by_last_part or difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if matches:
        return _("unknown {kind} {name!r}: did you mean {nearest!r}?", kind=kind, name=given, nearest=matches[0])
    return _("unknown {kind} {name!r}: known are {known}", kind=kind, name=given, known=", ".join(known))


def _fits(value: object, hint: Any) -> bool:  # noqa: ANN401 - a type annotation has no better type
    """Return whether a TOML value has the annotated type of a settings field."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return value in arguments
    if origin is Mapping:
        return isinstance(value, dict) and all(_fits(item, arguments[1]) for item in value.values())
    if origin in (typing.Union, types.UnionType):
        return any(_fits(value, argument) for argument in arguments)
    if origin is tuple:
        return isinstance(value, list) and all(_fits(item, arguments[0]) for item in value)
    if hint in (int, float):
        return isinstance(value, (int, float) if hint is float else int) and not isinstance(value, bool)
    return isinstance(hint, type) and isinstance(value, hint)


def _describe(hint: Any) -> str:  # noqa: ANN401 - a type annotation has no better type
    """Return a description in words of the values that fit an annotated type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return _(" or ").join(repr(argument) for argument in arguments)
    if origin in (typing.Union, types.UnionType):
        return _(" or ").join(_describe(argument) for argument in arguments if argument is not type(None))
    if origin is Mapping:
        return _("a table, each value {arguments}", arguments=_describe(arguments[1]))
    if origin is tuple:
        return _("a list, each item {arguments}", arguments=_describe(arguments[0]))
    words = {int: _("a whole number"), float: _("a number"), str: _("a text in quotes"), bool: _("true or false")}
    return words.get(hint, str(hint))
