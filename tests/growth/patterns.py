"""All regular expressions of the program: those that modules hold, and those that stand in calls.

How one is used counts: a search begins at every place of a text, a match at one.
"""

from __future__ import annotations

import ast
import dataclasses
import importlib
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[2]
CALLS = {"compile", "sub", "subn", "search", "match", "fullmatch", "findall", "finditer", "split"}
ANCHORED = ("match", "fullmatch")


class Used(NamedTuple):
    """A pattern and how it is used: ``match``, ``fullmatch`` or, for everything else, ``search``."""

    pattern: re.Pattern[str]
    how: str


@cache
def all_patterns() -> dict[str, Used]:
    """Return every pattern over text by where it stands."""
    found: dict[str, Used] = {}
    for path in sorted((ROOT / "aligner").rglob("*.py")):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        if not name.endswith("__main__"):
            for where, used in [*_held(name), *_called(path, name)]:
                if isinstance(used.pattern.pattern, str):
                    found[where] = used
    return found


@cache
def trees() -> dict[str, ast.Module]:
    """Return all source texts, parsed."""
    return {str(path): ast.parse(path.read_text(encoding="utf-8")) for path in (ROOT / "aligner").rglob("*.py")}


@cache
def imported() -> dict[tuple[str, str], list[ast.Module]]:
    """Return the source texts that take a name from a module, by module and name."""
    found: dict[tuple[str, str], list[ast.Module]] = {}
    for tree in trees().values():
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom):
                for alias in node.names:
                    found.setdefault((node.module or "", alias.name), []).append(tree)
    return found


def how_used(module: str, name: str) -> str:
    """Return how the constant of that name is used, in its module and in those that import it."""
    methods: set[str] = set()
    own = [tree for path, tree in trees().items() if path == str(Path(importlib.import_module(module).__file__ or ""))]
    for tree in [*own, *imported().get((module, name), [])]:
        called = set()
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == name:
                methods.add(node.attr)
                called.add(id(node.value))
        methods |= {
            "other"
            for node in ast.walk(tree)
            if isinstance(node, ast.Name)
            and node.id == name
            and isinstance(node.ctx, ast.Load)
            and id(node) not in called
        }
    methods -= {"pattern", "flags", "groupindex", "groups"}
    return next(iter(methods)) if len(methods) == 1 and methods <= set(ANCHORED) else _both(methods)


def _both(methods: set[str]) -> str:
    return "match" if methods and methods <= set(ANCHORED) else "search"


def _held(name: str) -> Iterator[tuple[str, Used]]:
    """Yield the patterns that a module itself holds, also within its tables."""
    try:
        module = importlib.import_module(name)
    except ImportError:  # an extra is not installed
        return
    own = {
        target.id
        for node in trees()[str(Path(module.__file__ or ""))].body
        for target in getattr(node, "targets", [getattr(node, "target", None)])
        if isinstance(target, ast.Name)
    }
    for attribute, value in sorted(vars(module).items()):
        if attribute in own:
            for number, pattern in enumerate(_within(value, 0)):
                where = f"{name}.{attribute}" + (f"[{number}]" if number else "")
                yield where, Used(pattern, how_used(name, attribute) if isinstance(value, re.Pattern) else "search")


def _within(value: Any, depth: int) -> Iterator[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 3 and isinstance(value, Mapping):
        for each in value.values():
            yield from _within(each, depth + 1)
    elif depth < 3 and isinstance(value, (tuple, list, frozenset, set)) and not isinstance(value, str):
        for each in value:
            yield from _within(each, depth + 1)
    elif depth < 3 and dataclasses.is_dataclass(value) and not isinstance(value, type):
        for field in dataclasses.fields(value):
            yield from _within(getattr(value, field.name, None), depth + 1)


def _called(path: Path, name: str) -> Iterator[tuple[str, Used]]:
    """Yield the patterns that stand as plain texts in calls of `re`, and those compiled within functions."""
    for node in ast.walk(trees()[str(path)]):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and node.func.attr in CALLS - {"compile"}
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id == "re"
            and node.args
            and isinstance(node.args[0], ast.Constant)
            and isinstance(node.args[0].value, str)
        ):
            others = map(ast.unparse, node.args[1:])
            flags = [each for each in others if each.startswith("re.") and "(" not in each]
            pattern = re.compile(node.args[0].value, eval(flags[0]) if flags else 0)
            how = node.func.attr if node.func.attr in ANCHORED else "search"
            yield f"{name}: re.{node.func.attr}({node.args[0].value!r})", Used(pattern, how)
