"""The files below a folder: what is read, what is of a kind that is not read, and what is left alone for safety."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from aligner.check.settings import CheckSettings
from aligner.errors import AlignerError, InputError
from aligner.interface import _
from aligner.pairing.name_keys import split_extension, without_marker
from aligner.readers import reader_in_folders
from aligner.readers.messages import CATALOGUES
from aligner.regular_files import refusal_reason

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
OTHER_LANGUAGE = re.compile(
    r"(?:ja|ko|fr|de|es|pt|ru|it|ar|tr|pl|uk|vi|th|fa|cs|nl|sv|hu|id|hi|he)(?:[-_][A-Za-z]{2,4})?"
)
"""A folder beside a translation's own (``docs/ja`` beside ``docs/zh``) that holds another translation."""
PROSE_WITHOUT_READER = frozenset((
    ".tex", ".ltx", ".org", ".typ", ".textile", ".wiki", ".mediawiki", ".creole", ".pod", ".rmd", ".qmd", ".ipynb",
    ".dbk", ".docbook", ".dita", ".man", ".texi", ".texinfo", ".odt", ".rtf", ".doc", ".pptx", ".ppt", ".odp",
))  # fmt: skip
"""Kinds of documents that no reader takes: their text counts as not translated, as nobody has looked at it."""
SNIFFED = 4096
"""Bytes by which text is told from other files."""


@dataclass(slots=True)
class Listing:
    """The files of one side, paths as they were found.

    Attributes:
        documents: a reader takes them.
        catalogues: messages by key, as far as the extension can tell.
        others: files that nothing reads.
        skipped: a line for each that is left alone for safety: which, and why.
        unreadable: folders that cannot be listed.
    """

    documents: list[Path] = field(default_factory=list)
    catalogues: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unreadable: list[AlignerError] = field(default_factory=list)


def list_files(folder: Path, settings: CheckSettings, other: Path | None = None, roots: Sequence[Path] = ()) -> Listing:
    """Return the files below a folder, sorted, but for hidden ones and those of the other side.

    Folders that are symbolic links are not entered: what they lead to is checked where it is. Of files only regular
    ones are read, and links only where they lead to a file that is not hidden below one of the named folders: a link in
    a pull request must not publish a file of the machine that checks it (CWE-59).

    Args:
        folder: where to look.
        settings: which files count.
        other: the other side's folder, which may lie within this one.
        roots: the folders that the user named; this one when empty.
    """
    found = Listing()

    def note(error: OSError) -> None:
        found.unreadable.append(
            InputError(_("cannot be listed: {reason}", reason=error.strerror or error), path=str(error.filename))
        )

    inside = [root.resolve() for root in (roots or (folder,))]
    barred = other.resolve() if other is not None else None
    nested = barred is not None and barred.parent == folder.resolve() and without_marker(barred.name)[1] is not None
    for place, folders, names in os.walk(folder, onerror=note):
        here = Path(place)
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED_FOLDERS
            and (here / name).resolve() != barred
            and not (nested and here == folder and OTHER_LANGUAGE.fullmatch(name))
        )
        for name in sorted(names):
            path = here / name
            if not name.startswith(".") and is_chosen(path.relative_to(folder), settings):
                sort_in(path, settings, inside, found)
    for kind in (found.documents, found.catalogues, found.others):
        kind.sort()
    return found


def sort_in(path: Path, settings: CheckSettings, inside: Sequence[Path], found: Listing) -> None:
    """Put a file where it belongs."""
    reason = refusal_reason(path, inside)
    if reason:
        found.skipped.append(f"{path.as_posix()}: {reason}")
    elif is_catalogue(path.name):
        found.catalogues.append(path)
    elif is_document(path.name) or (is_named(path, settings) and is_textual(path)):
        found.documents.append(path)
    else:
        found.others.append(path)


def is_document(name: str) -> bool:
    """Tell by its name whether a file is a document: a reader takes it, or it ends in a language (``01.en``)."""
    if name.startswith("."):
        return False
    return reader_in_folders(name) is not None or ("." in name and not split_extension(name)[1])


def is_catalogue(name: str) -> bool:
    """Tell by its name whether a file may be a catalogue of messages."""
    return CATALOGUES.name_for_path(name) is not None


def is_textual(path: Path) -> bool:
    """Tell by its first bytes whether a file is text: no NUL, or the mark of UTF-16 before it."""
    try:
        with path.open("rb") as stream:
            head = stream.read(SNIFFED)
    except OSError:
        return False
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in head


def is_chosen(path: PurePath, settings: CheckSettings) -> bool:
    """Tell whether the settings let a file, its path relative to its folder, be checked."""
    included = not settings.include or any(matches(path, pattern) for pattern in settings.include)
    return included and not any(matches(path, pattern) for pattern in settings.exclude)


def is_named(path: PurePath, settings: CheckSettings) -> bool:
    """Tell whether a pattern of --include names a file or its kind (``*.tex``), and not only a folder above it."""
    last = [pattern.rstrip("/").rpartition("/")[2] for pattern in settings.include]
    return any(name == path.name or (path.suffix and name.endswith(path.suffix)) for name in last)


def matches(path: PurePath, pattern: str) -> bool:
    """Tell whether a pattern names a path, its file name alone, or a folder above it; ``*`` may stand for folders."""
    pattern = pattern.removeprefix("./").removeprefix("**/").rstrip("/")
    names = [path.as_posix(), *(parent.as_posix() for parent in path.parents)]
    if "/" not in pattern:
        names += path.parts
    return any(fnmatchcase(name, pattern) for name in names)
