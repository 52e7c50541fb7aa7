"""Fits what says whether a segment of a bead was translated (aligner/alignment/evidence.json)."""
