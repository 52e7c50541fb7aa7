"""The comparison of two documents, which the rules of the check inspect."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from aligner.bitext import Bead, Document, Passage, Segment
from aligner.check.catalogue import RULES
from aligner.check.findings import Finding, Place
from aligner.check.settings import CheckSettings
from aligner.check.texts import PLACEHOLDER, Text, Texts
from aligner.protocols import Embedder

Side = Literal["source", "target"]
MIN_TRANSLATION_SIMILARITY = 0.6
"""Two texts with a lower cosine may not be translations of each other, for example because one was rewritten."""
MAX_UNLIKE_CONFIDENCE = 0.7
"""Maximum confidence of a difference between two such texts."""


@dataclass(frozen=True, slots=True)
class Match:
    """Two texts that are translations of each other.

    Attributes:
        source: the source text without sentences that the translation omits.
        target: the target text without sentences that the translation adds.
        whole_source: the source text with the omitted sentences.
        whole_target: the target text with the added sentences.
        similarity: cosine similarity of the two texts, -1 to 1.
        confidence: confidence that they are translations of each other, 0 to 1.
        moved: whether the two texts are at different positions in the order of the documents.
        sentences: the pairs of aligned sentences within the two texts.
    """

    source: Text
    target: Text
    whole_source: Text
    whole_target: Text
    similarity: float
    confidence: float
    moved: bool
    sentences: tuple[Bead, ...]

    @property
    def is_code(self) -> bool:
        """Whether both texts of the match are code."""
        return self.source.is_code and self.target.is_code


@dataclass(frozen=True, slots=True)
class Unpaired:
    """A text without counterpart.

    Attributes:
        side: the side of the text, ``source`` or ``target``.
        text: the text: a block, or consecutive sentences of a block.
        whole: whether the text is a whole block.
        confidence: confidence that the text has no counterpart, 0 to 1.
        other_line: line of the other file where the counterpart is expected, from 1.
    """

    side: Side
    text: Text
    whole: bool
    confidence: float
    other_line: int


@dataclass(frozen=True)
class Comparison:
    """The matches and the unpaired texts of a bitext.

    Attributes:
        source: the segmented source document.
        target: the segmented target document.
        passages: passages (groups of aligned blocks), in source order; empty for pairs without
            documents.
        matches: pairs of texts that are translations of each other, in source order.
        unpaired: texts without counterpart.
        settings: settings of the check.
        embedder: the embedding model that the alignment used.
        texts: for each side, a cache of the texts that the rules inspect.
    """

    source: Document
    target: Document
    passages: tuple[Passage, ...]
    matches: tuple[Match, ...]
    unpaired: tuple[Unpaired, ...]
    settings: CheckSettings
    embedder: Embedder
    texts: Mapping[Side, Texts]

    @property
    def of_documents(self) -> bool:
        """Whether the comparison is of two documents, not of the pairs of a translation memory."""
        return bool(self.passages)

    @property
    def languages_known(self) -> bool:
        """Whether the languages of both sides are known and differ."""
        return None not in (self.source.language, self.target.language) and self.source.language != self.target.language

    def finding(
        self, rule: str, message: str, source: Place | None, target: Place | None, confidence: float
    ) -> Finding:
        """Return a finding with the default severity of its rule; ``confidence`` is limited to 0 to 1."""
        return Finding(rule, RULES[rule].severity, message, source, target, round(min(max(confidence, 0.0), 1.0), 2))

    def bounded_confidence(self, match: Match, confidence: float) -> float:
        """Return the confidence of a finding about a difference between two paired texts.

        It is limited if the texts may not be translations of each other. If one side of a page was
        rewritten, some of its parts have no counterpart. The alignment may then pair dissimilar texts only
        because of their position.
        """
        doubtful = match.moved or (
            match.similarity < MIN_TRANSLATION_SIMILARITY and any(each.whole for each in self.unpaired)
        )
        return min(confidence, MAX_UNLIKE_CONFIDENCE) if doubtful else confidence

    def sentence(self, side: Side, numbers: Sequence[int]) -> Text:
        """Return the segments of one side with the given numbers, joined to one text."""
        return self.texts[side].of(numbers)

    def segments_of(self, side: Side, block: int) -> list[tuple[int, Segment]]:
        """Return the segments of a block, each with its number in the document."""
        return self._segments.get((side, block), [])

    @cached_property
    def _segments(self) -> dict[tuple[Side, int], list[tuple[int, Segment]]]:
        by_block: dict[tuple[Side, int], list[tuple[int, Segment]]] = {}
        sides: tuple[tuple[Side, Document], ...] = (("source", self.source), ("target", self.target))
        for side, document in sides:
            for number, segment in enumerate(document.segments or ()):
                by_block.setdefault((side, segment.block), []).append((number, segment))
        return by_block

    def has_as_often(self, placeholder: str) -> bool:
        """Return whether a placeholder is a directive that occurs equally often in both documents.

        Directives (``{{< note >}}``) enclose texts, so the two documents may have them in different
        segments.

        Args:
            placeholder: the placeholder without white space.
        """
        counts = self._placeholders
        return placeholder.startswith(("{{<", "{{%", "{%")) and counts[0][placeholder] == counts[1][placeholder]

    @cached_property
    def _placeholders(self) -> tuple[Counter[str], Counter[str]]:
        source, target = (
            Counter("".join(match[0].split()) for block in side.blocks for match in PLACEHOLDER.finditer(block.text))
            for side in (self.source, self.target)
        )
        return source, target

    def prose_matches(self) -> Iterator[Match]:
        """Iterate over the matches (pairs of texts that are translations) that are not code."""
        return iter(self._prose_matches)

    @cached_property
    def _prose_matches(self) -> tuple[Match, ...]:
        return tuple(match for match in self.matches if not match.is_code)
