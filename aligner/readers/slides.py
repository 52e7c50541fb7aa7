"""The slides of a presentation -> Document, whatever its format: hidden ones are left out, and said."""

from __future__ import annotations

from collections.abc import Iterable

from aligner.bitext import Block, Document, Removal
from aligner.errors import InputError
from aligner.interface import N_, _


class Slides:
    """Collects the blocks of slides.

    Attributes:
        name: the path of the presentation, for messages and as the document's name.
        removed: what is left out, in the order of the slides; a reader adds what it leaves out itself.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.removed: list[Removal] = []
        self._blocks: list[Block] = []

    def add(self, number: int, blocks: Iterable[Block], *, hidden: bool) -> None:
        """Append a slide, by its 1-based number; the blocks may add to ``removed`` while they are made."""
        found = list(blocks)
        if hidden:
            self.removed += [Removal(block.text, number, N_("hidden slide")) for block in found]
        else:
            self._blocks += found

    def document(self) -> Document:
        """Return what was collected.

        Raises:
            InputError: there is no text.
        """
        if not self._blocks:
            raise InputError(_("holds no text: give a presentation that is not empty"), path=self.name)
        return Document(name=self.name, blocks=tuple(self._blocks), removed=tuple(self.removed))
