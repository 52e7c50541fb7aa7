"""Convert files of pairs for ``aligner convert``.

If all inputs and the output are TMX files, their translation units are copied unchanged. Otherwise the
pairs are read into a bitext and written in the new format.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from aligner.bitext import Bitext
from aligner.cli.outputs import STREAM, Output, keep_manual_edits, open_output, write_outputs
from aligner.cli.written import record_written
from aligner.formats import format_of, load
from aligner.formats.base import WriteOptions
from aligner.formats.losses import losses
from aligner.formats.merge import merge, pairs_without_doubt, sure_pairs, without_duplicates, without_rejected
from aligner.interface import _, _n, counted
from aligner.unsafe_characters import one_line

KEEPS_REJECTED = frozenset({"jsonl", "xlsx"})
"""Formats for further review; in other formats, rejected pairs are left out."""


@dataclass(frozen=True)
class Conversion:
    """The settings of one conversion.

    Attributes:
        inputs: files of pairs, merged in this order.
        input_format: format of all inputs; ``None`` to use the format of their extensions.
        unique: whether only the first of several pairs with the same texts is kept.
        min_confidence: minimum confidence of a pair, except for pairs that a person confirmed; ``None``
            to keep pairs of any confidence.
        options: the user's choices for the outputs.
    """

    inputs: tuple[str, ...]
    input_format: str | None
    unique: bool = False
    min_confidence: float | None = None
    options: WriteOptions = field(default_factory=WriteOptions)

    def write(self, output: Output, *, without_doubt: bool = False) -> tuple[int, Output]:
        """Write one output file; return the number of pairs written, and the output with its remarks.

        Args:
            output: a planned output.
            without_doubt: whether pairs that need a review are left out.

        Raises:
            InputError: an input is damaged.
            OutputError: the file cannot be written.
        """
        if self.options == WriteOptions() and output.format == "tmx" and self.are_memories:
            return self._copied(output, without_doubt=without_doubt)
        bitext, remarks = self.collected
        if output.format not in KEEPS_REJECTED:
            bitext, rejected = without_rejected(bitext)
            remarks += (
                (_n("{count:,} rejected pair left out", "{count:,} rejected pairs left out", rejected),)
                if rejected
                else ()
            )
        if self.min_confidence is not None:
            bitext = sure_pairs(bitext, self.min_confidence)
        if without_doubt:
            bitext = pairs_without_doubt(bitext)
        remarks += losses(bitext, output.format)
        (written,) = write_outputs(bitext, (output,), self.options)
        return len(bitext.beads), replace(written, remarks=(*remarks, *written.remarks))

    @cached_property
    def are_memories(self) -> bool:
        """Whether all inputs are TMX files, so that their units can be copied unchanged."""
        formats = {self.input_format or format_of(path) for path in self.inputs}
        # a pipe can be read only once, and copying needs two passes
        return formats == {"tmx"} and all(Path(path).is_file() for path in self.inputs)

    @cached_property
    def collected(self) -> tuple[Bitext, tuple[str, ...]]:
        """The pairs of all inputs as one bitext, and the warnings that occurred while they were read."""
        bitexts = [load(path, self.input_format) for path in self.inputs]
        remarks = tuple(
            f"{one_line(path)}: {warning}"
            for path, bitext in zip(self.inputs, bitexts, strict=True)
            for warning in bitext.warnings
        )
        bitext = merge(bitexts)
        if self.unique:
            bitext, dropped = without_duplicates(bitext)
            if dropped:
                remarks += (_n("{count:,} repeated pair left out", "{count:,} repeated pairs left out", dropped),)
        return bitext, remarks

    def _copied(self, output: Output, *, without_doubt: bool) -> tuple[int, Output]:
        """Copy the translation units of all TMX inputs to one TMX output.

        Return the number of units copied, and the output with its remarks.
        """
        from aligner.formats.tmx_copy import Selection, copy_units

        selection = Selection(self.min_confidence, without_doubt)
        remarks = list(keep_manual_edits(output))
        with open_output(output) as stream:
            done = copy_units(self.inputs, stream, unique=self.unique, selection=selection)
        if output.path != STREAM:
            record_written(output.path, output.format)
        remarks += done.remarks
        if done.repeated:
            remarks.append(_n("{count:,} repeated pair left out", "{count:,} repeated pairs left out", done.repeated))
        if done.doubtful:
            remarks.append(
                _(
                    "{unsure_or_rejected_pairs} left out",
                    unsure_or_rejected_pairs=counted(done.doubtful, "unsure or rejected pair"),
                )
            )
        return done.units, replace(output, remarks=tuple(remarks))
