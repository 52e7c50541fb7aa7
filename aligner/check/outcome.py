"""The result of comparing one pair of files."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.check.findings import FileReport
from aligner.check.lock import Hashes

Remarks = tuple[tuple[int, str], ...]
"""``(line, remark)`` on ``aligner-ignore`` comments of one file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result of comparing one pair of files.

    Attributes:
        report: the report without findings that a comment silences.
        passages: hashes of the blocks of each passage (group of aligned blocks), for a lock file; empty
            if the files were not compared.
        silenced: number of findings that a comment silences.
        remarks: remarks on the ``aligner-ignore`` comments of the source and of the translation.
    """

    report: FileReport
    passages: Hashes = ()
    silenced: int = 0
    remarks: tuple[Remarks, Remarks] = ((), ())
