"""Pair the files to check: the files of two folders, or of one folder with both languages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from aligner.check.catalogue_files import are_catalogues, has_translations, kind_of, needs_counterpart
from aligner.check.settings import CheckSettings
from aligner.check.tree import Listing, is_included_by_name, list_files
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
        pairs: pairs of a source and its translation.
        missing: sources without a translation.
        extra: translations without a source.
        unreadable: errors for files and folders that cannot be read.
        by_key: the pairs that are catalogues of messages, which are compared by the keys of the
            messages. A file with both languages is paired with itself.
        others: files that are not checked because no reader supports them.
        skipped: a line for each file that is skipped for safety.
        touched: paths of the changed files, if only changed files are checked.
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
    """Return the pairs of files to check.

    Args:
        source: a file or a folder.
        target: the file or folder of the translation; ``None`` for one folder with both languages.
        settings: settings with the patterns of included and excluded files.
        from_chinese: whether the Chinese files of a folder with both languages are the sources.

    Raises:
        InputError: a file or folder does not exist, or a folder has no documents.
        UsageError: one path is a file and the other a folder, or both are the same file.
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
    """Return the pairs of files of two folders, paired by name; one folder may be inside the other."""
    roots = (source, target)
    ours, theirs = (list_files(folder, settings, other, roots) for folder, other in (roots, roots[::-1]))
    for folder, listing in zip(roots, (ours, theirs), strict=True):
        require_documents(folder, listing)
    catalogues = messages_between(roots, ours.catalogues, theirs.catalogues)
    named = [path for path in catalogues.others if is_included_by_name(path, settings)]
    catalogues = replace(catalogues, others=tuple(path for path in catalogues.others if path not in named))
    documents = pairs_below(
        roots,
        [*ours.documents, *(path for path in named if path in ours.catalogues)],
        [*theirs.documents, *(path for path in named if path in theirs.catalogues)],
    )
    return merge_pairs(documents, catalogues, (ours, theirs))


def pairs_below(roots: tuple[Path, Path], sources: Sequence[Path], targets: Sequence[Path]) -> FilePairs:
    """Return the pairs of files of two folders, paired by their paths relative to the folders."""
    source, target = roots
    named = pair_by_name([path.relative_to(source) for path in sources], [path.relative_to(target) for path in targets])
    return FilePairs(
        tuple((source / first, target / second) for first, second in named.pairs),
        tuple(source / path for path in named.unpaired_sources),
        tuple(target / path for path in named.unpaired_targets),
    )


def messages_between(roots: tuple[Path, Path], sources: Sequence[Path], targets: Sequence[Path]) -> FilePairs:
    """Return the pairs of catalogues of messages of two folders.

    A file with the name of a catalogue but other content is not paired: it is in ``others``, the files
    that are not checked.
    """
    named = [
        pairs_below(roots, *([path for path in side if kind_of(path) == kind] for side in (sources, targets)))
        for kind in sorted({kind_of(path) or "" for path in (*sources, *targets)})
    ]
    pairs = [pair for each in named for pair in each.pairs if are_catalogues(*pair)]
    kinds = {kind_of(first) for first, _ in pairs}
    missing = [path for each in named for path in each.missing if needs_counterpart(path, kinds)]
    unpaired = [path for each in named for path in each.extra]
    both = [path for path in unpaired if has_translations(path)]
    extra = [path for path in unpaired if path not in both and needs_counterpart(path, kinds)]
    pairs += [(path, path) for path in both]
    others = {*sources, *targets} - {path for pair in pairs for path in pair} - {*missing, *extra}
    return FilePairs(tuple(pairs), tuple(missing), tuple(extra), (), frozenset(pairs), tuple(sorted(others)))


