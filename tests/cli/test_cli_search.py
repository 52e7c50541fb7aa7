"""``aligner search`` as a user runs it."""

import csv
import json

import pytest

PAIRS = [
    ("We must strengthen cooperation in preventing terrorism.", "我们必须在预防恐怖主义方面加强合作。"),
    ("Preventing terrorism is the duty of every State.", "预防恐怖主义是每个国家的责任。"),
    ("=Nothing was said about the weather.", "没有谈到天气。"),
    ("Only here.", ""),
]


@pytest.fixture
def search(run, tmp_path):
    """Return a function that searches a folder of two files."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    lines = [json.dumps({"source": source, "target": target}, ensure_ascii=False) for source, target in PAIRS]
    (folder / "memory.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def run_search(*arguments, paths=("corpus",)):
        return run(
            "search", *arguments, *paths, XDG_CACHE_HOME=str(tmp_path / "cache"), LOCALAPPDATA=str(tmp_path / "c")
        )

    return run_search


def test_whole_pairs(search):
    result = search("preventing terrorism")
    assert result.code == 0
    assert result.out.splitlines()[:3] == [
        "corpus/memory.jsonl:1",
        "  We must strengthen cooperation in [[preventing terrorism]].",
        "  我们必须在[[预防恐怖主义]]方面加强合作。",
    ]
    assert "2 pairs of 1 file, 4 pairs" in result.err
    assert "likely counterparts: 预防恐怖主义 2" in result.err


def test_key_word_in_context(search):
    from aligner.text_width import cell_width

    result = search("预防恐怖主义", "--kwic", "--context", "12")
    lines = result.out.splitlines()
    assert len(lines) == 4
    assert len({cell_width(line.partition("[[")[0]) for line in lines}) == 1
    assert "[[preventing terrorism]]" in lines[1]
    assert lines[0].startswith("corpus/memory.jsonl:1  ")


def test_json(search):
    found = json.loads(search("terrorism", "--json", "--limit", "1", "--context", "1").out)
    assert (found["total"], found["total_is_exact"], len(found["hits"])) == (2, True, 1)
    (hit,) = found["hits"]
    assert (hit["file"], hit["pair"], hit["match"]) == ("corpus/memory.jsonl", 1, "terrorism")
    assert hit["source"][slice(*hit["matches"][0])] == "terrorism"
    assert hit["target"][slice(*hit["counterparts"][0])] == hit["counterpart"]
    assert hit["after"] == [list(PAIRS[1])]


def test_neighbours_and_missing_translations(search):
    lines = search("here", "--context", "1").out.splitlines()
    assert lines == [
        "corpus/memory.jsonl:4",
        "  =Nothing was said about the weather.",
        "  没有谈到天气。",
        "  Only [[here]].",
        "  (no translation)",
    ]


def test_nothing_found(search):
    result = search("unheard of")
    assert (result.code, result.out) == (1, "")
    assert result.err.strip() == "nothing found in 1 file, 4 pairs"


def test_options_of_the_query(search):
    assert search("prevent", "-q").code == 1
    assert search("prevent", "--lemma", "-q").code == 0
    assert search("preventing", "--exact", "--json").out.count('"pair"') == 1
    assert search("prevent\\w+ t", "--regex", "-q").code == 0
    assert "no regular expression" in search("(", "--regex").err
    assert search("(", "--regex").code == 2


@pytest.mark.parametrize("name", ["hits.csv", "hits.tsv"])
def test_a_table(search, tmp_path, name):
    result = search("weather", "-o", name)
    assert (result.code, result.out) == (0, "")
    with (tmp_path / name).open(encoding="utf-8-sig", newline="") as stream:
        header, row = csv.reader(stream, delimiter="," if name.endswith("csv") else "\t")
    assert header == ["file", "pair", "left", "match", "right", "counterpart", "likelihood", "translation"]
    assert row[:5] == ["corpus/memory.jsonl", "3", "'=Nothing was said about the", "weather", "."]
    assert row[7] == "没有谈到天气。"


def test_other_outputs(search, tmp_path):
    search("terrorism", "-o", "hits.tmx")
    assert (tmp_path / "hits.tmx").read_text(encoding="utf-8").count("<tu ") == 2
    search("terrorism", "-o", "hits.txt", "--kwic")
    assert "[[terrorism]]" in (tmp_path / "hits.txt").read_text(encoding="utf-8")
    search("terrorism", "-o", "hits.json")
    assert json.loads((tmp_path / "hits.json").read_text(encoding="utf-8"))["total"] == 2
    assert search("terrorism", "-o", "-").out == search("terrorism").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("-o", "hits.xyz"), 2, "names no format"),
        (("-o", "corpus/memory.jsonl", "corpus/memory.jsonl"), 2, "overwritten"),
        (("-o", "nowhere/hits.csv"), 3, "does not exist"),
        (("-o", "-", "--json"), 2, "both write"),
        (("nowhere",), 3, "no such file or folder"),
        (("--index", "corpus/memory.jsonl"), 3, "cannot be used as an index"),
    ],
)
def test_requests_that_make_no_sense(search, arguments, code, said):
    result = search("terrorism", *arguments)
    assert result.code == code
    assert said in result.err
    assert len(result.err.splitlines()) == 1


def test_an_unreadable_file_in_a_folder(search, tmp_path):
    (tmp_path / "corpus" / "bad.tmx").write_text("nonsense", encoding="utf-8")
    result = search("terrorism")
    assert result.code == 3
    assert "[[terrorism]]" in result.out
    assert "aligner: skipped: corpus/bad.tmx:1: damaged XML" in result.err


def test_no_path_and_no_index(search):
    result = search("terrorism", paths=())
    assert result.code == 2
    assert "name the files or folders" in result.err


def test_text_from_files_cannot_steer_the_terminal(search, tmp_path):
    line = json.dumps({"source": "a \x1b[31mred\x07 word", "target": "红\x1b[0m字"}, ensure_ascii=False)
    (tmp_path / "corpus" / "evil.jsonl").write_text(line + "\n", encoding="utf-8")
    for options in ((), ("--kwic",)):
        assert "\x1b" not in search("word", *options).out
