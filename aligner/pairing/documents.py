"""Which document translates which, over folders: by path and name first, then by content."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from aligner.bitext import Language
from aligner.errors import UsageError
from aligner.languages import usual_pair
from aligner.pairing.content import CLOSE_LOOK, pair_fingerprints
from aligner.pairing.fingerprints import Fingerprint
from aligner.pairing.folders import documents_in
from aligner.pairing.names import NamePairing, pair_by_name, pair_in_folder
from aligner.pairing.reading import Look, close_look, looks
from aligner.pairing.settings import PairSettings
from aligner.pairing.verification import probability
from aligner.tasks import Progress, reported

How = Literal["name", "content"]
Where = str | Path | Sequence[str | Path]
"""A folder, or the files themselves."""

NAME_ODDS = 4.0
"""Log odds that a name adds to what the content says: it takes clear evidence to refute one."""
NO_COUNTERPART = "no document translates it"
UNREAD_CONFIDENCE = 0.9
"""Of a pair by name that nobody has read."""


@dataclass(frozen=True, slots=True, order=True)
class DocumentPair:
    """Two documents that translate each other.

    Attributes:
        source: path; of a mixed folder the English document.
        target: path; of a mixed folder the Chinese one.
        confidence: 0 to 1.
        how: by what they were found.
    """

    source: Path
    target: Path
    confidence: float
    how: How


@dataclass(frozen=True, slots=True, order=True)
class Unpaired:
    """A document without a counterpart.

    Attributes:
        path: of the document.
        reason: why, in one line.
        readable: whether it could be read.
    """

    path: Path
    reason: str
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which document translates which.

    Attributes:
        pairs: sorted by source.
        unpaired_sources: sorted; of a mixed folder everything that has no counterpart.
        unpaired_targets: sorted; empty for a mixed folder.
    """

    pairs: tuple[DocumentPair, ...]
    unpaired_sources: tuple[Unpaired, ...]
    unpaired_targets: tuple[Unpaired, ...]

    @property
    def unpaired(self) -> tuple[Unpaired, ...]:
        """What has no counterpart, on either side."""
        return (*self.unpaired_sources, *self.unpaired_targets)

    @property
    def unreadable(self) -> tuple[Unpaired, ...]:
        """What could not be read."""
        return tuple(one for one in self.unpaired if not one.readable)


@dataclass
class _Sought:
    """What is still without a counterpart while the search goes on: fingerprints and problems by path."""

    fingerprints: dict[Path, Fingerprint] = field(default_factory=dict)
    unreadable: dict[Path, str] = field(default_factory=dict)
    reasons: dict[Path, str] = field(default_factory=dict)


def pair(
    sources: Where, targets: Where | None = None, settings: PairSettings | None = None, progress: Progress | None = None
) -> Pairing:
    """Find out which document translates which; the order of the files plays no part.

    Args:
        sources: a folder, or files; the one folder of both languages where ``targets`` is left out.
        targets: likewise.
        settings: defaults when left out.
        progress: told what is being done, and the share of it that is done.

    Raises:
        InputError: there is no such folder.
        ModelError: there is no such model.
        UsageError: one file on both sides; a model that cannot compare documents.
    """
    settings = settings or PairSettings()
    report = progress or (lambda _stage, _share: None)
    left = _documents(sources)
    right = None if targets is None else _documents(targets)
    if both := set(left) & set(right or ()):
        raise UsageError(f"{min(both)} is on both sides: give two folders, or one folder of both languages")
    named = NamePairing((), left, right or ()) if settings.by == "content" else _by_name(left, right, sources, targets)
    if settings.by == "name":
        pairs = [DocumentPair(Path(s), Path(t), UNREAD_CONFIDENCE, "name") for s, t in named.pairs]
        return _result(pairs, left, right, _Sought())
    sought = _Sought()
    tasks = [
        *named.pairs,
        *((path,) for path in (*named.unpaired_sources, *named.unpaired_targets)),
    ]
    seen = looks((tuple(map(str, paths)) for paths in tasks), settings.model, settings.jobs)
    done = reported(seen, len(tasks), lambda share: report("reading", share))
    pairs = list(_judged(done, settings, sought))
    report("comparing", 0.0)
    pairs += _by_content(set(left) if right is not None else None, settings, sought)
    return _result(pairs, left, right, sought)


