"""Statistics of bitexts and corpora: counts by hand, properties, formats, folders, the page."""

import json
import random
import re
from html.parser import HTMLParser
from math import isclose

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError, UsageError
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.statistics import (
    RATIO_BINS,
    SHARE_BINS,
    Observation,
    Tally,
    ratio_bin,
    share_bin,
    statistics_of,
)
from aligner.statistics import corpus_statistics
from aligner.statistics.bars import bar_chart
from aligner.statistics.reading import read_observations
from aligner.statistics.report import page, shape_rows, table

PAIRS = [
    Pair("The ferry doesn't run in 2,019 storms.", "渡船在2,019场风暴中停航。", 0.8, 0.95),
    Pair("Bring a  lamp.", "带灯。", 0.7, 0.5),
    Pair("bring a lamp.", "带 灯。", 0.7, 0.41),
    Pair("Nobody answered.", "", 0.0, 0.6),
    Pair("", "无人。", 0.0, 0.7),
]


def bitext_of(pairs, name="a"):
    return bitext_from_pairs(pairs, names=(f"{name}.en.txt", f"{name}.zh.txt"), languages=("en", "zh"))


BITEXT = bitext_of(PAIRS)


def test_statistics_counted_by_hand():
    found = BITEXT.stats()
    assert (found.documents, found.pairs, found.omissions, found.additions, found.beads) == (1, 3, 1, 1, 5)
    assert found.shapes == {"1-1": 3, "0-1": 1, "1-0": 1}
    assert (found.source.words, found.source.han, found.source.tokens) == (7 + 3 + 3 + 2, 0, 15)
    assert (found.target.words, found.target.han, found.target.tokens) == (1, 10 + 2 + 2 + 2 - 1, 16)
    assert found.source.characters == 32 + 11 + 11 + 15
    assert isclose(found.source.coverage, 54 / 69)
    assert found.mean_confidence == 0.62
    assert [number for number, count in enumerate(found.confidences) if count] == [8, 10, 19]
    assert (found.distinct, found.repeated, found.distinct_is_exact) == (2, 1, True)
    assert sum(found.ratios) == 3
    assert sum(found.document_sizes) == 1
    assert found.document_sizes[2] == 1
    json.dumps(found.to_dict())


def test_spans_count_by_their_shape():
    two = bitext_of([Pair("One.", "一。"), Pair("Two.", "二。")])
    found = statistics_of(Bitext(two.source, two.target, (Bead((0, 1), (0, 1), 0.5, 0.9),)))
    assert found.shapes == {"2-2": 1}
    assert (found.pairs, found.documents) == (1, 1)


def test_empty_input_has_no_documents():
    found = bitext_of([]).stats()
    assert (found.documents, found.pairs, found.mean_confidence, found.source.coverage) == (0, 0, None, 0.0)
    assert table(found)
    assert shape_rows(found) == []


texts = st.text("ab 灯 塔1.\n", max_size=12)
pairs = st.lists(
    st.builds(Pair, texts, texts, st.just(0.5), st.integers(0, 1000).map(lambda number: number / 1000)), max_size=12
)


@given(pairs)
def test_swapped_sides_give_mirrored_statistics(found):
    bitext = bitext_of(found)
    assert bitext.mirrored().stats() == bitext.stats().mirrored()
    assert bitext.stats().mirrored().mirrored() == bitext.stats()


documents = st.lists(
    st.lists(
        st.builds(
            lambda source, target, confidence: Observation("d", source, target, "1-1", confidence),
            texts,
            texts,
            st.none() | st.floats(0, 1),
        ),
        max_size=6,
    ),
    max_size=6,
)


