"""Build a document from the slides of a presentation.

Hidden slides are omitted from the text, and reported as removed.
"""

from __future__ import annotations

from collections.abc import Iterable

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _


class Slides:
    """A collector that builds one document from the blocks of its slides.

    Attributes:
        name: the path of the presentation, for messages and as the document's name.
        removed: removed texts in the order of the slides; readers may also append to it.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.removed: list[Removal] = []
        self._blocks: list[Block] = []

    def add(self, number: int, blocks: Iterable[Block], *, hidden: bool) -> None:
        """Add the blocks of a slide.

        Args:
            number: 1-based number of the slide.
            blocks: blocks of the slide; while they are generated, the reader may append to ``removed``.
            hidden: whether the slide is hidden; its text is then added to ``removed``.
        """
        slide_blocks = list(blocks)
        if hidden:
            self.removed += [Removal(block.text, number, N_("hidden slide")) for block in slide_blocks]
        else:
            self._blocks += slide_blocks

    def document(self) -> Document:
        """Return the document of all slides added so far.

        Raises:
            InputError: there is no text.
        """
        if not self._blocks:
            raise InputError(_("contains no text: give a presentation that is not empty"), path=self.name)
        return Document(name=self.name, blocks=tuple(self._blocks), removed=tuple(self.removed))
