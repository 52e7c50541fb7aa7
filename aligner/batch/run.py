"""A run: align what is new or has changed, then make the corpus of all that there is."""

from __future__ import annotations

import errno
import hashlib
import json
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from aligner.batch.corpus import BUILDING, Result, write_corpus
from aligner.batch.manifest import Row, count_rows, resolved, rows
from aligner.batch.settings import CorpusSettings, WorkSettings
from aligner.batch.work import Outcome, Pair, align_pair
from aligner.cores import usable_cores
from aligner.errors import OutputError, UsageError
from aligner.formats.atomic import replacing
from aligner.tasks import Answer, Processes, Runner, Task
from aligner.tasks.ledger import FULL, Ledger, opened_ledger
from aligner.tasks.lock import locked

STATE = "batch.json"
RECENT = 500
"""Documents whose rate tells how long the rest will take."""
TWICE = "another row of the list has the same name: give every pair a name of its own in the column 'document'"
Progress = Callable[["Standing"], None]


@dataclass
class Standing:
    """How far a run is.

    Attributes:
        total: documents of the manifest.
        done: of these, aligned, found unchanged or failed.
        unchanged: results that still hold.
        failed: documents without a result.
        written: documents whose pairs have been decided about, once all are aligned.
        seconds: from the first document that was given out to the last that was done.
        rate: documents a second of late: those that were done by an earlier run go faster.
        problem: what is wrong with the document that failed just now; empty otherwise.
    """

    total: int
    done: int = 0
    unchanged: int = 0
    failed: int = 0
    written: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    problem: str = ""

    @property
    def seconds_left(self) -> float:
        """What the rest will take at this rate."""
        return (self.total - self.done) / self.rate if self.rate else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did.

    Attributes:
        standing: at the end of the alignments.
        counts: documents, errors, pairs, and pairs dropped by reason.
        rewritten: whether the corpus had to be written again.
    """

    standing: Standing
    counts: Mapping[str, int] = field(default_factory=dict)
    rewritten: bool = True


def run_batch(
    manifest: str | Path,
    folder: str | Path,
    work: WorkSettings | None = None,
    corpus: CorpusSettings | None = None,
    runner: Runner | None = None,
    *,
    progress: Progress = lambda _standing: None,
) -> Summary:
    """Align the documents of a manifest and write the corpus; a run that was cut off goes on where it was.

    Args:
        manifest: see `aligner.batch.manifest.rows`.
        folder: of the results, made if it is not there.
        work: how the documents are aligned; defaults when left out.
        corpus: what is made of them; JSON lines when left out.
        runner: where they are aligned; when left out, on a process for each core, which a script must start below
            ``if __name__ == "__main__":``.
        progress: told after each document how far the run is.

    Raises:
        InputError: the manifest cannot be read; says on which line.
        OutputError: the folder cannot be written, the disk is full, or another run is at work there.
        ModelError: the model cannot be loaded.
    """
    manifest, folder = Path(manifest), Path(folder)
    work, corpus = work or WorkSettings(), corpus or CorpusSettings()
    runner = runner or Processes(usable_cores(), work.limits)
    total, columns = count_rows(manifest)
    with told_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder), opened_ledger(folder) as store:
            for leftover in folder.glob(".aligner-*.tmp"):
                leftover.unlink()
            standing = Standing(total)
            signature = align_all(store, manifest, work, runner, Watch(standing, progress))
            state = described(store, manifest, work, corpus, signature)
            earlier = read_state(folder / STATE)
            if earlier.get("corpus") == state["corpus"] and not (folder / BUILDING).exists():
                return Summary(standing, earlier["counts"], rewritten=False)
            (folder / STATE).unlink(missing_ok=True)  # what it says does not hold while the files change places

            def written() -> Iterator[Result]:
                standing.problem = ""
                for standing.written, result in enumerate(results(store, manifest), start=1):
                    yield result
                    progress(standing)

            counts = dict(write_corpus(written(), folder, corpus, columns))
            with replacing(folder / STATE) as stream:
                content = json.dumps(state | {"counts": counts}, ensure_ascii=False, indent=2)
                stream.write(content.encode() + b"\n")
            return Summary(standing, counts)


class Watch:
    """Keeps the standing of a run, and calls what shows it."""

    def __init__(self, standing: Standing, progress: Progress) -> None:
        """Start the clock."""
        self.standing = standing
        self.progress = progress
        self.start = time.monotonic()
        self.recent = deque([self.start], RECENT)

    def finish(self, problem: str = "") -> None:
        """Count a document that is done, or that failed with a problem."""
        now = time.monotonic()
        standing = self.standing
        standing.done += 1
        standing.failed += bool(problem)
        standing.seconds, standing.problem = now - self.start, problem
        self.recent.append(now)
        standing.rate = (len(self.recent) - 1) / max(now - self.recent[0], 1e-6)
        self.progress(standing)


def align_all(store: Ledger, manifest: Path, work: WorkSettings, runner: Runner, watch: Watch) -> str:
    """Align what is new or has changed, and return the signature of the alignments; empty where none succeeded.

    Raises:
        UsageError: the workers differ in program, model or settings.
    """
    waiting: dict[int, Row] = {}
    signature = ""

    def tasks() -> Iterator[Task[Outcome]]:
        for number, row in enumerate(rows(manifest)):
            stored = store.begin(row.document, row.line)
            if stored is None:
                watch.finish(f"{row.document}: {TWICE}")
                continue
            waiting[number] = row
            pair = Pair(resolved(row.source, manifest), resolved(row.target, manifest), stored.key)
            yield Task(number, align_pair, (pair, work))  # without a key: the worker reads the files, and finds it

    with closing(runner.answers(tasks())) as answers:
        for answer in answers:
            row = waiting.pop(answer.number)
            outcome = outcome_of(answer)
            if signature and outcome.signature not in ("", signature):
                raise UsageError(f"the workers differ: {signature} and {outcome.signature}; install the same on all")
            signature = outcome.signature or signature
            if outcome.reason:
                store.fail(row.document, outcome.reason)
                watch.finish(f"{row.document}: {outcome.reason}")
            else:
                store.keep(row.document, outcome.key, outcome.content)
                watch.standing.unchanged += outcome.content is None
                watch.finish()
    return signature


def outcome_of(answer: Answer[Outcome]) -> Outcome:
    """Return what became of a pair, also where its worker could not say it."""
    if answer.result is not None:
        return answer.result
    return Outcome(reason=answer.reason + (": raise --max-memory" if answer.cause == "memory" else ""))


def results(store: Ledger, manifest: Path) -> Iterator[Result]:
    """Yield the rows of a manifest with their results, or the reason why there is none."""
    for row in rows(manifest):
        stored = store.stored(row.document, row.line)
        if stored is None:
            yield row, TWICE
        elif stored.key is None:
            yield row, stored.reason
        else:
            yield row, store.content(row.document)


def described(
    store: Ledger, manifest: Path, work: WorkSettings, corpus: CorpusSettings, signature: str
) -> dict[str, Any]:
    """Return what the folder says of its content: the settings, and a hash of all that the corpus depends on."""
    digest = hashlib.sha256()
    for row in rows(manifest):
        stored = store.stored(row.document, row.line)
        known = [TWICE] if stored is None else [stored.reason, (stored.key or b"").hex()]
        digest.update(json.dumps([*row, *known]).encode() + b"\n")
    digest.update(json.dumps(asdict(corpus)).encode())
    settings = {"align": asdict(work.align), "corpus": asdict(corpus)}
    return {"signature": signature, "settings": settings, "corpus": digest.hexdigest()}


def read_state(path: Path) -> dict[str, Any]:
    """Return what an earlier run said of the folder; nothing where there was none, or its word is damaged."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, RecursionError, ValueError):
        return {}
    return state if isinstance(state, dict) and isinstance(state.get("counts"), dict) else {}


@contextmanager
def told_errors(folder: Path) -> Iterator[None]:
    """Turn what the system refuses in a folder into an `OutputError` of one line."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = FULL if full else f"cannot be written: {error.strerror or error}"
        raise OutputError(reason, path=str(error.filename or folder)) from error
