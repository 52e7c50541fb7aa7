"""Sections of pages that are written by a program: each stands between two markers that name it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from docs.generate import batch, commands, filters, names, tables

ROOT = Path(__file__).resolve().parents[2]
LANGUAGES = ("en", "zh")
MARKED = re.compile(
    r"(?P<begin><!-- begin (?P<name>[\w-]+): written by make docs -->\n).*?(?P<end><!-- end (?P=name) -->)", re.DOTALL
)
SECTIONS: dict[str, Callable[[str], str]] = {
    "commands": commands.reference,
    "names": names.names,
    "formats": tables.formats,
    "losses": tables.losses,
    "documents": tables.documents,
    "extras": tables.extras,
    "errors": tables.errors,
    "quality": tables.quality,
    "speed": tables.speed,
    "scale": tables.scale,
    "deletions": tables.deletions,
    "insertions": tables.insertions,
    "calibration": tables.calibration,
    "adaptation": tables.adaptation,
    "fuzz": tables.fuzz,
    "training-data": tables.training_data,
    "rules": tables.rules,
    "rule-quality": tables.rule_quality,
    "rule-truth": tables.rule_truth,
    "rule-certainty": tables.rule_certainty,
    "rule-pages": tables.rule_pages,
    "rule-plants": tables.rule_plants,
    "pairing": tables.pairing,
    "filters": filters.filters,
    "filter-quality": filters.quality,
    "batch-rates": batch.rates,
    "batch-costs": batch.costs,
}
"""Name to what writes the section in a language, ``en`` or ``zh``."""


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page with its language."""
    for language in LANGUAGES:
        for path in sorted((ROOT / "docs" / language).rglob("*.md")):
            yield path, language


def with_sections(text: str, language: str, name: str) -> str:
    """Return a page's text with what stands between its markers written anew.

    Args:
        text: of the page.
        language: ``en`` or ``zh``.
        name: of the page, for messages.

    Raises:
        ValueError: a marker names no section, or has no other end.
    """

    def renewed(match: re.Match[str]) -> str:
        if match["name"] not in SECTIONS:
            raise ValueError(f"{name}: no section {match['name']!r}: one of {', '.join(SECTIONS)}")
        return f"{match['begin']}\n{SECTIONS[match['name']](language)}\n\n{match['end']}"

    result, count = MARKED.subn(renewed, text)
    if count != text.count("<!-- begin ") or count != text.count("<!-- end "):
        raise ValueError(f"{name}: a marker without its other end")
    return result
