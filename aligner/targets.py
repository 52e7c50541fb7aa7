"""Import targets ``package.module:attribute``: tables name code by such a string and import it at its first use."""

from __future__ import annotations

import importlib
from typing import Any


def import_target(target: str) -> Any:  # noqa: ANN401 - whatever the target is
    """Import and return the object that ``package.module:attribute`` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
