"""Compare one pair of files, and compute the cache key of the result. Runs in the main process or in a worker."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.check.cache import Result, program_hash
from aligner.check.findings import FileReport
from aligner.check.ignore_comments import Comments, apply_comments, comments_of, without_comments
from aligner.check.lock import EarlierVersion, block_hash
from aligner.check.outcome import Outcome
from aligner.check.rules.labels import RULE as LABELS
from aligner.check.settings import CheckSettings
from aligner.check.whole_files import check_empty_files, document_languages, is_text, text_of_file, untranslated_file
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
    """One pair of files, and everything else that its result depends on.

    Attributes:
        source: path of the source file as it is reported.
        target: path of the translation as it is reported.
        settings: settings of the check.
        run: settings of reading, segmentation and alignment.
        earlier: the version of the source from which the translation was made; ``None`` if unknown.
        by_key: whether the files are catalogues of messages, which are compared by key. If both paths
            are equal, the file has both languages.
    """

    source: str
    target: str
    settings: CheckSettings
    run: Settings
    earlier: EarlierVersion | None = None
    by_key: bool = False

    def key(self, settings_key: bytes) -> str:
        """Return the key under which the cache stores the result for this pair of files.

        Args:
            settings_key: hash of what affects all results, such as the settings; from `settings_hash`.

        Raises:
            InputError: a file cannot be read.
        """
        earlier = self.earlier.as_values() if self.earlier else None
        endings = [Path(self.source).suffix, Path(self.target).suffix]
        values = json.dumps([earlier, endings, self.by_key, self.source == self.target, language()]).encode()
        for path in (self.source, self.target):
            check_size(path, self.run.limits.max_size)
        return key_of([settings_key, values, content_of(self.source), content_of(self.target)])


def settings_hash(settings: CheckSettings, run: Settings) -> bytes:
    """Return a hash of the settings, the model and the program, which affect the results of all files.

    Raises:
        InputError: the glossary cannot be read.
    """
    rules = replace(
        settings, include=(), exclude=(), baseline=None, lock=None, fail_under=None, strict=False, since=None
    )
    values = json.dumps(
        [
            asdict(rules),
            asdict(replace(run, limits=LimitSettings())),
            run.signature(),
            model_version(run.embed.model),
            packages(),
        ],
        sort_keys=True,
    )
    glossary = content_of(settings.glossary) if settings.glossary else b""
    return key_of([program_hash(), values.encode(), glossary]).encode()


def content_of(path: str) -> bytes:
    """Return the bytes of a file.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path) from error


def model_version(model: str) -> str:
    """Return a string that identifies the version of a model, without loading the model.

    The string changes if the files of the model change, even if the name of the model stays the same.
    """
    from aligner.embedders import BUNDLED, BUNDLED_FOLDER

    folder = BUNDLED_FOLDER if model == BUNDLED else Path(model)
    if not folder.is_dir():
        return model
    sizes = sorted((path.name, path.stat().st_size) for path in folder.iterdir())
    card = folder / "model.json"
    return block_hash(f"{sizes} {card.read_text(encoding='utf-8') if card.is_file() else ''}")


def run_job(job: Job) -> Result:
    """Return the result of comparing two files, or the error if they cannot be compared."""
    try:
        with time_limit(job.run.limits.timeout, job.target):
            return compare_files(job)
    except AlignerError as error:
        if error.path:
            return error
        return InputError(
            error.message.removeprefix(f"{job.target} "), path=job.target
        )  # the message may have the path


def compare_files(job: Job) -> Outcome:
    """Return the result of comparing two files.

    Raises:
        AlignerError: the files cannot be compared.
    """
    from aligner.check.compare import compare_with_hashes
    from aligner.readers import read

    for path in (job.source, job.target):
        check_size(path, job.run.limits.max_size)
    outcome = check_empty_files(Path(job.source), Path(job.target), job.settings)
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
    languages = document_languages(source, target, job.run.read)
    if languages is None:
        outcome = untranslated_file(source, target, job.settings)
    else:
        embedder, glossary = load_model(job.run.embed.model, job.settings.glossary)
        run = replace(job.run, read=languages)
        report, hashes = compare_with_hashes(
            source, target, job.settings, run=run, embedder=embedder, glossary=glossary, earlier=job.earlier
        )
        outcome = Outcome(report, hashes)
    remaining, remarks = apply_comments(outcome.report.findings, comments)
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
        AlignerError: the catalogues cannot be compared.
    """
    from aligner.check.messages import check_messages

    embedder, glossary = load_model(job.run.embed.model, job.settings.glossary)
    report = check_messages(
        job.source, job.target, job.settings, chosen=job.run.read, embedder=embedder, glossary=glossary
    )
    return Outcome(report)


def comments_in(document: Document) -> Comments:
    """Return the ``aligner-ignore`` comments in the file of a document."""
    if not is_text(document.name):
        return Comments()
    return comments_of(text_of_file(Path(document.name), document), document.name)


@lru_cache(maxsize=1)
def load_model(model: str, glossary: str | None) -> tuple[Embedder, Glossary | None]:
    """Return the embedding model and the glossary; each process loads them only once."""
    from aligner.embedders import load_embedder

    if glossary is None:
        return load_embedder(model), None
    from aligner.glossary.files import load_glossary

    return load_embedder(model), load_glossary(glossary)
