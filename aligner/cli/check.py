"""``aligner check``: check whether a translation is complete and agrees with its source."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import click

from aligner.check.baseline import write_baseline
from aligner.check.catalogue import NEED_DOCUMENTS
from aligner.check.findings import Report
from aligner.check.lock import names_in_lock, write_lock
from aligner.check.memories import is_memory
from aligner.check.project import CheckResult, check_files
from aligner.check.reports import REPORTS, render
from aligner.check.reports.wording import percent
from aligner.check.settings import CheckSettings
from aligner.check.settings_table import load_check_settings
from aligner.cli.options import (
    LANGUAGE,
    Percent,
    debug_option,
    force_option,
    limit_options,
    ocr_option,
    semicolons_option,
    settings_from_flags,
    srx_option,
)
from aligner.cli.outputs import STREAM, plan_outputs
from aligner.cli.terminal import progress_bar
from aligner.cores import usable_cores
from aligner.errors import InputError, TaskError, UsageError
from aligner.formats.atomic import replacing
from aligner.interface import _
from aligner.unsafe_characters import one_line

EXIT_FINDINGS = 1
FLAG_FIELDS = ("confidence", "include", "exclude", "glossary", "baseline", "lock", "fail_under", "strict", "since")
"""Flags that set the field of the same name."""


RUN_FLAGS = (
    "model",
    "source_lang",
    "target_lang",
    "encoding",
    "force",
    "ocr",
    "srx",
    "split_semicolons",
    "max_size",
    "timeout",
)
"""Flags that are settings of a run, like those of ``aligner align``."""


@click.command("check", epilog=f"Rules that need documents: {', '.join(NEED_DOCUMENTS)}; in code-mismatch, blocks.")
@click.argument("source", metavar="SOURCE")
@click.argument("target", metavar="[TARGET]", required=False)
@click.option(
    "--format", "output_format", metavar="NAME", help=f"Of the report: {', '.join(REPORTS)}.  [text, or by -o]"
)
@click.option(
    "-o", "--output", "outputs", multiple=True, metavar="FILE", help="Where to write the report.  [standard output]"
)
@click.option("--fail-under", type=Percent(), metavar="PERCENT", help="Fail below this coverage.")
@click.option("--strict", is_flag=True, default=None, help="Fail on warnings too.")
@click.option("--rule", "rules", multiple=True, metavar="NAME=LEVEL", help="Set a rule to error, warning or off.")
@click.option(
    "--confidence", type=click.FloatRange(0, 1), metavar="SHARE", help="Report findings from this certainty.  [0.5]"
)
@click.option("--include", multiple=True, metavar="PATTERN", help="Check only these files of a folder.")
@click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out these files of a folder.")
@click.option("--glossary", metavar="FILE", help="Terms that the translation must use.")
@click.option("--baseline", metavar="FILE", help="Known findings, which are not reported.")
@click.option("--write-baseline", is_flag=True, help="Write all findings to the file of --baseline as known findings.")
@click.option("--lock", metavar="FILE", help="Source version of each translation, to find stale ones.")
@click.option("--update-lock", is_flag=True, help="Record in the file of --lock that the translations are up to date.")
@click.option("--stale-by-git", is_flag=True, help="Find the source version of each translation in the history of git.")
@click.option("--since", metavar="REV", help="Check only files changed on either side since the branch left REV.")
@click.option("--source-lang", type=LANGUAGE, help="Language of SOURCE.  [detected; en in a folder of both]")
@click.option("--target-lang", type=LANGUAGE, help="Language of TARGET.  [detected]")
@click.option("--encoding", metavar="NAME", help="Encoding of all files.  [detected]")
@force_option
@ocr_option
@srx_option
@semicolons_option
@click.option("--model", metavar="NAME|PATH", help="The model that compares texts.  [bundled]")
@limit_options
@click.option("-j", "--jobs", type=click.IntRange(1), metavar="N", help="Processes.  [one a core]")
@click.option("--no-cache", is_flag=True, help="Compare all files again, and store no results.")
@click.option("--config", metavar="FILE", help="Settings file.  [aligner.toml, from here upwards]")
@click.option("-q", "--quiet", is_flag=True, help="Print the report and errors only.")
@debug_option
def check(
    source: str,
    target: str | None,
    output_format: str | None,
    outputs: tuple[str, ...],
    rules: tuple[str, ...],
    write_baseline: bool,
    update_lock: bool,
    stale_by_git: bool,
    jobs: int | None,
    no_cache: bool,
    config: str | None,
    quiet: bool,
    **flags: Any,  # noqa: ANN401 - as click hands them over
) -> None:
    """Report what a translation lacks, and where it differs from its source.

    SOURCE and TARGET are two files, or two folders whose files are paired by their
    paths; a single folder has both languages. Catalogues of messages (JSON, YAML,
    PO, ARB, .properties, .strings, strings.xml) are compared by key. One file of pairs (.tmx, .xliff, .po,
    .xlsx, .csv, .tsv, .bitext.jsonl) is checked pair by pair, without the rules that
    need documents. The report goes to standard output.

    \b
    Exit codes: 0 clean (warnings do not fail), 1 errors, with --strict warnings, or
    too little coverage, 2 wrong usage, 3 a file that cannot be read, 4 a fault of
    the program, or a worker that was killed twice (the other files are still
    checked).

    \b
    Examples:
      aligner check docs/en docs/zh
      aligner check guide.en.md guide.zh.md --format github
      aligner check memory.tmx --glossary terms.csv
      aligner check docs/en docs/zh -o report.sarif --fail-under 98
      aligner check docs/en docs/zh --since origin/main
      aligner check locales/en.json locales/zh-CN.json
      aligner check docs/en docs/zh --baseline .aligner-baseline.json --write-baseline
    """  # noqa: D301 - click wants the character itself
    places = plan_reports(outputs, output_format)
    settings = settings_of(config, rules, flags)
    for given, option, place in (
        (write_baseline, "--write-baseline", "baseline"),
        (update_lock, "--update-lock", "lock"),
    ):
        if given and not getattr(settings, place):
            raise UsageError(
                _("{option} needs a file to write: name it with --{place} FILE", option=option, place=place)
            )
    if is_memory(source, target) and (update_lock or stale_by_git or settings.since):
        option = "--update-lock" if update_lock else "--stale-by-git" if stale_by_git else "--since"
        raise UsageError(
            _("{option} needs two documents: a memory does not say what it was made of", option=option), path=source
        )
    run = settings_from_flags(config, {name: flags[name] for name in RUN_FLAGS}, quiet=quiet)
    wanted = replace(
        settings,
        baseline=None if write_baseline else settings.baseline,
        lock=None if update_lock else settings.lock,
    )
    with progress_bar(shown=not quiet) as progress:
        found = check_files(
            source,
            target,
            wanted,
            run=run,
            stale_by_git=stale_by_git,
            jobs=jobs or usable_cores(),
            cache=not no_cache,
            progress=progress,
        )
    report = record(found, settings, keep_findings=write_baseline, keep_sources=update_lock, quiet=quiet)
    for path, name in places:
        write_report(report, path, name)
    print_problems(report, quiet=quiet or (STREAM, "text") in places)
    print_traces(found.traces)
    raise click.exceptions.Exit(exit_code(report, settings))


def plan_reports(outputs: tuple[str, ...], output_format: str | None) -> list[tuple[str, str]]:
    """Return the path and the format of each report; files come before standard output.

    Raises:
        OutputError: an output cannot be written.
        UsageError: the format or the extension is unknown.
    """
    if output_format is not None:
        REPORTS.load(output_format)
    places = []
    for path in outputs or (STREAM,):
        if path != STREAM:
            plan_outputs((path,), "tmx", ())  # only for its checks of the path; the form does not matter
        by_extension = "text" if path == STREAM else REPORTS.name_for_path(path)
        name = output_format if len(outputs) < 2 and output_format else by_extension or output_format
        if path == STREAM and output_format:
            name = output_format
        if name is None:
            raise UsageError(
                _("its extension is no form of report: add --format, one of {reports}", reports=", ".join(REPORTS)),
                path=path,
            )
        places.append((path, name))
    return sorted(places, key=lambda place: place[0] == STREAM)


def settings_of(config: str | None, rules: tuple[str, ...], flags: Mapping[str, Any]) -> CheckSettings:
    """Return the check settings: the table [check] of the settings file, overridden by the given flags."""
    settings = load_check_settings(config)
    chosen: dict[str, Any] = dict(settings.rules)
    for rule in rules:
        name, mark, level = rule.partition("=")
        if not mark:
            raise UsageError(_("--rule {rule}: write NAME=LEVEL, such as --rule moved=off", rule=rule))
        chosen[name.strip()] = level.strip()
    given = {name: flags[name] for name in FLAG_FIELDS if flags[name] not in (None, ())}
    return replace(settings, rules=chosen, **given)


def record(
    found: CheckResult, settings: CheckSettings, *, keep_findings: bool, keep_sources: bool, quiet: bool
) -> Report:
    """Return the report of a check without the findings that the baseline file lists as known.

    If the user requests it, first write two files: the baseline, with all current findings, and the
    lock file, with hashes of the current texts.
    """
    report = found.report
    if keep_sources and settings.lock:
        passages = {names_in_lock(*names, settings.lock): hashes for names, hashes in found.passages.items()}
        write_lock(settings.lock, passages)
        if not quiet:
            click.echo(
                _(
                    "recorded as up to date: {passages} pairs of files, in {lock}",
                    passages=len(passages),
                    lock=one_line(settings.lock),
                ),
                err=True,
            )
    if keep_findings and settings.baseline:
        write_baseline(settings.baseline, report)
        count = len(report.findings)
        if not quiet:
            click.echo(
                _(
                    "recorded as known: {count} findings, in {baseline}",
                    count=count,
                    baseline=one_line(settings.baseline),
                ),
                err=True,
            )
        files = tuple(replace(file, findings=()) for file in report.files)
        report = replace(report, files=files, silenced=report.silenced + count)
    return report


def write_report(report: Report, path: str, name: str) -> None:
    """Write the report of a check to a file or to standard output."""
    if path == STREAM:
        colour = name == "text" and sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        click.echo(render(report, name, colour=colour), nl=False, color=colour or None)
        return
    with replacing(path) as stream:
        stream.write(render(report, name).encode())


def print_problems(report: Report, *, quiet: bool) -> None:
    """Print on standard error the files that could not be read, and the remarks; the report itself has neither."""
    for line in report.unreadable:
        click.echo(_("aligner: error: {line}", line=one_line(line)), err=True)
    for remark in () if quiet else report.remarks:
        click.echo(_("aligner: warning: {remark}", remark=one_line(remark)), err=True)


def print_traces(traces: tuple[str, ...]) -> None:
    """Print the tracebacks of internal errors with --debug; without it, only say that there are any."""
    if "--debug" in sys.argv:
        for trace in traces:
            click.echo(trace, nl=False, err=True)
    elif traces:
        click.echo(_("aligner: error: run it again with --debug to see the cause, and please report it"), err=True)


def exit_code(report: Report, settings: CheckSettings) -> int:
    """Return the exit code for a report; print an error if the coverage is too low."""
    covered, total = report.weights
    short = settings.fail_under is not None and 100 * covered < settings.fail_under * total
    if short:
        minimum = f"{settings.fail_under:g}%"
        click.echo(
            _(
                "aligner: error: coverage is {covered}, less than {minimum}",
                covered=percent(covered, total),
                minimum=minimum,
            ),
            err=True,
        )
    if report.faults:
        return TaskError.exit_code
    if report.unreadable:
        return InputError.exit_code
    failing = report.findings if settings.strict else report.errors
    return EXIT_FINDINGS if failing or short else 0
