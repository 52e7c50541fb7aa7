"""Align the document pairs of a list and write a corpus, on local processes or a Dask cluster; runs can be resumed."""

from __future__ import annotations

from aligner.batch.run import RunStatus, Summary, run_batch
from aligner.batch.settings import CorpusSettings, FilterSettings, WorkSettings
from aligner.tasks import Cluster, Processes

__all__ = [
    "Cluster",
    "CorpusSettings",
    "FilterSettings",
    "Processes",
    "RunStatus",
    "Summary",
    "WorkSettings",
    "run_batch",
]
