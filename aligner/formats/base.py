"""The face that every format shows, and the few things that several formats need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol, runtime_checkable

from aligner.bitext import Bead, Bitext
from aligner.interface import _n


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """What a user may choose about an output.

    Attributes:
        language_codes: tags to use for the languages, such as ``("zh-TW", "en-GB")``; by script where there is none.
        one_sided: whether beads with an empty side are written where a format usually leaves them out.
        word_links: whether the tokens of each pair and their links are written, in JSON lines.
    """

    language_codes: tuple[str, ...] = ()
    one_sided: bool = False
    word_links: bool = False


@runtime_checkable
class Optioned(Protocol):
    """A format whose output can be varied: a frozen dataclass of which a copy with other options can be made."""

    @property
    def options(self) -> WriteOptions:
        """The options that it writes with."""
        ...

    def with_options(self, options: WriteOptions) -> Format:
        """Return a copy that writes with ``options``."""
        ...


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


def one_sided_remark(number: int, what: str) -> tuple[str, ...]:
    """Return one line on beads that were left out because a side is empty; ``what`` says why."""
    if not number:
        return ()
    return (
        _n(
            "{count:,} bead with an empty side was left out: {what}",
            "{count:,} beads with an empty side were left out: {what}",
            number,
            what=what,
        ),
    )
