"""Which language the program speaks, and that only the command line chooses another one than English."""

import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from aligner.cli.group import group
from aligner.cli.language import language_of_arguments, language_of_environment
from aligner.interface import N_, _, _n, activate, counted, language, speaking
from aligner.text_width import cell_width, wrapped_to_width

CHINESE_SUMMARY = "对齐一份中文文档和一份英文文档。"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """Return an empty folder, made the current one, without a language in the environment."""
    for name in ("ALIGNER_LANG", "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def shown_help(*arguments):
    answer = CliRunner().invoke(group, [*arguments, "--help"])
    assert answer.exit_code == 0
    return answer.output


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["align", "a", "b"], ""),
        (["--lang", "zh", "align", "a", "b"], "zh"),
        (["align", "a", "b", "--lang=zh"], "zh"),
        (["--lang", "zh", "align", "--lang", "en"], "en"),
        (["align", "--lang", "fr"], ""),
        (["align", "--lang"], ""),
        (["search", "--", "--lang", "zh"], ""),
    ],
)
def test_the_option_counts_wherever_it_stands(arguments, expected):
    assert language_of_arguments(arguments) == expected


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh-TW"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_MESSAGES": "en_US.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": ""}, "zh"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "zh_CN:en"}, "zh"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "zh"}, "en"),
        ({"LANG": "zh_CN.UTF-8", "ALIGNER_LANG": "en"}, "en"),
        ({"LC_ALL": "C", "ALIGNER_LANG": "zh"}, "zh"),
    ],
)
def test_the_environment_chooses_as_gettext_does(environment, expected):
    assert language_of_environment(environment) == expected


def test_option_before_settings_before_environment(nowhere, monkeypatch):
    assert CHINESE_SUMMARY not in shown_help()
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    assert CHINESE_SUMMARY in shown_help()
    monkeypatch.setenv("ALIGNER_LANG", "en")
    assert CHINESE_SUMMARY not in shown_help()
    (nowhere / "aligner.toml").write_text('[interface]\nlanguage = "zh"\n', encoding="utf-8")
    assert CHINESE_SUMMARY in shown_help()
    assert CHINESE_SUMMARY not in shown_help("--lang", "en")


def test_a_language_that_is_not_there_is_refused(nowhere):
    answer = CliRunner().invoke(group, ["--lang", "fr", "doctor"])
    assert answer.exit_code == 2
    assert "'fr' is not one of" in answer.output
    (nowhere / "aligner.toml").write_text('[interface]\nlanguage = "fr"\n', encoding="utf-8")
    answer = CliRunner().invoke(group, ["--help"])
    assert answer.exit_code == 2
    assert "interface.language" in answer.output
    assert "Traceback" not in answer.output


def test_the_language_ends_with_the_call(nowhere):
    before = dict(os.environ)
    assert CHINESE_SUMMARY in shown_help("--lang", "zh")
    assert language() == "en"
    assert dict(os.environ) == before
    assert CHINESE_SUMMARY not in shown_help()


def test_click_speaks_the_language_too(nowhere):
    output = CliRunner().invoke(group, ["align", "--nothing-like-it", "--lang", "zh"]).output
    assert "没有选项" in output
    assert "No such option" not in output


def test_the_library_speaks_english_whatever_the_locale(nowhere):
    code = "from aligner import align; align('no-such-file.txt', 'nor-this.txt')"
    environment = {**os.environ, "LANG": "zh_CN.UTF-8", "ALIGNER_LANG": "zh"}
    done = subprocess.run(
        [sys.executable, "-c", code], check=False, env=environment, capture_output=True, text=True, encoding="utf-8"
    )
    assert "no such file" in done.stderr


def test_messages_are_templates():
    assert _("holds {rows:,} rows", rows=1234) == "holds 1,234 rows"
    assert _("braces {stay}") == "braces {stay}"
    assert _("the name is {name}", name="{rows}") == "the name is {rows}"
    assert N_("a constant") == "a constant"
    assert _n("{count} row in {file}", "{count} rows in {file}", 1, file="a") == "1 row in a"
    assert _n("{count} row in {file}", "{count} rows in {file}", 2, file="a") == "2 rows in a"
    assert (counted(1, "cell"), counted(1200, "cell")) == ("1 cell", "1,200 cells")
    assert counted(2, "entry", "entries") == "2 entries"


def test_an_unknown_language_cannot_be_activated():
    with pytest.raises(ValueError, match="'xx'"):
        activate("xx")
    assert language() == "en"


def test_what_has_no_translation_is_shown_in_english():
    with speaking("zh"):
        assert language() == "zh"
        assert _("no catalogue has this {word}", word="sentence") == "no catalogue has this sentence"
        assert counted(3, "no such noun") == "3 no such nouns"
    assert language() == "en"


def test_lines_fit_the_width_and_punctuation_stays_in_place():
    text = "对齐两份文档，一份中文，一份英文（顺序任意）；结果写入 report.tmx 和 report.csv，也可以写到标准输出。"
    for width in range(12, 90):
        lines = wrapped_to_width(text, width)
        assert max(map(cell_width, lines)) <= max(width, 14)
        assert "".join("".join(lines).split()) == "".join(text.split())
        assert not any(line[0] in "，；）。" or line[-1] == "（" for line in lines)
    assert wrapped_to_width("", 20) == []