@given(documents, st.randoms(), st.sampled_from([4, 1_000_000]))
def test_the_order_of_documents_does_not_matter(found, chance, most):
    def tallied():
        tally = Tally()
        for document in found:
            tally.add_document(document)
        return tally.statistics()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("aligner.formats.statistics.MAX_REMEMBERED_PAIRS", most)
        first = tallied()
        chance.shuffle(found)
        assert tallied() == first
    assert first.documents == len(found) == sum(first.document_coverages) == sum(first.document_sizes)
    assert sum(first.shapes.values()) == first.beads == sum(map(len, found))
    assert sum(first.ratios) <= first.pairs
    for side in (first.source, first.target):
        assert 0 <= side.paired_characters <= side.characters
        assert side.han <= side.characters


def test_repetitions_among_many_pairs_are_estimated(monkeypatch):
    monkeypatch.setattr("aligner.formats.statistics.MAX_REMEMBERED_PAIRS", 500)
    tally = Tally()
    tally.add_document(Observation("d", f"sentence {n % 8000}", f"句{n % 8000}", "1-1", 0.5) for n in range(10_000))
    found = tally.statistics()
    assert not found.distinct_is_exact
    assert 0.85 * 8000 < found.distinct < 1.15 * 8000
    assert "about" in dict(table(found))["repeated pairs"]


@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_bins_are_symmetric(first, second):
    assert ratio_bin(first, second) == RATIO_BINS - 1 - ratio_bin(second, first)
    assert ratio_bin(first, first) == RATIO_BINS // 2


@given(st.floats(-1, 2))
def test_shares_are_in_a_bin(share):
    assert 0 <= share_bin(share) < SHARE_BINS


@pytest.fixture
def folder(tmp_path):
    for name in ("a", "b", "c"):
        bitext_of(PAIRS, name).save(tmp_path / f"{name}.bitext.jsonl")
    return tmp_path


@pytest.mark.parametrize("extension", ["bitext.jsonl", "parquet", "csv", "tsv", "xlsx", "tei.xml"])
def test_lossless_formats_give_the_same_statistics(tmp_path, extension):
    BITEXT.save(tmp_path / f"x.{extension}")
    found = corpus_statistics([tmp_path / f"x.{extension}"]).statistics
    expected = BITEXT.stats()
    assert (found.pairs, found.omissions, found.additions) == (3, 1, 1)
    assert (found.source, found.target, found.ratios) == (expected.source, expected.target, expected.ratios)
    assert found.distinct == 2
    if not extension.startswith("tei"):
        assert found.confidences == expected.confidences


@pytest.mark.parametrize("extension", ["tmx", "jsonl", "po"])
def test_formats_with_pairs_only(tmp_path, extension):
    BITEXT.save(tmp_path / f"x.{extension}")
    found = corpus_statistics([tmp_path / f"x.{extension}"]).statistics
    assert found.pairs >= 2
    if extension != "po":  # which has no place for a confidence, and one for each source
        assert (found.pairs, found.additions, found.mean_confidence) == (3, 0, 0.62)


def test_a_translation_memory_of_another_tool(tmp_path):
    units = "".join(
        f'<tu><tuv xml:lang="{first}"><seg>{one}</seg></tuv><tuv xml:lang="fr"><seg>x</seg></tuv>'
        f'<tuv xml:lang="{second}"><seg>{two}</seg></tuv></tu>'
        for first, one, second, two in (
            ("en-GB", "A lamp.", "zh-CN", "一盏灯。"),
            ("zh-CN", "渡船。", "EN-gb", "A ferry."),
        )
    )
    header = '<header srclang="zh-CN" segtype="sentence" adminlang="en" o-tmf="x" datatype="x" creationtool="x" '
    text = f'<tmx version="1.4">{header}creationtoolversion="1"/><body>{units}</body></tmx>'
    (tmp_path / "m.tmx").write_text(text, encoding="utf-8")
    seen = list(read_observations(tmp_path / "m.tmx", "tmx"))
    assert [(one.source, one.target, one.confidence) for one in seen] == [
        ("一盏灯。", "A lamp.", None),
        ("渡船。", "A ferry.", None),
    ]


