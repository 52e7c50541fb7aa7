"""A baseline lists known findings by fingerprint and count, so that only new findings are reported."""

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
    """Read a baseline file, and return the number of known findings for each fingerprint.

    A fingerprint is a hash that identifies a finding; see `Finding.fingerprint`.

    Raises:
        InputError: the file cannot be read, or is not a baseline.
    """
    try:
        content = json.loads(Path(path).read_text(encoding="utf-8"))
        if content["version"] != VERSION:
            raise InputError(_("this is a baseline of another version: make one with --write-baseline"), path=path)
        known: Counter[str] = Counter()
        for each in content["findings"]:
            known[str(each["fingerprint"])] += int(each["count"])  # one fingerprint may have several messages
        return known
    except OSError as error:
        message = _(
            "cannot read the baseline: {reason}; make one with --write-baseline", reason=error.strerror or error
        )
        raise InputError(message, path=path) from error
    except (AttributeError, KeyError, OverflowError, RecursionError, TypeError, ValueError) as error:
        raise InputError(_(NO_BASELINE), path=path) from error


def write_baseline(path: str, report: Report) -> None:
    """Write the findings of a report to a baseline, sorted by path and rule.

    The order is fixed, so two versions of the file differ only where the findings differ.

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
    """Return a report without the known findings.

    If several findings have the same fingerprint, at most the known number of them is removed.

    Args:
        report: the report of all findings.
        known: number of known findings for each fingerprint, from `read_baseline`.
        path: path of the baseline file.
    """
    remaining = Counter(known)
    terms = known.keys()
    silenced = 0
    located = relative_to(path)
    files = []
    for file in report.files:
        new = []
        for finding in file.findings:
            fingerprint = located(finding).fingerprint()
            if remaining[fingerprint] > 0:
                remaining[fingerprint] -= 1
            elif term_fingerprint(finding) in terms:
                silenced += 1  # the term was in many places when the baseline was written, and is in few now
            else:
                new.append(finding)
        files.append(replace(file, findings=tuple(new)))
    vanished = sum(remaining.values())
    remarks = report.remarks
    if vanished:
        remarks += (_("{path}: findings that are no more: {gone}; write the baseline again", path=path, gone=vanished),)
    silenced += report.silenced + sum(known.values()) - vanished
    return replace(report, files=tuple(files), silenced=silenced, remarks=remarks)


def relative_to(path: str) -> Callable[[Finding], Finding]:
    """Return a function that makes the paths of a finding relative to the folder of the baseline file.

    The baseline can therefore be used, whatever folder the check is started in.
    """
    start = Path(path).resolve().parent

    def relative(place: Place | None) -> Place | None:
        if place is None:
            return None
        return replace(place, path=PurePath(os.path.relpath(Path(place.path).resolve(), start)).as_posix())

    return lambda finding: replace(finding, source=relative(finding.source), target=relative(finding.target))
