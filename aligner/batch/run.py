"""Run a batch: align the new and changed documents of a manifest, then write the corpus from all results."""

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

from aligner import __version__
from aligner.batch.corpus import BUILD_FOLDER, Result, write_corpus
from aligner.batch.manifest import Row, count_rows, resolve_path, rows
from aligner.batch.settings import CorpusSettings, WorkSettings
from aligner.batch.work import Outcome, Pair, align_pair
from aligner.cores import usable_cores
from aligner.errors import OutputError, UsageError
from aligner.formats.atomic import replacing
from aligner.interface import N_, _
from aligner.tasks import Answer, Processes, Runner, Task
from aligner.tasks.ledger import DISK_FULL, Ledger, open_ledger
from aligner.tasks.lock import locked

STATE = "batch.json"
RATE_WINDOW = 500
"""Number of recent documents from which the rate is computed."""
DUPLICATE_NAME = N_(
    "another row of the list has the same name: give every pair a name of its own in the column 'document'"
)
Progress = Callable[["RunStatus"], None]


@dataclass
class RunStatus:
    """The progress of a batch run, in numbers of documents.

    Attributes:
        total: number of documents in the manifest.
        done: number of documents that are aligned, unchanged or failed.
        unchanged: number of documents whose earlier result is still valid.
        failed: number of documents without a result.
        written: number of documents whose pairs have been filtered; filtering starts when all documents
            are aligned.
        seconds: time since the start of the run.
        rate: documents per second over the last `RATE_WINDOW` documents; unchanged documents are
            faster.
        peak_memory: largest resident memory of a worker so far, in bytes; 0 if the system does not
            report it.
        problem: the error of the last document if it failed, else empty.
    """

    total: int
    done: int = 0
    unchanged: int = 0
    failed: int = 0
    written: int = 0
    seconds: float = 0.0
    rate: float = 0.0
    peak_memory: int = 0
    problem: str = ""

    @property
    def seconds_left(self) -> float:
        """Estimated seconds for the remaining documents, from `rate`."""
        return (self.total - self.done) / self.rate if self.rate else 0.0


@dataclass(frozen=True, slots=True)
class Summary:
    """The result of a batch run.

    Attributes:
        status: the progress at the end of the run.
        counts: numbers of documents, errors and pairs, and of dropped pairs by reason.
        rewritten: whether the corpus was written; it is not written again if no result has changed.
    """

    status: RunStatus
    counts: Mapping[str, int] = field(default_factory=dict)
    rewritten: bool = True


def run_batch(
    manifest: str | Path,
    folder: str | Path,
    work: WorkSettings | None = None,
    corpus: CorpusSettings | None = None,
    runner: Runner | None = None,
    *,
    progress: Progress = lambda _status: None,
) -> Summary:
    """Align the documents of a manifest and write the corpus; an interrupted run is continued.

    Args:
        manifest: path of the list of document pairs; see `aligner.batch.manifest.rows`.
        folder: folder of the results; created if it does not exist.
        work: settings of the alignments; by default, those of `WorkSettings`.
        corpus: formats, filters and split of the corpus; by default, JSON lines without a split.
        runner: runs the alignments; by default, in one process for each core. A script must then call
            this function below ``if __name__ == "__main__":``.
        progress: a function that is called with the status after each document.

    Raises:
        InputError: the manifest cannot be read; the error has the line.
        OutputError: the folder cannot be written, the disk is full, or another run uses the folder.
        ModelError: the model cannot be loaded.
    """
    manifest, folder = Path(manifest), Path(folder)
    work, corpus = work or WorkSettings(), corpus or CorpusSettings()
    runner = runner or Processes(usable_cores(), work.limits)
    total, columns = count_rows(manifest)
    with system_errors_reported(folder):
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder), open_ledger(folder) as store:
            for leftover in folder.glob(".aligner-*.tmp"):
                leftover.unlink()
            status = RunStatus(total)
            signature = align_all(store, manifest, work, runner, ProgressMeter(status, progress))
            state = folder_state(store, manifest, work, corpus, signature)
            earlier = read_state(folder / STATE)
            if earlier.get("corpus") == state["corpus"] and not (folder / BUILD_FOLDER).exists():
                return Summary(status, earlier["counts"], rewritten=False)
            (folder / STATE).unlink(missing_ok=True)  # it is not valid while the files are replaced

            def counted_results() -> Iterator[Result]:
                status.problem = ""
                for status.written, result in enumerate(results(store, manifest), start=1):
                    yield result
                    progress(status)

            counts = dict(write_corpus(counted_results, folder, corpus, columns, signature))
            with replacing(folder / STATE) as stream:
                content = json.dumps(state | {"counts": counts}, ensure_ascii=False, indent=2)
                stream.write(content.encode() + b"\n")
            return Summary(status, counts)