def test_a_foreign_table_is_read_by_its_own_reader(tmp_path):
    (tmp_path / "t.csv").write_text("English;中文\nA lamp.;一盏灯。\n", encoding="utf-8")
    (tmp_path / "t.jsonl").write_text('{"translation": {"en": "A lamp.", "zh": "一盏灯。"}}\n', encoding="utf-8")
    for name in ("t.csv", "t.jsonl"):
        found = corpus_statistics([tmp_path / name]).statistics
        assert (found.pairs, found.mean_confidence) == (1, None)


def test_a_folder_counts_every_document_once(folder):
    whole = corpus_statistics([folder])
    assert (whole.files, whole.format, whole.statistics.documents) == (3, "jsonl", 3)
    bitext_of(PAIRS, "a").save(folder / "a.csv")
    (folder / "dropped.jsonl").write_text('{"source": "a", "target": "b"}\n', encoding="utf-8")
    (folder / ".hidden.bitext.jsonl").touch()
    (folder / "readme.md").write_text("notes", encoding="utf-8")
    again = corpus_statistics([folder])
    assert again.statistics == whole.statistics
    assert again.other_files == 1
    assert corpus_statistics([folder], "csv").statistics.documents == 1


def test_documents_of_one_table_are_separated(tmp_path):
    records = [{"document": f"d{n // 4}", "source": f"line {n}", "target": f"第{n}行"} for n in range(12)]
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (tmp_path / "corpus.jsonl").write_text(lines, encoding="utf-8")
    found = corpus_statistics([tmp_path]).statistics
    assert (found.documents, found.pairs, found.document_sizes[3]) == (3, 12, 3)


def test_a_document_may_continue_in_the_next_file(tmp_path):
    frame = bitext_of(PAIRS[:3]).to_frame()[["source", "target"]]
    frame["document"] = "one"
    for number in (0, 1):
        frame.to_parquet(tmp_path / f"part-{number}.parquet")
    found = corpus_statistics([tmp_path]).statistics
    assert (found.documents, found.pairs) == (1, 6)


BATCH = [("one", "train", ["1-1", "x", "1-0"]), ("two", "test", ["x"]), ("three", "train", ["0-1", "1-1", "1-1"])]
"""Documents of a batch with their parts and the shapes of their beads; ``x`` is a bead that a filter dropped."""


def write_batch(folder, damaged=False):
    """Write the result of a batch of these documents, and return its folder."""
    lines = {"jsonl/train.jsonl": "", "jsonl/test.jsonl": "", "documents.jsonl": "", "dropped.jsonl": ""}
    for name, part, shapes in BATCH:
        dropped = {"copies": shapes.count("x"), "one side is empty": sum("0" in shape for shape in shapes)}
        about = {"document": name, "split": part, "pairs": shapes.count("1-1"), "dropped": dropped}
        lines["documents.jsonl"] += json.dumps(about) + "\n"
        for shape in shapes:
            texts = {"source": "" if shape == "0-1" else "A lamp.", "target": "" if shape == "1-0" else "一盏灯。"}
            record = {"document": name, **texts, "shape": "1-1" if shape == "x" else shape, "confidence": 0.9}
            place = f"jsonl/{part}.jsonl" if shape == "1-1" else "dropped.jsonl"
            lines[place] += json.dumps(record) + "\n"
    if damaged:
        lines["jsonl/train.jsonl"] = "nonsense\n"
    (folder / "jsonl").mkdir(parents=True)
    for name, text in lines.items():
        (folder / name).write_text(text, encoding="utf-8")
    counts = {"documents": 3, "errors": 2, "dropped: copies": 2, "dropped: one side is empty": 2}
    (folder / "batch.json").write_text(json.dumps({"counts": counts}), encoding="utf-8")
    return folder


