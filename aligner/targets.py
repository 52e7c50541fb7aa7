"""Import code by its target, a string of the form ``package.module:attribute``.

Registries name code by targets, and import it at its first use.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any


def import_target(target: str) -> Any:  # noqa: ANN401 - whatever the target is
    """Import and return the object that ``package.module:attribute`` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)


def lazy_names(package: str, homes: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return a function ``__getattr__`` for a package that imports its public names at their first use (PEP 562).

    Args:
        package: full name of the package.
        homes: name of a module in the package -> the public names that it defines.
    """
    home_of = {name: module for module, names in homes.items() for name in names}

    def load(name: str) -> object:
        if name not in home_of:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = import_target(f"{package}.{home_of[name]}:{name}")
        setattr(sys.modules[package], name, value)
        return value

    return load
