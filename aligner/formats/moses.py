"""Moses: two text files with one pair on each line.

A zip file contains them, as in OPUS (``bitext.en-zh.en``, ``bitext.en-zh.zh``).
"""

from __future__ import annotations

import re
from typing import BinaryIO

from aligner.bitext import Bitext
from aligner.formats.base import one_sided_remark
from aligner.formats.zipped import write_zip
from aligner.interface import _, counted
from aligner.languages import chosen_pair

_SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")


class Moses:
    """The format Moses: two text files that training tools for machine translation read."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write the pairs; each run of white space and control characters in a text becomes one space."""
        sides: tuple[list[str], list[str]] = ([], [])
        altered = one_sided = 0
        for bead in bitext.beads:
            texts = bitext.source_text(bead), bitext.target_text(bead)
            lines = [_SPACE.sub(" ", text).strip().encode("utf-8", "replace").decode() for text in texts]
            if not all(lines):
                one_sided += 1
                continue
            altered += sum(line != text for line, text in zip(lines, texts, strict=True))
            for side, line in zip(sides, lines, strict=True):
                side.append(line)
        source, target = chosen_pair(bitext.source.language, bitext.target.language)
        stem = f"bitext.{'-'.join(sorted((source, target)))}"
        content = ["".join(f"{line}\n" for line in side).encode() for side in sides]
        write_zip(stream, [(f"{stem}.{source}", content[0]), (f"{stem}.{target}", content[1])])
        remarks = one_sided_remark(one_sided, _("a line needs both"))
        if altered:
            remarks += (
                _(
                    "{texts} lost line ends or other white space, since a pair is one line",
                    texts=counted(altered, "text"),
                ),
            )
        return remarks


MOSES = Moses()
