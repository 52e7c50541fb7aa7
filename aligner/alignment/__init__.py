"""vectors -> beads: anchors, corridor, dynamic program, confidence."""

from aligner.alignment.align import align_segments
from aligner.alignment.diagnostics import diagnose

__all__ = ["align_segments", "diagnose"]
