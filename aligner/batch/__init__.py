"""A folder or a list of document pairs -> a corpus: resumable, on processes here or on a Dask cluster."""

from __future__ import annotations

from aligner.batch.run import Standing, Summary, run_batch
from aligner.batch.settings import CorpusSettings, FilterSettings, WorkSettings
from aligner.tasks import Cluster, Processes

__all__ = [
    "Cluster",
    "CorpusSettings",
    "FilterSettings",
    "Processes",
    "Standing",
    "Summary",
    "WorkSettings",
    "run_batch",
]
