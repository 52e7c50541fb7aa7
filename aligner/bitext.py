"""The data model of the program, as immutable values: Block, Segment, Document, Bead, Bitext.

All other modules of the package import this module. It imports only the standard library and
`aligner.registry`. The values satisfy these laws (tests/segmenters, tests/alignment,
tests/contract):

- ``segment.text == document.blocks[segment.block].text[segment.start:segment.end]``;
- the segments of a block contain all its characters except white space, so the text can be
  restored from the slices;
- every segment is in exactly one bead; the beads are monotone unless their status is ``moved``.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from aligner.registry import Entry, Registry

if TYPE_CHECKING:
    import pandas

    from aligner.formats.statistics import Statistics
    from aligner.glossary.word_links import LinkedPair
    from aligner.settings import Settings

_USES = Registry(
    "use of a bitext",
    {
        "frame": Entry("aligner.formats:to_frame", "a pandas frame"),
        "statistics": Entry("aligner.formats.statistics:statistics_of", "what it amounts to"),
        "plot": Entry("aligner.plot:plot_bitext", "a picture"),
        "save": Entry("aligner.formats:save", "a file"),
        "word links": Entry("aligner.glossary.word_links:linked_pairs", "words that translate each other"),
        "joint": Entry("aligner.languages:joint_of", "what stands between two segments"),
    },
)
"""The functions that the methods of a bitext call. They are named here, not imported: their modules import this one."""

Language = str
"""A language by its BCP 47 primary subtag; `aligner.languages` has the table."""

Inline = tuple[int, int, str, str]
"""``(start, end, kind, value)``: ``text[start:end]`` of a block is of a kind that translation keeps.

The kinds are ``code``, ``link`` or ``image`` (value: its address), ``tag`` (value: the markup), ``placeholder`` of a
message (``%s``, ``{name}``), and ``inline`` code of a translation memory (no width; value: its element in TMX).
"""


@dataclass(frozen=True, slots=True)
class Place:
    """The position of a line on its page.

    Lengths are in points. Positions are measured from the lower left corner of the page.

    Attributes:
        left: left edge of the line.
        right: right edge of the line.
        base: height of the base line.
        size: font size of the characters.
        text_left: left edge of the text after a bullet or a number; equals ``left`` without one.
        first_width: width of the first word, or of the first Chinese character with the punctuation
            that must not be separated from it.
        limit: right edge of the column or cell, which its full lines reach.
        region: number of the column, cell or other part of the page; consecutive lines of one part have
            the same number.
        row: 1-based row of the line in its table; 0 outside tables.
        column: 1-based column of the line in its table; 0 outside tables.
        first_face: font of the first character.
        last_face: font of the last character.
    """

    left: float
    right: float
    base: float
    size: float
    text_left: float
    first_width: float
    limit: float
    region: int
    row: int = 0
    column: int = 0
    first_face: str = ""
    last_face: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that segments do not cross, such as a line, a paragraph or a heading.

    Attributes:
        text: the text; for a paragraph joined from several lines, the joined text.
        line: 1-based line of the file on which the text begins.
        kind: ``line`` (raw line of a text file before layout clean-up), ``paragraph``, ``heading``,
            ``item`` (of a list), ``cell`` (of a table), ``note`` (foot- or endnote), ``cue`` (of
            subtitles), ``code`` (not to be translated).
        page: 1-based page number, if the file has pages that its reader recognises.
        joins: ascending ``(offset, line)`` pairs: line ``line`` of the file begins at ``text[offset]``.
        level: depth, from 1, of a heading or of a list item; 0 for other kinds.
        inlines: parts of the text that a translation keeps unchanged, as `Inline`, in the order of
            their starts.
        place: position of a PDF line on its page, until the layout clean-up; output files do not have
            it.
        file: file of the text, if a document consists of several files; else empty, see
            `Document.name`.
        row: 1-based row of a cell in its table; 0 for other kinds, or if the reader does not know it.
        column: 1-based column of a cell in its table; 0 for other kinds, or if the reader does not know
            it.
    """

    text: str
    line: int = 1
    kind: str = "paragraph"
    page: int | None = None
    joins: tuple[tuple[int, int], ...] = ()
    level: int = 0
    inlines: tuple[Inline, ...] = ()
    place: Place | None = None
    file: str = ""
    row: int = 0
    column: int = 0

    def line_at(self, offset: int) -> int:
        """Return the 1-based line of the file that holds the character ``text[offset]``."""
        position = bisect_right(self.joins, offset, key=lambda join: join[0])
        return self.joins[position - 1][1] if position else self.line


