"""Why a translation tool would refuse a TMX file or silently skip units of it, and the repair of what is safe.

`lint` yields findings in the order of the file, `repair` writes a file without those that have a safe remedy. Both
stream. A finding is an error where the format forbids it, or common tools refuse the file or skip the unit, and a
warning where some tools do.
"""

from aligner.formats.lint.findings import RULES, Finding
from aligner.formats.lint.walk import lint, repair

__all__ = ["RULES", "Finding", "lint", "repair"]