def _documents(where: Where) -> tuple[Path, ...]:
    if isinstance(where, (str, Path)):
        return documents_in(where)
    return tuple(sorted({Path(path) for path in where}))


def _by_name(left: Sequence[Path], right: Sequence[Path] | None, sources: Where, targets: Where | None) -> NamePairing:
    """Pair by name; what lies in a folder, by its path below that folder."""
    if right is None:
        return pair_in_folder(left)
    sides = []
    for paths, where in ((left, sources), (right, targets)):
        root = Path(where) if isinstance(where, (str, Path)) and Path(where).is_dir() else None
        sides.append({path.relative_to(root) if root else path: path for path in paths})
    found = pair_by_name(list(sides[0]), list(sides[1]))
    return NamePairing(
        tuple((sides[0][_same(source)], sides[1][_same(target)]) for source, target in found.pairs),
        tuple(sides[0][_same(path)] for path in found.unpaired_sources),
        tuple(sides[1][_same(path)] for path in found.unpaired_targets),
    )


def _same(path: PurePath) -> Path:
    return Path(path)


def _judged(seen: Iterable[Look], settings: PairSettings, sought: _Sought) -> Iterator[DocumentPair]:
    """Yield the pairs by name that the content does not refute, and keep the rest for the search by content."""
    for one in seen:
        paths = tuple(map(Path, one.paths))
        if one.odds is not None:
            confidence = probability(one.odds + NAME_ODDS)
            if confidence >= settings.least_confidence:
                yield DocumentPair(paths[0], paths[1], confidence, "name")
                continue
        for path, fingerprint, problem in zip(paths, one.fingerprints, one.problems, strict=True):
            if fingerprint is None:
                sought.unreadable[path] = problem
                continue
            sought.fingerprints[path] = fingerprint
            if len(paths) == 2:
                other = paths[0] if path == paths[1] else paths[1]
                sought.reasons[path] = f"{NO_COUNTERPART}; {other} has its name, {_refusal(one)}"


def _refusal(one: Look) -> str:
    if one.odds is not None:
        return "but says something else"
    if any(one.problems):
        return "but cannot be read"
    return "but is in the same language"


def _by_content(left: set[Path] | None, settings: PairSettings, sought: _Sought) -> Iterator[DocumentPair]:
    """Yield the pairs that the contents tell.

    Args:
        left: the sources, each of which may only be paired with a target; ``None`` for a mixed folder.
        settings: of the run.
        sought: the documents without a counterpart.
    """
    known = sorted(sought.fingerprints.items())
    by_text = {str(path): fingerprint for path, fingerprint in known}

    def read_closely(path: str) -> Fingerprint:
        return close_look(path, settings.model, CLOSE_LOOK, by_text[path])

    def side(language: Language, *, of_sources: bool) -> list[tuple[str, Fingerprint]]:
        return [
            (str(path), one)
            for path, one in known
            if one.language == language and (left is None or (path in left) == of_sources)
        ]

    usual = usual_pair(one.language for _, one in known)
    for turned in (False,) if left is None else (False, True):
        sides = side(usual[0], of_sources=not turned), side(usual[1], of_sources=turned)
        for first, second, confidence in pair_fingerprints(*sides, settings.least_confidence, read_closely):
            ends = (second, first) if turned else (first, second)
            yield DocumentPair(Path(ends[0]), Path(ends[1]), confidence, "content")


def _result(
    pairs: Sequence[DocumentPair], left: Sequence[Path], right: Sequence[Path] | None, sought: _Sought
) -> Pairing:
    paired = {path for one in pairs for path in (one.source, one.target)}

    def rest(paths: Sequence[Path]) -> tuple[Unpaired, ...]:
        return tuple(
            Unpaired(path, sought.unreadable[path], readable=False)
            if path in sought.unreadable
            else Unpaired(path, sought.reasons.get(path, NO_COUNTERPART))
            for path in paths
            if path not in paired
        )

    return Pairing(tuple(sorted(pairs)), rest(left), rest(right or ()))
