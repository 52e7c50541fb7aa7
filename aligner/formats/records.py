"""Convert frozen dataclasses to JSON objects and back, with checks, for the native file.

Only values that differ from the field's default are written. The reader checks each value against
the field's type annotation, so that an error message names the damaged record.
"""

from __future__ import annotations

import dataclasses
import json
import re
import types
from collections.abc import Callable
from functools import cache
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

Check = Callable[[Any], Any]
"""Converts a JSON value to the Python value, or raises ValueError with the problem."""

_Record = TypeVar("_Record")
_SPLIT_PAIR = re.compile("(?<=[\ud800-\udbff])(?=[\udc00-\udfff])")


def encode(record: dict[str, Any]) -> bytes:
    r"""Return one line of JSON in UTF-8, without escapes for non-ASCII characters.

    Lone surrogates are the exception, because UTF-8 cannot represent them. ``backslashreplace`` writes
    them as ``\ud800``, which is also a valid escape in JSON.
    """
    return _ENCODER.encode(record).encode("utf-8", "backslashreplace") + b"\n"


def text_field(text: str) -> str | list[str]:
    """Return a text for JSON; as a list of pieces if a lone low surrogate follows a lone high one.

    A JSON reader would combine the two into one character. Python treats them as two characters.
    """
    return _SPLIT_PAIR.split(text) if _SPLIT_PAIR.search(text) else text


def fields_of(value: Any, *, without: frozenset[str] = frozenset()) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """Return the fields of a dataclass instance that differ from their defaults, for `encode`.

    Args:
        value: the instance.
        without: the names of fields to leave out.
    """
    record = {}
    cls: Any = type(value)
    for name, default in _defaults(cls):
        content = getattr(value, name)
        if content != default and name not in without:
            record[name] = text_field(content) if isinstance(content, str) else content
    return record


@cache
def _defaults(cls: type) -> tuple[tuple[str, Any], ...]:
    return tuple((field.name, field.default) for field in dataclasses.fields(cls))


def decoder(cls: type[_Record], *, without: frozenset[str] = frozenset()) -> Callable[..., _Record]:
    """Return a function that builds an instance from a JSON object.

    Args:
        cls: a dataclass whose fields are texts, numbers, literals, tuples or unions of these.
        without: the fields that are not in the JSON object; they are given to the function by keyword.

    Returns:
        The function ``make(record, **given)``. It raises `ValueError` with the name of a missing,
        unknown or wrong field.
    """
    hints = get_type_hints(cls)
    checks = {name: _check(hint) for name, hint in hints.items() if name not in without}

    def make(record: Any, **given: Any) -> _Record:  # noqa: ANN401 - anything may stand in a damaged file
        if not isinstance(record, dict):
            raise ValueError(f"expected an object, found {_shown(record)}")
        for name, content in record.items():
            if name not in checks:
                raise ValueError(f"unknown field {name!r}")
            try:
                given[name] = checks[name](content)
            except ValueError as error:
                raise ValueError(f"field {name!r}: {error}") from None
        try:
            return cls(**given)
        except TypeError as error:
            raise ValueError(f"a field is missing: {error}") from None

    return make


def text(value: Any) -> str:  # noqa: ANN401 - anything may stand in a damaged file
    """Return a text that `text_field` wrote.

    Raises:
        ValueError: the value is not such a text.
    """
    if isinstance(value, list) and all(isinstance(piece, str) for piece in value):
        return "".join(value)
    if not isinstance(value, str):
        raise ValueError(f"expected a text, found {_shown(value)}")
    return value


def number(value: Any) -> int:  # noqa: ANN401 - anything may stand in a damaged file
    """Return the value if it is a whole number.

    Raises:
        ValueError: the value is not a whole number.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise ValueError(f"expected a whole number, found {_shown(value)}")
    return value


def _real(value: Any) -> float:  # noqa: ANN401 - anything may stand in a damaged file
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        raise ValueError(f"expected a number, found {_shown(value)}")
    return float(value)


def _flag(value: Any) -> bool:  # noqa: ANN401 - anything may stand in a damaged file
    if not isinstance(value, bool):
        raise ValueError(f"expected true or false, found {_shown(value)}")
    return value


def _nothing(value: Any) -> None:  # noqa: ANN401 - anything may stand in a damaged file
    if value is not None:
        raise ValueError(f"expected null, found {_shown(value)}")


_SCALARS: dict[Any, Check] = {str: text, int: number, bool: _flag, float: _real, type(None): _nothing}


def _check(hint: Any) -> Check:  # noqa: ANN401 - an annotation
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is tuple:
        return _tuple(arguments)
    if origin is Literal:
        return _one_of(arguments)
    if origin in (Union, types.UnionType):
        return _first_that_fits(tuple(map(_check, arguments)))
    return _SCALARS[hint]


def _tuple(arguments: tuple[Any, ...]) -> Check:
    if len(arguments) == 2 and arguments[1] is Ellipsis:
        item = _check(arguments[0])
        return lambda value: tuple(map(item, _list(value)))
    items = tuple(map(_check, arguments))

    def check(value: Any) -> tuple[Any, ...]:  # noqa: ANN401 - anything may stand in a damaged file
        if len(_list(value)) != len(items):
            raise ValueError(f"expected {len(items)} values, found {_shown(value)}")
        return tuple(item(part) for item, part in zip(items, value, strict=True))

    return check


def _list(value: Any) -> list[Any]:  # noqa: ANN401 - anything may stand in a damaged file
    if not isinstance(value, list):
        raise ValueError(f"expected a list, found {_shown(value)}")
    return value


def _one_of(choices: tuple[Any, ...]) -> Check:
    def check(value: Any) -> Any:  # noqa: ANN401 - one of the choices
        if value not in choices:
            raise ValueError(f"expected one of {choices}, found {_shown(value)}")
        return value

    return check


def _first_that_fits(checks: tuple[Check, ...]) -> Check:
    def check(value: Any) -> Any:  # noqa: ANN401 - the type of the choice that fits
        problems = []
        for candidate in checks:
            try:
                return candidate(value)
            except ValueError as error:
                problems.append(error)
        raise problems[0]

    return check


def _shown(value: Any) -> str:  # noqa: ANN401 - anything may stand in a damaged file
    shown = json.dumps(value)
    return shown if len(shown) <= 40 else f"{shown[:40]}..."


def _plain(value: Any) -> Any:  # noqa: ANN401 - a number of any numeric library
    """Return a numpy scalar as a Python number."""
    return value.item()


_ENCODER = json.JSONEncoder(ensure_ascii=False, default=_plain)
