"""``aligner glossary`` and ``aligner glossary check`` as a user runs them."""

import csv
import json

import pytest

from aligner.glossary import load_glossary
from tests.glossary.harbour import PAIRS, bitext_of


@pytest.fixture
def corpus(tmp_path):
    bitext_of(PAIRS).save(tmp_path / "harbour.tmx")
    return tmp_path / "harbour.tmx"


def rows(path):
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.parametrize("name", ["t.xlsx", "t.csv", "t.tsv", "t.tbx", "t.md", "t.jsonl"])
def test_every_format_is_written(run, corpus, tmp_path, name):
    result = run("glossary", corpus, "-o", name)
    assert (result.code, result.out) == (0, "")
    assert f"from 10 pairs, written to {name}" in result.err
    assert (tmp_path / name).stat().st_size > 100


def test_without_output_the_first_entries_are_shown(run, corpus):
    result = run("glossary", corpus)
    assert result.code == 0
    assert result.out.split()[:4] == ["term", "counterparts", "count", "consistent"]
    assert "dangerous goods" in result.out
    assert "危险品" in result.out


def test_standard_output_and_json(run, corpus):
    assert run("glossary", corpus, "--to", "jsonl").out.startswith('{"term": ')
    summary = json.loads(run("glossary", corpus, "--json").out)
    assert summary["pairs"] == 10
    assert any(entry["term"] == "dangerous goods" for entry in summary["glossary"])
    assert run("glossary", corpus, "--to", "csv", "--json").code == 2
    assert run("glossary", corpus, "-o", "-").code == 2


@pytest.mark.parametrize("name", ["t.csv", "t.xlsx", "t.tbx", "t.jsonl", "t.tsv"])
def test_marks_survive_a_second_run(run, corpus, tmp_path, name):
    run("glossary", corpus, "-o", name)
    from dataclasses import replace

    found = load_glossary(tmp_path / name)
    marked = [replace(e, mark="rejected") if e.term == "dangerous goods" else e for e in found]
    marked = [replace(e, mark="accepted", note="my note") if e.term == "fire insurance" else e for e in marked]
    replace(found, entries=tuple(marked)).save(tmp_path / name)
    for _ in range(2):
        assert run("glossary", corpus, "-o", name).code == 0
        again = {entry.term: entry for entry in load_glossary(tmp_path / name)}
        assert again["dangerous goods"].mark == "rejected"
        assert (again["fire insurance"].mark, again["fire insurance"].note) == ("accepted", "my note")
        assert len(again) == len(found)


def test_a_seed_corrects_what_is_found(run, corpus, tmp_path):
    (tmp_path / "mine.csv").write_text("English,Chinese\ndangerous goods,危险货物\n", encoding="utf-8")
    assert run("glossary", corpus, "--seed", "mine.csv", "-o", "t.csv").code == 0
    found = {row["term"]: row for row in rows(tmp_path / "t.csv")}
    assert found["dangerous goods"]["counterpart"] == "危险货物"
    assert found["dangerous goods"]["mark"] == "accepted"


def test_check_names_the_place_and_exits_with_1(run, tmp_path, corpus):
    (tmp_path / "terms.csv").write_text("term,counterpart\nvessel,船只\nfire insurance,火灾保险\n", encoding="utf-8")
    result = run("glossary", "check", "terms.csv", corpus)
    assert result.code == 1
    first = result.out.splitlines()[0]
    assert first.startswith("harbour.zh.txt:1: 'vessel' (harbour.en.txt:1) is not rendered as '船只'")
    assert not any("fire insurance" in line for line in result.out.splitlines())
    found = json.loads(run("glossary", "check", "terms.csv", corpus, "--json").out)["findings"]
    assert len(found) == len(result.out.splitlines())
    assert found[0]["expected"] == ["船只"]


def test_the_direction_can_be_told(run, tmp_path, corpus):
    (tmp_path / "terms.csv").write_text("term,counterpart\nship,船舶\n", encoding="utf-8")
    assert run("glossary", "check", "terms.csv", corpus).code == 0
    result = run("glossary", "check", "terms.csv", corpus, "--from", "zh")
    assert result.code == 1
    assert result.out.startswith("harbour.en.txt:4: '船舶' (harbour.zh.txt:4) is not rendered as 'ship'")


