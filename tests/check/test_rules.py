"""The rules on short documents, and laws for all documents."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from aligner.check.compare import compare
from aligner.check.rules.untranslated import FUNCTION_WORDS, NAME_PARTICLES, WORD
from aligner.check.settings import CheckSettings
from aligner.check.text_marks import ELEMENT_NAMES, inlines_of
from aligner.embedders import load_embedder
from aligner.errors import InputError, UsageError
from aligner.glossary import Counterpart, Entry, Glossary
from aligner.readers import read
from aligner.settings import ReadSettings, Settings

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).resolve().parents[2]
CASES = tomllib.loads((ROOT / "tests" / "golden" / "check" / "rules.toml").read_text(encoding="utf-8"))["case"]
SAMPLE = ROOT / "corpora" / "check" / "dev"
EMBEDDER = load_embedder()


def report(tmp_path, source, target, settings=None, **options):
    paths = tmp_path / "source.md", tmp_path / "target.md"
    for path, text in zip(paths, (source, target), strict=True):
        path.write_text(text, encoding="utf-8")
    return compare(read(paths[0]), read(paths[1]), settings, embedder=EMBEDDER, **options)


def rules(tmp_path, source, target, **options):
    return sorted({finding.rule for finding in report(tmp_path, source, target, **options).findings})


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_rules_of_the_golden_cases(tmp_path, case):
    assert rules(tmp_path, case["en"], case["zh"]) == case["found"]


@pytest.mark.parametrize("case", [case for case in CASES if case.get("both_ways")], ids=lambda case: case["name"])
def test_the_other_direction(tmp_path, case):
    assert rules(tmp_path, case["zh"], case["en"]) == case["found"]


def test_chinese_left_in_english(tmp_path):
    result = report(tmp_path, "部长和市长共同为新桥揭幕。", "The minister 和 the mayor opened the new bridge together.")
    assert [(finding.rule, finding.message) for finding in result.findings] == [
        ("untranslated", "“和” was left in Chinese")
    ]


def test_a_passage_left_in_chinese_is_one_finding(tmp_path):
    text = "作者：王芳，校对：Anna，排版：李雷。"
    languages = Settings(read=ReadSettings(source_language="zh", target_language="en"))
    result = report(tmp_path, f"图书馆九点开放。\n\n{text}", f"The library opens at nine.\n\n{text}", run=languages)
    assert [finding.message for finding in result.findings] == [f"left in Chinese: “{text}”"]


def test_a_missing_paragraph_has_its_place_on_both_sides(tmp_path):
    case = next(case for case in CASES if case["name"] == "a paragraph is missing")
    (finding,) = report(tmp_path, case["en"], case["zh"]).findings
    assert (finding.source.line, finding.target.line) == (5, 3)  # after line 3 of the translation
    assert finding.source.text.startswith("Groups of more than ten")
    assert finding.target.text == ""


SOUND = ("museum-guide", "faq-library", "report-q3")


@pytest.mark.parametrize("name", SOUND)
def test_any_removed_paragraph_is_reported(tmp_path, name):
    english = (SAMPLE / f"{name}.en.md").read_text(encoding="utf-8")
    chinese = (SAMPLE / f"{name}.zh.md").read_text(encoding="utf-8")
    paragraphs = chinese.split("\n\n")
    long = [number for number, text in enumerate(paragraphs) if len(text) > 25 and text[0] not in "#|-`0123456789<["]
    assert len(long) >= 5
    for number in long[:5]:
        without = "\n\n".join([*paragraphs[:number], *paragraphs[number + 1 :]])
        result = report(tmp_path, english, without)
        assert "omission" in {finding.rule for finding in result.findings}, paragraphs[number]
        assert result.coverage < 1


@pytest.mark.parametrize("name", SOUND)
def test_sound_documents_have_full_coverage_and_no_finding(tmp_path, name):
    texts = [(SAMPLE / f"{name}.{language}.md").read_text(encoding="utf-8") for language in ("en", "zh")]
    result = report(tmp_path, *texts)
    assert (result.findings, result.coverage) == ((), 1.0)


def test_a_rule_can_be_off_or_a_warning(tmp_path):
    texts = "The tunnel was opened in 1964.", "隧道于1946年通车。"
    assert [each.severity for each in report(tmp_path, *texts).findings] == ["error"]
    assert [
        each.severity for each in report(tmp_path, *texts, CheckSettings({"number-mismatch": "warning"})).findings
    ] == ["warning"]
    assert report(tmp_path, *texts, CheckSettings({"number-mismatch": "off"})).findings == ()
    assert report(tmp_path, *texts, CheckSettings(ignore_numbers=("1964", "1946"))).findings == ()


def test_words_that_may_stay(tmp_path):
    texts = "Open the lid and press the button.", "打开lid，按下按钮。"
    assert [each.rule for each in report(tmp_path, *texts).findings] == ["untranslated"]
    assert report(tmp_path, *texts, CheckSettings(keep=("lid",))).findings == ()


@pytest.mark.parametrize(
    "settings", [{"rules": {"omision": "off"}}, {"rules": {"omission": "no"}}, {"confidence": 2}, {"fail_under": 101}]
)
def test_invalid_settings(settings):
    with pytest.raises(UsageError):
        CheckSettings(**settings)


def test_terms_of_a_glossary(tmp_path):
    glossary = Glossary((Entry("health check", (Counterpart("健康检查"),)),))
    texts = "The health check failed. Health checks run every minute.", "探活失败。健康检查每分钟运行一次。"
    findings = report(tmp_path, *texts, glossary=glossary).findings
    assert [(each.rule, each.message) for each in findings] in (
        [],
        [("inconsistent-term", "“health check” is 健康检查 in the glossary")],
    )
    one = "The health check failed.", "探活失败。"
    assert rules(tmp_path, *one, glossary=glossary) == ["inconsistent-term"]


def test_nothing_to_compare(tmp_path):
    with pytest.raises(UsageError, match="both look English"):
        report(tmp_path, "Nothing but English here.", "Here as well, nothing but English.")
    with pytest.raises(InputError, match="no text"):
        report(tmp_path, "Some text.", " \n\n")


def test_a_translation_with_only_a_comment(tmp_path):
    result = report(tmp_path, "The bridge is closed on Sundays.", "<!-- 待译 -->\n")
    assert ([each.rule for each in result.findings], result.coverage) == (["omission"], 0.0)


def test_word_lists_have_only_words():
    assert all(WORD.fullmatch(word) for word in FUNCTION_WORDS | NAME_PARTICLES)
    for name in ELEMENT_NAMES:
        assert [inline[2:] for inline in inlines_of(f"<{name}>")] == [("tag", f"<{name}>")], name
