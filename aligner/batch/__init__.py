"""Align the document pairs of a list and write a corpus.

The work runs in local processes or on a Dask cluster. An interrupted run can be resumed.
"""

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