def test_check_is_silent_where_all_is_well(run, tmp_path, corpus):
    (tmp_path / "terms.csv").write_text("term,counterpart\nfire insurance,火灾保险\n", encoding="utf-8")
    result = run("glossary", "check", "terms.csv", corpus)
    assert (result.code, result.out) == (0, "")


def test_keyness_against_a_reference(run, corpus, tmp_path):
    text = "The vessel sank at night. Nobody saw a vessel in winter, and the vessel was old. " * 20
    (tmp_path / "news.txt").write_text(text, encoding="utf-8")
    assert run("glossary", corpus, "--reference", "news.txt", "--sort", "keyness", "-o", "t.csv").code == 0
    found = rows(tmp_path / "t.csv")
    keyness = [float(row["keyness"]) for row in found]
    assert keyness == sorted(keyness, reverse=True)
    assert found[0]["term"] == "cargo"
    assert float(found[0]["log_ratio"]) > 1
    shown = run("glossary", corpus, "--reference", "news.txt").out
    assert shown.splitlines()[0].split()[-3:] == ["keyness", "log", "ratio"]
    assert run("glossary", corpus, "--sort", "count", "--limit", "3", "-o", "u.csv").code == 0
    counts = [int(row["count"]) for row in rows(tmp_path / "u.csv")]
    assert len(counts) == 3
    assert counts == sorted((int(row["count"]) for row in found), reverse=True)[:3]


def test_check_names_what_to_use_instead_of_a_forbidden_term(run, tmp_path, corpus):
    (tmp_path / "terms.csv").write_text(
        "term,counterpart,status\nvessel,轮船,preferred\nvessel,船舶,forbidden\n", encoding="utf-8"
    )
    result = run("glossary", "check", "terms.csv", corpus)
    assert result.code == 1
    expected = "harbour.zh.txt:4: '船舶' must not be used for 'vessel' (harbour.en.txt:4): use '轮船'"
    assert expected in result.out.splitlines()
    found = json.loads(run("glossary", "check", "terms.csv", corpus, "--json").out)["findings"]
    assert "船舶" in [each["forbidden"] for each in found]


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["harbour.tmx", "--sort", "keyness"], 2, "--reference"),
        (["harbour.tmx", "--reference", "absent.txt"], 3, "absent.txt"),
        (["absent.tmx", "-o", "t.csv"], 3, "absent.tmx"),
        (["harbour.tmx", "-o", "t.doc"], 2, "glossary format"),
        (["harbour.tmx", "--to", "word"], 2, "choose one of"),
        (["harbour.tmx", "--seed", "harbour.tmx"], 2, "harbour.tmx"),
        (["check", "absent.csv", "harbour.tmx"], 3, "absent.csv"),
        (["check", "terms.csv"], 2, "FILE"),
        ([], 2, "IN"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_line(run, corpus, arguments, code, word):
    result = run("glossary", *arguments)
    assert result.code == code
    assert word in result.err
    assert "Traceback" not in result.err


def test_a_folder_stands_for_the_files_of_pairs_in_it(run, corpus, tmp_path):
    folder = tmp_path / "corpus" / "deep"
    folder.mkdir(parents=True)
    (folder / "harbour.tmx").write_bytes(corpus.read_bytes())
    (folder / "notes.txt").write_text("no pairs", encoding="utf-8")
    assert "from 10 pairs" in run("glossary", "corpus", "-o", "t.csv").err
    assert run("glossary", "check", "t.csv", "corpus").code in (0, 1)
    (tmp_path / "empty").mkdir()
    result = run("glossary", "empty")
    assert (result.code, "no file of pairs" in result.err) == (3, True)


def test_two_runs_give_the_same_bytes(run, corpus, tmp_path):
    for name, seed in (("a", "1"), ("b", "2")):  # sets have another order in each
        assert run("glossary", corpus, "-o", f"{name}.csv", PYTHONHASHSEED=seed).code == 0
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
