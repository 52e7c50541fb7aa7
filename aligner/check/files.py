"""Which files of two folders, or of one, are checked against each other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.check.catalogue_files import are_catalogues, has_translations, is_alone, kind_of
from aligner.check.settings import CheckSettings
from aligner.check.tree import Listing, is_named, list_files
from aligner.errors import AlignerError, InputError, UsageError, fault
from aligner.interface import _
from aligner.languages import usual_pair
from aligner.pairing.names import NamePairing, pair_by_name, pair_in_folder

CHINESE_VALUES = re.compile(r"values-(?:zh(?:-r[A-Z]{2})?|b\+zh(?:\+\w+)*)")
"""Folders of Android's resources in Chinese."""


@dataclass(frozen=True, slots=True)
class FilePairs:
    """The files of a check.

    Attributes:
        pairs: source and translation.
        missing: sources without a translation.
        extra: translations without a source.
        unreadable: what is wrong with files and folders that cannot be read, as far as that has been noticed.
        by_key: those of the pairs that are catalogues of messages; a file paired with itself holds both languages.
        others: files that are not checked, since nothing reads them.
        skipped: a line for each file that is left alone for safety.
        touched: those that changed, where only those are checked.
    """

    pairs: tuple[tuple[Path, Path], ...]
    missing: tuple[Path, ...] = ()
    extra: tuple[Path, ...] = ()
    unreadable: tuple[AlignerError, ...] = ()
    by_key: frozenset[tuple[Path, Path]] = frozenset()
    others: tuple[Path, ...] = ()
    skipped: tuple[str, ...] = ()
    touched: frozenset[str] = frozenset()


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
            raise InputError(_("no such file or folder: check the path"), path=path.as_posix())
    if target is None and not source.is_dir():
        raise UsageError(_("name its translation as well, or a folder of both languages"), path=source.as_posix())
    if target is None or (source.is_dir() and target.is_dir() and source.samefile(target)):
        return within_one_folder(source, settings, from_chinese=from_chinese)
    if source.is_dir() != target.is_dir():
        folder, file = (source, target) if source.is_dir() else (target, source)
        raise UsageError(
            _("is a folder, and {file} is a file: give two files or two folders", file=file.as_posix()),
            path=folder.as_posix(),
        )
    if source.samefile(target):
        raise UsageError(_("is both the source and its translation: give two files"), path=source.as_posix())
    if source.is_dir():
        return between_folders(source, target, settings)
    pair = (source, target)
    kind = kind_of(source)
    by_key = kind is not None and kind == kind_of(target)
    return FilePairs((pair,), by_key=frozenset([pair] if by_key else []))


def between_folders(source: Path, target: Path, settings: CheckSettings) -> FilePairs:
    """Return the pairs of two folders, one of which may lie in the other, by their names."""
    roots = (source, target)
    ours, theirs = (list_files(folder, settings, other, roots) for folder, other in (roots, roots[::-1]))
    for folder, listing in zip(roots, (ours, theirs), strict=True):
        require_documents(folder, listing)
    catalogues = messages_between(roots, ours.catalogues, theirs.catalogues)
    named = [path for path in catalogues.others if is_named(path, settings)]
    catalogues = replace(catalogues, others=tuple(path for path in catalogues.others if path not in named))
    documents = below(
        roots,
        [*ours.documents, *(path for path in named if path in ours.catalogues)],
        [*theirs.documents, *(path for path in named if path in theirs.catalogues)],
    )
    return joined(documents, catalogues, (ours, theirs))


def below(roots: tuple[Path, Path], sources: Sequence[Path], targets: Sequence[Path]) -> FilePairs:
    """Return the pairs of files of two folders by their paths below these."""
    source, target = roots
    named = pair_by_name([path.relative_to(source) for path in sources], [path.relative_to(target) for path in targets])
    return FilePairs(
        tuple((source / first, target / second) for first, second in named.pairs),
        tuple(source / path for path in named.unpaired_sources),
        tuple(target / path for path in named.unpaired_targets),
    )


def messages_between(roots: tuple[Path, Path], sources: Sequence[Path], targets: Sequence[Path]) -> FilePairs:
    """Return the pairs of catalogues; what looks like one by its name only is another file."""
    named = [
        below(roots, *([path for path in side if kind_of(path) == kind] for side in (sources, targets)))
        for kind in sorted({kind_of(path) or "" for path in (*sources, *targets)})
    ]
    pairs = [pair for each in named for pair in each.pairs if are_catalogues(*pair)]
    kinds = {kind_of(first) for first, _ in pairs}
    missing = [path for each in named for path in each.missing if is_alone(path, kinds)]
    alone = [path for each in named for path in each.extra]
    both = [path for path in alone if has_translations(path)]
    extra = [path for path in alone if path not in both and is_alone(path, kinds)]
    pairs += [(path, path) for path in both]
    others = {*sources, *targets} - {path for pair in pairs for path in pair} - {*missing, *extra}
    return FilePairs(tuple(pairs), tuple(missing), tuple(extra), (), frozenset(pairs), tuple(sorted(others)))


