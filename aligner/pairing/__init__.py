"""Document pairing: find pairs of documents that are translations, by path and name, then by content.

The names below are imported on first use, because pairing by name needs no model.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aligner.targets import lazy_names

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

__getattr__ = lazy_names(
    __name__,
    {
        "documents": ("DocumentPair", "Pairing", "Unpaired", "pair"),
        "names": ("NamePairing", "pair_by_name", "pair_in_folder"),
        "settings": ("PairSettings",),
    },
)
