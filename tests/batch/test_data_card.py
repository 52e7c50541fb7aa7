"""The data card of a corpus: the header that the hub reads, the text, and what ``datasets`` makes of the folder."""

import json
import zlib
from collections import Counter
from dataclasses import replace

import pytest
import yaml

from aligner.batch.card import BEGIN, END, HUB_SPLITS, Contents, literal, size_category
from aligner.batch.content import Content
from aligner.batch.corpus import write_corpus
from aligner.batch.filters.numbers import Numbers
from aligner.batch.manifest import Row
from aligner.batch.settings import CardSettings, CorpusSettings, FilterSettings, ReportSettings

COLUMNS = ("collection", "licence", "citation")
SOURCES = (
    {"collection": "Town papers", "licence": "CC0-1.0", "citation": "Town (2020)."},
    {"collection": "Letters | notes", "licence": "by permission"},
)
HUB_FORMATS = ["parquet", "jsonl"]


def result(number):
    """Return the alignment of a document with a good pair, a pair of other numbers and an omission."""
    beads = [
        (f"House {number} is open.", f"{number}号开放。"),
        (f"It cost {number} yuan.", f"花了{number + 1}元。"),
        ("Only here.", ""),
    ]
    pairs = [
        [
            place,
            "1-1" if target else "1-0",
            source,
            target,
            0.5,
            0.9,
            str(place),
            str(place) if target else "",
            1,
            1,
            "",
        ]
        for place, (source, target) in enumerate(beads)
    ]
    content = Content("en-US", "zh-CN", "sentence", "s", [], 3, 2, pairs)
    return zlib.compress(json.dumps(content).encode())


def results():
    for number in range(2, 42):
        yield Row(number, f"doc <{number}>", f"{number}.en", f"{number}.zh", SOURCES[number % 2]), result(number)


@pytest.fixture
def settings():
    card = CardSettings("Town corpus", "Papers of a town.", citation="The town (2021). Papers.")
    filters = FilterSettings(recipe=(Numbers(),))
    return CorpusSettings(
        ("parquet", "jsonl"), filters=filters, split=(80, 10, 10), report=ReportSettings(3), card=card
    )


@pytest.fixture
def folder(tmp_path, settings):
    write_corpus(results, tmp_path, settings, COLUMNS, "aligner:test")
    return tmp_path


def header(folder, name="README.md"):
    return yaml.safe_load((folder / name).read_text(encoding="utf-8").split("---\n")[1])


def test_the_header_is_what_the_hub_expects(folder):
    record = header(folder)
    assert record["language"] == ["en", "zh"]
    assert record["license"] == ["cc0-1.0", "other"]
    assert record["license_name"] == "by permission"
    assert record["size_categories"] == ["n<1K"]
    assert record["configs"] == [
        {
            "config_name": "default",
            "data_files": [
                {"split": name, "path": f"parquet/split={part}/*.parquet"}
                for part, name in HUB_SPLITS.items()
                if part != "corpus"
            ],
        }
    ]


