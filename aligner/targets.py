"""``package.module:attribute``: how tables name what they do not import."""

from __future__ import annotations

import importlib
from typing import Any


def imported(target: str) -> Any:  # noqa: ANN401 - whatever the target is
    """Import and return what ``package.module:attribute`` names."""
    module, _, attribute = target.partition(":")
    return getattr(importlib.import_module(module), attribute)
