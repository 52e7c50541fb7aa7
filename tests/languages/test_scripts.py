"""Characters and their scripts, and where they may be defined."""

import ast
import re
from pathlib import Path

import pytest

from aligner.languages.chinese.simplified import fold
from aligner.languages.scripts import HAN, chinese_script, half_width, han_count, is_han, same_width, script_of

PACKAGE = Path(__file__).resolve().parents[2] / "aligner"
FROZEN = {
    "concordance/folding.py": "the full-text index",
    "embedders/tokens.py": "the tokenizer of the trained model",
    "training/vocabulary.py": "the tokenizer of the trained model",
}


@pytest.mark.parametrize("character", "一龥㐀々〇𠀀\U000310c8豈鿿")
def test_han(character):
    assert is_han(character)
    assert han_count(f"a{character}b") == 1


@pytest.mark.parametrize("character", ["", "a", "あ", "한", "、", "１", "䷀", "é"])
def test_no_han(character):
    assert not is_han(character)


def test_scripts_of_letters():
    assert [script_of(letter) for letter in "字かﾅ한aЖ1。"] == [
        "HAN",
        "KANA",
        "KANA",
        "HANGUL",
        "LATIN",
        "CYRILLIC",
        "",
        "",
    ]


def test_width():
    assert "Ａ１：".translate(half_width("１：")) == "Ａ1:"
    assert (same_width("Ａ"), same_width("㍿"), same_width("字")) == ("A", "㍿", "字")
    with pytest.raises(KeyError):
        half_width("字")


def test_simplified_or_traditional():
    assert chinese_script("这个问题很难说清楚。") == "hans"
    assert chinese_script("這個問題很難說清楚。") == "hant"
    assert chinese_script("天地人") is None
    assert chinese_script("二〇〇八 々") is None
    assert chinese_script("words") is None


def test_folding():
    assert fold("這個問題 ABC") == "这个问题 ABC"


def literals(path):
    """Yield the line and the value of each string in a module, parts of f-strings included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


RANGE = re.compile(
    "(?:([\u2e80-\u9fff\U00020000-\U0003ffff])|\\\\u([2-9][0-9a-f]{3}))-(?:[\u9f00-\ua4ff]|\\\\u(?:9f|4d|9f|a4))",
    re.IGNORECASE,
)
"""A range that ends where Han ends, as characters or as escapes of the regular expression."""


def han_ranges(path):
    compared = [
        node.lineno
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare)
        and len(node.ops) == 2
        and any(
            isinstance(each, ast.Constant) and each.value in ("\u3400", "\u4e00", "\u9fff") for each in ast.walk(node)
        )
    ]
    return compared + [line for line, value in literals(path) if RANGE.search(value)]


def test_the_han_class_is_found_where_it_is():
    assert han_ranges(PACKAGE / "languages/scripts.py")
    for name in FROZEN:
        assert han_ranges(PACKAGE / name), name


def test_no_han_class_stands_outside_languages():
    modules = sorted(path for path in PACKAGE.rglob("*.py"))
    found = {
        name: lines
        for path in modules
        if (name := path.relative_to(PACKAGE).as_posix()) != "languages/scripts.py"
        and name not in FROZEN
        and (lines := han_ranges(path))
    }
    assert found == {}
    assert HAN.startswith("々〇")


def test_there_is_one_detector():
    """Which language a text is in, is asked of `aligner.languages.detection`: nothing else counts scripts for it."""
    pattern = re.compile(r"def (?:detect\w*|language_of|chinese_share|is_traditional|is_chinese_text)\(")
    found = {
        path.relative_to(PACKAGE).as_posix(): pattern.findall(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
        if pattern.search(path.read_text(encoding="utf-8"))
    }
    assert set(found) <= {"languages/detection.py", "segmenters/mixed.py"}
    mixed = (PACKAGE / "segmenters/mixed.py").read_text(encoding="utf-8")
    assert "detect_part" in mixed
