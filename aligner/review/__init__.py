"""Correct an alignment by hand, on a page or in a notebook: bitext -> operations -> bitext.

`operations.apply` applies operations to a bitext, `history.Review` also undoes them, and `journal.Journal` stores them
on the disk.
"""

from aligner.review.history import Review
from aligner.review.journal import Journal
from aligner.review.operations import apply

__all__ = ["Journal", "Review", "apply"]