def test_a_batch_result_includes_segments_without_a_counterpart(tmp_path):
    found = corpus_statistics([write_batch(tmp_path / "out")])
    assert (found.files, found.failed, found.dropped) == (2, 2, {"copies": 2})
    amount = found.statistics
    assert (amount.documents, amount.pairs, amount.omissions, amount.additions) == (3, 3, 1, 1)
    assert isclose(amount.source.coverage, 3 / 4)
    assert sum(amount.document_coverages) == 3
    assert "dropped: copies" in page(found, ["out"])
    (tmp_path / "out" / "batch.json").unlink()  # as while a batch is at work
    assert corpus_statistics([tmp_path / "out"]).statistics.omissions == 0


def test_a_damaged_part_of_a_batch_is_reported_and_the_rest_counted(tmp_path):
    found = corpus_statistics([write_batch(tmp_path / "out", damaged=True)])
    assert [path for path, _ in found.failures] == [str(tmp_path / "out" / "jsonl" / "train.jsonl")]
    assert (found.statistics.documents, found.statistics.pairs, found.statistics.omissions) == (3, 0, 1)


def test_files_in_any_order(folder):
    files = sorted(folder.iterdir())
    first = corpus_statistics(files)
    random.Random(2).shuffle(files)
    assert corpus_statistics(files) == first


def test_a_damaged_file_is_reported_and_the_rest_counted(folder):
    (folder / "d.bitext.jsonl").write_text("{nonsense\n", encoding="utf-8")
    found = corpus_statistics([folder])
    assert (found.files, found.statistics.documents) == (3, 3)
    ((path, reason),) = found.failures
    assert path.endswith("d.bitext.jsonl")
    assert reason


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("x.parquet", b"PAR1 nonsense", "no readable Parquet file"),
        ("x.jsonl", b'{"source": "a", "target": "b"}\nnonsense\n', "no JSON object on this line"),
        ("x.csv", b"source,target\na,\xff\xfe\n", "no readable table"),
        ("x.csv", b"source,target,confidence\na,b,high\n", "is no confidence"),
        ("x.tmx", b"<html></html>", "not a TMX file"),
    ],
)
def test_damage_in_one_line(tmp_path, name, content, reason):
    (tmp_path / name).write_bytes(content)
    ((_, said),) = corpus_statistics([tmp_path / name]).failures
    assert reason in said
    assert "\n" not in said


def test_invalid_requests_are_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InputError, match="no such file"):
        corpus_statistics([tmp_path / "absent"])
    with pytest.raises(InputError, match="holds no files of pairs"):
        corpus_statistics([tmp_path])
    with pytest.raises(UsageError, match="names no format"):
        corpus_statistics([tmp_path / "notes.txt"])
    with pytest.raises(UsageError, match="unknown format 'moses'"):
        corpus_statistics([tmp_path], "moses")


class Elements(HTMLParser):
    """Collects tags and attributes, and checks that every element is closed."""

    def __init__(self):
        super().__init__()
        self.open, self.tags, self.attributes = [], [], []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "line"):
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


def test_the_page_is_self_contained(folder):
    (folder / "d.bitext.jsonl").write_text("{nonsense\n", encoding="utf-8")
    text = page(corpus_statistics([folder]), ["<out> & more"])
    parser = Elements()
    parser.feed(text)
    assert parser.open == []
    assert parser.tags.count("svg") == 5
    assert "script" not in parser.tags
    assert not {"src", "href"} & {name for name, _ in parser.attributes}
    assert not re.search(r"https?://|url\(|@import", text)
    assert "&lt;out&gt; &amp; more" in text
    assert "d.bitext.jsonl" in text
    assert "default-src 'none'" in text
    assert page(corpus_statistics([folder]), ["<out> & more"]) == text


def test_heights_of_bars_are_proportional_to_values():
    figure = bar_chart("A & B", ["x", "y", "z"], [1, 2, 0], "axis")
    heights = [float(each) for each in re.findall(r'height="([0-9.]+)"', figure)]
    assert isclose(heights[1], 2 * heights[0], abs_tol=0.2)
    assert heights[2] == 0
    assert "A &amp; B" in figure
    assert "<title>y: 2</title>" in figure
    assert bar_chart("none", [], [], "axis").endswith("</figure>")
