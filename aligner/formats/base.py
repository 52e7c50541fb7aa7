"""The protocols that formats implement, and helpers that several formats share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO, Protocol, runtime_checkable

from aligner.bitext import Bead, Bitext
from aligner.interface import _n


@dataclass(frozen=True, slots=True)
class WriteOptions:
    """The user's choices for an output.

    Attributes:
        language_codes: tags for the languages, such as ``("zh-TW", "en-GB")``. A language without a tag
            here gets one from its script.
        one_sided: whether beads with an empty side are written by formats that leave them out by
            default.
        word_links: whether JSON lines contain the tokens of each pair and the links between them.
    """

    language_codes: tuple[str, ...] = ()
    one_sided: bool = False
    word_links: bool = False


@runtime_checkable
class Optioned(Protocol):
    """A format whose output has options. It is a frozen dataclass that can be copied with other options."""

    @property
    def options(self) -> WriteOptions:
        """The options used for writing."""
        ...

    def with_options(self, options: WriteOptions) -> Format:
        """Return a copy of this format that writes with the given options."""
        ...


@runtime_checkable
class Format(Protocol):
    """A file format to which a bitext can be written."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the bitext, bead by bead; return one-line remarks on data that were lost or altered."""
        ...


@runtime_checkable
class Readable(Protocol):
    """A format that contains texts, so that a bitext can be read from it."""

    def read(self, stream: BinaryIO, name: str) -> Bitext:
        """Read a bitext; ``name`` is the file's name for messages.

        Raises:
            InputError: the file is damaged; the message names the line.
        """
        ...


@runtime_checkable
class BeadSource(Protocol):
    """A format that contains the segment numbers of each bead."""

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read only the beads, including those with an empty side; ``name`` is the file's name for messages.

        Raises:
            InputError: the file is damaged; the message names the line.
        """
        ...


def one_sided_remark(number: int, what: str) -> tuple[str, ...]:
    """Return a remark that says how many beads with an empty side were left out; empty if there are none.

    Args:
        number: the number of these beads.
        what: the reason, for the remark.
    """
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