@dataclass(frozen=True, slots=True)
class Segment:
    """The unit to be aligned: a paragraph or a sentence, as an unchanged slice of its block.

    Attributes:
        text: ``document.blocks[block].text[start:end]``.
        block: 0-based index of the block.
        start: 0-based offset of the first character in the block's text.
        end: offset after the last character.
        line: 1-based line of the file on which the segment begins.
    """

    text: str
    block: int
    start: int
    end: int
    line: int


@dataclass(frozen=True, slots=True)
class Removal:
    """A line, or a part of a line, that the layout clean-up removed.

    It is kept, so that the user can inspect it.

    Attributes:
        text: the removed text.
        line: 1-based line of the file.
        reason: short description of the evidence for the removal.
    """

    text: str
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its blocks and, after segmentation, its segments.

    Attributes:
        name: the path that the user gave, or a generated name.
        blocks: the text in reading order.
        language: a code of `aligner.languages`; ``None`` until it is known.
        segments: the units to be aligned; empty until the document is segmented.
        removed: text that the layout clean-up removed, in line order.
        encoding: encoding of the file, by its Python name.
    """

    name: str
    blocks: tuple[Block, ...] = ()
    language: Language | None = None
    segments: tuple[Segment, ...] = ()
    removed: tuple[Removal, ...] = ()
    encoding: str = "utf-8"

    @property
    def text(self) -> str:
        """The text of the document: its blocks, joined by line ends."""
        return "\n".join(block.text for block in self.blocks)

    def with_segments(self, segments: Sequence[Segment]) -> Document:
        """Return a copy of the document with the given segments."""
        return replace(self, segments=tuple(segments))


class TwoSided:
    """The base class of values with segments on two sides.

    These are a bead, which has the numbers of segments, and a row of the editor, which has segments.
    """

    __slots__ = ()
    source: tuple[object, ...]
    target: tuple[object, ...]

    @property
    def shape(self) -> str:
        """The shape ``m-n``, where m is the number of source segments and n that of target segments."""
        return f"{len(self.source)}-{len(self.target)}"

    @property
    def is_null(self) -> bool:
        """Whether one side is empty (omission or addition)."""
        return not self.source or not self.target


@dataclass(frozen=True, slots=True)
class Bead(TwoSided):
    """The smallest aligned group: m source segments and n target segments that translate each other.

    Attributes:
        source: 0-based numbers of the source segments, ascending; empty for an addition.
        target: 0-based numbers of the target segments, ascending; empty for an omission.
        score: similarity of the two sides, about -1 to 1; 0 for a null bead.
        confidence: estimated probability that the bead is correct, 0 to 1.
        status: special property of the bead (``locked``, ``moved``, ...); empty for most beads.
        untranslated: source and target segments that may have no translation on the other side, even if
            the bead has two sides.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    score: float = 0.0
    confidence: float = 0.0
    status: str = ""
    untranslated: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())

    def mirrored(self) -> Bead:
        """Return the bead with its sides exchanged."""
        return replace(self, source=self.target, target=self.source, untranslated=self.untranslated[::-1])


