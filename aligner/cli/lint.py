"""``aligner lint``: why a translation tool would refuse a TMX file, or skip parts of it."""

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
    """Findings counted, and the first few of each rule kept, so that memory does not grow with the file."""

    limit: int
    counts: Counter[str] = field(default_factory=Counter)
    shown: list[Finding] = field(default_factory=list)
    mendable: int = 0

    def add(self, findings: Iterable[Finding]) -> Tally:
        """Take findings in."""
        for finding in findings:
            self.counts[finding.rule] += 1
            self.mendable += bool(finding.remedy)
            if not self.limit or self.counts[finding.rule] <= self.limit:
                self.shown.append(finding)
        return self

    def number(self, severity: str) -> int:
        """Return how many findings are of one severity."""
        return sum(number for rule, number in self.counts.items() if RULES[rule].severity == severity)

    def said(self) -> str:
        """Return the numbers in words."""
        if not self.counts:
            return _("nothing to complain about")
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
@click.option("--fix", is_flag=True, help="Write the file again, with what is safe to mend mended; needs -o.")
@click.option("-o", "--output", metavar="FILE", help="With --fix: where to write.  '-' is standard output.")
@click.option(
    "--limit", type=click.IntRange(0), default=10, metavar="N", help="Findings shown of each rule; 0 shows all.  [10]"
)
@report_options
def lint(path: str, fix: bool, output: str | None, limit: int, quiet: bool, as_json: bool) -> None:
    """Say line by line why a translation tool would refuse FILE.tmx or skip units.

    With --fix, what is safe to mend is mended in a new file, and what is left is
    listed. Exit code 1 means findings; with --fix, findings that are left.

    \b
    Examples:
      aligner lint memory.tmx
      aligner lint memory.tmx --fix -o mended.tmx
    """  # noqa: D301 - click wants the character itself
    check_request(path, output, fix=fix, as_json=as_json)
    mended = None
    with ExitStack() as stack:
        stream = stack.enter_context(open_input(path))
        if fix:
            mended, tally = fixed(seekable(stream, stack), path, cast(str, output), limit)
        else:
            tally = Tally(limit).add(lint_tmx(stream, path))
    if as_json:
        summary = {"path": path, **tally.to_dict()}
        if mended is not None:
            summary |= {"output": output, "fixed": {rule: dict(remedies) for rule, remedies in mended.items()}}
        print_json(summary)
    else:
        report(cast(str, output) if fix else path, tally, mended, quiet=quiet, fix=fix)
    if tally.counts:
        raise click.exceptions.Exit(EXIT_FINDINGS)


def check_request(path: str, output: str | None, *, fix: bool, as_json: bool) -> None:
    """Raise a `UsageError` for a request that cannot be met, before any work is done."""
    if fix and output is None:
        raise UsageError(_("--fix writes a new file: say where with -o FILE"))
    if output is not None:
        if not fix:
            raise UsageError(_("-o is where --fix writes: add --fix, or leave -o out"))
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
    """Write the mended file, and return what was done, by rule and remedy, and what is still found in it."""
    done: dict[str, Counter[str]] = {}
    with tempfile.TemporaryFile() as copy:
        for finding in repair_tmx(stream, path, cast(BinaryIO, copy)):
            if finding.remedy:
                done.setdefault(finding.rule, Counter())[finding.remedy] += 1
        copy.seek(0)
        left = Tally(limit).add(lint_tmx(cast(BinaryIO, copy), output))
        copy.seek(0)
        if output == STREAM:
            shutil.copyfileobj(copy, sys.stdout.buffer)
        else:
            with replacing(output) as destination:
                shutil.copyfileobj(copy, destination)
    return done, left


def report(path: str, tally: Tally, mended: dict[str, Counter[str]] | None, *, quiet: bool, fix: bool) -> None:
    """Print what was mended, then the findings in the order of their lines, then the numbers."""
    to_error = path == STREAM and fix
    for rule, remedies in (mended or {}).items():
        for remedy, number in remedies.most_common():
            if not quiet:
                click.echo(_("mended {number:,} x {rule}: {remedy}", number=number, rule=rule, remedy=remedy), err=True)
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
            _("; {mendable:,} can be mended with --fix -o FILE", mendable=tally.mendable)
            if tally.mendable and not fix
            else ""
        )
        said = tally.said() + hint
        click.echo(_("left: {numbers}", numbers=said) if fix else said, err=True)
