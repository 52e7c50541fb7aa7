"""A registry of public Chinese-English corpora and gold sets, and their download."""

from aligner.corpora.download import Download, download
from aligner.corpora.registry import Corpus, CorpusFile, corpora, find_corpus

__all__ = ["Corpus", "CorpusFile", "Download", "corpora", "download", "find_corpus"]
