"""A format: one pair a line, ``source ||| target``, as the word aligner fast_align reads it."""

from aligner.errors import InputError
from aligner.formats.pairs import Pair, bitext_from_pairs

BETWEEN = " ||| "


class FastAlign:
    """Pairs with two sides."""

    def write(self, bitext, stream):
        """Write the pairs, and say what was left out."""
        left_out = 0
        for bead in bitext.beads:
            if bead.is_null:
                left_out += 1
                continue
            sides = (bitext.source_text(bead), bitext.target_text(bead))
            stream.write((BETWEEN.join(" ".join(side.split()) for side in sides) + "\n").encode())
        return (f"{left_out} pairs with an empty side were left out",) if left_out else ()

    def read(self, stream, name):
        """Read the pairs back."""
        pairs = []
        for number, line in enumerate(stream.read().decode("utf-8").splitlines(), start=1):
            sides = line.split(BETWEEN)
            if len(sides) != 2:
                raise InputError("is no pair such as: source ||| target", path=name, line=number)
            pairs.append(Pair(sides[0], sides[1], source_line=number, target_line=number))
        return bitext_from_pairs(pairs, names=(name, name))


FASTALIGN = FastAlign()
