"""Extract a bilingual glossary from bitexts, read and write glossaries, and check translations."""

from __future__ import annotations

from aligner.glossary.check import Deviation, check_bitexts, find_deviations
from aligner.glossary.extract import extract_glossary
from aligner.glossary.files import load_glossary, save_glossary
from aligner.glossary.keyness import with_keyness
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.values import Counterpart, Entry, Example, Glossary

__all__ = [
    "Counterpart",
    "Deviation",
    "Entry",
    "Example",
    "Glossary",
    "GlossarySettings",
    "check_bitexts",
    "extract_glossary",
    "find_deviations",
    "load_glossary",
    "save_glossary",
    "with_keyness",
]
