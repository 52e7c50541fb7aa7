"""Strict and lax scores of every system on every set, by the package's own scorer."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aligner.bitext import Bead
from aligner.evaluate import Report, evaluate_beads
from aligner.formats import read_beads
from aligner.pipeline import align
from aligner.settings import EmbedSettings, ReadSettings, SegmentSettings, Settings
from benchmarks.evaluation_sets import EvaluationDocument, EvaluationSet

Scored = tuple[str, str, Sequence[Bead], Sequence[Bead]]
"""Name of the gold, name of the test, gold beads, test beads: what `aligner.evaluate.evaluate_beads` takes."""

NORMAL_95 = statistics.NormalDist().inv_cdf(0.975)
"""Half the width of a 95 % interval in standard errors, where errors are normal."""


@dataclass(frozen=True)
class System:
    """One way of getting beads.

    Attributes:
        name: short, for files.
        title: for tables.
        model: model to align with; empty for a peer.
        extension: of a peer's published outputs, which lie beside the gold; empty for ours.
    """

    name: str
    title: str
    model: str = ""
    extension: str = ""


SYSTEMS = (
    System("aligner", "aligner, bundled model", model="bundled"),
    System("length", "lengths alone (`--model length`)", model="length"),
    System("bertalign", "Bertalign (LaBSE)", extension=".bertalign"),
    System("vecalign", "Vecalign (LaBSE-class)", extension=".vecalign"),
)


def settings_for(document: EvaluationDocument, model: str) -> Settings:
    """Return the settings that keep the set's own segmentation: each line a segment."""
    return Settings(
        read=ReadSettings(source_language=document.source_language, target_language=document.target_language),
        segment=SegmentSettings(segmenter="lines"),
        embed=EmbedSettings(model),
    )


def aligned(documents: Iterable[EvaluationDocument], model: str) -> list[Scored]:
    """Align the documents with a model."""
    return [
        (
            each.gold.name,
            each.gold.stem,
            read_beads(each.gold),
            align(each.source, each.target, settings_for(each, model)).beads,
        )
        for each in documents
    ]


def published(evaluation: EvaluationSet, extension: str) -> list[Scored]:
    """Read a peer's outputs; none where they are missing."""
    return [
        (document.gold.name, path.name, read_beads(document.gold), read_beads(path))
        for document, path in zip(evaluation.documents, evaluation.outputs(extension), strict=False)
    ]


def scored(evaluation: EvaluationSet, system: System) -> list[Scored]:
    """Return gold and test beads of each document; none where the set or the peer's outputs are absent."""
    if system.model:
        return aligned(evaluation.documents, system.model)
    return published(evaluation, system.extension)


def end_to_end(documents: Sequence[Scored]) -> Scored:
    """Return the documents as one, numbered on from each other."""
    joined: tuple[list[Bead], list[Bead]] = ([], [])
    source = target = 0
    for _, _, gold, test in documents:
        for beads, whole in ((gold, joined[0]), (test, joined[1])):
            whole.extend(shifted(bead, source, target) for bead in beads)
        source += segments(gold, test, "source")
        target += segments(gold, test, "target")
    return ("all", "all", *joined)


def shifted(bead: Bead, source: int, target: int) -> Bead:
    """Return the bead with its numbers raised."""
    return replace(
        bead,
        source=tuple(number + source for number in bead.source),
        target=tuple(number + target for number in bead.target),
    )


def segments(gold: Sequence[Bead], test: Sequence[Bead], side: str) -> int:
    """Return how many segments of one side the beads number."""
    return 1 + max((number for beads in (gold, test) for bead in beads for number in getattr(bead, side)), default=-1)


def standard_error(documents: Sequence[Scored]) -> float:
    """Return the bootstrap standard error of the strict F1, as far as it comes from the beads.

    The documents are taken as one, so that stretches of it are resampled (see `aligner.evaluate`): resampling
    whole documents would add how much they differ in difficulty, which is the same for every version of a system.
    It is the width of the 95 % percentile interval over that of a normal distribution of standard error 1.
    """
    report = evaluate_beads([end_to_end(documents)])
    return (report.high.strict.f1 - report.low.strict.f1) / (2 * NORMAL_95)


def measure(evaluation: EvaluationSet, systems: Sequence[System] = SYSTEMS) -> dict[str, Any]:
    """Return what `results/benchmark.json` says about one set: its size, its hash, and each system's scores."""
    found: dict[str, Any] = {}
    for system in systems:
        documents = scored(evaluation, system)
        if documents:
            found[system.name] = summary(evaluate_beads(documents), standard_error(documents))
    sizes = [
        sum(len(path.read_text(encoding="utf-8").splitlines()) for path in paths)
        for paths in zip(*((each.source, each.target) for each in evaluation.documents), strict=True)
    ]
    return {
        "title": evaluation.title,
        "sha256": evaluation.sha256(),
        "documents": len(evaluation.documents),
        "sentences": sum(sizes),
        "beads": sum(len(read_beads(each.gold)) for each in evaluation.documents),
        "systems": found,
    }


def summary(report: Report, error: float) -> dict[str, Any]:
    """Return a report as plain values, rounded to what can mean anything."""
    whole = rounded(report.to_dict())
    documents = [{"gold": each["gold"], "scores": each["scores"]} for each in whole["documents"]]
    pooled = whole["pooled"]
    return {
        "signature": whole["signature"],
        "strict": pooled["scores"]["strict"],
        "lax": pooled["scores"]["lax"],
        "confidence": whole["confidence"],
        "low": whole["low"],
        "high": whole["high"],
        "strict_f1_standard_error": round(error, 4),
        "counts": pooled["counts"],
        "documents": documents if len(documents) > 1 else [],
    }


def rounded(value: Any) -> Any:
    """Return nested plain values with every float cut to four digits."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(each) for each in value]
    return value
