"""Settings from a file: ``aligner.toml``, or the table ``[tool.aligner]`` of a ``pyproject.toml``.

The tables of the file are the stages and their keys are the fields of `aligner.settings`::

    [segment]
    level = "paragraph"

    [read]
    target-language = "zh"
"""

from __future__ import annotations

import difflib
import re
import sys
import types
import typing
from collections.abc import Container, Mapping
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Literal, TypeVar

from aligner.errors import InputError, UsageError
from aligner.settings import Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

AnySettings = TypeVar("AnySettings", bound=Any)
"""A frozen dataclass of stages, such as `aligner.settings.Settings`."""
FILE_NAME = "aligner.toml"
PROJECT_FILE_NAME = "pyproject.toml"
OTHER_TABLES = frozenset({"check"})
"""Tables of the same file that belong to one command alone."""
REPOSITORIES = (".git", ".hg", ".svn")
"""What the root of a repository holds."""
OWN_MODELS = ("bundled", "length")
"""Models that come with the program."""
LARGEST = 256 << 10
"""Bytes of a settings file; a long pyproject.toml has about 30,000."""
MOST_DOTS = 64
"""Dots of one key; the deepest that means anything has three."""
_TEXTS = re.compile(
    r'"""(?:[^"\\]|\\[\s\S]|"(?!""))*(?:""")?|"(?:[^"\\\n]|\\.)*"?|'
    r"'''(?:[^']|'(?!''))*(?:''')?|'[^'\n]*'?|#[^\n]*"
)
"""Texts and comments, whose dots are no dots of keys; one without an end matches too, which keeps the time linear."""
RUN_TABLES = frozenset(each.name for each in fields(Settings))
"""Tables of the same file that make up `aligner.settings.Settings`."""


