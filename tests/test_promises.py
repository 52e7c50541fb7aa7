"""The page of promises: each names a test, the same one in both languages, and that test is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PAGES = {language: ROOT / "docs" / language / "explanation" / "security.md" for language in ("en", "zh")}


def named(language: str) -> list[str]:
    """Return the tests of the table, row by row."""
    rows = re.findall(r"^\| .+ \| (`tests/.+`) \|$", PAGES[language].read_text(encoding="utf-8"), re.MULTILINE)
    return [re.findall(r"`([^`]+)`", row)[0] for row in rows]


def test_both_pages_make_the_same_promises():
    assert named("en") == named("zh")
    assert len(named("en")) >= 20


@pytest.mark.parametrize("path", named("en"))
def test_the_test_is_there(path):
    assert "def test_" in (ROOT / path).read_text(encoding="utf-8")
