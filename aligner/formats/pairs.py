"""Build a bitext from pairs of texts, as read from tables and translation memories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from aligner.bitext import Bead, Bitext, Block, Document, Inline, Language, Segment
from aligner.languages.detection import decide_texts


class Pair(NamedTuple):
    """One pair of texts.

    An empty text means an empty side. An empty file name means the name of the document.
    """

    source: str
    target: str
    score: float = 0.0
    confidence: float = 0.0
    source_line: int | None = None
    target_line: int | None = None
    status: str = ""
    source_inlines: tuple[Inline, ...] = ()
    target_inlines: tuple[Inline, ...] = ()
    source_file: str = ""
    target_file: str = ""


class Side:
    """Collects the texts of one side; each text becomes a block with a single segment."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.segments: list[Segment] = []

    def add(self, text: str, line: int | None, inlines: tuple[Inline, ...] = (), file: str = "") -> tuple[int, ...]:
        """Append a text; return a tuple with its segment number, which is empty for an empty text."""
        if not text:
            return ()
        number = len(self.blocks)
        block = Block(text, line if line is not None else number + 1, inlines=inlines, file=file)
        self.blocks.append(block)
        self.segments.append(Segment(text, number, 0, len(text), block.line))
        return (number,)

    def texts(self) -> Iterator[str]:
        """Yield the texts collected so far."""
        return (block.text for block in self.blocks)

    def document(self, name: str, language: Language | None) -> Document:
        """Return a document with the texts collected so far."""
        return Document(name, tuple(self.blocks), language, tuple(self.segments))


def bitext_from_pairs(
    pairs: Iterable[Pair],
    *,
    names: tuple[str, str],
    languages: tuple[Language | None, Language | None] = (None, None),
    level: str = "sentence",
    signature: str = "",
    warnings: tuple[str, ...] = (),
) -> Bitext:
    """Return the bitext of pairs of texts.

    Each non-empty text becomes one segment. A pair of two empty texts is dropped.

    Args:
        pairs: the pairs in document order.
        names: the names of the source and the target document.
        languages: the languages of source and target; if one is ``None``, both are detected together.
        level: the unit that a segment represents, such as ``sentence``.
        signature: the signature of the run that made the file, if known.
        warnings: the remarks of the reader.
    """
    source, target = Side(), Side()
    beads: list[Bead] = []
    for pair in pairs:
        bead = Bead(
            source.add(pair.source, pair.source_line, pair.source_inlines, _other(pair.source_file, names[0])),
            target.add(pair.target, pair.target_line, pair.target_inlines, _other(pair.target_file, names[1])),
            pair.score,
            pair.confidence,
            pair.status,
        )
        if bead.source or bead.target:
            beads.append(bead)
    languages = decide_texts(source.texts(), target.texts(), languages)
    return Bitext(
        source.document(names[0], languages[0]),
        target.document(names[1], languages[1]),
        tuple(beads),
        level,
        signature,
        warnings,
    )


def _other(file: str, name: str) -> str:
    """Return the file name of a text if it differs from the name of the document, else an empty string."""
    return "" if file == name else file
