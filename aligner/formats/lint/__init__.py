"""Find out why translation tools would refuse a TMX file or skip units of it, and repair what is safe to repair.

`lint` yields findings in the order of the file. `repair` writes a file without the findings that have a safe remedy.
Both work as a stream. A finding is an error if the format forbids it, or if common tools refuse the file or skip the
unit; it is a warning if only some tools do.
"""

from aligner.formats.lint.findings import RULES, Finding
from aligner.formats.lint.walk import lint, repair

__all__ = ["RULES", "Finding", "lint", "repair"]
