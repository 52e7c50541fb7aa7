"""Find the pairs of documents that translate each other, by path and name, then by content."""

from __future__ import annotations

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
