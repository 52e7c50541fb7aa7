"""What the aligner proposes: the laws of hunks, the best paths, and the time that it takes."""

import os
import random
import time
from contextlib import suppress
from pathlib import Path

import pytest

from aligner import align, align_texts
from aligner.bitext import Bead, Bitext
from aligner.embedders import load_embedder
from aligner.errors import UsageError
from aligner.review import Review
from aligner.review.operations import written
from aligner.review.paths import Proposer, best_paths, canonical, doubtful_stretch
from aligner.review.realigning import Realigner
from aligner.settings import AlignSettings
from tests.review.test_operations import random_operation

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def embedder():
    return load_embedder("bundled")


@pytest.fixture(scope="module")
def story(embedder):
    return align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt", embedder=embedder)


@pytest.fixture
def realigner(embedder, story):
    return Realigner(story, embedder, AlignSettings())


@pytest.fixture
def proposer(embedder, story):
    return Proposer(embedder, AlignSettings(), (story.source.language, story.target.language))


def take(review, hunks):
    documents = review.documents
    records = [[row, count, [written(each, documents) for each in new]] for row, count, new in hunks]
    review.do({"do": "put", "hunks": records})


def sides_of(review):
    return [row.sides for row in review.rows]


def test_realigning_mends_what_was_shifted_and_leaves_confirmed_rows(story, realigner):
    review = Review(story)
    original = sides_of(review)
    review.do({"do": "mark", "row": 40, "status": "approved"})
    kept = review.rows[40]
    review.do({"do": "shift", "row": 20, "side": "target"})
    assert sides_of(review) != original
    take(review, realigner.realigned(review.rows, 0, len(review.rows)))
    assert kept in review.rows
    assert sides_of(review) == original


def test_aligning_again_what_is_as_the_aligner_has_it_changes_nothing(story, realigner):
    rows = Review(story).rows
    assert realigner.realigned(rows, 0, len(rows)) == []


def test_a_confirmed_row_that_contradicts_the_aligner_is_kept_and_what_is_around_it_is_searched(story, realigner):
    review = Review(story)
    original = sides_of(review)
    review.do({"do": "link", "source": [30, 0], "target": [33, 0]})
    linked = next(number for number, row in enumerate(review.rows) if row.is_approved)
    kept = review.rows[linked]
    review.do({"do": "shift", "row": linked + 6, "side": "source"})
    before = [segment for row in review.rows for segment in row.target]
    take(review, realigner.realigned(review.rows, 0, len(review.rows)))
    now = sides_of(review)
    assert kept in review.rows
    assert [segment for sides in now for segment in sides[1]] == before
    assert now[:15] == original[:15]
    assert now[-40:] == original[-40:]
    assert realigner.realigned(review.rows, 0, len(review.rows)) == []


def test_sentences_that_the_aligner_has_not_seen_are_aligned_with_those_around_them(story, realigner):
    review = Review(story)
    original = sides_of(review)
    place = next(n for n, row in enumerate(review.rows) if n > 20 and row.shape == "1-1")
    review.do({"do": "edit", "texts": [[place, "source", 0, review.rows[place].source[0].text + " Yes."]]})
    edited = review.rows[place].sides
    review.do({"do": "shift", "row": place - 3, "side": "target"})
    take(review, realigner.realigned(review.rows, 0, len(review.rows)))
    assert edited in sides_of(review)
    assert sum(sides in original for sides in sides_of(review)) >= len(original) - 3


def test_after_any_work_realigning_keeps_the_text_and_has_nothing_to_add(story, realigner):
    """`put` refuses rows that do not hold the same text, so what it takes has lost nothing."""
    review, chance = Review(story), random.Random(3)
    for round_number in range(4):
        for _ in range(8):
            with suppress(UsageError):
                review.do(random_operation(chance, review))
        settled = [row for row in review.rows if row.is_settled]
        hunks = realigner.realigned(review.rows, 0, len(review.rows))
        if hunks:
            take(review, hunks)
        assert [row for row in review.rows if row.is_settled] == settled, round_number
        assert realigner.realigned(review.rows, 0, len(review.rows)) == []


