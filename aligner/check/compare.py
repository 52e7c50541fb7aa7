"""compare(source, target) -> Comparison -> findings: one document against its translation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING

from aligner.alignment import align_segments
from aligner.alignment.calibration import calibrated
from aligner.alignment.constraints import Constraints
from aligner.bitext import Bead, Document
from aligner.check.comparison import Alone, Comparison, Match, Side, Text, text_of
from aligner.check.findings import FileReport, Finding
from aligner.check.lock import Earlier, Hashes, passage_hashes, stale
from aligner.check.passages import Passage, find_passages
from aligner.check.rules import RULE_FUNCTIONS
from aligner.check.settings import CheckSettings
from aligner.errors import InputError
from aligner.pipeline import with_languages
from aligner.protocols import Embedder
from aligner.segmenters import segment
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.glossary import Glossary

BLOCK_CONFIDENCE = 0.9
"""That a whole block has no counterpart, where the best path says so."""
MATCH_CONFIDENCE = 0.95
LACKING = {"partial", "omission", "untranslated"}
"""Rules whose findings explain that a term is not there."""
Numbers = dict[int, list[int]]


def compare(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
) -> FileReport:
    """Return what is wrong with a translation.

    Args:
        source: as `aligner.readers.read` returns it; in Chinese or English.
        target: the translation, in the other one of the two.
        settings: of the check.
        run: how documents are segmented and aligned, and in which languages they are.
        embedder: a loaded model, where many documents are compared.
        glossary: terms that the translation has to use.

    Raises:
        UsageError: both documents are in one language.
        InputError: a document holds no text.
    """
    return compare_fully(source, target, settings, run=run, embedder=embedder, glossary=glossary)[0]


def compare_fully(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
    earlier: Earlier | None = None,
) -> tuple[FileReport, Hashes]:
    """Return what is wrong with a translation, and the hashes of its passages.

    Args:
        source: see `compare`, as are the other ones.
        target: likewise.
        settings: likewise.
        run: likewise.
        embedder: likewise.
        glossary: likewise.
        earlier: what the translation was made of, where that is known.
    """
    settings = settings or CheckSettings()
    found = lay_side_by_side(source, target, settings, run or Settings(), embedder)
    said = [finding for rule in RULE_FUNCTIONS for finding in rule(found, glossary)]
    if earlier is not None:
        old = list(stale(found, earlier))
        new = {finding.source.line for finding in old if finding.source and finding.message.startswith("added")}
        said = [
            each for each in said if not (each.rule == "omission" and each.source and each.source.line in new)
        ] + old
    findings = [
        replace(finding, severity=severity)
        for finding in without_echoes(said)
        if finding.confidence >= settings.confidence and (severity := settings.severity(finding.rule)) != "off"
    ]
    findings.sort(key=lambda finding: (finding.place.line, finding.rule, finding.message))
    covered, total = coverage(found)
    return FileReport(source.name, target.name, tuple(findings), covered, total), passage_hashes(found)


def without_echoes(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings but for terms of the glossary in texts that are said to be untranslated, or in part only."""
    lacking = [each.source for each in findings if each.rule in LACKING and each.source is not None]
    return [
        each
        for each in findings
        if each.rule != "inconsistent-term"
        or each.source is None
        or not any(place.text in each.source.text and place.text for place in lacking)
    ]


def lay_side_by_side(
    source: Document, target: Document, settings: CheckSettings, run: Settings, embedder: Embedder | None = None
) -> Comparison:
    """Return which parts of two documents translate each other; see `compare`."""
    from aligner.embedders import load_embedder

    source, target = with_languages(source, target, run.read)
    source, target = (segment(document, run.segment) for document in (source, target))
    for document in (source, target):
        if not any(segment.text.strip() for segment in document.segments):
            raise InputError("holds no text to compare; check that it is the right file", path=document.name)
    embedder = embedder or load_embedder(run.embed.model)
    passages = find_passages(source, target, embedder)
    inside = align_segments(source, target, embedder, run.align, constraints=within_passages(source, target, passages))
    matches, alone = matched(source, target, passages, calibrated(inside))
    return Comparison(source, target, tuple(passages), matches, alone, settings, embedder)


def segments_by_block(document: Document) -> Numbers:
    """Return the numbers of each block's segments."""
    numbers: Numbers = defaultdict(list)
    for number, each in enumerate(document.segments):
        numbers[each.block].append(number)
    return numbers


