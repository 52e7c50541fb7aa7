"""Chinese-English parallel-corpus aligner: two documents in, a bitext out.

    from aligner import align

    bitext = align("report.en.txt", "report.zh.txt")
    bitext.save("report.tmx")

The names below are imported when they are first used, so ``import aligner`` itself costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aligner.bitext import Bead, Bitext, Block, Document, Removal, Segment
    from aligner.errors import AlignerError, InputError, ModelError, OutputError, UsageError
    from aligner.evaluate import evaluate_files
    from aligner.formats import load, save
    from aligner.pipeline import align, align_documents
    from aligner.plot import plot_bitext
    from aligner.readers import read
    from aligner.settings import AlignSettings, EmbedSettings, ReadSettings, SegmentSettings, Settings
    from aligner.settings_file import load_settings

__version__ = "0.1.0"

__all__ = [
    "AlignSettings",
    "AlignerError",
    "Bead",
    "Bitext",
    "Block",
    "Document",
    "EmbedSettings",
    "InputError",
    "ModelError",
    "OutputError",
    "ReadSettings",
    "Removal",
    "Segment",
    "SegmentSettings",
    "Settings",
    "UsageError",
    "__version__",
    "align",
    "align_documents",
    "evaluate_files",
    "load",
    "load_settings",
    "plot_bitext",
    "read",
    "save",
]

_HOMES = {
    "aligner.bitext": ("Bead", "Bitext", "Block", "Document", "Removal", "Segment"),
    "aligner.errors": ("AlignerError", "InputError", "ModelError", "OutputError", "UsageError"),
    "aligner.evaluate": ("evaluate_files",),
    "aligner.formats": ("load", "save"),
    "aligner.pipeline": ("align", "align_documents"),
    "aligner.plot": ("plot_bitext",),
    "aligner.readers": ("read",),
    "aligner.settings": ("AlignSettings", "EmbedSettings", "ReadSettings", "SegmentSettings", "Settings"),
    "aligner.settings_file": ("load_settings",),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name on first use (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return sorted({*globals(), *__all__})
