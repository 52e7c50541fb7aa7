"""What a check says: findings, gathered by file, and how much of the source has a counterpart."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands.

    Attributes:
        path: of the file, as the user gave it or as it was found below a folder the user gave; with ``/``.
        line: 1-based; 1 where the finding is about the whole file.
        text: the segment concerned; empty where the finding is about the whole file.
        focus: 0-based offset in ``text`` of the words in question; 0 where it is about all of it.
        key: of the message, where the file is a catalogue of messages.
    """

    path: str
    line: int = 1
    text: str = ""
    focus: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing a reader of the translation would miss or be misled by.

    Attributes:
        rule: the rule's name, such as ``omission``.
        severity: ``error`` fails the check, ``warning`` does not.
        message: one line that says what is wrong, in words for the person who mends it.
        source: where it stands in the source; ``None`` where there is no such place.
        target: where it stands, or should stand, in the translation.
        confidence: how sure the check is, 0 to 1.
        subject: what a finding about many places is about, such as a term; its places are examples then.
    """

    rule: str
    severity: Severity
    message: str
    source: Place | None
    target: Place | None
    confidence: float = 1.0
    subject: str = ""

    @property
    def place(self) -> Place:
        """Where a person would mend it: in the translation if there is a place, else in the source."""
        place = self.target or self.source
        assert place is not None  # a finding has at least one place
        return place

    def fingerprint(self) -> str:
        """Return 16 hexadecimal digits that stay when lines move: of the rule, the files and the texts.

        Of a finding with a subject they are of the rule and the subject, as another place may be its first tomorrow.
        """
        if self.subject:
            return fingerprint_of([self.rule, self.subject])
        parts = [self.rule]
        for place in (self.source, self.target):
            parts += [place.path, " ".join(place.text.split())] if place else ["", ""]
            parts += [place.key] if place and place.key else []
        return fingerprint_of(parts)


def fingerprint_of(parts: Sequence[str]) -> str:
    """Return 16 hexadecimal digits for some texts."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


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
class FileReport:
    """What was found in one pair of files.

    Attributes:
        source: path of the source file; ``None`` for a file that has no source.
        target: path of the translation; ``None`` for a missing one.
        findings: in the order of the target's lines.
        covered: characters of the source's translatable text that have a counterpart.
        total: characters of the source's translatable text.
        labels: short texts that should have one rendering in the whole project.
    """

    source: str | None
    target: str | None
    findings: tuple[Finding, ...] = ()
    covered: int = 0
    total: int = 0
    labels: tuple[Label, ...] = ()

    @property
    def coverage(self) -> float:
        """Share of the source that is translated, 0 to 1; 1 for a file without text."""
        return self.covered / self.total if self.total else 1.0


def in_file(finding: Finding) -> tuple[int, str, str]:
    """Return by what the findings of a file are sorted."""
    return finding.place.line, finding.rule, finding.message


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in all pairs.

    Attributes:
        files: one report a pair, by path.
        silenced: findings that a baseline or a comment silenced.
        unreadable: a line for each file that could not be checked: which, what is wrong, what to do.
        remarks: lines about the check itself, such as a comment that silences nothing.
        faults: those of ``unreadable`` that are no fault of the file: the program failed on it, or was killed.
        unchecked: kinds of files that nothing reads, by extension, and how many there are; most frequent first.
        skipped: a line for each file that was left alone for safety: which, and why.
        touched: paths of the files that changed, where only those are checked.
    """

    files: tuple[FileReport, ...] = field(default=())
    silenced: int = 0
    unreadable: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()
    unchecked: tuple[tuple[str, int], ...] = ()
    skipped: tuple[str, ...] = ()
    touched: frozenset[str] = frozenset()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, by file."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def errors(self) -> Sequence[Finding]:
        """Those that fail the check."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def coverage(self) -> float:
        """Share of all sources that is translated, 0 to 1."""
        covered, total = self.weights
        return covered / total if total else 1.0

    @property
    def weights(self) -> tuple[int, int]:
        """Characters of all sources that are translated, and all of them."""
        return sum(file.covered for file in self.files), sum(file.total for file in self.files)
