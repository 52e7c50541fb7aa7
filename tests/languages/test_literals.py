"""The program asks the packs what languages there are and how they are written; it holds no language of its own."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "aligner"
LITERAL = re.compile("""(?P<quote>["'])(?:en|zh)(?P=quote)""")
ALLOWED = {
    "formats/lint/header.py": (1, "a default of the TMX header: the language of its notes"),
    "formats/tmx_units.py": (1, "the same, in what is written"),
    "glossary/tbx.py": (2, "the language of the header's texts, in the two editions of TBX"),
    "cli/language.py": (3, "the languages of the interface, in settings, locales and Windows"),
    "interface/__init__.py": (2, "the languages of the interface"),
    "interface/headings.py": (2, "headings in the languages of the interface"),
    "settings_file.py": (1, "an example of a settings file in the documentation of the module"),
}
"""How many literals a module may hold, and why: attributes of formats, never a decision by language."""
BY_NAME = {
    "alignment/list_items.py": "terms and names that tie items of an English and a Chinese list to each other",
    "alignment/name_matches.py": "Chinese names beside their Latin spelling, by sound",
    "batch/filters/language.py": "how much Chinese there may be in a text, by share of the scripts",
    "batch/filters/script.py": "the script of Chinese, and its two forms",
    "check/rules/links.py": "links to the page in the other language, by script",
    "check/rules/forbidden.py": "glossaries have an English and a Chinese side",
    "check/rules/negation.py": "words that deny, in English and in Chinese",
    "check/rules/typography.py": "the marks of Chinese",
    "check/rules/terms.py": "glossaries have an English and a Chinese side",
    "check/rules/untranslated.py": "words that were left in English in Chinese, and the reverse",
    "cli/doctor.py": "the self-test aligns two English and two Chinese sentences",
    "cli/glossary.py": "glossaries have an English and a Chinese side",
    "formats/lint/units.py": "exchanged languages, by script",
    "pairing/name_keys.py": "the language of the words in a name, by script",
    "readers/likelihood.py": "encodings of Chinese",
    "segmenters/bilingual_pages.py": "columns of both languages on one page, by share of the scripts",
    "segmenters/bilingual_tables.py": "headers of tables with a column in each of the two",
    "segmenters/mixed.py": "English and Chinese in one document, by share of the scripts",
    "concordance/folding.py": "traditional and simplified characters",
    "concordance/matching.py": "forms of English words",
    "concordance/query.py": "forms of English words",
    "training/vocabulary.py": "words of the Chinese part of the vocabulary",
}
"""Modules outside ``glossary/``, which is about English and Chinese as a whole, that name one of these two, and why."""


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if path.relative_to(PACKAGE).parts[0] != "languages"]


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_no_language_literal_outside_the_packs(path: Path) -> None:
    count, _ = ALLOWED.get(name_of(path), (0, ""))
    assert len(LITERAL.findall(path.read_text(encoding="utf-8"))) == count


def test_what_is_about_english_and_chinese_says_so() -> None:
    found = set()
    for path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and re.match(
                r"aligner\.languages\.(?:english|chinese)\b", node.module or ""
            ):
                found.add(name_of(path))
    assert {name for name in found if not name.startswith("glossary/")} <= set(BY_NAME)
