"""Check a translation: bitext -> findings about missing parts and about differences in content.

`check_translation` takes documents, a bitext, or a file of pairs. Documents are first aligned.
"""

from __future__ import annotations

import sys
from types import ModuleType

from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.project import check_translation
from aligner.check.reports import render
from aligner.check.settings import CheckSettings

__all__ = ["CheckSettings", "FileReport", "Finding", "Place", "Report", "check_translation", "render"]


class _Callable(ModuleType):
    """The class of the module `aligner.check`: a call of the module calls `check_translation`."""

    __call__ = staticmethod(check_translation)
    __wrapped__ = staticmethod(check_translation)  # `help` and `inspect` show its signature


sys.modules[__name__].__class__ = _Callable
