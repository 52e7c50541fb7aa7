"""The names of a bead's values in an XLIFF file; the writer and the reader share them."""

CONTEXT_PREFIX = "x-aligner-"
"""Prefix of the context types of a unit (1.2)."""
CATEGORY = "aligner"
"""Category of the group in the metadata of a unit (2.1)."""
TARGET_NAME = "target-name"
"""Field with the name of the target document."""
