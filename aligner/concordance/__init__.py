"""Bilingual concordance: where a phrase stands in aligned texts, and what stands for it on the other side."""

from aligner.concordance.hits import Concordance, Hit, Rendering
from aligner.concordance.search import SearchSettings, search

__all__ = ["Concordance", "Hit", "Rendering", "SearchSettings", "search"]
