"""Bilingual concordance: search aligned texts for a phrase, and find its translation in each pair."""

from aligner.concordance.hits import Concordance, Hit, Rendering
from aligner.concordance.search import SearchSettings, search

__all__ = ["Concordance", "Hit", "Rendering", "SearchSettings", "search"]
