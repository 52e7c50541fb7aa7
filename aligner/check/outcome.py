"""What comparing one pair of files gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from aligner.check.findings import FileReport
from aligner.check.lock import Hashes

Remarks = tuple[tuple[int, str], ...]
"""``(line, remark)`` on comments of one file."""


class Label(NamedTuple):
    """A short text that names something: a link, a button, a heading, words in bold, or a message.

    Attributes:
        kind: which of these.
        source: as the source has it.
        target: as the translation has it.
        source_line: 1-based line.
        target_line: 1-based line.
    """

    kind: str
    source: str
    target: str
    source_line: int
    target_line: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comparing one pair of files gives.

    Attributes:
        report: the findings that no comment silences.
        passages: hashes, for a lock file; none where the files were not compared.
        silenced: findings that a comment silences.
        remarks: on the comments of the source and of the translation.
        labels: short texts that should have one rendering in the whole project.
    """

    report: FileReport
    passages: Hashes = ()
    silenced: int = 0
    remarks: tuple[Remarks, Remarks] = ((), ())
    labels: tuple[Label, ...] = ()
