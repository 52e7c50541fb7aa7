"""Two people's work on one alignment becomes one, and nothing that either did is lost without being offered."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.errors import UsageError
from aligner.review import Review
from aligner.review.merging import merged
from aligner.review.operations import written
from tests.review.test_operations import covered, in_one_bead, made_bitext, random_operation


def worked(bitext, *operations):
    review = Review(bitext)
    for operation in operations:
        review.do(operation)
    return review


def take(review, hunks):
    """Put hunks into a review, as the session does."""
    documents = review.documents
    records = [[row, count, [written(each, documents) for each in new]] for row, count, new in hunks]
    if records:
        review.do({"do": "put", "hunks": records})


def test_what_one_person_changed_is_taken():
    base = made_bitext(2)
    mine = worked(base, {"do": "mark", "row": 0, "status": "approved"})
    theirs = worked(base, {"do": "merge", "row": 4}, {"do": "mark", "row": 9, "status": "rejected"})
    result = merged(mine, theirs)
    assert (len(result.taken), result.disputed) == (2, [])
    take(mine, result.taken)
    both = worked(
        base,
        {"do": "mark", "row": 0, "status": "approved"},
        {"do": "merge", "row": 4},
        {"do": "mark", "row": 9, "status": "rejected"},
    )
    assert mine.rows == both.rows


def test_what_both_changed_differently_is_disputed_and_can_be_taken():
    base = made_bitext(2)
    mine = worked(base, {"do": "merge", "row": 4}, {"do": "mark", "row": 0, "status": "approved"})
    theirs = worked(base, {"do": "merge", "row": 5}, {"do": "mark", "row": 0, "status": "approved"})
    result = merged(mine, theirs)
    assert (result.taken, len(result.disputed), result.agreed) == ([], 1, 1)
    take(mine, result.disputed)
    assert [row.sides for row in mine.rows] == [row.sides for row in theirs.rows]


def test_other_documents_are_refused():
    with pytest.raises(UsageError, match="documents"):
        merged(Review(made_bitext(1)), Review(made_bitext(2)))


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_taking_everything_gives_the_other_person_s_rows(seed):
    """The laws hold after each step, and what is neither taken nor disputed is mine alone."""
    chance = random.Random(seed)
    base = made_bitext(seed)
    reviews = []
    for _ in range(2):
        review = Review(base)
        for _ in range(12):
            operation = random_operation(chance, review)
            if operation["do"] in {"link", "undo", "redo", "bookmark"}:
                continue
            try:
                review.do(operation)
            except UsageError:
                continue
        reviews.append(review)
    mine, theirs = reviews
    take(mine, merged(mine, theirs).taken)
    assert merged(mine, theirs).taken == []
    take(mine, merged(mine, theirs).disputed)
    assert merged(mine, theirs).disputed == []
    assert covered(mine.bitext()) == covered(base)
    assert in_one_bead(mine.bitext())
