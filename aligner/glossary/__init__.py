"""bitexts -> glossary: which terms stand in a corpus, how they are rendered, and where a text strays from them."""

from __future__ import annotations

from aligner.glossary.check import Stray, check_bitexts, stray_terms
from aligner.glossary.extract import extract_glossary
from aligner.glossary.files import load_glossary, save_glossary
from aligner.glossary.settings import GlossarySettings
from aligner.glossary.values import Counterpart, Entry, Example, Glossary

__all__ = [
    "Counterpart",
    "Entry",
    "Example",
    "Glossary",
    "GlossarySettings",
    "Stray",
    "check_bitexts",
    "extract_glossary",
    "load_glossary",
    "save_glossary",
    "stray_terms",
]