@dataclass(frozen=True, slots=True)
class Passage:
    """Blocks of two documents that translate each other.

    On request, passages are found before sentences are aligned.

    Attributes:
        source: 0-based numbers of the source's blocks, ascending; empty for an addition.
        target: 0-based numbers of the target's blocks, ascending; empty for an omission.
        similarity: similarity of the two sides, -1 to 1; 0 if one side is empty.
        moved: whether the passage is out of order: its position among the passages differs between
            source and target.
    """

    source: tuple[int, ...]
    target: tuple[int, ...]
    similarity: float = 0.0
    moved: bool = False

    def mirrored(self) -> Passage:
        """Return the passage with its sides exchanged."""
        return replace(self, source=self.target, target=self.source)


@dataclass(frozen=True, slots=True)
class Bitext:
    """Two segmented documents and their beads; the central value of the program.

    Attributes:
        source: the segmented source document.
        target: the segmented target document.
        beads: the beads in source order, including null beads.
        level: the kind of segment, ``sentence`` or ``paragraph``.
        signature: identifier of the model and the settings of the run, so that it can be repeated.
        warnings: one-line messages for the user, for example that the documents are unrelated.
        passages: the alignment of the blocks, in source order; each block with segments is in exactly
            one passage. Empty if only segments were aligned, or if the pairs came without their
            documents.
    """

    source: Document
    target: Document
    beads: tuple[Bead, ...]
    level: str = "sentence"
    signature: str = ""
    warnings: tuple[str, ...] = field(default=())
    passages: tuple[Passage, ...] = field(default=())

    def side_text(self, side: Literal["source", "target"], ids: Sequence[int]) -> str:
        """Return the text of segments of one side, joined by the separator of its language."""
        document = self.source if side == "source" else self.target
        return join_segments([document.segments[number].text for number in ids], document.language)

    def source_text(self, bead: Bead) -> str:
        """Return the text of the bead's source side; empty for an addition."""
        return self.side_text("source", bead.source)

    def target_text(self, bead: Bead) -> str:
        """Return the text of the bead's target side; empty for an omission."""
        return self.side_text("target", bead.target)

    def shapes(self) -> Counter[str]:
        """Return the number of beads of each shape."""
        return Counter(bead.shape for bead in self.beads)

    def mirrored(self) -> Bitext:
        """Return the bitext with source and target exchanged."""
        beads = tuple(bead.mirrored() for bead in self.beads)
        passages = tuple(passage.mirrored() for passage in self.passages)
        return replace(self, source=self.target, target=self.source, beads=beads, passages=passages)

    def to_frame(self) -> pandas.DataFrame:
        """Return a pandas data frame with one row for each bead, and with the columns of the CSV output."""
        frame: pandas.DataFrame = _USES.load("frame")(self)
        return frame

    def stats(self) -> Statistics:
        """Return statistics of the bitext: pairs, tokens, shapes, coverage, length ratios, confidence."""
        statistics: Statistics = _USES.load("statistics")(self)
        return statistics

    def word_links(self) -> Iterator[LinkedPair]:
        """Yield the tokens of each bead, in order, with the links between tokens that translate each other.

        Raises:
            ModelError: the bundled model cannot be loaded.
        """
        pairs: Iterator[LinkedPair] = _USES.load("word links")(self)
        return pairs

    def plot(self, path: str | Path, settings: Settings | None = None) -> None:
        """Draw the alignment path through both documents, over a map of the similarities of their segments.

        Args:
            path: a ``.png``, ``.svg`` or ``.pdf`` file.
            settings: settings of the run, whose model computes the similarities; the defaults if ``None``.

        Raises:
            OutputError: the file cannot be written.
            UsageError: the extension is not supported, or matplotlib is not installed.
        """
        _USES.load("plot")(self, path, settings)

    def save(self, path: str | Path, to: str | None = None) -> None:
        """Write the bitext to ``path``.

        The parameter ``to`` names the format. If it is ``None``, the extension of the path selects the
        format.

        Raises:
            OutputError: the file cannot be written.
            UsageError: the format is unknown.
        """
        _USES.load("save")(self, path, to)


def join_segments(texts: Sequence[str], language: str | None) -> str:
    """Return the joined texts with the separator of the language: none for Chinese, a space for most others."""
    joint: str = _USES.load("joint")(language)
    return joint.join(texts)
