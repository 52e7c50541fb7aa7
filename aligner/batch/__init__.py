"""A folder or a list of document pairs -> a corpus: resumable, on processes here or on a Dask cluster."""

from __future__ import annotations

from aligner.batch.cluster import Cluster
from aligner.batch.processes import Processes
from aligner.batch.run import Standing, Summary, run_batch
from aligner.batch.settings import CorpusSettings, FilterSettings, WorkSettings

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
