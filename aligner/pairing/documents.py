"""Pairing of the documents of one or two folders.

Documents are first paired by path and name, and their content confirms the pairs. The others are
paired by content.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from aligner.bitext import Language
from aligner.errors import UsageError
from aligner.interface import N_, _
from aligner.languages import usual_pair
from aligner.pairing.content import DETAILED_CHUNKS, pair_fingerprints
from aligner.pairing.fingerprints import Fingerprint
from aligner.pairing.folders import documents_in
from aligner.pairing.names import NamePairing, pair_by_name, pair_in_folder
from aligner.pairing.reading import ReadResult, detailed_fingerprint, read_all
from aligner.pairing.settings import PairSettings
from aligner.pairing.verification import probability
from aligner.tasks import Progress, with_progress

How = Literal["name", "content"]
Location = str | Path | Sequence[str | Path]
"""A folder, or the files themselves."""

NAME_LOG_ODDS = 4.0
"""Log odds added for a matching name, so that only clear evidence in the content refutes it."""
NO_COUNTERPART = N_("no document translates it")
UNREAD_CONFIDENCE = 0.9
"""Confidence of a pair by name whose content was not read."""


@dataclass(frozen=True, slots=True, order=True)
class DocumentPair:
    """Two documents that are translations of each other.

    Attributes:
        source: path of the source; for a mixed folder, the English document.
        target: path of the target; for a mixed folder, the Chinese document.
        confidence: probability that they are translations, 0 to 1.
        how: whether the pair was found by name or by content.
    """

    source: Path
    target: Path
    confidence: float
    how: How


@dataclass(frozen=True, slots=True, order=True)
class Unpaired:
    """A document without a counterpart.

    Attributes:
        path: path of the document.
        reason: why it has no counterpart, in one line.
        readable: whether it could be read.
    """

    path: Path
    reason: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Pairing:
    """The result of pairing.

    Attributes:
        pairs: the pairs, sorted by source.
        unpaired_sources: sources without a counterpart, sorted; for a mixed folder, all documents without one.
        unpaired_targets: targets without a counterpart, sorted; empty for a mixed folder.
    """

    pairs: tuple[DocumentPair, ...]
    unpaired_sources: tuple[Unpaired, ...]
    unpaired_targets: tuple[Unpaired, ...]

    @property
    def unpaired(self) -> tuple[Unpaired, ...]:
        """The documents of both sides that have no counterpart."""
        return (*self.unpaired_sources, *self.unpaired_targets)

    @property
    def unreadable(self) -> tuple[Unpaired, ...]:
        """The documents that could not be read."""
        return tuple(document for document in self.unpaired if not document.readable)


@dataclass
class _Remaining:
    """The documents that are not paired by name.

    Attributes:
        fingerprints: fingerprints by path.
        unreadable: errors of the documents that cannot be read, by path.
        reasons: reason why a pair found by name was rejected, by path.
    """

    fingerprints: dict[Path, Fingerprint] = field(default_factory=dict)
    unreadable: dict[Path, str] = field(default_factory=dict)
    reasons: dict[Path, str] = field(default_factory=dict)


def pair(
    sources: Location,
    targets: Location | None = None,
    settings: PairSettings | None = None,
    progress: Progress | None = None,
) -> Pairing:
    """Return the pairs of documents that are translations; the order of the files does not matter.

    Args:
        sources: a folder, or files; without ``targets``, a folder with documents of both languages.
        targets: a folder, or files.
        settings: settings of the pairing; ``None`` for the defaults.
        progress: callback for the name of the current step and its finished share, 0 to 1.

    Raises:
        InputError: a folder does not exist.
        ModelError: the model does not exist.
        UsageError: a file is on both sides, or the model cannot compare documents.
    """
    settings = settings or PairSettings()
    report = progress or (lambda _stage, _share: None)
    left = _documents(sources)
    right = None if targets is None else _documents(targets)
    if both := set(left) & set(right or ()):
        raise UsageError(
            _("{both} is on both sides: give two folders, or one folder of both languages", both=min(both))
        )
    named = NamePairing((), left, right or ()) if settings.by == "content" else _by_name(left, right, sources, targets)
    if settings.by == "name":
        pairs = [DocumentPair(Path(s), Path(t), UNREAD_CONFIDENCE, "name") for s, t in named.pairs]
        return _result(pairs, left, right, _Remaining())
    remaining = _Remaining()
    tasks = [
        *named.pairs,
        *((path,) for path in (*named.unpaired_sources, *named.unpaired_targets)),
    ]
    results = read_all((tuple(map(str, paths)) for paths in tasks), settings.model, settings.jobs)
    done = with_progress(results, len(tasks), lambda share: report("reading", share))
    pairs = list(_confirmed(done, settings, remaining))
    report("comparing", 0.0)
    pairs += _by_content(set(left) if right is not None else None, settings, remaining)
    return _result(pairs, left, right, remaining)


def _documents(location: Location) -> tuple[Path, ...]:
    if isinstance(location, (str, Path)):
        return documents_in(location)
    return tuple(sorted({Path(path) for path in location}))


def _by_name(
    left: Sequence[Path], right: Sequence[Path] | None, sources: Location, targets: Location | None
) -> NamePairing:
    """Return the pairs of documents found by name.

    For a side that is a folder, only the paths below the folder are compared.
    """
    if right is None:
        return pair_in_folder(left)
    sides = []
    for paths, location in ((left, sources), (right, targets)):
        root = Path(location) if isinstance(location, (str, Path)) and Path(location).is_dir() else None
        sides.append({path.relative_to(root) if root else path: path for path in paths})
    found = pair_by_name(list(sides[0]), list(sides[1]))
    return NamePairing(
        tuple((sides[0][_as_path(source)], sides[1][_as_path(target)]) for source, target in found.pairs),
        tuple(sides[0][_as_path(path)] for path in found.unpaired_sources),
        tuple(sides[1][_as_path(path)] for path in found.unpaired_targets),
    )


def _as_path(path: PurePath) -> Path:
    return Path(path)


def _confirmed(results: Iterable[ReadResult], settings: PairSettings, remaining: _Remaining) -> Iterator[DocumentPair]:
    """Yield the pairs found by name that the content does not contradict.

    All other documents are added to ``remaining``.
    """
    for result in results:
        paths = tuple(map(Path, result.paths))
        if result.odds is not None:
            confidence = probability(result.odds + NAME_LOG_ODDS)
            if confidence >= settings.least_confidence:
                yield DocumentPair(paths[0], paths[1], confidence, "name")
                continue
        for path, fingerprint, problem in zip(paths, result.fingerprints, result.problems, strict=True):
            if fingerprint is None:
                remaining.unreadable[path] = problem
                continue
            remaining.fingerprints[path] = fingerprint
            if len(paths) == 2:
                other = paths[0] if path == paths[1] else paths[1]
                remaining.reasons[path] = _refusal(result, other)


def _refusal(result: ReadResult, other: Path) -> str:
    """Return the reason why a document was not paired with the document ``other`` of the same name."""
    if result.odds is not None:
        return _("no document translates it; {other} has its name, but says something else", other=other)
    if any(result.problems):
        return _("no document translates it; {other} has its name, but cannot be read", other=other)
    return _("no document translates it; {other} has its name, but is in the same language", other=other)


def _by_content(left: set[Path] | None, settings: PairSettings, remaining: _Remaining) -> Iterator[DocumentPair]:
    """Yield the pairs found by content.

    Args:
        left: the sources, which are paired only with targets; ``None`` for a mixed folder.
        settings: settings of the pairing.
        remaining: the documents without a counterpart.
    """
    known = sorted(remaining.fingerprints.items())
    by_text = {str(path): fingerprint for path, fingerprint in known}

    def read_detailed(path: str) -> Fingerprint:
        return detailed_fingerprint(path, settings.model, DETAILED_CHUNKS, by_text[path])

    def side(language: Language, *, of_sources: bool) -> list[tuple[str, Fingerprint]]:
        return [
            (str(path), fingerprint)
            for path, fingerprint in known
            if fingerprint.language == language and (left is None or (path in left) == of_sources)
        ]

    usual = usual_pair(fingerprint.language for _, fingerprint in known)
    for turned in (False,) if left is None else (False, True):
        sides = side(usual[0], of_sources=not turned), side(usual[1], of_sources=turned)
        for first, second, confidence in pair_fingerprints(*sides, settings.least_confidence, read_detailed):
            ends = (second, first) if turned else (first, second)
            yield DocumentPair(Path(ends[0]), Path(ends[1]), confidence, "content")


def _result(
    pairs: Sequence[DocumentPair], left: Sequence[Path], right: Sequence[Path] | None, remaining: _Remaining
) -> Pairing:
    paired = {path for each in pairs for path in (each.source, each.target)}

    def rest(paths: Sequence[Path]) -> tuple[Unpaired, ...]:
        return tuple(
            Unpaired(path, remaining.unreadable[path], readable=False)
            if path in remaining.unreadable
            else Unpaired(path, remaining.reasons.get(path, _(NO_COUNTERPART)))
            for path in paths
            if path not in paired
        )

    return Pairing(tuple(sorted(pairs)), rest(left), rest(right or ()))
