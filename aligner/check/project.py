"""check_translation(source, target) -> Report: check files and folders in parallel, with a cache."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.bitext import Bitext
from aligner.check.baseline import read_baseline, without_known
from aligner.check.cache import Cache, Result
from aligner.check.files import FilePairs, find_pairs
from aligner.check.findings import FileReport, Report, in_file
from aligner.check.jobs import Job, load_model, run_job, settings_hash
from aligner.check.kept_terms import with_kept_terms_once
from aligner.check.lock import EarlierVersion, Hashes, Names, block_hash, earlier_of, names_in_lock, read_lock
from aligner.check.memories import check_bitext, check_memory, is_memory
from aligner.check.outcome import Outcome
from aligner.check.rules.labels import inconsistent_labels
from aligner.check.settings import CheckSettings
from aligner.check.whole_files import unread_documents, without_counterpart
from aligner.errors import AlignerError, TaskError, UsageError
from aligner.interface import _
from aligner.languages import chosen_pair, precedes
from aligner.settings import Settings
from aligner.tasks import Answer, Limits, Progress, Runner, Task, answers_with_store, runner_for

MIN_PAIRS_FOR_PROCESSES = 12
"""Number of pairs from which several processes are faster, as each needs time to start."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of `check_files`.

    Attributes:
        report: the report with the findings.
        passages: for each pair of files, hashes of the blocks of each passage (group of aligned
            blocks), for a lock file.
        traces: tracebacks of exceptions that are faults of the program.
    """

    report: Report
    passages: Mapping[tuple[str, str], Hashes]
    traces: tuple[str, ...] = ()


def check_translation(
    source: str | Path | Bitext,
    target: str | Path | None = None,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    stale_by_git: bool = False,
    jobs: int = 1,
    cache: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Check a translation file by file, or the pairs of a bitext or a translation memory.

    For pairs, rules that need documents (`aligner.check.catalogue`) are skipped, unless the bitext has
    passages.

    Args:
        source: a file or a folder; a bitext; or a file of pairs, such as ``memory.tmx``.
        target: the translation; ``None`` for one folder with both languages, and for pairs.
        settings: the rules to report, the glossary, the baseline and the lock file; default:
            `CheckSettings()`.
        run: settings of reading, segmentation and alignment; default: `Settings()`.
        stale_by_git: whether to find passages with a changed source from the git history.
        jobs: number of processes; with more than one, the calling script needs
            ``if __name__ == "__main__":``.
        cache: whether to store results, and use stored results of unchanged files.
        progress: a function that is called with the name of the stage and its completed share, 0 to 1.

    Raises:
        InputError: a file or folder does not exist or has no documents, or the glossary, baseline or
            lock file is invalid. A single pair that cannot be read or compared is listed in the report
            instead.
        UsageError: one path is a file and the other a folder, or the git history is not available.
    """
    return check_files(
        source,
        target,
        settings,
        run=run,
        stale_by_git=stale_by_git,
        jobs=jobs,
        cache=cache,
        progress=progress,
    ).report


def check_files(
    source: str | Path | Bitext,
    target: str | Path | None = None,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    stale_by_git: bool = False,
    jobs: int = 1,
    cache: bool = False,
    progress: Progress | None = None,
) -> CheckResult:
    """Check a translation; also return hashes of its blocks, for a lock file. See `check_translation`."""
    settings, run = settings or CheckSettings(), run or Settings()
    if isinstance(source, Bitext) or is_memory(source, target):
        if stale_by_git or settings.since or target is not None:
            if target is not None:
                raise UsageError(_("pairs are checked as they are: a translation is for documents"))
            option = "stale_by_git" if stale_by_git else "since"
            raise UsageError(_("pairs are checked as they are: {option} is for documents", option=option))
        if isinstance(source, Bitext):
            return CheckResult(check_bitext(source, settings, run=run), {})
        return CheckResult(check_memory(source, settings, run), {})
    known = read_baseline(settings.baseline) if settings.baseline else None
    if settings.glossary:
        load_model(run.embed.model, settings.glossary)  # reports an invalid glossary before the files are compared
    chinese_first = precedes(*chosen_pair(run.read.source_language, run.read.target_language))
    files = find_pairs(Path(source), None if target is None else Path(target), settings, from_chinese=chinese_first)
    if settings.since is not None:
        from aligner.check.changes import only_changed

        files = only_changed(files, settings.since, Path(source), None if target is None else Path(target))
    work = plan_jobs(files, settings, run, stale_by_git=stale_by_git)
    results = dict(run_jobs(work, Cache() if cache else None, jobs, progress or (lambda _stage, _share: None)))
    report = collect_report([results[number] for number in range(len(work))], files, settings, Path(source))
    if known is not None and settings.baseline:
        report = without_known(report, known, settings.baseline)
    compared = ((job, results[number]) for number, job in enumerate(work))
    passages = {
        (job.source, job.target): result.passages
        for job, result in compared
        if isinstance(result, Outcome) and result.passages
    }
    traces = [each.trace for each in results.values() if isinstance(each, TaskError) and each.trace]
    return CheckResult(report, passages, tuple(traces))


