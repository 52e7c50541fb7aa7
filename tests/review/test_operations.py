"""Laws of the operations, tested with random bitexts and operations, and an example for each operation."""

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.bitext import Bead, Bitext, Block, Document, Segment
from aligner.errors import AlignerError, UsageError
from aligner.formats.native import JSONL
from aligner.review import Journal, Review, apply
from aligner.review.operations import OPERATIONS
from aligner.review.rows import bitext_of, rows_of

OPERATIONS_A_RUN = 500


def document(name, language, sentences):
    """Return a document of paragraphs of up to three sentences, some of one character."""
    blocks, segments = [], []
    for start in range(0, len(sentences), 3):
        text = ""
        for sentence in sentences[start : start + 3]:
            text += " " if text else ""
            segments.append(Segment(sentence, len(blocks), len(text), len(text) + len(sentence), len(blocks) + 1))
            text += sentence
        blocks.append(Block(text, len(blocks) + 1))
    return Document(name, tuple(blocks), language, tuple(segments))


def random_bitext(seed, size=12):
    """Return a random bitext: shapes 0-1 to 2-2, random confidences and marks of untranslated segments."""
    generator = random.Random(seed)
    beads, row, column = [], 0, 0
    for _ in range(size):
        m, n = generator.choice([(1, 1), (1, 1), (1, 2), (2, 1), (1, 0), (0, 1), (2, 2)])
        source, target = tuple(range(row, row + m)), tuple(range(column, column + n))
        marks = (source[-1:], ()) if m == 2 and generator.random() < 0.3 else ((), ())
        beads.append(Bead(source, target, 0.5, generator.random(), "", marks))
        row, column = row + m, column + n
    sides = [[generator.choice(["a", "Some words here.", "一句话。", "x y z"]) + f" {n}" for n in range(count)]
             for count in (row, column)]  # fmt: skip
    return Bitext(document("a", "en", sides[0]), document("b", "zh", sides[1]), tuple(beads))


def random_operation(generator, review):
    """Return an operation with random arguments; not all of these operations can be applied."""
    rows = review.rows
    row = generator.randrange(len(rows))
    side = generator.choice(["source", "target"])
    segments = getattr(rows[row], side)
    at = generator.randrange(max(1, len(segments)))
    offset = generator.randrange(1, 6)
    source_at, target_at = generator.randrange(3), generator.randrange(3)
    choices = {
        "shift": {"row": row, "side": side, "at": at},
        "unshift": {"row": row, "side": side},
        "move": {"row": row, "side": side, "by": generator.choice([-1, 1])},
        "merge": {"row": row, "count": generator.randrange(2, 4)},
        "split": {"row": row, "source": source_at, "target": target_at},
        "link": {"source": [row, source_at], "target": [generator.randrange(len(rows)), target_at]},
        "alone": {"row": row, "side": side},
        "cut": {"row": row, "side": side, "at": at, "offset": offset},
        "join": {"row": row, "side": side, "at": at},
        "edit": {"texts": [[row, side, at, generator.choice(["", "changed", "<b>x</b>\x07"])]]},
        "mark": {
            "row": row,
            "status": generator.choice(["", "approved", "rejected"]),
            "count": generator.randrange(1, 3),
        },
        "bookmark": {"row": row},
        "undo": {},
        "redo": {},
    }
    name = generator.choice(list(choices))
    return {"do": name, **choices[name]}


def covered(bitext):
    """Return the characters that the segments of each side cover, without white space."""
    return [
        [
            (segment.block, offset)
            for segment in document.segments
            for offset in range(segment.start, segment.end)
            if not document.blocks[segment.block].text[offset].isspace()
        ]
        for document in (bitext.source, bitext.target)
    ]


def in_one_bead(bitext):
    """Return whether each segment is in exactly one bead, and no bead is empty."""
    for side in ("source", "target"):
        numbers = sorted(number for bead in bitext.beads for number in getattr(bead, side))
        if numbers != list(range(len(getattr(bitext, side).segments))):
            return False
    return all(bead.source or bead.target for bead in bitext.beads)


def content(bitext):
    stream = io.BytesIO()
    JSONL.write(bitext, stream)
    return stream.getvalue()


@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_five_hundred_random_operations_keep_the_laws(seed):
    generator = random.Random(seed)
    base = random_bitext(seed)
    review = Review(base)
    before, applied = covered(base), 0
    for _ in range(OPERATIONS_A_RUN):
        operation = random_operation(generator, review)
        previous = review.rows[:]
        try:
            splice = review.do(operation)
        except UsageError:
            assert review.rows == previous
            continue
        applied += 1
        assert all(row.source or row.target for row in splice.after)
        after = review.bitext()
        assert covered(after) == before
        assert in_one_bead(after)
    assert applied > OPERATIONS_A_RUN / 5
    while review.can_undo:
        review.do({"do": "undo"})
    assert content(review.bitext()) == content(base)
    fresh = Review(base)
    assert fresh.summary.kinds.tolist() == review.summary.kinds.tolist()
    assert fresh.summary.errors.tolist() == review.summary.errors.tolist()


