"""Reading of files in several processes: fingerprints, and the log odds of the pairs found by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from aligner.errors import AlignerError, ModelError, UsageError
from aligner.interface import _
from aligner.languages import usual_pair
from aligner.pairing.document_frequency import DocumentFrequencies
from aligner.pairing.fingerprints import Fingerprint, read_fingerprint
from aligner.pairing.verification import features, log_odds
from aligner.protocols import Embedder
from aligner.tasks import Limits, Task, runner_for


@dataclass(frozen=True)
class ReadResult:
    """The result of reading one file, or two files paired by name.

    Attributes:
        paths: paths of the one or two files.
        fingerprints: fingerprint of each file; ``None`` if it cannot be read.
        problems: error of each file; empty if it could be read.
        odds: log odds that two files are translations; ``None`` for one file, or if a file cannot be
            read.
    """

    paths: tuple[str, ...]
    fingerprints: tuple[Fingerprint | None, ...]
    problems: tuple[str, ...]
    odds: float | None = None


@cache
def embedder_for(model: str) -> Embedder:
    """Return a model, loaded once in each process.

    Raises:
        ModelError: the model does not exist.
        UsageError: the model is not additive, which the comparison of documents requires.
    """
    from aligner.embedders import load_embedder

    embedder = load_embedder(model)
    if not embedder.additive or embedder.dimension == 1:
        raise UsageError(
            _("the model {model!r} cannot compare documents: use the bundled one, or a trained folder", model=model)
        )
    return embedder


def read_files(paths: tuple[str, ...], model: str) -> ReadResult:
    """Return the fingerprint of one file, or of each of two files that were paired by name.

    For two files, the result also has the log odds that they are translations of each other.
    """
    embedder = embedder_for(model)
    fingerprints: list[Fingerprint | None] = []
    problems: list[str] = []
    for path in paths:
        one, problem = None, ""
        try:
            one = read_fingerprint(path, embedder)
        except (ModelError, UsageError):
            raise
        except AlignerError as error:
            problem = error.message
        except Exception as error:  # one invalid file of ten thousand must not end the run
            problem = _("unexpected {name} while reading: {error}", name=type(error).__name__, error=error)
        fingerprints.append(one)
        problems.append(problem)
    odds = None
    if len(paths) == 2 and fingerprints[0] and fingerprints[1]:
        by_language = {one.language: one for one in fingerprints if one}
        if len(by_language) == 2:
            frequencies = DocumentFrequencies.of(by_language.values())
            first, second = usual_pair(by_language)
            odds = log_odds(features(by_language[first], by_language[second], frequencies))
    return ReadResult(paths, tuple(fingerprints), tuple(problems), odds)


def read_all(tasks: Iterable[tuple[str, ...]], model: str, jobs: int) -> Iterator[ReadResult]:
    """Yield the results of `read_files` as soon as they are ready.

    If a process dies twice on a document, the document counts as unreadable.

    Args:
        tasks: the one or two paths of each task.
        model: name of the model; see `embedder_for`.
        jobs: number of processes; 1 for the current process.
    """
    embedder_for(model)  # a wrong name is an error before any file is read
    pending: dict[int, tuple[str, ...]] = {}

    def numbered_tasks() -> Iterator[Task[ReadResult]]:
        for number, paths in enumerate(tasks):
            pending[number] = paths
            yield Task(number, read_files, (paths, model))

    with closing(runner_for(jobs, Limits(unit="document")).answers(numbered_tasks())) as answers:
        for answer in answers:
            paths = pending.pop(answer.number)
            failed = ReadResult(paths, (None,) * len(paths), (answer.reason,) * len(paths))
            yield answer.result or failed


def detailed_fingerprint(path: str, model: str, max_chunks: int, known: Fingerprint) -> Fingerprint:
    """Return a fingerprint of a file with up to ``max_chunks`` chunks.

    The fingerprint ``known`` is returned if it has a chunk for every segment, or if reading fails.
    """
    if len(known.weights) == known.segments:
        return known
    try:
        return read_fingerprint(path, embedder_for(model), max_chunks)
    except AlignerError:
        return known
