"""The results of a check: the findings of each file, and the coverage of the source."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file.

    Attributes:
        path: path as the user gave it, or path below a folder that the user gave; separated by ``/``.
        line: line of the file, from 1; 1 for a finding about the whole file.
        text: text of the segment; empty for a finding about the whole file.
        focus: offset in ``text`` of the faulty words, from 0; 0 if the finding is about the whole text.
        key: key of the message in a catalogue of messages; empty for other files.
    """

    path: str
    line: int = 1
    text: str = ""
    focus: int = 0
    key: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A probable fault of a translation.

    Attributes:
        rule: name of the rule, such as ``omission``.
        severity: ``error`` fails the check, ``warning`` does not.
        message: description of the fault for the user, in one line.
        source: place in the source; ``None`` if there is none.
        target: actual or expected place in the translation; ``None`` if there is none.
        confidence: confidence that this is a fault, 0 to 1.
        subject: for a finding about many places, what they have in common, such as a term. ``source``
            and ``target`` are then only examples. Empty for other findings.
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
        """The place to correct: the place in the translation if there is one, else the place in the source."""
        place = self.target or self.source
        assert place is not None  # a finding has at least one place
        return place

    def fingerprint(self) -> str:
        """Return a hash of the rule, the files and the texts, in 16 hexadecimal digits.

        The hash does not change when lines move. If a finding is about many places with a common subject, such
        as a term, only the rule and the subject are hashed, because the first place may change.
        """
        if self.subject:
            return fingerprint_of([self.rule, self.subject])
        parts = [self.rule]
        for place in (self.source, self.target):
            parts += [place.path, " ".join(place.text.split())] if place else ["", ""]
            parts += [place.key] if place and place.key else []
        return fingerprint_of(parts)


def fingerprint_of(parts: Sequence[str]) -> str:
    """Return a hash of texts in 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]


class Label(NamedTuple):
    """A short text, such as a heading or a message, and its translation.

    Attributes:
        kind: ``link``, ``heading`` or ``message``.
        source: text in the source.
        target: text in the translation.
        source_line: line in the source, from 1.
        target_line: line in the translation, from 1.
    """

    kind: str
    source: str
    target: str
    source_line: int
    target_line: int


@dataclass(frozen=True, slots=True)
class FileReport:
    """The findings of one pair of files.

    Attributes:
        source: path of the source file; ``None`` if there is none.
        target: path of the translation; ``None`` if there is none.
        findings: the findings in the order of their lines.
        covered: number of characters of the source's translatable text with a counterpart.
        total: number of characters of the source's translatable text.
        labels: short texts that should be translated in the same way in the whole project.
    """

    source: str | None
    target: str | None
    findings: tuple[Finding, ...] = ()
    covered: int = 0
    total: int = 0
    labels: tuple[Label, ...] = ()

    @property
    def coverage(self) -> float:
        """Translated share of the source, 0 to 1; 1 for a file without text."""
        return self.covered / self.total if self.total else 1.0


def in_file(finding: Finding) -> tuple[int, str, str]:
    """Return the key by which the findings of a file are sorted."""
    return finding.place.line, finding.rule, finding.message


@dataclass(frozen=True, slots=True)
class Report:
    """The findings of all files.

    Attributes:
        files: one report for each pair of files, sorted by path.
        silenced: number of findings that a baseline or a comment silences.
        unreadable: a line for each file that could not be checked: its path, the problem and its
            solution.
        remarks: lines about the check itself, for example about a comment that silences nothing.
        faults: those lines of ``unreadable`` that are about faults of the program or about processes
            that were killed.
        unchecked: extensions of files without a reader, with the number of files for each, most
            frequent first.
        skipped: a line for each file that was skipped for safety: its path and the reason.
        touched: paths of the changed files, if only changed files are checked.
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
        """All findings in the order of the files."""
        return tuple(finding for file in self.files for finding in file.findings)

    @property
    def errors(self) -> Sequence[Finding]:
        """The findings with the severity ``error``, which make the check fail."""
        return [finding for finding in self.findings if finding.severity == "error"]

    @property
    def coverage(self) -> float:
        """Translated share of the characters of all sources, 0 to 1."""
        covered, total = self.weights
        return covered / total if total else 1.0

    @property
    def weights(self) -> tuple[int, int]:
        """The number of translated characters and the number of all characters of the sources."""
        return sum(file.covered for file in self.files), sum(file.total for file in self.files)
