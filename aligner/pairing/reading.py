"""Many files read at once: fingerprints, and a first judgement of the pairs that the names suggest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import cache

from aligner.errors import AlignerError, ModelError, UsageError
from aligner.languages import usual_pair
from aligner.pairing.commonness import Commonness
from aligner.pairing.fingerprints import Fingerprint, read_fingerprint
from aligner.pairing.verification import evidence, log_odds
from aligner.protocols import Embedder
from aligner.tasks import Limits, Task, runner_for


@dataclass(frozen=True)
class Look:
    """What was seen of one file, or of two that the names put together.

    Attributes:
        paths: one or two.
        fingerprints: of each; ``None`` where it cannot be read.
        problems: why; empty where it can.
        odds: of two: the log odds that they translate each other; ``None`` where that cannot be told.
    """

    paths: tuple[str, ...]
    fingerprints: tuple[Fingerprint | None, ...]
    problems: tuple[str, ...]
    odds: float | None = None


@cache
def embedder_for(model: str) -> Embedder:
    """Return a model, loaded once a process.

    Raises:
        ModelError: there is no such model.
        UsageError: its vectors do not add up, which documents are compared by.
    """
    from aligner.embedders import load_embedder

    embedder = load_embedder(model)
    if not embedder.additive or embedder.dimension == 1:
        raise UsageError(f"the model {model!r} cannot compare documents: use the bundled one, or a trained folder")
    return embedder


def look(paths: tuple[str, ...], model: str) -> Look:
    """Read one file, or two that may belong together."""
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
        except Exception as error:  # one bad file of ten thousand must not end the run
            problem = f"unexpected {type(error).__name__} while reading: {error}"
        fingerprints.append(one)
        problems.append(problem)
    odds = None
    if len(paths) == 2 and fingerprints[0] and fingerprints[1]:
        by_language = {one.language: one for one in fingerprints if one}
        if len(by_language) == 2:
            common = Commonness.of(by_language.values())
            first, second = usual_pair(by_language)
            odds = log_odds(evidence(by_language[first], by_language[second], common))
    return Look(paths, tuple(fingerprints), tuple(problems), odds)


def looks(tasks: Iterable[tuple[str, ...]], model: str, jobs: int) -> Iterator[Look]:
    """Yield what `look` sees, as it comes.

    A document during whose reading a process dies, twice, is a document that cannot be read.

    Args:
        tasks: the paths of each.
        model: see `embedder_for`.
        jobs: processes; 1 is this one.
    """
    embedder_for(model)  # a wrong name is told before any file is read
    waiting: dict[int, tuple[str, ...]] = {}

    def given() -> Iterator[Task[Look]]:
        for number, paths in enumerate(tasks):
            waiting[number] = paths
            yield Task(number, look, (paths, model))

    with closing(runner_for(jobs, Limits(unit="document")).answers(given())) as answers:
        for answer in answers:
            paths = waiting.pop(answer.number)
            lost = Look(paths, (None,) * len(paths), (answer.reason,) * len(paths))
            yield answer.result or lost


def close_look(path: str, model: str, stretches: int, known: Fingerprint) -> Fingerprint:
    """Return a finer fingerprint of a file; what is known already if that cannot be, or the file is gone."""
    if len(known.weights) == known.segments:
        return known
    try:
        return read_fingerprint(path, embedder_for(model), stretches)
    except AlignerError:
        return known
