"""Build a document from the slides of a presentation; hidden slides are left out and reported."""

from __future__ import annotations

from collections.abc import Iterable

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _


class Slides:
    """Collects the blocks of slides.

    Attributes:
        name: the path of the presentation, for messages and as the document's name.
        removed: removed texts in the order of the slides; readers add to it too.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.removed: list[Removal] = []
        self._blocks: list[Block] = []

    def add(self, number: int, blocks: Iterable[Block], *, hidden: bool) -> None:
        """Append a slide with its 1-based number; the iteration over ``blocks`` may add to ``removed``."""
        slide_blocks = list(blocks)
        if hidden:
            self.removed += [Removal(block.text, number, N_("hidden slide")) for block in slide_blocks]
        else:
            self._blocks += slide_blocks

    def document(self) -> Document:
        """Return the document.

        Raises:
            InputError: there is no text.
        """
        if not self._blocks:
            raise InputError(_("contains no text: give a presentation that is not empty"), path=self.name)
        return Document(name=self.name, blocks=tuple(self._blocks), removed=tuple(self.removed))
