"""Which files of two folders, or of one, are checked against each other."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path, PurePath

from aligner.check.settings import CheckSettings
from aligner.errors import AlignerError, InputError, UsageError
from aligner.languages import usual_pair
from aligner.pairing.name_keys import split_extension, without_marker
from aligner.pairing.names import NamePairing, pair_by_name, pair_in_folder
from aligner.readers import READERS

SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "site-packages", "venv"})
OTHER_LANGUAGE = re.compile(
    r"(?:ja|ko|fr|de|es|pt|ru|it|ar|tr|pl|uk|vi|th|fa|cs|nl|sv|hu|id|hi|he)(?:[-_][A-Za-z]{2,4})?"
)
"""A folder beside a translation's own (``docs/ja`` beside ``docs/zh``) that holds another translation."""
NO_DOCUMENTS = "holds no documents to check; see --include and --exclude"


@dataclass(frozen=True, slots=True)
class FilePairs:
    """The files of a check.

    Attributes:
        pairs: source and translation.
        missing: sources without a translation.
        extra: translations without a source.
        unreadable: what is wrong with files and folders that cannot be read, as far as that has been noticed.
    """

    pairs: tuple[tuple[Path, Path], ...]
    missing: tuple[Path, ...] = ()
    extra: tuple[Path, ...] = ()
    unreadable: tuple[AlignerError, ...] = ()


def find_pairs(source: Path, target: Path | None, settings: CheckSettings, *, from_chinese: bool = False) -> FilePairs:
    """Return which files are checked against each other.

    Args:
        source: a file or a folder.
        target: likewise; ``None`` for one folder that holds both languages.
        settings: which files count.
        from_chinese: whether, in a folder of both languages, the Chinese files are the sources.

    Raises:
        InputError: there is no such file or folder, or a folder holds no documents.
        UsageError: one is a file and the other a folder, or both are one file.
    """
    for path in filter(None, (source, target)):
        if not path.exists():
            raise InputError("no such file or folder: check the path", path=path.as_posix())
    if target is None and not source.is_dir():
        raise UsageError("name its translation as well, or a folder of both languages", path=source.as_posix())
    if target is None or (source.is_dir() and target.is_dir() and source.samefile(target)):
        return within_one_folder(source, settings, from_chinese=from_chinese)
    if source.is_dir() != target.is_dir():
        folder, file = (source, target) if source.is_dir() else (target, source)
        raise UsageError(
            f"is a folder, and {file.as_posix()} is a file: give two files or two folders", path=folder.as_posix()
        )
    if source.samefile(target):
        raise UsageError("is both the source and its translation: give two files", path=source.as_posix())
    return between_folders(source, target, settings) if source.is_dir() else FilePairs(((source, target),))


def between_folders(source: Path, target: Path, settings: CheckSettings) -> FilePairs:
    """Return the pairs of two folders, one of which may lie in the other, by their names."""
    unreadable: list[AlignerError] = []
    sides = []
    for folder, other in ((source, target), (target, source)):
        found = documents(folder, settings, unreadable, other)
        if not found:
            raise InputError(NO_DOCUMENTS, path=folder.as_posix())
        sides.append([path.relative_to(folder) for path in found])
    named = pair_by_name(*sides)
    return FilePairs(
        tuple((source / first, target / second) for first, second in named.pairs),
        tuple(source / path for path in named.unpaired_sources),
        tuple(target / path for path in named.unpaired_targets),
        tuple(unreadable),
    )


def within_one_folder(folder: Path, settings: CheckSettings, *, from_chinese: bool) -> FilePairs:
    """Return the pairs of one folder, by name first; files whose names say nothing are paired by what they say."""
    unreadable: list[AlignerError] = []
    paths = documents(folder, settings, unreadable)
    if not paths:
        raise InputError(NO_DOCUMENTS, path=folder.as_posix())
    named = pair_in_folder([path.relative_to(folder) for path in paths])
    pairs, english, chinese = by_content(folder, named, unreadable)
    if from_chinese:
        pairs, english, chinese = [(second, first) for first, second in pairs], chinese, english
    return FilePairs(tuple(sorted(pairs)), tuple(english), tuple(chinese), tuple(unreadable))


def by_content(
    folder: Path, named: NamePairing, unreadable: list[AlignerError]
) -> tuple[list[tuple[Path, Path]], list[Path], list[Path]]:
    """Return all pairs, English first, and the English and the Chinese files that are left alone.

    Args:
        folder: what the names are relative to.
        named: what the names say.
        unreadable: takes what cannot be read.
    """
    from aligner.languages.detection import detect
    from aligner.pairing import PairSettings, pair
    from aligner.readers import read

    pairs = [(folder / first, folder / second) for first, second in named.pairs]
    left = [folder / path for path in (*named.unpaired_sources, *named.unpaired_targets)]
    known: list[tuple[str, Path]] = []
    if len(left) > 1:
        found = pair(left, settings=PairSettings(by="content"))
        pairs += [(each.source, each.target) for each in found.pairs]
        unreadable += [InputError(each.reason, path=each.path.as_posix()) for each in found.unreadable]
        left = [each.path for each in found.unpaired if each.readable]
    for path in left:
        try:
            language = detect(read(path).text)
        except AlignerError as error:
            unreadable.append(error)
            continue
        if language is not None:  # neither of the two languages: no concern of ours
            known.append((language, path))
    usual = usual_pair(language for language, _ in known)
    sources, targets = ([path for found, path in known if found == language] for language in usual)
    return pairs, sources, targets


def documents(
    folder: Path, settings: CheckSettings, unreadable: list[AlignerError], other: Path | None = None
) -> list[Path]:
    """Return the documents below a folder, sorted, but for hidden ones and those of the other side.

    Folders that are symbolic links are not entered: what they lead to is checked where it is.

    Args:
        folder: where to look.
        settings: which files count.
        unreadable: takes what cannot be listed.
        other: the other side's folder, which may lie within this one.
    """

    def note(error: OSError) -> None:
        unreadable.append(InputError(f"cannot be listed: {error.strerror or error}", path=str(error.filename)))

    barred = other.resolve() if other is not None else None
    nested = barred is not None and barred.parent == folder.resolve() and without_marker(barred.name)[1] is not None
    found = []
    for place, folders, names in os.walk(folder, onerror=note):
        here = Path(place)
        folders[:] = [
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED_FOLDERS
            and (here / name).resolve() != barred
            and not (nested and here == folder and OTHER_LANGUAGE.fullmatch(name))
        ]
        for name in names:
            path = here / name
            if is_document(name) and is_chosen(path.relative_to(folder), settings):
                found.append(path)
    return sorted(found)


def is_document(name: str) -> bool:
    """Tell by its name whether a file is a document: a reader takes it, or it ends in a language (``01.en``)."""
    if name.startswith("."):
        return False
    return READERS.name_for_path(name) is not None or ("." in name and not split_extension(name)[1])


def is_chosen(path: PurePath, settings: CheckSettings) -> bool:
    """Tell whether the settings let a file, its path relative to its folder, be checked."""
    included = not settings.include or any(matches(path, pattern) for pattern in settings.include)
    return included and not any(matches(path, pattern) for pattern in settings.exclude)


def matches(path: PurePath, pattern: str) -> bool:
    """Tell whether a pattern names a path, its file name alone, or a folder above it; ``*`` may stand for folders."""
    pattern = pattern.removeprefix("./").removeprefix("**/").rstrip("/")
    names = [path.as_posix(), *(parent.as_posix() for parent in path.parents)]
    if "/" not in pattern:
        names += path.parts
    return any(fnmatchcase(name, pattern) for name in names)
