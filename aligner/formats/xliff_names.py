"""Where the facts of a bead stand in an XLIFF file: names that writer and reader share."""

CONTEXT_PREFIX = "x-aligner-"
"""In front of the names of our facts in the contexts of a unit (1.2)."""
CATEGORY = "aligner"
"""The name of our group of facts in the metadata of a unit (2.1)."""
TARGET_NAME = "target-name"
"""Where the name of the target document stands."""