@given(st.integers(0, 2**32))
@settings(max_examples=20, deadline=None)
def test_undo_and_redo_are_exact(seed):
    generator = random.Random(seed)
    review = Review(random_bitext(seed))
    states = [review.rows[:]]
    for _ in range(60):
        operation = random_operation(generator, review)
        if operation["do"] in {"undo", "redo"}:
            continue
        try:
            review.do(operation)
        except UsageError:
            continue
        states.append(review.rows[:])
    for state in reversed(states[:-1]):
        review.do({"do": "undo"})
        assert review.rows == state
    for state in states[1:]:
        review.do({"do": "redo"})
        assert review.rows == state


@given(st.integers(0, 2**32))
@settings(max_examples=10, deadline=None)
def test_a_journal_replays_to_the_same_bytes(tmp_path_factory, seed):
    path = tmp_path_factory.mktemp("journal") / "a.review.jsonl"
    generator = random.Random(seed)
    journal = Journal.create(path, random_bitext(seed), {})
    for _ in range(100):
        try:
            journal.do(random_operation(generator, journal.review))
        except UsageError:
            continue
    journal.close()
    again = Journal.open(path)
    assert again.review.rows == journal.review.rows
    assert content(again.review.bitext()) == content(journal.review.bitext())
    assert (again.review.can_undo, again.review.can_redo) == (journal.review.can_undo, journal.review.can_redo)
    again.close()


@given(st.integers(0, 2**32))
@settings(max_examples=50, deadline=None)
def test_rows_give_the_same_bitext(seed):
    base = random_bitext(seed)
    assert bitext_of(rows_of(base), base) == base


def texts_of(bitext):
    return [(bitext.source_text(bead), bitext.target_text(bead)) for bead in bitext.beads]


@pytest.fixture
def small():
    """Return a-A, b-B, c-C, d-D."""
    source, target = document("s", "en", list("abcd")), document("t", "en", list("ABCD"))
    return Bitext(source, target, tuple(Bead((n,), (n,), 0.5, 0.9) for n in range(4)))


EXAMPLES = [
    ([{"do": "shift", "row": 1, "side": "target"}], "aA b cB dC D"),
    ([{"do": "shift", "row": 1, "side": "target"}, {"do": "unshift", "row": 2, "side": "target"}], "aA bB cC dD"),
    ([{"do": "unshift", "row": 1, "side": "source"}], "a bA cB dC D"),
    ([{"do": "mark", "row": 2, "status": "approved"}, {"do": "shift", "row": 0, "side": "source"}], "A aB b cC dD"),
    ([{"do": "move", "row": 1, "side": "source", "by": -1}], "a bA B cC dD"),
    ([{"do": "move", "row": 0, "side": "source", "by": -1}], "a A bB cC dD"),
    ([{"do": "move", "row": 3, "side": "target", "by": 1}], "aA bB cC d D"),
    ([{"do": "merge", "row": 1, "count": 2}], "aA b cB C dD"),
    ([{"do": "merge", "row": 0}, {"do": "split", "row": 0, "source": 1, "target": 0}], "a bA B cC dD"),
    ([{"do": "link", "source": [0, 0], "target": [3, 0]}], "aD A bB cC d"),
    ([{"do": "alone", "row": 1, "side": "source"}], "aA b B cC dD"),
]


@pytest.mark.parametrize(("operations", "expected"), EXAMPLES)
def test_examples_of_operations(small, operations, expected):
    assert " ".join(source + target for source, target in texts_of(apply(small, *operations))) == expected


def test_rows_of_a_person_have_a_status(small):
    after = apply(small, {"do": "merge", "row": 1}, {"do": "mark", "row": 0, "status": "approved"})
    assert [bead.status for bead in after.beads] == ["approved", "changed", ""]
    assert after.beads[1].confidence == 0


def test_a_join_undoes_a_cut():
    base = apply(random_bitext(3))
    once = apply(base, {"do": "cut", "row": 0, "side": "source", "at": 0, "offset": 1})
    assert len(once.source.segments) == len(base.source.segments) + 1
    assert apply(once, {"do": "join", "row": 0, "side": "source", "at": 0}) == base


def test_an_edit_keeps_the_text_of_the_document(small):
    after = apply(small, {"do": "edit", "texts": [[0, "source", 0, "A better text"]]})
    assert after.source_text(after.beads[0]) == "A better text"
    assert after.source.blocks == small.source.blocks
    assert JSONL.read(io.BytesIO(content(after)), "x") == after
    assert apply(after, {"do": "edit", "texts": [[0, "source", 0, ""]]}) == small


WRONG = [
    {"do": "nothing"},
    {"do": "merge", "row": 3},
    {"do": "split", "row": 0, "source": 1, "target": 1},
    {"do": "move", "row": 9, "side": "source", "by": 1},
    {"do": "move", "row": 0, "side": "middle", "by": 1},
    {"do": "join", "row": 0, "side": "source", "at": 0},
    {"do": "cut", "row": 0, "side": "source", "at": 0, "offset": 0},
    {"do": "mark", "row": 0, "status": "wonderful"},
    {"do": "put", "hunks": [[0, 1, []]]},
    {"do": "put", "hunks": []},
    {"do": "merge", "row": "x"},
    {"do": "merge"},
    {},
]


@pytest.mark.parametrize("operation", WRONG)
def test_invalid_operations_are_refused(small, operation):
    review = Review(small)
    with pytest.raises(AlignerError):
        review.do(operation)
    assert review.bitext() == small


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_has_a_docstring(name):
    assert OPERATIONS[name].__doc__