def test_the_header_passes_the_vocabularies_of_the_hub(folder):
    """The hub's own validation needs a network; the ``datasets`` package has its lists and its reader of the header."""
    datasets = pytest.importorskip("datasets")
    from importlib.resources import files

    from datasets.info import DatasetInfosDict
    from datasets.utils.metadata import MetadataConfigs
    from huggingface_hub import DatasetCard

    card = DatasetCard.load(folder / "README.md")
    known = {
        name: json.loads((files(datasets) / "utils" / "resources" / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("languages", "size_categories", "multilingualities", "creators")
    }
    assert set(card.data.language) <= set(known["languages"])
    assert set(card.data.size_categories) <= set(known["size_categories"])
    assert set(card.data.multilinguality) <= set(known["multilingualities"])
    assert set(card.data.annotations_creators) <= set(known["creators"]["annotations"])
    assert set(card.data.language_creators) <= set(known["creators"]["language"])
    assert MetadataConfigs.from_dataset_card_data(card.data)["default"]["data_files"]
    assert DatasetInfosDict.from_dataset_card_data(card.data)["default"].features


@pytest.mark.parametrize("name", HUB_FORMATS)
def test_datasets_loads_the_folder(tmp_path, settings, name, monkeypatch):
    datasets = pytest.importorskip("datasets")
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    (tmp_path / "out").mkdir()
    write_corpus(results, tmp_path / "out", replace(settings, formats=(name,)), COLUMNS)
    loaded = datasets.load_dataset(str(tmp_path / "out"), cache_dir=str(tmp_path / "cache"))
    assert set(loaded) == {"train", "validation", "test"}
    assert sum(len(part) for part in loaded.values()) == 40
    first = loaded["train"][0]
    assert first["source"].startswith("House ")
    assert first["collection"] in ("Town papers", "Letters | notes")
    assert isinstance(first["confidence"], float)


def test_the_text_has_sources_filters_samples_and_signature(folder, settings):
    text = (folder / "README.md").read_text(encoding="utf-8")
    assert "# Town corpus\n\nPapers of a town." in text
    assert "| Town papers | CC0-1.0 | Town (2020). | 20 |" in text
    assert r"| Letters \| notes | by permission | - | 20 |" in text
    assert "| numbers | min-share 1 | 40 |" in text
    assert "| one-sided |  | 40 |" in text
    assert text.count("| numbers | the numbers of the two sides differ |") == 3
    assert f"aligner:test\n{settings.signature}" in text
    assert "The town (2021). Papers." in text


def test_the_report_has_counts_and_samples_of_each_filter(folder):
    report = json.loads((folder / "filters.json").read_text(encoding="utf-8"))
    assert (report["pairs"], report["kept"], report["seed"]) == (120, 40, 1)
    unrelated, one_sided, numbers = report["filters"]
    assert unrelated == {"name": "unrelated", "settings": {}, "dropped": 0, "reasons": {}, "samples": []}
    assert one_sided["reasons"] == {"one side is empty": 40}
    assert (numbers["name"], numbers["settings"], numbers["dropped"]) == ("numbers", {"min-share": 1.0}, 40)
    dropped = [json.loads(line) for line in (folder / "dropped.jsonl").read_text(encoding="utf-8").splitlines()]
    assert len(numbers["samples"]) == 3
    for sample in numbers["samples"]:
        assert sample["source"].startswith("It cost")
        assert sample["scores"] == [0.0]
        assert any(each["document"] == sample["document"] and each["filter"] == "numbers" for each in dropped)
    text = (folder / "filters.txt").read_text(encoding="utf-8")
    assert text.startswith("40 pairs kept; of 120 pairs and segments")
    assert "numbers: 3 of 40 dropped pairs, seed 1" in text


def test_samples_are_drawn_with_the_seed(tmp_path, settings):
    def drawn(seed):
        write_corpus(results, tmp_path, replace(settings, report=ReportSettings(3, seed)), COLUMNS)
        report = json.loads((tmp_path / "filters.json").read_text(encoding="utf-8"))
        return [sample["document"] for sample in report["filters"][2]["samples"]]

    assert drawn(1) == drawn(1)
    counts = Counter(document for seed in range(60) for document in drawn(seed))
    assert len(counts) == 40  # every dropped pair can be drawn
    assert max(counts.values()) < 15  # 4.5 are expected


def test_text_below_the_mark_is_kept_and_another_readme_is_left_alone(tmp_path, settings):
    write_corpus(results, tmp_path, settings, COLUMNS)
    card = tmp_path / "README.md"
    card.write_text(card.read_text(encoding="utf-8") + "\n## Thanks\n", encoding="utf-8")
    write_corpus(results, tmp_path, settings, COLUMNS)
    assert card.read_text(encoding="utf-8").endswith(f"{END}\n\n## Thanks\n")
    assert card.read_text(encoding="utf-8").count(BEGIN) == 1
    card.write_text("my own notes\n", encoding="utf-8")
    write_corpus(results, tmp_path, settings, COLUMNS)
    assert card.read_text(encoding="utf-8") == "my own notes\n"
    assert header(tmp_path, "DATA_CARD.md")["pretty_name"] == "Town corpus"


def test_a_corpus_without_pairs_has_a_card_without_files(tmp_path):
    write_corpus(lambda: iter([(Row(2, "a", "a", "b"), "is damaged")]), tmp_path, CorpusSettings(), ())
    record = header(tmp_path)
    assert "configs" not in record
    assert "language" not in record


def test_the_licence_of_the_user_counts_more_than_those_of_the_sources(tmp_path):
    settings = CorpusSettings(card=CardSettings(license="CC-BY-4.0"))
    write_corpus(results, tmp_path, settings, COLUMNS)
    assert header(tmp_path)["license"] == "cc-by-4.0"


def test_further_sources_are_counted_together():
    contents = Contents(("corpus",))
    for number in range(1_500):
        contents.add(("en", "zh"), "corpus", 1, {"Licence": f"licence {number}"})
    assert (len(contents.sources), contents.other_sources) == (1_000, 500)


@pytest.mark.parametrize(
    ("pairs", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1_000, "1K<n<10K"), (5_000_000, "1M<n<10M"), (10**10, "n>1B")],
)
def test_sizes_have_the_names_of_the_hub(pairs, name):
    assert size_category(pairs) == name


def test_markdown_shows_text_as_it_is():
    assert literal("a | *b*\n<script> [x](y) &amp;") == r"a \| \*b\* &lt;script> \[x\](y) &amp;amp;"
