"""Writing the corpus: filters with reasons, duplicates, splits, and the content of the files."""

import json
import zlib
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aligner.alignment.diagnostics import NOT_TRANSLATIONS
from aligner.batch.content import Content, StoredPair
from aligner.batch.corpus import metadata_key, part_of, write_corpus
from aligner.batch.duplicates import SeenPairs, normalised
from aligner.batch.filters import Candidate, Evidence, judge
from aligner.batch.manifest import Row
from aligner.batch.repeated_sides import RepeatedSides
from aligner.batch.settings import CorpusSettings, FilterSettings
from aligner.batch.writers.tmx import file_name
from aligner.errors import UsageError
from aligner.formats import load

TAGS = ("en-US", "zh-CN")


def pair(source, target, confidence=0.9, number=0):
    return StoredPair(number, "1-1", source, target, 0.8, confidence, "0", "0", 1, 1, "")


ALL = FilterSettings(0.5, 4, True, True, "near")
CASES = [
    ("The library is open.", "图书馆开放。", 0.9, ""),
    ("", "图书馆开放。", 0.9, "one side is empty"),
    ("The shop is open.", "商店开放。", 0.4, "confidence below 0.5"),
    (
        "Yes.",
        "图书馆上午九点开放，下午五点关闭，星期日不开放，请读者注意时间。",
        0.9,
        "lengths differ more than 4 times",
    ),
    ("OpenSSL 1.1", "OpenSSL 1.1", 0.9, "both sides are equal"),
    ("旧桥明年修复。", "旧桥今年修复。", 0.9, "the source is not in its language"),
    ("The old bridge", "The new bridge", 0.9, "the target is not in its language"),
    ("1984 / 2001", "1984 — 2001!", 0.9, "both sides are equal"),
    ("The library is open.", "图书馆开放。", 0.9, "duplicate of an earlier pair"),
    ("the library is open!", "图书馆开放", 0.9, "near-duplicate of an earlier pair"),
]


def reasons(settings, folder):
    with SeenPairs(folder / "seen") as seen:
        evidence = Evidence(seen, RepeatedSides())
        return [
            judge(Candidate(pair(source, target, confidence), TAGS, "a"), settings.chosen, evidence).reason
            for source, target, confidence, _ in CASES
        ]


def test_every_dropped_pair_has_a_reason(tmp_path):
    found = reasons(ALL, tmp_path)
    assert found == [reason for *_, reason in CASES]


def test_only_pairs_with_an_empty_side_are_dropped_by_default(tmp_path):
    found = Counter(reasons(FilterSettings(), tmp_path))
    assert found == {"": len(CASES) - 1, "one side is empty": 1}


@pytest.mark.parametrize("unrelated", [True, False])
def test_unrelated_documents_give_no_pairs(tmp_path, unrelated):
    content = ("en-US", "zh-CN", "sentence", "", [f"{NOT_TRANSLATIONS}: few"], 1, 1, [list(pair("Yes.", "不。"))])
    result = zlib.compress(json.dumps(content).encode())
    settings = CorpusSettings(filters=FilterSettings(unrelated=unrelated))
    counts = write_corpus(lambda: iter([(Row(2, "a", "a.en", "a.zh", {}), result)]), tmp_path, settings, [])
    assert counts["warned"] == 1
    assert counts["pairs"] == (0 if unrelated else 1)
    assert ((tmp_path / "dropped.jsonl").read_text() != "") == unrelated


def test_long_texts_that_differ_in_one_word_are_near_duplicates(tmp_path):
    text = "The committee decided that the old bridge over the river will be repaired before the end of next summer"
    chinese = "委员会决定在明年夏天结束之前修复河上的旧桥，费用由市议会和三家公司共同承担"
    with SeenPairs(tmp_path / "seen") as seen:
        assert not seen.is_near_duplicate(text, chinese)
        seen.remember(keep=True)
        assert seen.is_near_duplicate(text.replace("summer", "summers"), chinese)
        assert not seen.is_near_duplicate(text.replace("bridge over the river", "library"), chinese[::-1])


def test_case_width_digits_and_punctuation_are_ignored():
    assert normalised("On ３ May 2021, the BRIDGE “closed”.") == normalised("on 12 may 1999 the bridge closed")
    assert normalised("the bridge closed") != normalised("the bridge opened")
    assert normalised(" … ") == "..."  # a text of marks alone keeps them


@settings(max_examples=200)
@given(st.text(min_size=1))
def test_a_document_always_has_the_same_part(document):
    three = CorpusSettings(split=(80.0, 10.0, 10.0))
    assert part_of(document, three) == part_of(document, three)
    assert part_of(document, CorpusSettings()) == "corpus"


def test_parts_have_the_chosen_shares():
    three = CorpusSettings(split=(80.0, 15.0, 5.0))
    found = Counter(part_of(f"document {number}", three) for number in range(20_000))
    assert found["train"] == pytest.approx(16_000, rel=0.02)
    assert found["dev"] == pytest.approx(3_000, rel=0.06)
    assert found["test"] == pytest.approx(1_000, rel=0.1)


