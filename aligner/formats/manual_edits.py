"""Detect manual edits in a file. The program does not overwrite them unless the user asks for it."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import AlignerError
from aligner.formats import FORMATS, load
from aligner.formats.review_state import BY_PERSON
from aligner.interface import _

NATIVE, JOURNAL = ".bitext.jsonl", ".review.jsonl"
MAX_FILE_BYTES = 64 << 20
"""Largest file that is read for this. A larger workbook counts as edited, any other larger file as not edited."""
STATUS_FORMATS = frozenset({"jsonl", "xliff", "xliff2", "po", "tmx", "docx"})
"""Formats whose statuses show which decisions a person made."""


def manual_edits(path: str | Path) -> str:
    """Return a short description of the manual edits in a file; empty if there are none, or no file.

    Workbooks of this program contain a hash of their cells, so any change is detected. In other
    formats, manual edits are detected by the statuses ``approved``, ``changed`` and ``rejected``. For a
    native file, they are also detected by the file of edits (the journal) in the same folder.
    """
    file = Path(path)
    if not file.is_file():
        return ""
    name = FORMATS.name_for_path(str(path))
    journal = file.with_name(file.name.removesuffix(NATIVE) + JOURNAL)
    if name == "xlsx":
        return _("has been edited since it was written") if _is_edited(file) else ""
    if file.name.endswith(JOURNAL) or (file.name.endswith(NATIVE) and journal.exists()):
        return _("belongs to a review")
    return _("contains pairs that a person has reviewed") if _has_settled_pairs(file, name) else ""


def _has_settled_pairs(file: Path, name: str | None) -> bool:
    """Whether any pair has a status that only a person gives; false for a file that cannot be read."""
    if name not in STATUS_FORMATS or file.stat().st_size > MAX_FILE_BYTES:
        return False
    try:
        return any(bead.status in BY_PERSON for bead in load(file, name).beads)
    except AlignerError:
        return False


def _is_edited(file: Path) -> bool:
    from aligner.formats.xlsx_reader import is_as_written

    return file.stat().st_size > MAX_FILE_BYTES or not is_as_written(file.read_bytes(), str(file))
