"""bitext -> findings: is this translation complete, and does it say the same?

`check_translation` takes documents, which the pipeline aligns first, a bitext, or a file of pairs.
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
    """Lets this package be called: `check_translation` is `aligner.check`, which is the package's name as well."""

    __call__ = staticmethod(check_translation)
    __wrapped__ = staticmethod(check_translation)  # whose signature is shown


sys.modules[__name__].__class__ = _Callable
