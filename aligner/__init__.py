"""Chinese-English aligner for parallel corpora: it aligns two documents to a bitext.

    from aligner import align

    bitext = align("report.en.txt", "report.zh.txt")
    bitext.save("report.tmx")

Public names are imported at their first use, so that ``import aligner`` is fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.bitext import Bead, Bitext, Block, Document, Passage, Removal, Segment
    from aligner.check import CheckSettings
    from aligner.check import check_translation as check
    from aligner.errors import AlignerError, InputError, ModelError, OutputError, UsageError
    from aligner.evaluate import evaluate, evaluate_files
    from aligner.formats import load, save
    from aligner.glossary import Glossary, GlossarySettings, extract_glossary, load_glossary, save_glossary
    from aligner.pairing import PairSettings, pair
    from aligner.pipeline import align, align_documents, align_texts
    from aligner.plot import plot_bitext
    from aligner.readers import read
    from aligner.settings import AlignSettings, EmbedSettings, LimitSettings, ReadSettings, SegmentSettings, Settings
    from aligner.settings_file import load_settings

__version__ = "0.1.0"

__all__ = [
    "AlignSettings",
    "AlignerError",
    "Bead",
    "Bitext",
    "Block",
    "CheckSettings",
    "Document",
    "EmbedSettings",
    "Glossary",
    "GlossarySettings",
    "InputError",
    "LimitSettings",
    "ModelError",
    "OutputError",
    "PairSettings",
    "Passage",
    "ReadSettings",
    "Removal",
    "Segment",
    "SegmentSettings",
    "Settings",
    "UsageError",
    "__version__",
    "align",
    "align_documents",
    "align_texts",
    "check",
    "evaluate",
    "evaluate_files",
    "extract_glossary",
    "load",
    "load_glossary",
    "load_settings",
    "pair",
    "plot_bitext",
    "read",
    "save",
    "save_glossary",
]

_HOMES = {
    "aligner.bitext": ("Bead", "Bitext", "Block", "Document", "Passage", "Removal", "Segment"),
    "aligner.check": ("CheckSettings", "check"),
    "aligner.errors": ("AlignerError", "InputError", "ModelError", "OutputError", "UsageError"),
    "aligner.evaluate": ("evaluate", "evaluate_files"),
    "aligner.formats": ("load", "save"),
    "aligner.glossary": ("Glossary", "GlossarySettings", "extract_glossary", "load_glossary", "save_glossary"),
    "aligner.pairing": ("PairSettings", "pair"),
    "aligner.pipeline": ("align", "align_documents", "align_texts"),
    "aligner.plot": ("plot_bitext",),
    "aligner.readers": ("read",),
    "aligner.settings": (
        "AlignSettings",
        "EmbedSettings",
        "LimitSettings",
        "ReadSettings",
        "SegmentSettings",
        "Settings",
    ),
    "aligner.settings_file": ("load_settings",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name at its first use (PEP 562).

    `check` and `evaluate` are names both of functions and of modules. The two modules can therefore be
    called like functions.
    """
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = importlib.import_module(_HOME_OF[name])
    value: object = module if module.__name__ == f"{__name__}.{name}" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the public names, whether they have been imported or not."""
    return sorted({*globals(), *__all__})