@pytest.mark.parametrize("split", [(), (50.0,), (90.0, 20.0), (110.0, -10.0), (25.0, 25.0, 25.0, 25.0)])
def test_invalid_splits_are_refused(split):
    with pytest.raises(UsageError, match="sum up to 100"):
        CorpusSettings(split=split)


def stored(*pairs, source="en-US", target="zh-CN"):
    content = Content(source, target, "sentence", "signature", [], 3, 3, [list(each) for each in pairs])
    return zlib.compress(json.dumps(content).encode())


RESULTS = [
    (Row(2, "reports/a", "a.en.txt", "a.zh.txt", {"genre": "report", "confidence": "0.7"}),
     stored(pair("The library is open.", "图书馆开放。"), pair("Only here.", "", number=1))),
    (Row(3, "b", "b.en.txt", "b.zh.txt", {"genre": "news"}), "holds no text"),
    (Row(4, "c", "c.zh.txt", "c.en.txt", {"genre": "news"}),
     stored(pair("旧桥\n关闭了。", "The old bridge & all <b>is</b> closed."), source="zh-CN", target="en-US")),
]  # fmt: skip


@pytest.fixture
def corpus(tmp_path):
    chosen = CorpusSettings(("jsonl", "parquet", "tmx", "moses"))
    counts = write_corpus(lambda: iter(RESULTS), tmp_path, chosen, ("genre", "confidence"))
    assert counts == {
        "documents": 2, "errors": 1, "pairs": 2, "pairs in corpus": 2, "dropped: one side is empty": 1,
    }  # fmt: skip
    return tmp_path


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_errors_and_dropped_pairs_are_listed(corpus):
    assert lines(corpus / "errors.jsonl") == [
        {"document": "b", "source": "b.en.txt", "target": "b.zh.txt", "line": 3, "reason": "holds no text"}
    ]
    [dropped] = lines(corpus / "dropped.jsonl")
    assert (dropped["reason"], dropped["document"], dropped["source"]) == (
        "one side is empty",
        "reports/a",
        "Only here.",
    )
    assert [each["document"] for each in lines(corpus / "documents.jsonl")] == ["reports/a", "c"]
    assert lines(corpus / "documents.jsonl")[0]["dropped"] == {"one side is empty": 1}
    assert not (corpus / ".building").exists()


def test_json_lines_hold_pairs_and_metadata(corpus):
    first, second = lines(corpus / "jsonl" / "corpus.jsonl")
    assert first["document"] == "reports/a"
    assert first["genre"] == "report"
    assert first["confidence"] == 0.9
    assert first["document_confidence"] == "0.7"
    assert (second["source"], second["source_lang"]) == ("旧桥\n关闭了。", "zh-CN")


def test_parquet_has_the_same_records_and_the_split(corpus):
    import pandas

    frame = pandas.read_parquet(corpus / "parquet")
    assert list(frame["document"]) == ["reports/a", "c"]
    assert list(frame["genre"]) == ["report", "news"]
    assert set(frame["split"]) == {"corpus"}


def test_moses_has_one_file_for_each_language_and_one_for_the_documents(corpus):
    texts = {
        kind: (corpus / "moses" / f"corpus.en-zh.{kind}").read_text(encoding="utf-8").splitlines()
        for kind in ("en", "zh", "document")
    }
    assert texts == {
        "en": ["The library is open.", "The old bridge & all <b>is</b> closed."],
        "zh": ["图书馆开放。", "旧桥 关闭了。"],
        "document": ["reports/a", "c"],
    }


def test_tmx_can_be_loaded(corpus):
    bitext = load(corpus / "tmx" / "corpus.tmx")
    assert len(bitext.beads) == 2


def test_one_tmx_file_for_each_document(tmp_path):
    write_corpus(lambda: iter(RESULTS), tmp_path, CorpusSettings(("tmx",), one_tmx=False), ("genre", "confidence"))
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*.tmx")) == [
        "tmx/corpus/c.tmx",
        "tmx/corpus/reports/a.tmx",
    ]
    assert not (tmp_path / "jsonl").exists()


def test_file_names_of_documents_stay_inside_the_folder():
    assert file_name("en/report.pdf") == "en/report.pdf"
    names = [file_name(name) for name in ("../../etc/passwd", "/etc/passwd", "C:\\temp", "..", "a" * 500, "what?")]
    assert len(set(names)) == len(names)
    for name in names:
        assert not name.startswith("/")
        assert ".." not in name.split("/")
        assert len(name) < 200


def test_a_format_that_is_no_longer_chosen_is_removed(corpus):
    write_corpus(lambda: iter(RESULTS), corpus, CorpusSettings(("moses",)), ("genre", "confidence"))
    assert (corpus / "moses").exists()
    assert not (corpus / "parquet").exists()


def test_metadata_with_the_name_of_a_corpus_column_gets_a_prefix():
    assert metadata_key("genre") == "genre"
    assert metadata_key("score") == "document_score"
