"""Merging two reviews of an alignment: each change is taken over or offered, and none is lost."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.errors import UsageError
from aligner.review import Review
from aligner.review.merging import merge_reviews
from aligner.review.row_json import row_to_json
from tests.review.test_operations import covered, in_one_bead, random_bitext, random_operation


def review_after(bitext, *operations):
    review = Review(bitext)
    for operation in operations:
        review.do(operation)
    return review


def apply_hunks(review, hunks):
    """Put hunks into a review, as the session does."""
    documents = review.documents
    records = [[row, count, [row_to_json(each, documents) for each in new]] for row, count, new in hunks]
    if records:
        review.do({"do": "put", "hunks": records})


def test_changes_of_one_person_are_taken_over():
    base = random_bitext(2)
    mine = review_after(base, {"do": "mark", "row": 0, "status": "approved"})
    theirs = review_after(base, {"do": "merge", "row": 4}, {"do": "mark", "row": 9, "status": "rejected"})
    result = merge_reviews(mine, theirs)
    assert (len(result.taken), result.disputed) == (2, [])
    apply_hunks(mine, result.taken)
    both = review_after(
        base,
        {"do": "mark", "row": 0, "status": "approved"},
        {"do": "merge", "row": 4},
        {"do": "mark", "row": 9, "status": "rejected"},
    )
    assert mine.rows == both.rows


def test_different_changes_of_both_are_disputed_and_can_be_accepted():
    base = random_bitext(2)
    mine = review_after(base, {"do": "merge", "row": 4}, {"do": "mark", "row": 0, "status": "approved"})
    theirs = review_after(base, {"do": "merge", "row": 5}, {"do": "mark", "row": 0, "status": "approved"})
    result = merge_reviews(mine, theirs)
    assert (result.taken, len(result.disputed), result.agreed) == ([], 1, 1)
    apply_hunks(mine, result.disputed)
    assert [row.sides for row in mine.rows] == [row.sides for row in theirs.rows]


def test_other_documents_are_refused():
    with pytest.raises(UsageError, match="documents"):
        merge_reviews(Review(random_bitext(1)), Review(random_bitext(2)))


@given(st.integers(0, 2**32))
@settings(max_examples=40, deadline=None)
def test_taking_everything_gives_the_other_person_s_rows(seed):
    """After all hunks are accepted, nothing more is taken or disputed, and the laws of operations hold."""
    generator = random.Random(seed)
    base = random_bitext(seed)
    reviews = []
    for _ in range(2):
        review = Review(base)
        for _ in range(12):
            operation = random_operation(generator, review)
            if operation["do"] in {"link", "undo", "redo", "bookmark"}:
                continue
            try:
                review.do(operation)
            except UsageError:
                continue
        reviews.append(review)
    mine, theirs = reviews
    apply_hunks(mine, merge_reviews(mine, theirs).taken)
    assert merge_reviews(mine, theirs).taken == []
    apply_hunks(mine, merge_reviews(mine, theirs).disputed)
    assert merge_reviews(mine, theirs).disputed == []
    assert covered(mine.bitext()) == covered(base)
    assert in_one_bead(mine.bitext())