def collect_report(results: Sequence[Result], files: FilePairs, settings: CheckSettings, source: Path) -> Report:
    """Return one report with the results of all files.

    Args:
        results: results of the pairs.
        files: the files of the check.
        settings: settings of the check.
        source: folder of the sources.
    """
    whole = list(without_counterpart(files, settings))
    outcomes = [each for each in results if isinstance(each, Outcome)]
    failures = [*files.unreadable, *(each for each in (*results, *whole) if isinstance(each, AlignerError))]
    reports = [*(each.report for each in outcomes), *(each for each in whole if isinstance(each, FileReport))]
    reports = with_labels(reports, settings)
    reports += unread_documents(files, source)
    kinds = Counter(path.suffix.lower() or path.name for path in files.others)
    reports, term_remarks = with_kept_terms_once(sorted(reports, key=lambda each: each.target or each.source or ""))
    remarks = [
        f"{name}:{line}: {remark}"
        for each in outcomes
        for name, file_remarks in zip((each.report.source, each.report.target), each.remarks, strict=True)
        for line, remark in file_remarks
    ]
    return Report(
        tuple(sorted(reports, key=lambda each: (each.target or each.source or "", each.source or ""))),
        sum(each.silenced for each in outcomes),
        tuple(sorted({str(each) for each in failures})),
        (*remarks, *term_remarks),
        tuple(sorted(str(each) for each in failures if isinstance(each, TaskError))),
        tuple(sorted(kinds.items(), key=lambda item: (-item[1], item[0]))),
        files.skipped,
        files.touched,
    )


def with_labels(reports: Sequence[FileReport], settings: CheckSettings) -> list[FileReport]:
    """Return the reports, with findings about inconsistent labels added.

    The labels of all files are compared.
    """
    by_files = inconsistent_labels(sorted(reports, key=lambda each: (each.target or "", each.source or "")), settings)
    return [
        replace(each, findings=tuple(sorted([*each.findings, *label_findings], key=in_file)))
        if (label_findings := by_files.get((each.source or "", each.target or "")))
        else each
        for each in reports
    ]


def plan_jobs(files: FilePairs, settings: CheckSettings, run: Settings, *, stale_by_git: bool) -> list[Job]:
    """Return a job for each pair, with the source version from which the translation was made, if known."""
    locked: dict[Names, Hashes] = read_lock(settings.lock) if settings.lock else {}
    if stale_by_git and files.pairs:
        from aligner.check.git_history import require_history

        require_history(files.pairs[0][1].resolve().parent)
    work = []
    for source, target in files.pairs:
        earlier = (
            earlier_version(source, target, run) if stale_by_git and (source, target) not in files.by_key else None
        )
        by_key = (source, target) in files.by_key
        job = Job(source.as_posix(), target.as_posix(), settings, run, earlier, by_key)
        if earlier is None and settings.lock:
            passages = locked.get(names_in_lock(job.source, job.target, settings.lock))
            job = replace(job, earlier=earlier_of(passages)) if passages is not None else job
        work.append(job)
    return work


def earlier_version(source: Path, target: Path, run: Settings) -> EarlierVersion | None:
    """Return the source version from which a translation was made; ``None`` if git does not know it."""
    from aligner.check.git_history import earlier_by_git
    from aligner.readers import READERS
    from aligner.readers.signatures import reader_for
    from aligner.segmenters import segment

    def hashes(content: bytes, path: Path) -> frozenset[str] | None:
        try:
            reader = READERS.load(READERS.name_for_path(path.name) or reader_for(content))
            document = segment(reader(content, path.as_posix(), encoding=run.read.encoding), run.segment)
        except (AlignerError, RecursionError):
            return None
        return frozenset(block_hash(block.text) for block in document.blocks)

    return earlier_by_git(source, target, hashes)


def run_jobs(work: Sequence[Job], store: Cache | None, jobs: int, progress: Progress) -> Iterator[tuple[int, Result]]:
    """Yield the number of each job and its result, in the order in which the jobs end.

    The result of a failed job is a `TaskError`.
    """
    settings_key = settings_hash(work[0].settings, work[0].run) if work and store else b""
    tasks: list[Task[Result]] = []
    for number, job in enumerate(work):
        try:
            tasks.append(Task(number, run_job, (job,), job.key(settings_key) if store else ""))
        except AlignerError as error:
            yield number, error

    def runner_of(count: int) -> Runner:
        return runner_for(jobs if count >= MIN_PAIRS_FOR_PROCESSES else 1, Limits(unit="pair"))

    with closing(answers_with_store(tasks, runner_of, store, lambda share: progress(_("checking"), share))) as answers:
        for answer in answers:
            yield answer.number, answer.result or failed_job(work[answer.number], answer)
    if store:
        store.prune()


def failed_job(job: Job, answer: Answer[Result]) -> TaskError:
    """Return the error for two files that could not be compared because their job failed."""
    return TaskError(
        _("cannot be compared with {source}: {reason}", source=job.source, reason=answer.reason),
        path=job.target,
        trace=answer.trace,
    )
