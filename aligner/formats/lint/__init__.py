"""Find errors that make translation tools refuse a TMX file or skip units, and repair some of them.

`lint` yields the findings in file order. `repair` writes a copy of the file in which each finding
with a safe remedy is repaired. Both process the file as a stream. A finding is an error if the
format forbids it, or if common tools refuse the file or skip the unit. It is a warning if only some
tools do so.
"""

from aligner.formats.lint.findings import RULES, Finding
from aligner.formats.lint.walk import lint, repair

__all__ = ["RULES", "Finding", "lint", "repair"]