class ProgressMeter:
    """Updates the status of a batch run after each document, and passes it to the function ``progress``."""

    def __init__(self, status: RunStatus, progress: Progress) -> None:
        """Start the clock from which the time and the rate of the run are measured."""
        self.status = status
        self.progress = progress
        self.start = time.monotonic()
        self.recent = deque([self.start], RATE_WINDOW)

    def finish(self, problem: str = "") -> None:
        """Count a document as done, and as failed if ``problem`` (its error message) is not empty."""
        now = time.monotonic()
        status = self.status
        status.done += 1
        status.failed += bool(problem)
        status.seconds, status.problem = now - self.start, problem
        self.recent.append(now)
        status.rate = (len(self.recent) - 1) / max(now - self.recent[0], 1e-6)
        self.progress(status)


def align_all(store: Ledger, manifest: Path, work: WorkSettings, runner: Runner, meter: ProgressMeter) -> str:
    """Align the new and changed documents, and return the signature: the model and settings of the alignments.

    The signature is empty if all documents failed.

    Args:
        store: the ledger of results.
        manifest: path of the list of document pairs.
        work: settings of the alignments.
        runner: runs the alignments.
        meter: counts the documents that are done.

    Raises:
        UsageError: the workers differ in program, model or settings.
    """
    waiting: dict[int, Row] = {}
    signature = ""

    def tasks() -> Iterator[Task[Outcome]]:
        for number, row in enumerate(rows(manifest)):
            stored = store.begin(row.document, row.line)
            if stored is None:
                meter.finish(f"{row.document}: {_(DUPLICATE_NAME)}")
                continue
            waiting[number] = row
            pair = Pair(resolve_path(row.source, manifest), resolve_path(row.target, manifest), stored.key)
            yield Task(number, align_pair, (pair, work))  # no key: the worker computes it from the files

    with closing(runner.answers(tasks())) as answers:
        for answer in answers:
            row = waiting.pop(answer.number)
            outcome = outcome_from(answer)
            if signature and outcome.signature not in ("", signature):
                raise UsageError(
                    _(
                        "the workers differ: {signature} and {other}; install the same on all",
                        signature=signature,
                        other=outcome.signature,
                    )
                )
            signature = outcome.signature or signature
            meter.status.peak_memory = max(meter.status.peak_memory, outcome.peak_memory)
            if outcome.reason:
                store.fail(row.document, outcome.reason)
                meter.finish(f"{row.document}: {outcome.reason}")
            else:
                store.keep(row.document, outcome.key, outcome.content)
                meter.status.unchanged += outcome.content is None
                meter.finish()
    return signature


def outcome_from(answer: Answer[Outcome]) -> Outcome:
    """Return the result of aligning a document pair; if its worker process died, it contains the reason."""
    if answer.result is not None:
        return answer.result
    if answer.cause == "memory":
        return Outcome(reason=_("{reason}: raise --max-memory", reason=answer.reason))
    return Outcome(reason=answer.reason)


def results(store: Ledger, manifest: Path) -> Iterator[Result]:
    """Yield each row of a manifest with the stored alignment of its documents, or with the reason of a failure."""
    for row in rows(manifest):
        stored = store.stored(row.document, row.line)
        if stored is None:
            yield row, _(DUPLICATE_NAME)
        elif stored.key is None:
            yield row, stored.reason
        else:
            yield row, store.content(row.document)


def folder_state(
    store: Ledger, manifest: Path, work: WorkSettings, corpus: CorpusSettings, signature: str
) -> dict[str, Any]:
    """Return the content of the state file: the settings, and a hash of all data that affect the corpus.

    A later run compares this hash to see whether the corpus must be written again.
    """
    digest = hashlib.sha256()
    for row in rows(manifest):
        stored = store.stored(row.document, row.line)
        known = [DUPLICATE_NAME] if stored is None else [stored.reason, (stored.key or b"").hex()]
        digest.update(json.dumps([*row, *known]).encode() + b"\n")
    record = corpus.as_record()
    digest.update(json.dumps([record, __version__]).encode())  # other versions may have other filters
    settings = {"align": asdict(work.align), "corpus": record}
    return {
        "signature": signature,
        "corpus_signature": corpus.signature,
        "settings": settings,
        "corpus": digest.hexdigest(),
    }


def read_state(path: Path) -> dict[str, Any]:
    """Return the content of the state file of an earlier run; empty if it is missing or damaged."""
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, RecursionError, ValueError):
        return {}
    return state if isinstance(state, dict) and isinstance(state.get("counts"), dict) else {}


@contextmanager
def system_errors_reported(folder: Path) -> Iterator[None]:
    """Convert errors of the file system to an `OutputError` with a message of one line."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        reason = _(DISK_FULL) if full else _("cannot be written: {reason}", reason=error.strerror or error)
        raise OutputError(reason, path=str(error.filename or folder)) from error
