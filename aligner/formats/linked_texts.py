"""Build documents and bitexts from two texts with links between their sentences, as in TEI and InterText."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from aligner.bitext import Bead, Bitext, Block, Document, Language, Segment, join_segments
from aligner.languages import joint_of


def paragraphs(document: Document) -> Iterator[list[int]]:
    """Yield, for each block with segments, the list of its 0-based segment numbers."""
    for _, numbers in groupby(range(len(document.segments)), key=lambda number: document.segments[number].block):
        yield list(numbers)


@dataclass
class TextBuilder:
    """Builds a document from paragraphs of sentences. Each sentence has an identifier and a line number.

    Attributes:
        name: the name of the document.
        language: the language of the text.
        numbers: the segment number of each identifier.
        empty: the identifiers of sentences without text, which do not become segments.
    """

    name: str
    language: Language | None
    numbers: dict[str, int] = field(default_factory=dict)
    empty: set[str] = field(default_factory=set)
    blocks: list[Block] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def add(self, sentences: Sequence[tuple[str, str, int | None]]) -> None:
        """Append a paragraph; its empty sentences are left out.

        Args:
            sentences: the sentences as ``(identifier, text, line)``.

        Raises:
            ValueError: an identifier is used twice.
        """
        offset = 0
        self.empty.update(identifier for identifier, text, _ in sentences if not text)
        filled = [sentence for sentence in sentences if sentence[1]]
        if not filled:
            return
        joint = joint_of(self.language)
        first = filled[0][2] or len(self.segments) + 1
        for identifier, text, line in filled:
            if identifier in self.numbers:
                raise ValueError(f"the identifier {identifier!r} is used twice")
            self.numbers[identifier] = len(self.segments)
            number = line or len(self.segments) + 1
            self.segments.append(Segment(text, len(self.blocks), offset, offset + len(text), number))
            offset += len(text) + len(joint)
        self.blocks.append(Block(join_segments([text for _, text, _ in filled], self.language), first))

    def document(self) -> Document:
        """Return the document with all paragraphs added so far."""
        return Document(self.name, tuple(self.blocks), self.language, tuple(self.segments))


def bitext_of_links(source: TextBuilder, target: TextBuilder, links: Sequence[Bead], level: str) -> Bitext:
    """Return the bitext of two linked texts.

    A segment without a link becomes a bead with an empty side, at its place in the order of the
    documents.

    Raises:
        ValueError: a segment is in two links.
    """
    linked = (set[int](), set[int]())
    for bead in links:
        for side, numbers in zip(linked, (bead.source, bead.target), strict=True):
            if not side.isdisjoint(numbers):
                raise ValueError("a sentence is in two links")
            side.update(numbers)
    unlinked = [
        [n for n in range(len(text.segments)) if n not in side]
        for text, side in zip((source, target), linked, strict=True)
    ]
    beads = sorted([*links, *(Bead((n,), ()) for n in unlinked[0])], key=lambda bead: bead.source or (0,))
    ends = {bead.target[-1]: place for place, bead in enumerate(beads) if bead.target}
    behind: dict[int, list[Bead]] = {}
    place = -1
    following = set(unlinked[1])
    for number in range(len(target.segments)):
        place = ends.get(number, place)
        if number in following:
            behind.setdefault(place, []).append(Bead((), (number,)))
    ordered = list(behind.get(-1, []))
    for number, bead in enumerate(beads):
        ordered += [bead, *behind.get(number, [])]
    return Bitext(source.document(), target.document(), tuple(ordered), level)