def merge_pairs(documents: FilePairs, catalogues: FilePairs, listings: Sequence[Listing]) -> FilePairs:
    """Join the pairs of documents and the pairs of catalogues, and add the files that are not checked."""
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
    """Check that a folder has files to check.

    Raises:
        InputError: the folder has no such files; the message lists the kinds of files in it.
    """
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
    """Return the pairs of files of one folder with both languages, paired by name, then by content."""
    listing = list_files(folder, settings)
    require_documents(folder, listing)
    named = pair_in_folder([path.relative_to(folder) for path in listing.documents])
    unreadable: list[AlignerError] = []
    pairs, english, chinese = by_content(folder, named, unreadable)
    catalogues = messages_within(folder, listing.catalogues, from_chinese=from_chinese)
    if from_chinese:
        pairs, english, chinese = [(second, first) for first, second in pairs], chinese, english
    documents = FilePairs(tuple(sorted(pairs)), tuple(english), tuple(chinese), tuple(unreadable))
    return merge_pairs(documents, catalogues, (listing,))


def messages_within(folder: Path, paths: Sequence[Path], *, from_chinese: bool) -> FilePairs:
    """Return the pairs of catalogues of messages in one folder with both languages."""
    pairs: list[tuple[Path, Path]] = []
    for kind in sorted({kind_of(path) or "" for path in paths}):
        of_kind = [path for path in paths if kind_of(path) == kind]
        named = pair_in_folder([path.relative_to(folder) for path in of_kind])
        candidates = [(folder / first, folder / second) for first, second in named.pairs]
        candidates += values_of_android(of_kind) if kind == "android" else []
        pairs += [pair[::-1] if from_chinese else pair for pair in candidates if are_catalogues(*pair)]
    used = {path for pair in pairs for path in pair}
    pairs += [(path, path) for path in paths if path not in used and has_translations(path)]
    used = {path for pair in pairs for path in pair}
    return FilePairs(tuple(pairs), by_key=frozenset(pairs), others=tuple(path for path in paths if path not in used))


def values_of_android(paths: Sequence[Path]) -> list[tuple[Path, Path]]:
    """Return the pairs of a file in ``values`` and its counterpart, such as ``values-zh-rCN/strings.xml``."""
    existing = set(paths)
    pairs = []
    for path in paths:
        if CHINESE_VALUES.fullmatch(path.parent.name):
            source = path.parent.parent / "values" / path.name
            pairs += [(source, path)] if source in existing else []
    return pairs


def by_content(
    folder: Path, named: NamePairing, unreadable: list[AlignerError]
) -> tuple[list[tuple[Path, Path]], list[Path], list[Path]]:
    """Pair the files of a folder that have no counterpart by name, according to their content.

    Args:
        folder: folder to which the paths in ``named`` are relative.
        named: the pairs by name, and the files without counterpart.
        unreadable: list to which errors for unreadable files are added.

    Returns:
        The pairs by name and by content, the unpaired source files (English), and the unpaired
        target files (Chinese).
    """
    from aligner.languages.detection import detect
    from aligner.pairing import PairSettings, pair
    from aligner.readers import read

    pairs = [(folder / first, folder / second) for first, second in named.pairs]
    unpaired = [folder / path for path in (*named.unpaired_sources, *named.unpaired_targets)]
    detected: list[tuple[str, Path]] = []
    if len(unpaired) > 1:
        try:
            pairing = pair(unpaired, settings=PairSettings(by="content"))
        except Exception as error:  # a fault in one file must not lose the others
            unreadable.append(fault(error, folder.as_posix()))
            names = named.unpaired_sources, named.unpaired_targets
            return pairs, [folder / path for path in names[0]], [folder / path for path in names[1]]
        pairs += [(each.source, each.target) for each in pairing.pairs]
        unreadable += [InputError(each.reason, path=each.path.as_posix()) for each in pairing.unreadable]
        unpaired = [each.path for each in pairing.unpaired if each.readable]
    for path in unpaired:
        try:
            language = detect(read(path).text)
        except AlignerError as error:
            unreadable.append(error)
            continue
        except Exception as error:  # a fault of a reader must not lose the other files
            unreadable.append(fault(error, path.as_posix()))
            continue
        if language is not None:  # files in other languages are not checked
            detected.append((language, path))
    usual = usual_pair(language for language, _ in detected)
    sources, targets = ([path for each, path in detected if each == language] for language in usual)
    return pairs, sources, targets