def test_what_is_confirmed_is_learnt_from_when_nobody_waits(story, realigner, embedder):
    review = Review(story)
    review.do({"do": "mark", "row": 0, "count": 60, "status": "approved"})
    assert realigner.prepare([]) is False
    assert realigner.embedder is embedder
    while realigner.prepare(review.rows):
        pass
    assert realigner.embedder is not embedder
    start = time.process_time()
    hunks = realigner.realigned(review.rows, 0, len(review.rows))
    assert time.process_time() - start < 1
    assert all(row >= 60 for row, _, _ in hunks)


def test_a_text_without_confidences_is_aligned_when_it_is_asked_for(story, embedder):
    plain = Bitext(story.source, story.target, tuple(Bead(bead.source, bead.target) for bead in story.beads))
    review = Review(plain)
    review.do({"do": "shift", "row": 20, "side": "target"})
    take(review, Realigner(plain, embedder, AlignSettings()).realigned(review.rows, 0, len(review.rows)))
    assert sides_of(review) == sides_of(Review(story))


def test_next_best_paths_differ_and_the_right_one_is_among_them(story, proposer):
    review = Review(story)
    right = [row.sides for row in review.rows]
    review.do({"do": "move", "row": 30, "side": "target", "by": 1})
    review.do({"do": "mark", "row": 30, "status": ""})
    hunks = proposer.next_best(review.rows, 30)
    assert 1 <= len(hunks) <= 3
    found = []
    for hunk in hunks:
        trial = Review(review.bitext())
        take(trial, [hunk])
        found.append([row.sides for row in trial.rows])
    assert right in found
    assert len({tuple(each) for each in found}) == len(found)


def test_best_paths_are_in_order_and_all_different(story, proposer):
    rows = Review(story).rows
    stretch = doubtful_stretch(rows, 30)
    texts = [[segment.text for number in stretch for segment in rows[number].sides[place]] for place in (1, 0)]
    windows = [range(len(each)) for each in texts]
    scorer = proposer._scorer(texts, windows, ("zh", "en"))
    paths = best_paths(scorer, windows[0], windows[1], 20)
    assert len(set(paths)) == len(paths)
    assert all(sum(m for m, _ in path) == len(texts[0]) for path in paths)
    assert all(sum(n for _, n in path) == len(texts[1]) for path in paths)
    assert len({canonical(path) for path in paths}) == len(paths)


def test_the_best_split_is_where_the_meaning_is(story, proposer):
    review = Review(story)
    review.do({"do": "merge", "row": 5})
    source, target = (len(side) for side in Review(story).rows[5].sides)
    assert proposer.best_splits(review.rows[5])[0] == (source, target)
    assert proposer.best_splits(Review(story).rows[0]) == []


@pytest.mark.skipif("ALIGNER_SLOW" not in os.environ, reason="takes half a minute; ALIGNER_SLOW=1 runs it")
@pytest.mark.parametrize("step", [{"do": "shift", "row": 20, "side": "target"}, {"do": "mark", "row": 0, "count": 300}])
def test_three_thousand_segments_are_realigned_in_a_moment(shared, embedder, record_property, step):
    """Scripture, full of doubt; in processor time, since machines are busy."""
    folder = shared / "eval" / "bible-dev"
    texts = [(folder / f"001.{language}").read_text(encoding="utf-8").splitlines()[:3000] for language in ("en", "zh")]
    bitext = align_texts(*texts, embedder=embedder)
    review = Review(bitext)
    review.do(step if step["do"] == "shift" else {**step, "status": "approved"})
    realigner = Realigner(bitext, embedder, AlignSettings())
    while realigner.prepare(review.rows):
        pass
    start = time.process_time()
    realigner.realigned(review.rows, 0, len(review.rows))
    took = time.process_time() - start
    record_property("seconds to realign 3,000 segments", took)
    print(f"{took:.2f} s")
    assert took < 1
