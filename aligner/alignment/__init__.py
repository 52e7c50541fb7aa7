"""vectors -> beads: anchors, corridor, dynamic program, confidence."""

from aligner.alignment.align import align_segments
from aligner.alignment.doubts import doubts

__all__ = ["align_segments", "doubts"]
