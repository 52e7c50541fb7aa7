"""Build the comparison of a bitext, which the rules of the check inspect.

It is built from passages (groups of aligned blocks) if the bitext comes from documents, else from
the pairs of segments.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from aligner.alignment.crossing import MOVED
from aligner.alignment.outline.sentences import PASSAGE_CONFIDENCE, segments_by_block
from aligner.bitext import Bead, Bitext
from aligner.check.comparison import Comparison, Match, Side, Unpaired
from aligner.check.settings import CheckSettings
from aligner.check.texts import Text, Texts
from aligner.protocols import Embedder

BLOCK_CONFIDENCE = 0.9
"""Confidence that an unpaired block has no counterpart; set by hand, not measured."""


def match_texts(bitext: Bitext, settings: CheckSettings, embedder: Embedder) -> Comparison:
    """Return the comparison of a bitext: its matches and its unpaired texts.

    Args:
        bitext: the bitext; it has passages if it comes from two documents.
        settings: settings of the check.
        embedder: a loaded model.
    """
    texts: dict[Side, Texts] = {"source": Texts(bitext.source), "target": Texts(bitext.target)}
    matches, unpaired = matched_passages(bitext, texts) if bitext.passages else matched_pairs(bitext, texts)
    return Comparison(bitext.source, bitext.target, bitext.passages, matches, unpaired, settings, embedder, texts)


def matched_pairs(
    bitext: Bitext, texts_of_side: Mapping[Side, Texts]
) -> tuple[tuple[Match, ...], tuple[Unpaired, ...]]:
    """Return the beads with text on both sides as matches, and the other beads as unpaired texts."""
    matches: list[Match] = []
    unpaired: list[Unpaired] = []
    last_lines = {"source": 1, "target": 1}
    scored = any(bead.score or bead.confidence for bead in bitext.beads)
    for bead in bitext.beads:
        texts = texts_of_side["source"].of(bead.source), texts_of_side["target"].of(bead.target)
        if bead.is_null:
            side: Side = "source" if bead.source else "target"
            text = texts[0] if bead.source else texts[1]
            other = last_lines["target" if bead.source else "source"]
            unpaired.append(Unpaired(side, text, True, bead.confidence if scored else 1.0, other))
            last_lines[side] = text.line
            continue
        # Beads without scores were made by a person, not by an aligner, so they count as certain.
        similarity, confidence = (bead.score, bead.confidence) if scored else (1.0, 1.0)
        matches.append(Match(*texts, *texts, similarity, confidence, bead.status == MOVED, (bead,)))
        last_lines = {"source": texts[0].line, "target": texts[1].line}
    return tuple(matches), tuple(unpaired)


def matched_passages(
    bitext: Bitext, texts_of_side: Mapping[Side, Texts]
) -> tuple[tuple[Match, ...], tuple[Unpaired, ...]]:
    """Return each passage with text on both sides as a match, and the other texts as unpaired.

    A passage is a group of aligned blocks. Sentences without counterpart inside a passage are also
    unpaired texts.
    """
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
    unpaired: list[Unpaired] = []
    last_lines = {"source": 1, "target": 1}
    for passage in bitext.passages:
        left = [number for block in passage.source for number in ours[block]]
        right = [number for block in passage.target for number in theirs[block]]
        texts = texts_of_side["source"].of(left), texts_of_side["target"].of(right)
        if not left or not right:
            side: Side = "source" if left else "target"
            text = texts[0] if left else texts[1]
            other = last_lines["target" if left else "source"]
            unpaired.append(Unpaired(side, text, True, BLOCK_CONFIDENCE, other))
            last_lines[side] = text.line
            continue
        inside = [bead for block in passage.source for bead in by_block["source", block]]
        inside += [bead for block in passage.target for bead in by_block["target", block]]
        if passage.moved or all(bead.is_null for bead in inside):
            inside = [Bead(tuple(left), tuple(right), passage.similarity, PASSAGE_CONFIDENCE)]
        pairs = tuple(bead for bead in inside if not bead.is_null)
        matches.append(
            Match(
                texts_of_side["source"].of(sorted(number for bead in pairs for number in bead.source)),
                texts_of_side["target"].of(sorted(number for bead in pairs for number in bead.target)),
                *texts,
                passage.similarity,
                PASSAGE_CONFIDENCE,
                passage.moved,
                pairs,
            )
        )
        unpaired += unpaired_sentences(texts_of_side, inside, texts)
        if not passage.moved:
            last_lines = {"source": texts[0].line, "target": texts[1].line}
    return tuple(matches), tuple(unpaired)


def unpaired_sentences(
    texts_of_side: Mapping[Side, Texts], beads: Sequence[Bead], texts: tuple[Text, Text]
) -> list[Unpaired]:
    """Return the sentences of a passage that have no counterpart; consecutive sentences form one text."""
    unpaired = []
    sides: tuple[tuple[Side, Text], ...] = (("source", texts[1]), ("target", texts[0]))
    for side, other in sides:
        nulls = sorted(
            (getattr(bead, side)[0], bead.confidence) for bead in beads if bead.is_null and getattr(bead, side)
        )
        runs = groupby(enumerate(nulls), key=lambda item: item[1][0] - item[0])
        for _, run in runs:
            members = [member for _, member in run]
            text = texts_of_side[side].of([number for number, _ in members])
            unpaired.append(Unpaired(side, text, False, max(confidence for _, confidence in members), other.line))
    return unpaired
