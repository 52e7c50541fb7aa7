"""Fits the weights of the bead score (aligner/alignment/weights.py) on documents with known beads."""
