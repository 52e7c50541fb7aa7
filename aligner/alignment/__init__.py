"""Alignment: segment vectors become beads through anchors, a corridor and a dynamic program."""

from aligner.alignment.align import align_segments
from aligner.alignment.diagnostics import diagnose

__all__ = ["align_segments", "diagnose"]
