"""The face that every format shows, and the few things that several formats need."""

from __future__ import annotations

from typing import BinaryIO, Protocol, runtime_checkable

from aligner.bitext import Bead, Bitext


@runtime_checkable
class Format(Protocol):
    """Something that writes a bitext as bytes."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the bitext, bead by bead, and return one-line remarks on what was lost or altered."""
        ...


@runtime_checkable
class Readable(Protocol):
    """A format that holds text, so that a bitext can be made from it."""

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a bitext; ``name`` is the file's name for messages.

        Raises:
            InputError: the file is damaged; says on which line.
        """
        ...


@runtime_checkable
class BeadSource(Protocol):
    """A format that tells by number which segments belong together."""

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the beads alone, null beads included; ``name`` is the file's name for messages.

        Raises:
            InputError: the file is damaged; says on which line.
        """
        ...


def counted(number: int, singular: str, plural: str = "") -> str:
    """Return ``1 cell`` or ``3 cells``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"
