"""The outline: pairs of blocks that translate each other, and constraints on their sentences."""

from aligner.alignment.outline.passages import find_passages
from aligner.alignment.outline.sentences import agreeing_beads, within_passages

__all__ = ["agreeing_beads", "find_passages", "within_passages"]
