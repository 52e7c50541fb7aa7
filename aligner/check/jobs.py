"""One pair of files: what its result depends on, and how it is found. Runs in the main process or in another one."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.check.cache import Result, program_mark
from aligner.check.findings import FileReport
from aligner.check.lock import Earlier, block_hash
from aligner.check.outcome import Outcome
from aligner.check.rules.labels import RULE as LABELS
from aligner.check.settings import CheckSettings
from aligner.check.silence import Comments, comments_of, silenced, without_comments
from aligner.check.whole_files import is_text, languages_told, of_empty_files, text_of_file, untranslated
from aligner.errors import AlignerError, InputError
from aligner.interface import _, language
from aligner.plugins import packages
from aligner.regular_files import check_size
from aligner.settings import LimitSettings, Settings
from aligner.tasks.store import key_of
from aligner.tasks.time_limit import time_limit

if TYPE_CHECKING:
    from aligner.bitext import Document
    from aligner.glossary import Glossary
    from aligner.protocols import Embedder


@dataclass(frozen=True, slots=True)
class Job:
    """One pair of files, and all that its result depends on.

    Attributes:
        source: path as it is reported.
        target: likewise.
        settings: of the check.
        run: of reading, segmenting and aligning.
        earlier: what the translation was made of, where that is known.
        by_key: whether they are catalogues of messages, compared by key; one with itself holds both languages.
    """

    source: str
    target: str
    settings: CheckSettings
    run: Settings
    earlier: Earlier | None = None
    by_key: bool = False

    def key(self, mark: bytes) -> str:
        """Return the name of the result in the cache.

        Args:
            mark: see `common_mark`.

        Raises:
            InputError: a file cannot be read.
        """
        earlier = self.earlier.as_values() if self.earlier else None
        endings = [Path(self.source).suffix, Path(self.target).suffix]
        said = json.dumps([earlier, endings, self.by_key, self.source == self.target, language()]).encode()
        for path in (self.source, self.target):
            check_size(path, self.run.limits.max_size)
        return key_of([mark, said, content_of(self.source), content_of(self.target)])


def common_mark(settings: CheckSettings, run: Settings) -> bytes:
    """Return what tells a run from others that give other results of the same files.

    Raises:
        InputError: the glossary cannot be read.
    """
    rules = replace(
        settings, include=(), exclude=(), baseline=None, lock=None, fail_under=None, strict=False, since=None
    )
    said = json.dumps(
        [
            asdict(rules),
            asdict(replace(run, limits=LimitSettings())),
            run.signature(),
            model_mark(run.embed.model),
            packages(),
        ],
        sort_keys=True,
    )
    glossary = content_of(settings.glossary) if settings.glossary else b""
    return key_of([program_mark(), said.encode(), glossary]).encode()


def content_of(path: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        InputError: it cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path) from error


def model_mark(model: str) -> str:
    """Return what tells a model from an earlier one of the same name, without loading it."""
    from aligner.embedders import BUNDLED, BUNDLED_FOLDER

    folder = BUNDLED_FOLDER if model == BUNDLED else Path(model)
    if not folder.is_dir():
        return model
    sizes = sorted((path.name, path.stat().st_size) for path in folder.iterdir())
    card = folder / "model.json"
    return block_hash(f"{sizes} {card.read_text(encoding='utf-8') if card.is_file() else ''}")


def run_job(job: Job) -> Result:
    """Return the result of comparing two files, or why they cannot be compared: the task of `aligner.check.project`."""
    try:
        with time_limit(job.run.limits.timeout, job.target):
            return compare_files(job)
    except AlignerError as error:
        if error.path:
            return error
        return InputError(error.message.removeprefix(f"{job.target} "), path=job.target)  # it may name the file itself


def compare_files(job: Job) -> Outcome:
    """Return the result of comparing two files.

    Raises:
        AlignerError: they cannot be compared.
    """
    from aligner.check.compare import compare_fully
    from aligner.readers import read

    for path in (job.source, job.target):
        check_size(path, job.run.limits.max_size)
    outcome = of_empty_files(Path(job.source), Path(job.target), job.settings)
    if outcome is not None:
        return outcome
    if job.by_key:
        return compare_catalogues(job)
    source, target = (
        read(path, encoding=job.run.read.encoding, ocr=job.run.read.ocr) for path in (job.source, job.target)
    )
    comments = comments_in(source), comments_in(target)
    if any(each.leaves_file_out for each in comments):
        return Outcome(FileReport(job.source, job.target))
    source, target = without_comments(source, comments[0]), without_comments(target, comments[1])
    languages = languages_told(source, target, job.run.read)
    if languages is None:
        outcome = untranslated(source, target, job.settings)
    else:
        embedder, glossary = loaded(job.run.embed.model, job.settings.glossary)
        run = replace(job.run, read=languages)
        report, hashes = compare_fully(
            source, target, job.settings, run=run, embedder=embedder, glossary=glossary, earlier=job.earlier
        )
        outcome = Outcome(report, hashes)
    remaining, remarks = silenced(outcome.report.findings, comments)
    about_labels = [{each.line for each in side.comments if each.rules == {LABELS}} for side in comments]
    labels = () if any(about_labels) else outcome.report.labels
    remarks = tuple(  # type: ignore[assignment]
        tuple(remark for remark in side if remark[0] not in lines)
        for side, lines in zip(remarks, about_labels, strict=True)
    )
    count = len(outcome.report.findings) - len(remaining)
    return Outcome(replace(outcome.report, findings=tuple(remaining), labels=labels), outcome.passages, count, remarks)


def compare_catalogues(job: Job) -> Outcome:
    """Return the result of comparing two catalogues of messages.

    Raises:
        AlignerError: they cannot be compared.
    """
    from aligner.check.messages import check_messages

    embedder, glossary = loaded(job.run.embed.model, job.settings.glossary)
    report = check_messages(
        job.source, job.target, job.settings, chosen=job.run.read, embedder=embedder, glossary=glossary
    )
    return Outcome(report)


def comments_in(document: Document) -> Comments:
    """Return the comments for the check in the file that has been read into a document."""
    if not is_text(document.name):
        return Comments()
    return comments_of(text_of_file(Path(document.name), document), document.name)


@lru_cache(maxsize=1)
def loaded(model: str, glossary: str | None) -> tuple[Embedder, Glossary | None]:
    """Return the model and the glossary, once a process."""
    from aligner.embedders import load_embedder

    if glossary is None:
        return load_embedder(model), None
    from aligner.glossary.files import load_glossary

    return load_embedder(model), load_glossary(glossary)
