"""Correct an alignment by hand, on a web page or in a notebook.

`operations.apply` applies operations to a bitext and returns a new bitext. `history.Review` can
also undo operations, and `journal.Journal` stores them on the disk.
"""

from aligner.review.history import Review
from aligner.review.journal import Journal
from aligner.review.operations import apply

__all__ = ["Journal", "Review", "apply"]