def load_settings(path: str | Path | None = None, folder: str | Path | None = None) -> Settings:
    """Return the settings a file holds, the defaults for whatever it leaves out.

    Args:
        path: the file; looked for in ``folder`` and above it, see `searched_folders`, when ``None``.
        folder: where the search begins; the current folder when ``None``.

    Raises:
        InputError: ``path`` cannot be read.
        UsageError: the file is not TOML, or holds an unknown key or a value that does not fit; a file that was found
            names a model that is no folder of its own tree, see `model_of_tree`.
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
    """Return frozen settings, overridden by a file's tables (their stages) and by the keys outside any table.

    Every settings file of the program is read here.

    Args:
        defaults: a dataclass whose fields are stages (dataclasses) or plain values.
        path: the file; looked for in ``folder`` and above it, see `searched_folders`, when ``None``.
        folder: where the search begins; the current folder when ``None``.
        others: tables of the same file that belong to other commands, and are not looked at.

    Returns:
        The settings, and the path of the file; no path where there is no file.

    Raises:
        InputError: ``path`` cannot be read.
        UsageError: the file is not TOML, an unknown key or a value that does not fit; names the file, the key and
            the nearest known key.
    """
    table, name = _find_table(path, folder)
    return _parse_tables(defaults, {key: value for key, value in table.items() if key not in others}, name), name


def _find_table(path: str | Path | None, folder: str | Path | None) -> tuple[dict[str, Any], str]:
    """Return what a settings file holds and its path; nothing and no path where there is no file."""
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
    """Return where a settings file is looked for: a folder and those above it that belong to the same project.

    They end at the root of the repository, else at the user's home folder; outside both it is the folder alone. A file
    that somebody left further up, in ``/tmp`` for one, must not decide a run (as git: CVE-2022-24765).
    """
    start = folder.resolve()
    folders = [start, *start.parents]
    try:
        home = Path.home().resolve()
    except RuntimeError:  # no home folder
        home = None
    for number, parent in enumerate(folders, start=1):
        if any((parent / name).exists() for name in REPOSITORIES) or parent == home:
            return folders[:number]
    return [start]


def with_model_of_tree(settings: Settings, path: str) -> Settings:
    """Return the settings of a file that was found, their model a folder of its tree; see `model_of_tree`."""
    if settings.embed.model in OWN_MODELS:
        return settings
    return replace(settings, embed=replace(settings.embed, model=model_of_tree(settings.embed.model, path)))


def model_of_tree(model: str, path: str) -> str:
    """Return the path of a model folder that a settings file found by searching names.

    Args:
        model: a path, from the folder of the settings file or from the current one.
        path: of the settings file.

    Raises:
        UsageError: there is no such folder in the tree of the settings file: it may be a name that opens the network.
    """
    top = searched_folders(Path(path).parent)
    tree = next((each for each in top if any((each / name).exists() for name in REPOSITORIES)), top[0])
    for start in (Path(path).parent, Path()):
        folder = start / model
        if folder.is_dir() and folder.resolve().is_relative_to(tree):
            return str(folder)
    message = f"names the model {model!r}, which is no folder beside it or below: give it with --model, or --config"
    raise UsageError(message, path=path)


def _parse_tables(defaults: AnySettings, table: dict[str, Any], path: str) -> AnySettings:
    """Return ``defaults``, overridden by a table of the file ``path``; see `load_tables`."""
    own = {each.name: getattr(defaults, each.name) for each in fields(defaults)}
    stages = {name: value for name, value in own.items() if is_dataclass(value)}
    plain = [name for name in own if name not in stages]
    known = [*plain, *(f"{stage}.{key.name}" for stage, value in stages.items() for key in fields(value))]
    changes: dict[str, Any] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name in stages and isinstance(value, dict):
            changes[name] = _parse_stage(stages[name], value, name, known, path)
        elif name in plain:
            changes[name] = getattr(_parse_stage(defaults, {key: value}, "", known, path), name)
        else:
            raise UsageError(f"unknown key {key!r}{_nearest(name, [*stages, *known])}", path=path)
    return replace(defaults, **changes)


def _parse_stage(defaults: Any, values: dict[str, Any], stage: str, known: list[str], path: str) -> Any:  # noqa: ANN401
    """Return the frozen settings of one stage, ``defaults`` overridden by ``values``; ``""`` is outside any table."""
    hints = typing.get_type_hints(type(defaults))
    changes = {}
    dot = "." if stage else ""
    for key, value in values.items():
        name = key.replace("-", "_")  # as the flags are spelt
        if name not in hints:
            full = f"{stage}{dot}{key}"
            raise UsageError(f"unknown key {full!r}{_nearest(f'{stage}{dot}{name}', known)}", path=path)
        if not _fits(value, hints[name]):
            expected = _describe(hints[name])
            raise UsageError(f"{stage}{dot}{key} = {value!r} does not fit: expected {expected}", path=path)
        changes[name] = tuple(value) if isinstance(value, list) else value
    try:
        return replace(defaults, **changes)
    except UsageError as error:  # the stage's own check of ranges
        raise UsageError(f"{stage}: {error.message}" if stage else error.message, path=path) from error


def _read_table(path: Path) -> dict[str, Any] | None:
    """Return our part of a TOML file; ``None`` for a ``pyproject.toml`` that holds nothing of ours."""
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST + 1)
        text = content.decode("utf-8-sig").replace("\r\n", "\n")
        if len(content) > LARGEST or _has_deep_key(text):
            raise UsageError(
                f"is no settings file: larger than {LARGEST >> 10} kB, or a key is too deep", path=str(path)
            )
        table = tomllib.loads(text)
    except OSError as error:
        raise InputError(f"cannot read the settings: {error.strerror or error}", path=str(path)) from error
    except UnicodeDecodeError as error:
        raise InputError("cannot read the settings: the file is not UTF-8", path=str(path)) from error
    except RecursionError as error:
        raise UsageError("the settings are nested too deeply", path=str(path)) from error
    except ValueError as error:  # no TOML, or a number of thousands of digits
        raise UsageError(f"the settings are not valid TOML: {error}", path=str(path)) from error
    if path.name != PROJECT_FILE_NAME:
        return table
    tools = table.get("tool")
    own = tools.get("aligner") if isinstance(tools, dict) else None
    return own if isinstance(own, dict) else None


def _has_deep_key(text: str) -> bool:
    """Tell whether a key has very many dots: the time that tomllib needs grows with their square."""
    bare = _TEXTS.sub("", text)
    return any(part.count(".") > MOST_DOTS for line in bare.splitlines() for part in line.split("="))


def _nearest(key: str, known: list[str]) -> str:
    """Return a question that names the known key most like ``key``, or the list of all of them."""
    by_last_part = [candidate for candidate in known if candidate.rpartition(".")[2] == key.rpartition(".")[2]]
    matches = by_last_part or difflib.get_close_matches(key, known, n=1, cutoff=0.5)
    return f": did you mean {matches[0]!r}?" if matches else f": known are {', '.join(known)}"


def _fits(value: object, hint: Any) -> bool:  # noqa: ANN401 - a type annotation has no better type
    """Tell whether a TOML value is of the annotated type of a settings field."""
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
    """Say in words which values fit an annotated type."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if origin is Literal:
        return " or ".join(repr(argument) for argument in arguments)
    if origin in (typing.Union, types.UnionType):
        return " or ".join(_describe(argument) for argument in arguments if argument is not type(None))
    if origin is Mapping:
        return f"a table, each value {_describe(arguments[1])}"
    if origin is tuple:
        return f"a list, each item {_describe(arguments[0])}"
    words = {int: "a whole number", float: "a number", str: "a text in quotes", bool: "true or false"}
    return words.get(hint, str(hint))
