"""List the files below a folder: documents, catalogues, other files, and files that are skipped for safety."""

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
"""Name of a folder with another translation, such as ``docs/ja`` beside ``docs/zh``."""
PROSE_WITHOUT_READER = frozenset((
    ".tex", ".ltx", ".org", ".typ", ".textile", ".wiki", ".mediawiki", ".creole", ".pod", ".rmd", ".qmd", ".ipynb",
    ".dbk", ".docbook", ".dita", ".man", ".texi", ".texinfo", ".odt", ".rtf", ".doc", ".pptx", ".ppt", ".odp",
))  # fmt: skip
"""Extensions of documents without a reader. They cannot be checked, so their text counts as not translated."""
SNIFFED_BYTES = 4096
"""Number of bytes that are read to distinguish text from other files."""


@dataclass(slots=True)
class Listing:
    """The files below the folder of one side, by kind.

    Attributes:
        documents: files that have a reader.
        catalogues: files that are catalogues of messages according to their extension.
        others: files without a reader.
        skipped: a line for each file that is skipped for safety: its path and the reason.
        unreadable: errors for folders that cannot be listed.
    """

    documents: list[Path] = field(default_factory=list)
    catalogues: list[Path] = field(default_factory=list)
    others: list[Path] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)
    unreadable: list[AlignerError] = field(default_factory=list)


def list_files(folder: Path, settings: CheckSettings, other: Path | None = None, roots: Sequence[Path] = ()) -> Listing:
    """Return the files below a folder, sorted, without hidden files and files of the other side.

    Symbolic links to folders are not followed: if the linked folder is part of the check, its files are
    checked there. Only regular files are read. A symbolic link to a file is read only if the file is
    not hidden and is below a folder that the user named. Otherwise a link in a pull request could
    publish a file of the machine that runs the check (CWE-59).

    Args:
        folder: the folder to list.
        settings: settings with the patterns of included and excluded files.
        other: folder of the other side, which may be inside this one.
        roots: folders that the user named; default: ``folder``.
    """
    listing = Listing()

    def note(error: OSError) -> None:
        listing.unreadable.append(
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
            if not name.startswith(".") and is_included(path.relative_to(folder), settings):
                classify(path, settings, inside, listing)
    for kind in (listing.documents, listing.catalogues, listing.others):
        kind.sort()
    return listing


def classify(path: Path, settings: CheckSettings, inside: Sequence[Path], listing: Listing) -> None:
    """Add a file to one of the lists in ``listing``: skipped, catalogues, documents or others."""
    reason = refusal_reason(path, inside)
    if reason:
        listing.skipped.append(f"{path.as_posix()}: {reason}")
    elif is_catalogue(path.name):
        listing.catalogues.append(path)
    elif is_document(path.name) or (is_included_by_name(path, settings) and is_textual(path)):
        listing.documents.append(path)
    else:
        listing.others.append(path)


def is_document(name: str) -> bool:
    """Return whether a file name is that of a document: it has a reader, or ends in a language (``01.en``)."""
    if name.startswith("."):
        return False
    return reader_in_folders(name) is not None or ("." in name and not split_extension(name)[1])


def is_catalogue(name: str) -> bool:
    """Return whether a file name may be that of a catalogue of messages."""
    return CATALOGUES.name_for_path(name) is not None


def is_textual(path: Path) -> bool:
    """Return whether a file is text: its first bytes have no NUL, or begin with the byte order mark of UTF-16."""
    try:
        with path.open("rb") as stream:
            head = stream.read(SNIFFED_BYTES)
    except OSError:
        return False
    return head[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" not in head


def is_included(path: PurePath, settings: CheckSettings) -> bool:
    """Return whether the settings include a file; the path is relative to its folder."""
    included = not settings.include or any(matches(path, pattern) for pattern in settings.include)
    return included and not any(matches(path, pattern) for pattern in settings.exclude)


def is_included_by_name(path: PurePath, settings: CheckSettings) -> bool:
    """Return whether a pattern of --include matches the file name or its extension (``*.tex``), not only a folder."""
    last = [pattern.rstrip("/").rpartition("/")[2] for pattern in settings.include]
    return any(name == path.name or (path.suffix and name.endswith(path.suffix)) for name in last)


def matches(path: PurePath, pattern: str) -> bool:
    """Return whether a pattern matches a path, its file name, or a folder above it; ``*`` also matches ``/``."""
    pattern = pattern.removeprefix("./").removeprefix("**/").rstrip("/")
    names = [path.as_posix(), *(parent.as_posix() for parent in path.parents)]
    if "/" not in pattern:
        names += path.parts
    return any(fnmatchcase(name, pattern) for name in names)
