"""The documents to look at first, and examples of what was dropped."""

import json
import random

import pytest

from aligner.formats.statistics import Observation
from aligner.statistics import corpus_statistics, page
from aligner.statistics.ranking import MAX_DOCUMENTS, MAX_EXAMPLES, DocumentQuality, Ranking, dropped_examples


def ranked(documents):
    ranking = Ranking()
    for document in documents:
        for _ in ranking.watch(document):
            pass
    return ranking.lowest()


def document(name, confidence, unpaired=0):
    pairs = [Observation(name, "four", "四个字吗", "1-1", confidence)] * 3
    return pairs + [Observation(name, "four" * 6, "", "1-0")] * unpaired


def test_the_share_is_that_of_the_text_in_correct_pairs():
    (quality,) = ranked([document("a\nb", 0.5, unpaired=1)])
    assert (quality.name, quality.pairs, quality.coverage, quality.confidence) == ("a | b", 3, 0.5, 0.5)
    assert quality.usable == 0.25
    assert DocumentQuality("a", 3, 0.5, 0.5, dropped=1).usable == 0.25 * 3 / 4
    assert DocumentQuality("a", 3, 0.5).usable == 0.5, "without a confidence, pairs count as correct"


def test_documents_in_any_order_give_the_same_list():
    documents = [document(f"d{number}", number / 30, number % 3) for number in range(30)]
    lowest = ranked(documents)
    random.Random(1).shuffle(documents)
    assert ranked(documents) == lowest
    assert len(lowest) == MAX_DOCUMENTS
    assert [each.usable for each in lowest] == sorted(each.usable for each in lowest)
    assert lowest[0].name == "d0"


def test_documents_with_nothing_to_see_are_not_listed():
    assert ranked([document("perfect", 1.0), document("without confidence", None)]) == ()


def test_examples_are_a_sample_for_each_reason():
    records = [{"reason": "long" if n % 2 else "copy", "source": f"s{n}", "target": None} for n in range(100)]
    examples = dropped_examples(records)
    assert dropped_examples(records) == examples
    assert {reason: len(sample) for reason, sample in examples.items()} == {"copy": MAX_EXAMPLES, "long": MAX_EXAMPLES}
    assert all(int(source[1:]) % 2 == 1 and target == "" for source, target in examples["long"])
    assert max(int(source[1:]) for source, _ in examples["copy"]) > 2 * MAX_EXAMPLES, "not only the first ones"


@pytest.fixture
def batch(tmp_path):
    """Return the result of a batch: one document is fine, one was dropped as a whole, one could not be aligned."""
    pair = {"source": "A lamp & a <b>", "target": "一盏灯。", "shape": "1-1", "confidence": 0.9}
    lines = {
        "jsonl/train.jsonl": [{"document": "fine", **pair}],
        "documents.jsonl": [
            {"document": "fine", "split": "train", "pairs": 1, "dropped": {}, "warnings": []},
            {"document": "other", "split": "train", "pairs": 0, "dropped": {"unrelated": 1}, "warnings": ["no match"]},
        ],
        "dropped.jsonl": [{"document": "other", "reason": "unrelated", **pair}],
        "errors.jsonl": [{"document": "broken", "reason": "no such file"}],
    }
    (tmp_path / "jsonl").mkdir()
    for name, records in lines.items():
        (tmp_path / name).write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    counts = {"documents": 2, "errors": 1, "dropped: unrelated": 1}
    (tmp_path / "batch.json").write_text(json.dumps({"counts": counts}), encoding="utf-8")
    return tmp_path


def test_a_batch_lists_failed_and_dropped_documents_first(batch):
    corpus = corpus_statistics([batch])
    assert [(each.name, each.dropped, each.remark) for each in corpus.look_first] == [
        ("broken", 0, "no such file"),
        ("other", 1, "no match"),
        ("fine", 0, ""),
    ]
    assert corpus.examples == {"unrelated": (("A lamp & a <b>", "一盏灯。"),)}
    html = page(corpus, ["out"])
    assert html.index("look at first") < html.index("What was dropped") < html.index("Plots")
    assert "<summary>unrelated: 1 (50.0%)</summary>" in html
    assert "A lamp &amp; a &lt;b&gt;" in html


def test_a_damaged_list_of_errors_stops_nothing(batch):
    (batch / "errors.jsonl").write_text("nonsense\n", encoding="utf-8")
    assert corpus_statistics([batch]).statistics.pairs == 1
