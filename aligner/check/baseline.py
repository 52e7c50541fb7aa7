"""A baseline: findings that are known, by fingerprint and number, so that only new ones are reported."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePath

from aligner.check.findings import Finding, Place, Report
from aligner.check.kept_terms import term_fingerprint
from aligner.errors import InputError
from aligner.formats.atomic import replacing
from aligner.interface import N_, _

VERSION = 1
NO_BASELINE = N_("this is no baseline: make one with --write-baseline")


def read_baseline(path: str) -> Counter[str]:
    """Return how often each fingerprint is known.

    Raises:
        InputError: the file cannot be read, or is no baseline.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise InputError(_("this is a baseline of another version: make one with --write-baseline"), path=path)
        known: Counter[str] = Counter()
        for each in content["findings"]:
            known[str(each["fingerprint"])] += int(each["count"])  # findings of one text may differ in their messages
        return known
    except OSError as error:
        message = _(
            "cannot read the baseline: {reason}; make one with --write-baseline", reason=error.strerror or error
        )
        raise InputError(message, path=path) from error
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise InputError(_(NO_BASELINE), path=path) from error


def write_baseline(path: str, report: Report) -> None:
    """Write the findings of a report as known ones, in an order that makes for small differences.

    Raises:
        OutputError: the file cannot be written.
    """
    located = map(relative_to(path), report.findings)
    counts = Counter((each.place.path, each.rule, each.fingerprint(), each.message) for each in located)
    rows = [
        {"path": place, "rule": rule, "message": message, "fingerprint": mark, "count": count}
        for (place, rule, mark, message), count in sorted(counts.items())
    ]
    text = json.dumps({"version": VERSION, "findings": rows}, ensure_ascii=False, indent=2) + "\n"
    with replacing(path) as stream:
        stream.write(text.encode("utf-8", "replace"))


def without_known(report: Report, known: Counter[str], path: str) -> Report:
    """Return the report without the findings of a baseline; of equal ones no more than it has are silenced.

    Args:
        report: what was found.
        known: fingerprints and how often each is known.
        path: of the baseline.
    """
    left = Counter(known)
    terms = known.keys()
    silenced = 0
    located = relative_to(path)
    files = []
    for file in report.files:
        kept = []
        for finding in file.findings:
            mark = located(finding).fingerprint()
            if left[mark] > 0:
                left[mark] -= 1
            elif term_fingerprint(finding) in terms:
                silenced += 1  # a term that was kept in many places is known in the few that are left
            else:
                kept.append(finding)
        files.append(replace(file, findings=tuple(kept)))
    gone = sum(left.values())
    remarks = report.remarks
    if gone:
        remarks += (_("{path}: findings that are no more: {gone}; write the baseline again", path=path, gone=gone),)
    silenced += report.silenced + sum(known.values()) - gone
    return replace(report, files=tuple(files), silenced=silenced, remarks=remarks)


def relative_to(path: str) -> Callable[[Finding], Finding]:
    """Return what gives a finding paths relative to a baseline's folder, so that it holds wherever the check runs."""
    start = Path(path).resolve().parent

    def relative(place: Place | None) -> Place | None:
        if place is None:
            return None
        return replace(place, path=PurePath(os.path.relpath(Path(place.path).resolve(), start)).as_posix())

    return lambda finding: replace(finding, source=relative(finding.source), target=relative(finding.target))
