"""``aligner lint``: report parts of a TMX file that translation tools would reject or skip."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast

import click

from aligner.cli.options import report_options
from aligner.cli.outputs import STREAM, plan_outputs, refuse_shared_stream
from aligner.cli.terminal import print_json
from aligner.errors import UsageError
from aligner.formats import open_input
from aligner.formats.atomic import replacing
from aligner.formats.lint import RULES, Finding
from aligner.formats.lint import lint as lint_tmx
from aligner.formats.lint import repair as repair_tmx
from aligner.interface import _, counted
from aligner.unsafe_characters import one_line

EXIT_FINDINGS = 1


@dataclass
class Tally:
    """Counts the findings of a TMX check, and keeps the first few findings of each rule.

    The other findings are counted but not kept, so that memory does not grow with the file.
    """

    limit: int
    counts: Counter[str] = field(default_factory=Counter)
    shown: list[Finding] = field(default_factory=list)
    repairable: int = 0

    def add(self, findings: Iterable[Finding]) -> Tally:
        """Count findings, keep the first few of each rule, and return this tally."""
        for finding in findings:
            self.counts[finding.rule] += 1
            self.repairable += bool(finding.remedy)
            if not self.limit or self.counts[finding.rule] <= self.limit:
                self.shown.append(finding)
        return self

    def number(self, severity: str) -> int:
        """Return the number of findings of one severity, ``error`` or ``warning``."""
        return sum(number for rule, number in self.counts.items() if RULES[rule].severity == severity)

    def totals(self) -> str:
        """Return the numbers of errors and warnings as text, or that there are no findings."""
        if not self.counts:
            return _("no findings")
        return _(
            "{errors}, {warnings}",
            errors=counted(self.number("error"), "error"),
            warnings=counted(self.number("warning"), "warning"),
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the findings as JSON values."""
        return {
            "errors": self.number("error"),
            "warnings": self.number("warning"),
            "counts": dict(self.counts.most_common()),
            "findings": [
                {
                    "rule": finding.rule,
                    "severity": finding.severity,
                    "line": finding.line,
                    "message": finding.message,
                    "reason": RULES[finding.rule].reason,
                    "remedy": finding.remedy or None,
                }
                for finding in self.shown
            ],
        }


@click.command()
@click.argument("path", metavar="FILE.tmx")
@click.option("--fix", is_flag=True, help="Write a repaired file, as far as a repair is safe; needs -o.")
@click.option("-o", "--output", metavar="FILE", help="With --fix: where to write.  '-' is standard output.")
@click.option(
    "--limit", type=click.IntRange(0), default=10, metavar="N", help="Findings shown for each rule; 0 shows all.  [10]"
)
@report_options
def lint(path: str, fix: bool, output: str | None, limit: int, quiet: bool, as_json: bool) -> None:
    """Report line by line why a tool would refuse FILE.tmx or skip units.

    --fix writes a new file with all safe repairs, and lists the remaining findings.
    Exit code 1 means findings; with --fix, remaining findings.

    \b
    Examples:
      aligner lint memory.tmx
      aligner lint memory.tmx --fix -o repaired.tmx
    """  # noqa: D301 - click wants the character itself
    check_request(path, output, fix=fix, as_json=as_json)
    repairs = None
    with ExitStack() as stack:
        stream = stack.enter_context(open_input(path))
        if fix:
            repairs, tally = fixed(seekable(stream, stack), path, cast(str, output), limit)
        else:
            tally = Tally(limit).add(lint_tmx(stream, path))
    if as_json:
        summary = {"path": path, **tally.to_dict()}
        if repairs is not None:
            summary |= {"output": output, "fixed": {rule: dict(remedies) for rule, remedies in repairs.items()}}
        print_json(summary)
    else:
        report(cast(str, output) if fix else path, tally, repairs, quiet=quiet, fix=fix)
    if tally.counts:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def check_request(path: str, output: str | None, *, fix: bool, as_json: bool) -> None:
    """Raise `UsageError` for invalid arguments before the work starts."""
    if fix and output is None:
        raise UsageError(_("--fix writes a new file: name it with -o FILE"))
    if output is not None:
        if not fix:
            raise UsageError(_("-o names the file that --fix writes: add --fix, or leave out -o"))
        plan_outputs((output,), "tmx", (path,))
        refuse_shared_stream((output,), as_json=as_json)


def seekable(stream: BinaryIO, stack: ExitStack) -> BinaryIO:
    """Return the stream, or a temporary copy if it can be read only once."""
    if stream.seekable():
        return stream
    copy = stack.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - the stack closes it
    shutil.copyfileobj(stream, copy)
    copy.seek(0)
    return cast(BinaryIO, copy)


def fixed(stream: BinaryIO, path: str, output: str, limit: int) -> tuple[dict[str, Counter[str]], Tally]:
    """Repair a TMX file and write the result to ``output``.

    Returns:
        The number of repairs by rule and by kind of repair, and the findings that remain in the
        repaired file.
    """
    done: dict[str, Counter[str]] = {}
    with tempfile.TemporaryFile() as copy:
        for finding in repair_tmx(stream, path, cast(BinaryIO, copy)):
            if finding.remedy:
                done.setdefault(finding.rule, Counter())[finding.remedy] += 1
        copy.seek(0)
        remaining = Tally(limit).add(lint_tmx(cast(BinaryIO, copy), output))
        copy.seek(0)
        if output == STREAM:
            shutil.copyfileobj(copy, sys.stdout.buffer)
        else:
            with replacing(output) as destination:
                shutil.copyfileobj(copy, destination)
    return done, remaining


def report(path: str, tally: Tally, repairs: dict[str, Counter[str]] | None, *, quiet: bool, fix: bool) -> None:
    """Print the repairs by rule, then the findings by line, then the numbers of errors and warnings."""
    to_error = path == STREAM and fix
    for rule, remedies in (repairs or {}).items():
        for remedy, number in remedies.most_common():
            if not quiet:
                click.echo(
                    _("repaired {number:,} x {rule}: {remedy}", number=number, rule=rule, remedy=remedy), err=True
                )
    for finding in sorted(tally.shown, key=lambda finding: finding.line):
        remedy = _(" [--fix: {remedy}]", remedy=finding.remedy) if finding.remedy else ""
        place = f"{one_line(path)}:{finding.line}: {_(finding.severity)} {finding.rule}"
        click.echo(f"{place}: {one_line(finding.message)}; {_(RULES[finding.rule].reason)}{remedy}", err=to_error)
    for rule, number in tally.counts.items():
        if tally.limit and number > tally.limit:
            click.echo(
                _("... and {number:,} more of {rule} (--limit 0 shows all)", number=number - tally.limit, rule=rule),
                err=to_error,
            )
    if not quiet:
        hint = (
            _("; --fix -o FILE repairs {repairable:,} of them", repairable=tally.repairable)
            if tally.repairable and not fix
            else ""
        )
        totals = tally.totals() + hint
        click.echo(_("remaining: {totals}", totals=totals) if fix else totals, err=True)
