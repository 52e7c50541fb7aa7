"""Alignment: a dynamic program finds the beads of two texts from their segment vectors.

The search is limited to a corridor along anchors, which are trusted 1-1 beads.
"""

from aligner.alignment.align import align_segments
from aligner.alignment.diagnostics import diagnose

__all__ = ["align_segments", "diagnose"]
