"""The bead file of Vecalign, which Bertalign and evaluation sets also use.

Each line is a bead, ``[source numbers]:[target numbers]``, with an optional ``:score``; segment
numbers are 0-based. Vecalign writes a cost as the score (lower is better); this program writes the
similarity (higher is better).
"""

from __future__ import annotations

import re
from typing import BinaryIO

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError
from aligner.interface import _

_LINE = re.compile(r"\[([\d\s,]*)\]\s*:\s*\[([\d\s,]*)\](?:\s*:\s*(\S+))?", re.ASCII)


class Vecalign:
    """The format Vecalign: a file with segment numbers and scores, without text."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one bead on each line, such as ``[0, 1]:[2]:0.9130``; nothing is altered, so there are no remarks."""
        for bead in bitext.beads:
            source, target = ", ".join(map(str, bead.source)), ", ".join(map(str, bead.target))
            stream.write(f"[{source}]:[{target}]:{round(float(bead.score), 4) + 0.0:.4f}\n".encode())
        return ()

    def read_beads(self, stream: BinaryIO, name: str) -> list[Bead]:
        """Read the beads in file order; blank lines are skipped.

        Raises:
            InputError: a line is not a bead, or names a segment twice; the message names the line.
        """
        beads = []
        for number, raw in enumerate(stream, start=1):
            line = raw.removeprefix(b"\xef\xbb\xbf").strip()
            if not line:
                continue
            try:
                beads.append(parse_bead(line.decode("latin-1")))
            except InputError as error:
                raise InputError(error.message, path=name, line=number) from None
        return beads


def parse_bead(line: str) -> Bead:
    """Return the bead on one line of a Vecalign file, such as ``[0, 1]:[2]:0.913``.

    Raises:
        InputError: the line is not a bead, or names a segment twice.
    """
    match = _LINE.fullmatch(line)
    try:
        if match is None:
            raise ValueError
        source, target, score = match.groups()
        return Bead(_ids(source), _ids(target), float(score) if score else 0.0)
    except ValueError:
        raise InputError(_("{line!r} is not a bead such as [0, 1]:[2] or [0, 1]:[2]:0.913", line=line[:40])) from None


def _ids(text: str) -> tuple[int, ...]:
    """Parse comma-separated segment numbers and sort them; their order within a bead does not matter."""
    if not text or text.isspace():
        return ()
    ids = [int(number) for number in text.split(",")]
    if len(ids) > 1:
        ids.sort()
        if len(set(ids)) != len(ids):
            raise InputError(_("the bead names a segment twice: [{text}]", text=text))
    return tuple(ids)


VECALIGN = Vecalign()