def joined(documents: FilePairs, catalogues: FilePairs, listings: Sequence[Listing]) -> FilePairs:
    """Return documents, catalogues and what is left over as one."""
    return FilePairs(
        tuple(sorted({*documents.pairs, *catalogues.pairs})),
        (*documents.missing, *catalogues.missing),
        (*documents.extra, *catalogues.extra),
        (*documents.unreadable, *(error for each in listings for error in each.unreadable)),
        catalogues.by_key,
        tuple(sorted({*catalogues.others, *(path for each in listings for path in each.others)})),
        tuple(line for each in listings for line in each.skipped),
    )


def require_documents(folder: Path, listing: Listing) -> None:
    """Raise an `InputError` for a folder in which there is nothing to check, which says what there is instead."""
    if not listing.documents and not listing.catalogues and not listing.skipped:
        kinds = sorted({path.suffix.lower() or path.name for path in listing.others})
        message = _("holds no documents to check; see --include and --exclude")
        if kinds:
            message = _(
                "holds no documents to check (there are {kinds}); see --include and --exclude",
                kinds=", ".join(kinds[:5]),
            )
        raise InputError(message, path=folder.as_posix())


def within_one_folder(folder: Path, settings: CheckSettings, *, from_chinese: bool) -> FilePairs:
    """Return the pairs of one folder, by name first; files whose names say nothing are paired by what they say."""
    listing = list_files(folder, settings)
    require_documents(folder, listing)
    named = pair_in_folder([path.relative_to(folder) for path in listing.documents])
    unreadable: list[AlignerError] = []
    pairs, english, chinese = by_content(folder, named, unreadable)
    catalogues = messages_within(folder, listing.catalogues, from_chinese=from_chinese)
    if from_chinese:
        pairs, english, chinese = [(second, first) for first, second in pairs], chinese, english
    documents = FilePairs(tuple(sorted(pairs)), tuple(english), tuple(chinese), tuple(unreadable))
    return joined(documents, catalogues, (listing,))


def messages_within(folder: Path, paths: Sequence[Path], *, from_chinese: bool) -> FilePairs:
    """Return the pairs of catalogues of one folder that holds both languages."""
    pairs: list[tuple[Path, Path]] = []
    for kind in sorted({kind_of(path) or "" for path in paths}):
        mine = [path for path in paths if kind_of(path) == kind]
        named = pair_in_folder([path.relative_to(folder) for path in mine])
        found = [(folder / first, folder / second) for first, second in named.pairs]
        found += values_of_android(mine) if kind == "android" else []
        pairs += [pair[::-1] if from_chinese else pair for pair in found if are_catalogues(*pair)]
    used = {path for pair in pairs for path in pair}
    pairs += [(path, path) for path in paths if path not in used and has_translations(path)]
    used = {path for pair in pairs for path in pair}
    return FilePairs(tuple(pairs), by_key=frozenset(pairs), others=tuple(path for path in paths if path not in used))


def values_of_android(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return the pairs of ``values/strings.xml`` and ``values-zh-rCN/strings.xml``: the region is no part of a name."""
    known = set(paths)
    found = []
    for path in paths:
        if CHINESE_VALUES.fullmatch(path.parent.name):
            source = path.parent.parent / "values" / path.name
            found += [(source, path)] if source in known else []
    return found


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
        try:
            found = pair(left, settings=PairSettings(by="content"))
        except Exception as error:  # whatever one file does to the pairing must not cost the others
            unreadable.append(fault(error, folder.as_posix()))
            alone = named.unpaired_sources, named.unpaired_targets
            return pairs, [folder / path for path in alone[0]], [folder / path for path in alone[1]]
        pairs += [(each.source, each.target) for each in found.pairs]
        unreadable += [InputError(each.reason, path=each.path.as_posix()) for each in found.unreadable]
        left = [each.path for each in found.unpaired if each.readable]
    for path in left:
        try:
            language = detect(read(path).text)
        except AlignerError as error:
            unreadable.append(error)
            continue
        except Exception as error:  # a fault of a reader costs this file only
            unreadable.append(fault(error, path.as_posix()))
            continue
        if language is not None:  # neither of the two languages: no concern of ours
            known.append((language, path))
    usual = usual_pair(language for language, _ in known)
    sources, targets = ([path for found, path in known if found == language] for language in usual)
    return pairs, sources, targets
