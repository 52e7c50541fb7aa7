"""Proposals of the aligner: laws of hunks, the best paths, and the time they apply_hunks."""

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
from aligner.review.paths import Proposer, best_paths, canonical, unsure_stretch
from aligner.review.realigning import Realigner
from aligner.review.row_json import row_to_json
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


def apply_hunks(review, hunks):
    documents = review.documents
    records = [[row, count, [row_to_json(each, documents) for each in new]] for row, count, new in hunks]
    review.do({"do": "put", "hunks": records})


def sides_of(review):
    return [row.sides for row in review.rows]


def test_realigning_restores_shifted_rows_and_keeps_confirmed_ones(story, realigner):
    review = Review(story)
    original = sides_of(review)
    review.do({"do": "mark", "row": 40, "status": "approved"})
    confirmed = review.rows[40]
    review.do({"do": "shift", "row": 20, "side": "target"})
    assert sides_of(review) != original
    apply_hunks(review, realigner.realigned(review.rows, 0, len(review.rows)))
    assert confirmed in review.rows
    assert sides_of(review) == original


def test_realigning_the_aligners_rows_changes_nothing(story, realigner):
    rows = Review(story).rows
    assert realigner.realigned(rows, 0, len(rows)) == []


def test_a_confirmed_row_that_contradicts_the_reference_is_kept(story, realigner):
    review = Review(story)
    original = sides_of(review)
    review.do({"do": "link", "source": [30, 0], "target": [33, 0]})
    linked = next(number for number, row in enumerate(review.rows) if row.is_approved)
    confirmed = review.rows[linked]
    review.do({"do": "shift", "row": linked + 6, "side": "source"})
    before = [segment for row in review.rows for segment in row.target]
    apply_hunks(review, realigner.realigned(review.rows, 0, len(review.rows)))
    after = sides_of(review)
    assert confirmed in review.rows
    assert [segment for sides in after for segment in sides[1]] == before
    assert after[:15] == original[:15]
    assert after[-40:] == original[-40:]
    assert realigner.realigned(review.rows, 0, len(review.rows)) == []


def test_edited_sentences_are_aligned_with_those_around_them(story, realigner):
    review = Review(story)
    original = sides_of(review)
    place = next(n for n, row in enumerate(review.rows) if n > 20 and row.shape == "1-1")
    review.do({"do": "edit", "texts": [[place, "source", 0, review.rows[place].source[0].text + " Yes."]]})
    edited = review.rows[place].sides
    review.do({"do": "shift", "row": place - 3, "side": "target"})
    apply_hunks(review, realigner.realigned(review.rows, 0, len(review.rows)))
    assert edited in sides_of(review)
    assert sum(sides in original for sides in sides_of(review)) >= len(original) - 3


def test_realigning_after_random_operations_keeps_the_text_and_is_idempotent(story, realigner):
    """`put` refuses rows with another text, so rows that it accepts have lost nothing."""
    review, generator = Review(story), random.Random(3)
    for round_number in range(4):
        for _ in range(8):
            with suppress(UsageError):
                review.do(random_operation(generator, review))
        settled = [row for row in review.rows if row.is_settled]
        hunks = realigner.realigned(review.rows, 0, len(review.rows))
        if hunks:
            apply_hunks(review, hunks)
        assert [row for row in review.rows if row.is_settled] == settled, round_number
        assert realigner.realigned(review.rows, 0, len(review.rows)) == []


def test_the_embedder_adapts_to_confirmed_rows_in_idle_time(story, realigner, embedder):
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


def test_a_text_without_confidences_is_aligned_first(story, embedder):
    plain = Bitext(story.source, story.target, tuple(Bead(bead.source, bead.target) for bead in story.beads))
    review = Review(plain)
    review.do({"do": "shift", "row": 20, "side": "target"})
    apply_hunks(review, Realigner(plain, embedder, AlignSettings()).realigned(review.rows, 0, len(review.rows)))
    assert sides_of(review) == sides_of(Review(story))


def test_next_best_paths_differ_and_include_the_correct_one(story, proposer):
    review = Review(story)
    correct = [row.sides for row in review.rows]
    review.do({"do": "move", "row": 30, "side": "target", "by": 1})
    review.do({"do": "mark", "row": 30, "status": ""})
    hunks = proposer.next_best(review.rows, 30)
    assert 1 <= len(hunks) <= 3
    proposed = []
    for hunk in hunks:
        trial = Review(review.bitext())
        apply_hunks(trial, [hunk])
        proposed.append([row.sides for row in trial.rows])
    assert correct in proposed
    assert len({tuple(each) for each in proposed}) == len(proposed)


def test_best_paths_are_in_order_and_all_different(story, proposer):
    rows = Review(story).rows
    stretch = unsure_stretch(rows, 30)
    texts = [[segment.text for number in stretch for segment in rows[number].sides[place]] for place in (1, 0)]
    windows = [range(len(each)) for each in texts]
    scorer = proposer._scorer(texts, windows, ("zh", "en"))
    paths = best_paths(scorer, windows[0], windows[1], 20)
    assert len(set(paths)) == len(paths)
    assert all(sum(m for m, _ in path) == len(texts[0]) for path in paths)
    assert all(sum(n for _, n in path) == len(texts[1]) for path in paths)
    assert len({canonical(path) for path in paths}) == len(paths)


def test_the_best_split_is_the_boundary_of_the_merged_rows(story, proposer):
    review = Review(story)
    review.do({"do": "merge", "row": 5})
    source, target = (len(side) for side in Review(story).rows[5].sides)
    assert proposer.best_splits(review.rows[5])[0] == (source, target)
    assert proposer.best_splits(Review(story).rows[0]) == []


@pytest.mark.skipif("ALIGNER_SLOW" not in os.environ, reason="takes half a minute; ALIGNER_SLOW=1 runs it")
@pytest.mark.parametrize("step", [{"do": "shift", "row": 20, "side": "target"}, {"do": "mark", "row": 0, "count": 300}])
def test_three_thousand_segments_are_realigned_within_a_second(shared, embedder, record_property, step):
    """Scripture has many unsure places. The test measures processor time, since machines may be busy."""
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
    seconds = time.process_time() - start
    record_property("seconds to realign 3,000 segments", seconds)
    print(f"{seconds:.2f} s")
    assert seconds < 1
