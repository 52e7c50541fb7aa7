"""What the aligner proposes: the laws of hunks, the best paths, and the time that it takes."""

import os
import time
from pathlib import Path

import pytest

from aligner import align, align_texts
from aligner.embedders import load_embedder
from aligner.review import Review
from aligner.review.operations import written
from aligner.review.realigning import Proposer, best_paths, canonical, doubtful_stretch
from aligner.settings import AlignSettings

SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"


@pytest.fixture(scope="module")
def embedder():
    return load_embedder("bundled")


@pytest.fixture(scope="module")
def story(embedder):
    return align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt", embedder=embedder)


@pytest.fixture
def proposer(embedder, story):
    return Proposer(embedder, AlignSettings(), (story.source.language, story.target.language))


def take(review, hunks):
    documents = review.documents
    records = [[row, count, [written(each, documents) for each in new]] for row, count, new in hunks]
    review.do({"do": "put", "hunks": records})


def test_realigning_mends_what_was_shifted_and_leaves_confirmed_rows(story, proposer):
    review = Review(story)
    review.do({"do": "mark", "row": 40, "status": "approved"})
    kept = review.rows[40]
    review.do({"do": "shift", "row": 20, "side": "target"})
    moved = [row.sides for row in review.rows]
    hunks = proposer.realigned(review.rows, 0, len(review.rows))
    take(review, hunks)
    original = {row.sides for row in Review(story).rows}
    now = [row.sides for row in review.rows]
    assert kept in review.rows
    assert sum(sides in original for sides in now) > 0.95 * len(now)
    assert sum(sides in original for sides in moved) < 0.85 * len(moved)


def test_aligning_again_what_is_as_the_aligner_has_it_changes_little(story, proposer):
    rows = Review(story).rows
    assert sum(count for _, count, _ in proposer.realigned(rows, 0, len(rows))) <= 5


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


def test_best_paths_are_in_order_and_all_different(story, embedder, proposer):
    rows = Review(story).rows
    stretch = doubtful_stretch(rows, 30)
    texts = [[segment.text for number in stretch for segment in rows[number].sides[place]] for place in (1, 0)]
    windows = [range(len(each)) for each in texts]
    scorer = proposer._scorer(texts, windows, ("zh", "en"), embedder)
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


@pytest.mark.skipif("ALIGNER_SLOW" not in os.environ, reason="takes a minute; ALIGNER_SLOW=1 runs it")
def test_three_thousand_segments_are_realigned_in_a_moment(shared, embedder, record_property):
    """In processor time, since machines are busy. The target is a second; scripture, full of doubt, misses it."""
    folder = shared / "eval" / "bible-dev"
    texts = [(folder / f"001.{language}").read_text(encoding="utf-8").splitlines()[:3000] for language in ("en", "zh")]
    bitext = align_texts(*texts, embedder=embedder)
    rows = Review(bitext).rows
    proposer = Proposer(embedder, AlignSettings(), (bitext.source.language, bitext.target.language))
    start = time.process_time()
    proposer.realigned(rows, 0, len(rows))
    took = time.process_time() - start
    record_property("seconds to realign 3,000 segments", took)
    print(f"{took:.2f} s")
    assert took < 15
