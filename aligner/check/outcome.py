"""What comparing one pair of files gives."""

from __future__ import annotations

from dataclasses import dataclass

from aligner.check.findings import FileReport
from aligner.check.lock import Hashes

Remarks = tuple[tuple[int, str], ...]
"""``(line, remark)`` on comments of one file."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comparing one pair of files gives.

    Attributes:
        report: the findings that no comment silences.
        passages: hashes, for a lock file; none where the files were not compared.
        silenced: findings that a comment silences.
        remarks: on the comments of the source and of the translation.
    """

    report: FileReport
    passages: Hashes = ()
    silenced: int = 0
    remarks: tuple[Remarks, Remarks] = ((), ())
