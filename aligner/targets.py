"""Import code by its target, a string of the form ``package.module:attribute``.

Registries name code by targets, and import it at its first use.
"""

from __future__ import annotations

import importlib
from typing import Any


def import_target(target: str) -> Any:  # noqa: ANN401 - whatever the target is
    """Import and return the object that ``package.module:attribute`` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
