"""Word links: each line has the tokens of a pair and their links ``i-j`` in the Pharaoh format.

Tabs separate the three columns, and spaces separate tokens and links. ``i-j`` means that source
token ``i`` and target token ``j`` translate each other; tokens are numbered from 0::

    The old bridge      旧 桥     1-0 2-1

``cut -f 3`` gives only the links (Koehn, 2004, "Pharaoh: a beam search decoder for phrase-based
statistical machine translation models"). The first two columns are the input of other word
aligners. Beads with an empty side are left out.
"""

from __future__ import annotations

import re
from typing import BinaryIO

from aligner.bitext import Bitext
from aligner.formats.base import one_sided_remark
from aligner.interface import _

_SPACE = re.compile("[\\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
"""Characters that would end a token or a line."""


class Pharaoh:
    """The Pharaoh format: a text file with the tokens of each pair and the links between them."""

    def write(self, bitext: Bitext, stream: BinaryIO) -> tuple[str, ...]:
        """Write one line for each pair; return remarks on left-out beads, or if there are no word links."""
        left_out = links = pairs = 0
        for pair in bitext.word_links():
            sides = [" ".join(_SPACE.sub("_", token) for token in side) for side in (pair.source, pair.target)]
            if not all(sides):
                left_out += 1
                continue
            linked = " ".join(f"{first}-{second}" for first, second in pair.links)
            stream.write(f"{sides[0]}\t{sides[1]}\t{linked}\n".encode())
            links += len(pair.links)
            pairs += 1
        remarks = one_sided_remark(left_out, _("links need both"))
        return (
            remarks if links or not pairs else (*remarks, _("no words were linked: are the texts Chinese and English?"))
        )


PHARAOH = Pharaoh()
