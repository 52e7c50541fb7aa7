"""The report of the filters of a corpus, as JSON and as text.

For each filter, it has the number of dropped pairs, the reasons, and a sample of the dropped pairs.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from aligner.batch.filters import ONE_SIDED_FILTER, Verdict, filter_settings
from aligner.batch.settings import UNRELATED_FILTER, CorpusSettings

SHOWN_CHARACTERS = 160
"""Most characters of a side that the text report shows; the JSON report has all."""


class FilterReport:
    """Counts the dropped pairs and draws a sample of them for each filter (reservoir sampling; Vitter, 1985)."""

    def __init__(self, settings: CorpusSettings) -> None:
        """Create a report that has counted no pairs yet.

        Args:
            settings: the filters, the number of samples and the seed.
        """
        self.settings = settings
        self.pairs = 0
        self.kept = 0
        self.reasons: dict[str, Counter[str]] = {name: Counter() for name in self._names()}
        self.samples: dict[str, list[dict[str, Any]]] = {name: [] for name in self.reasons}
        self._draws = {name: random.Random(f"{settings.report.seed}:{name}") for name in self.reasons}

    def _names(self) -> Iterable[str]:
        unrelated = [UNRELATED_FILTER] if self.settings.filters.unrelated else []
        return (*unrelated, ONE_SIDED_FILTER, *self.settings.filters.chosen)

    def add(self, verdict: Verdict, record: Mapping[str, Any]) -> None:
        """Count a pair as kept or dropped; a dropped pair may enter the sample of its filter.

        Args:
            verdict: the filter and reason of the drop; both are empty for a kept pair.
            record: the pair; see `aligner.batch.corpus.record_of`.
        """
        self.pairs += 1
        if not verdict.reason:
            self.kept += 1
            return
        name = verdict.filter
        self.reasons[name][verdict.reason] += 1
        count, size = self.reasons[name].total(), self.settings.report.samples
        place = count - 1 if count <= size else self._draws[name].randrange(count)
        if place < size:
            sample = {key: record[key] for key in ("document", "id", "source", "target")}
            sample |= {"reason": verdict.reason, "scores": list(verdict.scores)}
            self.samples[name][place : place + 1] = [sample]

    def as_record(self) -> dict[str, Any]:
        """Return the report as JSON values, with the filters in the order in which they run."""
        settings = {name: filter_settings(each) for name, each in self.settings.filters.chosen.items()}
        filters = [
            {
                "name": name,
                "settings": {key: value for key, value in settings.get(name, {}).items() if key != "name"},
                "dropped": reasons.total(),
                "reasons": dict(sorted(reasons.items())),
                "samples": self.samples[name],
            }
            for name, reasons in self.reasons.items()
        ]
        return {"pairs": self.pairs, "kept": self.kept, "seed": self.settings.report.seed, "filters": filters}


def report_text(record: Mapping[str, Any]) -> str:
    """Return a report from `FilterReport.as_record` as text: the counts, then the dropped pairs of the samples."""
    lines = [
        f"{record['kept']:,} pairs kept; of {record['pairs']:,} pairs and segments without a counterpart, dropped:",
        "",
    ]
    for each in record["filters"]:
        lines.append(f"{each['dropped']:>12,}  {each['name']}  {shown_settings(each['settings'])}".rstrip())
    for each in record["filters"]:
        if not each["samples"]:
            continue
        number = len(each["samples"])
        lines += ["", f"{each['name']}: {number} of {each['dropped']:,} dropped pairs, seed {record['seed']}"]
        for sample in each["samples"]:
            scores = f" ({', '.join(f'{score:g}' for score in sample['scores'])})" if sample["scores"] else ""
            lines += [f"  {sample['document']}, pair {sample['id']}: {sample['reason']}{scores}"]
            lines += [f"    {clipped(sample[side])}" for side in ("source", "target")]
    return "\n".join(lines) + "\n"


def shown_settings(settings: Mapping[str, Any]) -> str:
    """Return the settings of a filter as one line of text."""
    return ", ".join(f"{key} {shown_value(value)}" for key, value in settings.items())


def shown_value(value: object) -> str:
    """Return the value of a setting as text; a mapping is shown as its keys with their values."""
    if isinstance(value, dict):
        return " ".join(f"{key}={item}" for key, item in sorted(value.items()))
    return f"{value:g}" if isinstance(value, float) else str(value)


def clipped(text: str, length: int = SHOWN_CHARACTERS) -> str:
    """Return a text on one line of at most ``length`` characters; an ellipsis marks the cut."""
    line = " ".join(text.split())
    return line if len(line) <= length else f"{line[: length - 1]}…"
