"""A person's corrections: bitext -> operations -> bitext, kept in a journal, made in a page or in a notebook.

`operations.apply` does operations to a bitext, `history.Review` undoes them, `journal.Journal` keeps them on the disk.
"""

from aligner.review.history import Review
from aligner.review.journal import Journal
from aligner.review.operations import apply

__all__ = ["Journal", "Review", "apply"]
