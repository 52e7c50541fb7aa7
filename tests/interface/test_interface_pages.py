"""Pages and reports in Chinese: what they say is translated, what programs read stays as it is."""

import json
import re

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.interface import speaking
from aligner.review.standalone import start_page

ENGLISH = "The library opens at nine.\n\nPlease bring your card.\n\nThe garden is closed in winter.\n"
CHINESE = "图书馆九点开门。\n\n请带上您的卡。\n\n花园冬天关闭。\n"


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Write two small documents, and make their folder the current one."""
    (tmp_path / "a.en.txt").write_text(ENGLISH, encoding="utf-8")
    (tmp_path / "a.zh.txt").write_text(CHINESE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments, code=0):
    answer = CliRunner().invoke(group, list(arguments))
    assert answer.exit_code == code, answer.output
    return answer


def text_of(page):
    """Return the text of a page that a reader sees, without scripts and styles."""
    page = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", page)
    return re.sub(r"<[^>]+>", " ", page)


def test_the_summary_is_chinese_and_json_is_not(documents):
    answer = run("align", "a.en.txt", "a.zh.txt", "-o", "a.csv", "--lang", "zh")
    assert "置信度" in answer.stderr
    assert "confidence" not in answer.stderr
    summaries = [
        json.loads(run("align", "a.en.txt", "a.zh.txt", "--json", "-o", "b.csv", "--overwrite", "--lang", code).stdout)
        for code in ("en", "zh")
    ]
    for summary in summaries:
        del summary["seconds"]
    assert summaries[0] == summaries[1]


@pytest.mark.parametrize("name", ["a.csv", "a.tsv", "a.tmx", "a.bitext.jsonl", "a.jsonl", "a.xliff", "a.po"])
def test_files_for_programs_are_the_same_in_both_languages(documents, name, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    contents = []
    for code in ("en", "zh"):
        run("align", "a.en.txt", "a.zh.txt", "-o", name, "--overwrite", "--quiet", "--lang", code)
        contents.append((documents / name).read_bytes())
    assert contents[0] == contents[1]


def test_the_page_of_pairs_is_chinese(documents):
    run("align", "a.en.txt", "a.zh.txt", "-o", "a.html", "--quiet", "--lang", "zh")
    text = text_of((documents / "a.html").read_text(encoding="utf-8"))
    assert "个句对" in text
    assert not re.search(r"\b(pairs|unsure|counterpart|Search|Show)\b", text.replace(ENGLISH, ""))


def test_the_check_and_its_pages_are_chinese(documents):
    (documents / "a.zh.txt").write_text(CHINESE.replace("请带上您的卡。\n\n", ""), encoding="utf-8")
    report = run("check", "a.en.txt", "a.zh.txt", "--lang", "zh", code=1).stdout
    assert "未翻译：“Please bring your card.”" in report
    assert "not translated" not in report
    page = documents / "report.html"
    run("check", "a.en.txt", "a.zh.txt", "--lang", "zh", "-o", str(page), code=1)
    text = text_of(page.read_text(encoding="utf-8"))
    assert "按规则分列的问题" in text
    assert not re.search(r"\b(Findings|Search|Show|pages|errors|source)\b", text)


def test_a_baseline_in_english_is_silent_in_chinese(documents):
    (documents / "a.zh.txt").write_text(CHINESE.replace("请带上您的卡。\n\n", ""), encoding="utf-8")
    run("check", "a.en.txt", "a.zh.txt", "--baseline", "known.json", "--write-baseline", "--lang", "en")
    answer = run("check", "a.en.txt", "a.zh.txt", "--baseline", "known.json", "--lang", "zh")
    assert "未翻译" not in answer.stdout


def test_kept_findings_are_not_shown_in_another_language(documents, monkeypatch, tmp_path_factory):
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path_factory.mktemp("cache")))
    (documents / "en").mkdir()
    (documents / "zh").mkdir()
    (documents / "en" / "a.md").write_text(ENGLISH, encoding="utf-8")
    (documents / "zh" / "a.md").write_text(CHINESE.replace("请带上您的卡。\n\n", ""), encoding="utf-8")
    first = run("check", "en", "zh", "--lang", "en", code=1).stdout
    assert "not translated" in first
    assert "未翻译" in run("check", "en", "zh", "--lang", "zh", code=1).stdout
    assert run("check", "en", "zh", "--lang", "en", code=1).stdout == first


def test_the_statistics_page_is_chinese(documents):
    run("align", "a.en.txt", "a.zh.txt", "-o", "a.tmx", "--quiet")
    run("stats", "a.tmx", "--plot", "s.html", "--quiet", "--lang", "zh")
    text = text_of((documents / "s.html").read_text(encoding="utf-8"))
    assert "语料库统计" in text
    assert not re.search(r"\b(Statistics|pairs|words|confidence|others)\b", text)


def test_errors_are_one_line_in_chinese(documents):
    answer = run("align", "nothing.txt", "a.zh.txt", "--lang", "zh", code=3)
    assert answer.stderr.startswith("aligner：错误：")
    assert answer.stderr.count("\n") == 1


def test_worker_processes_speak_the_language(documents):
    (documents / "pairs.csv").write_text("source,target\na.en.txt,empty.txt\n", encoding="utf-8")
    (documents / "empty.txt").write_text("", encoding="utf-8")
    run("batch", "pairs.csv", "-o", "out", "--jobs", "1", "--quiet", "--lang", "zh", code=1)
    (failure,) = (documents / "out" / "errors.jsonl").read_text(encoding="utf-8").splitlines()
    assert re.search(r"[\u4e00-\u9fff]", json.loads(failure)["reason"])


def test_the_editor_opens_in_the_language_of_the_program():
    assert "data-interface" not in start_page()
    with speaking("zh"):
        assert '<html data-interface="zh" lang="en">' in start_page()
