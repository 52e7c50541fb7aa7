"""Compute statistics of files and folders of pairs, and show them as a table or as a page with charts."""

from __future__ import annotations

from aligner.formats.statistics import SideStatistics, Statistics, statistics_of
from aligner.statistics.corpus import Corpus, corpus_statistics
from aligner.statistics.report import page

__all__ = ["Corpus", "SideStatistics", "Statistics", "corpus_statistics", "page", "statistics_of"]
