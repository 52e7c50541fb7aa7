"""Whether a file holds the work of a person, so that a program must not overwrite it without being told to."""

from __future__ import annotations

from pathlib import Path

from aligner.errors import AlignerError
from aligner.formats import FORMATS, load
from aligner.formats.review_state import BY_PERSON
from aligner.interface import _

NATIVE, JOURNAL = ".bitext.jsonl", ".review.jsonl"
LARGEST = 64 << 20
"""Bytes of a file that is read to find out; a larger workbook counts as edited, another file as made by a program."""
WITH_STATUSES = frozenset({"jsonl", "xliff", "xliff2", "po", "tmx", "docx"})
"""Formats in which a person's decision can be told from what the aligner says."""


def handwork(path: str | Path) -> str:
    """Return in a few words what a person has done in a file; empty where there is nothing, or no file.

    Workbooks that the program writes hold a hash of their cells, so any change in them shows. Of other formats the
    statuses tell (``approved``, ``changed``, ``rejected``), and a journal beside a native file.
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
    return _("holds pairs that a person has settled") if _is_settled(file, name) else ""


def _is_settled(file: Path, name: str | None) -> bool:
    """Whether any pair has a status that only a person gives; what cannot be read is no result of ours."""
    if name not in WITH_STATUSES or file.stat().st_size > LARGEST:
        return False
    try:
        return any(bead.status in BY_PERSON for bead in load(file, name).beads)
    except AlignerError:
        return False


def _is_edited(file: Path) -> bool:
    from aligner.formats.xlsx_reader import is_as_written

    return file.stat().st_size > LARGEST or not is_as_written(file.read_bytes(), str(file))
