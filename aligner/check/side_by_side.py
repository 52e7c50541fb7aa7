"""bitext -> Comparison: which texts translate each other, by passages of documents or pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from aligner.alignment.crossing import MOVED
from aligner.alignment.outline.sentences import PASSAGE_CONFIDENCE, segments_by_block
from aligner.bitext import Bead, Bitext
from aligner.check.comparison import Alone, Comparison, Match, Side, Text, Texts
from aligner.check.settings import CheckSettings
from aligner.protocols import Embedder

BLOCK_CONFIDENCE = 0.9
"""That a whole block has no counterpart, where the best path says so: set by hand, not measured."""


def side_by_side(bitext: Bitext, settings: CheckSettings, embedder: Embedder) -> Comparison:
    """Return what the two sides of a bitext have in common and what not.

    Args:
        bitext: with passages where two documents were compared; without, its beads are all that is known.
        settings: of the check.
        embedder: a loaded model.
    """
    texts: dict[Side, Texts] = {"source": Texts(bitext.source), "target": Texts(bitext.target)}
    matches, alone = matched_passages(bitext, texts) if bitext.passages else matched_pairs(bitext, texts)
    return Comparison(bitext.source, bitext.target, bitext.passages, matches, alone, settings, embedder, texts)


def matched_pairs(bitext: Bitext, made: Mapping[Side, Texts]) -> tuple[tuple[Match, ...], tuple[Alone, ...]]:
    """Return the beads with two sides as texts that translate each other, and the null beads."""
    matches: list[Match] = []
    alone: list[Alone] = []
    reached = {"source": 1, "target": 1}
    scored = any(bead.score or bead.confidence for bead in bitext.beads)
    for bead in bitext.beads:
        texts = made["source"].of(bead.source), made["target"].of(bead.target)
        if bead.is_null:
            side: Side = "source" if bead.source else "target"
            text = texts[0] if bead.source else texts[1]
            other = reached["target" if bead.source else "source"]
            alone.append(Alone(side, text, True, bead.confidence if scored else 1.0, other))
            reached[side] = text.line
            continue
        # What was not aligned by a program, and so bears no scores, was put together by a person.
        similarity, confidence = (bead.score, bead.confidence) if scored else (1.0, 1.0)
        matches.append(Match(*texts, *texts, similarity, confidence, bead.status == MOVED, (bead,)))
        reached = {"source": texts[0].line, "target": texts[1].line}
    return tuple(matches), tuple(alone)


def matched_passages(bitext: Bitext, made: Mapping[Side, Texts]) -> tuple[tuple[Match, ...], tuple[Alone, ...]]:
    """Return the texts of the passages that translate each other, and those without counterpart."""
    source, target = bitext.source, bitext.target
    ours, theirs = segments_by_block(source), segments_by_block(target)
    by_block: dict[tuple[Side, int], list[Bead]] = defaultdict(list)
    for bead in bitext.beads:
        if bead.status == MOVED:
            continue
        if bead.source:
            by_block["source", source.segments[bead.source[0]].block].append(bead)
        else:
            by_block["target", target.segments[bead.target[0]].block].append(bead)
    matches: list[Match] = []
    alone: list[Alone] = []
    reached = {"source": 1, "target": 1}
    for passage in bitext.passages:
        left = [number for block in passage.source for number in ours[block]]
        right = [number for block in passage.target for number in theirs[block]]
        texts = made["source"].of(left), made["target"].of(right)
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
            inside = [Bead(tuple(left), tuple(right), passage.similarity, PASSAGE_CONFIDENCE)]
        pairs = tuple(bead for bead in inside if not bead.is_null)
        matches.append(
            Match(
                made["source"].of(sorted(number for bead in pairs for number in bead.source)),
                made["target"].of(sorted(number for bead in pairs for number in bead.target)),
                *texts,
                passage.similarity,
                PASSAGE_CONFIDENCE,
                passage.moved,
                pairs,
            )
        )
        alone += sentences_alone(made, inside, texts)
        if not passage.moved:
            reached = {"source": texts[0].line, "target": texts[1].line}
    return tuple(matches), tuple(alone)


def sentences_alone(made: Mapping[Side, Texts], beads: Sequence[Bead], texts: tuple[Text, Text]) -> list[Alone]:
    """Return the sentences of a passage that have no counterpart, neighbours together."""
    found = []
    sides: tuple[tuple[Side, Text], ...] = (("source", texts[1]), ("target", texts[0]))
    for side, other in sides:
        nulls = sorted(
            (getattr(bead, side)[0], bead.confidence) for bead in beads if bead.is_null and getattr(bead, side)
        )
        runs = groupby(enumerate(nulls), key=lambda item: item[1][0] - item[0])
        for _, run in runs:
            members = [member for _, member in run]
            text = made[side].of([number for number, _ in members])
            found.append(Alone(side, text, False, max(confidence for _, confidence in members), other.line))
    return found