def within_passages(source: Document, target: Document, passages: Sequence[Passage]) -> Constraints:
    """Return the constraints under which sentences stay within the passages that follow each other on both sides."""
    ours, theirs = segments_by_block(source), segments_by_block(target)
    gates: list[tuple[int, int]] = []
    barred: tuple[set[int], set[int]] = (set(), set())
    for passage in passages:
        if passage.moved or not (passage.source and passage.target):
            barred[0].update(number for block in passage.source for number in ours[block])
            barred[1].update(number for block in passage.target for number in theirs[block])
            continue
        first = ours[passage.source[0]][0], theirs[passage.target[0]][0]
        last = ours[passage.source[-1]][-1] + 1, theirs[passage.target[-1]][-1] + 1
        gates += [first, last]
    return Constraints((), tuple(sorted(set(gates))), frozenset(barred[0]), frozenset(barred[1]))


def matched(
    source: Document, target: Document, passages: Sequence[Passage], beads: Sequence[Bead]
) -> tuple[tuple[Match, ...], tuple[Alone, ...]]:
    """Return the texts of the passages that translate each other, and those without counterpart."""
    ours, theirs = segments_by_block(source), segments_by_block(target)
    by_block: dict[tuple[Side, int], list[Bead]] = defaultdict(list)
    for bead in beads:
        if bead.status == "moved":
            continue
        if bead.source:
            by_block["source", source.segments[bead.source[0]].block].append(bead)
        else:
            by_block["target", target.segments[bead.target[0]].block].append(bead)
    matches: list[Match] = []
    alone: list[Alone] = []
    reached = {"source": 1, "target": 1}
    for passage in passages:
        left = [number for block in passage.source for number in ours[block]]
        right = [number for block in passage.target for number in theirs[block]]
        texts = text_of(source, left), text_of(target, right)
        if not left or not right:
            side: Side = "source" if left else "target"
            text = texts[0] if left else texts[1]
            other = reached["target" if left else "source"]
            alone.append(Alone(side, text, True, BLOCK_CONFIDENCE, other))
            reached[side] = text.line
            continue
        inside = [bead for block in passage.source for bead in by_block["source", block]]
        inside += [bead for block in passage.target for bead in by_block["target", block]]
        if passage.moved or all(bead.is_null for bead in inside):
            inside = [Bead(tuple(left), tuple(right), passage.similarity, MATCH_CONFIDENCE)]
        pairs = tuple(bead for bead in inside if not bead.is_null)
        matches.append(
            Match(
                text_of(source, sorted(number for bead in pairs for number in bead.source)),
                text_of(target, sorted(number for bead in pairs for number in bead.target)),
                *texts,
                passage.similarity,
                MATCH_CONFIDENCE,
                passage.moved,
                pairs,
            )
        )
        alone += sentences_alone(source, target, inside, texts)
        if not passage.moved:
            reached = {"source": texts[0].line, "target": texts[1].line}
    return tuple(matches), tuple(alone)


def sentences_alone(source: Document, target: Document, beads: Sequence[Bead], texts: tuple[Text, Text]) -> list[Alone]:
    """Return the sentences of a passage that have no counterpart, neighbours together."""
    found = []
    sides: tuple[tuple[Side, Document, Text], ...] = (("source", source, texts[1]), ("target", target, texts[0]))
    for side, document, other in sides:
        nulls = sorted(
            (getattr(bead, side)[0], bead.confidence) for bead in beads if bead.is_null and getattr(bead, side)
        )
        runs = groupby(enumerate(nulls), key=lambda item: item[1][0] - item[0])
        for _, run in runs:
            members = [member for _, member in run]
            text = text_of(document, [number for number, _ in members])
            found.append(Alone(side, text, False, max(confidence for _, confidence in members), other.line))
    return found


def coverage(found: Comparison) -> tuple[int, int]:
    """Return how many characters of the source's prose have a counterpart, and how many there are."""
    covered = sum(weight(match.source) for match in found.prose_matches())
    missing = sum(weight(each.text) for each in found.alone if each.side == "source")
    return covered, covered + missing


def weight(text: Text) -> int:
    """Return the characters of a text that are to be translated; none of code."""
    return 0 if all(block.kind == "code" for block in text.blocks) else len("".join(text.prose.split()))
