"""Document pairing: find pairs of documents that are translations, by path and name, then by content.

The names below are imported on first use, because pairing by name needs no model.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.pairing.documents import DocumentPair, Pairing, Unpaired, pair
    from aligner.pairing.names import NamePairing, pair_by_name, pair_in_folder
    from aligner.pairing.settings import PairSettings

__all__ = [
    "DocumentPair",
    "NamePairing",
    "PairSettings",
    "Pairing",
    "Unpaired",
    "pair",
    "pair_by_name",
    "pair_in_folder",
]

_HOMES = {
    "documents": ("DocumentPair", "Pairing", "Unpaired", "pair"),
    "names": ("NamePairing", "pair_by_name", "pair_in_folder"),
    "settings": ("PairSettings",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a name on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
