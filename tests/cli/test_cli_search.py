"""``aligner search`` as a user runs it."""

import csv
import json

import openpyxl
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
    assert header[:8] == ["file", "pair", "left", "match", "right", "counterpart", "likelihood", "translation"]
    assert header[8:] == ["id", "side", "source_file", "target_file"]
    mark = "'" if name.endswith("csv") else ""  # for spreadsheets only
    assert row[:5] == ["corpus/memory.jsonl", "3", f"{mark}=Nothing was said about the", "weather", "."]
    assert row[7] == "没有谈到天气。"
    assert len(row[8]) == 12


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


def test_a_pattern_with_a_condition_on_the_other_side(search):
    result = search("(prevent*|strengthen) ...1 terrorism => 恐怖", "--pattern", "--without", "责任")
    assert result.code == 0
    assert result.out.splitlines()[1] == "  We must strengthen cooperation in [[preventing terrorism]]."
    assert "1 pair of 1 file, 4 pairs" in result.err
    assert "the same again: ?pattern=(prevent*|strengthen)+...1+terrorism+%3D%3E+恐怖&without=责任" in result.err


def test_a_query_string_is_a_request(search):
    string = "?pattern=prevent*&without=责任&sort=right"
    again = search(string)
    assert again.out == search("prevent*", "--pattern", "--without", "责任", "--sort", "right").out
    assert f"the same again: {string}" in again.err
    assert json.loads(search(string, "--limit", "1", "--json").out)["request"] == f"{string}&limit=1"


@pytest.mark.parametrize(
    ("options", "header"),
    [
        (("--frequency", "document"), "value,matches,pairs,share,per_million"),
        (("--frequency", "match"), "value,matches,pairs,share,per_million"),
        (("--collocations", "2,4", "--min-count", "1"), "word,count,corpus_count,log_dice"),
        (("--collocations", "other", "--min-count", "1"), "word,count,corpus_count,log_dice"),
        (("--renderings",), "rendering,count,share,low,high,examples,example_source,example_target"),
    ],
)
def test_statistics(search, tmp_path, options, header):
    result = search("terrorism", *options)
    assert result.code == 0
    assert result.out.split()[0] == header.split(",")[0]
    assert "2 matches in 2 pairs of 1 file, 4 pairs" in result.err
    found = json.loads(search("terrorism", *options, "--json").out)
    assert list(found["rows"][0]) == header.split(",")
    for name in ("a.csv", "a.tsv", "a.json", "a.xlsx", "a.txt"):
        assert search("terrorism", *options, "-o", name).code == 0
    assert (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[0] == header
    assert (tmp_path / "a.tsv").read_text(encoding="utf-8").splitlines()[0] == header.replace(",", "\t")
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == found
    rows = list(openpyxl.load_workbook(tmp_path / "a.xlsx").active.iter_rows(values_only=True))
    assert ",".join(rows[0]) == header
    assert [row[0] for row in rows[1:]] == [next(iter(row.values())) for row in found["rows"]]


def test_key_words_in_context_as_a_workbook(search, tmp_path):
    search("weather", "--kwic", "-o", "hits.xlsx")
    header, row = openpyxl.load_workbook(tmp_path / "hits.xlsx").active.iter_rows(values_only=True)
    assert header[:5] == ("file", "pair", "left", "match", "right")
    assert row[1:4] == (3, "=Nothing was said about the", "weather")
    search("weather", "-o", "pairs.xlsx")
    assert openpyxl.load_workbook(tmp_path / "pairs.xlsx").active["A1"].value != "file"


def test_metadata_of_documents(search, tmp_path):
    (tmp_path / "documents.csv").write_text("file,year\nmemory,2004\n", encoding="utf-8")
    found = json.loads(search("terrorism", "--frequency", "year", "--metadata", "documents.csv", "--json").out)
    assert [(row["value"], row["pairs"]) for row in found["rows"]] == [("2004", 2)]


@pytest.mark.parametrize(
    ("query", "options", "problem"),
    [
        ("(make", ("--pattern",), 'at character 1: ▶(make: "(" without ")"'),
        ("a", ("--pattern", "--regex"), "give one"),
        ("a", ("--pattern", "--lemma"), "in a pattern, ~make stands for any form"),
        ("a", ("--frequency", "document", "--renderings"), "ask one at a time"),
        ("a", ("--frequency", "genre"), "--metadata FILE"),
        ("a", ("--collocations", "x"), "window must be"),
        ("a", ("--renderings", "-o", "a.tmx"), "a statistic is a table"),
        ("?patern=a", (), "did you mean pattern?"),
        ("?text=a&sort=up", (), "sort must be one of"),
    ],
)
def test_questions_that_make_no_sense(search, query, options, problem):
    result = search(query, *options)
    assert (result.code, result.out) == (2, "")
    assert problem in result.err
    assert len(result.err.splitlines()) == 1


def test_a_statistic_of_nothing(search):
    result = search("unheard of", "--frequency", "document")
    assert (result.code, result.err.strip()) == (1, "nothing found in 1 file, 4 pairs")
