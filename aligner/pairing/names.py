"""Pairing of files by their paths and names only; the files are not read.

Names are compared with several keys, from the strictest to the loosest. Two files are paired if
each is the only candidate for the other; ambiguous files stay unpaired. The order of the files does
not matter.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from os.path import commonpath
from pathlib import PurePath

from aligner.bitext import Language
from aligner.languages import usual_pair
from aligner.pairing.name_keys import (
    KEYS,
    Key,
    Name,
    by_chapter,
    by_leading_number,
    letter_language,
    parse_name,
    title_language,
    whole_path,
    without_extension,
)

_LANGUAGE_LETTERS = frozenset("acefrs")
"""Letters of Arabic, Chinese, English, French, Russian, Spanish; with other letters, they count parts of a document."""


@dataclass(frozen=True, slots=True)
class NamePairing:
    """The result of pairing by name.

    Attributes:
        pairs: ``(source, target)``, sorted. In a mixed folder, English is the source and Chinese the
            target. For other languages, the source language is the later one in the table of languages.
        unpaired_sources: sorted; for a mixed folder, the unpaired files without a marker of the target
            language.
        unpaired_targets: sorted; for a mixed folder, the unpaired files with a marker of the target
            language.
    """

    pairs: tuple[tuple[PurePath, PurePath], ...]
    unpaired_sources: tuple[PurePath, ...]
    unpaired_targets: tuple[PurePath, ...]


def pair_by_name(sources: Sequence[PurePath], targets: Sequence[PurePath]) -> NamePairing:
    """Pair the files of two sides by their paths and names.

    Args:
        sources: paths in any order, preferably relative to the folder of the side.
        targets: paths in any order, preferably relative to the folder of the side.
    """
    left, right = _distinct(sources), _distinct(targets)
    pairs: list[tuple[PurePath, PurePath]] = []
    everything = [*left, *right]
    for roots in ((_root(left), _root(right)), (_root(everything), _root(everything))):
        names = (_names(left, roots[0]), _names(right, roots[1]))
        for key in (whole_path, without_extension, *KEYS, by_leading_number):
            for first, second in _matches(names[0], names[1], key):
                pairs.append((first.path, second.path))
            # by side, because a path on both sides may be paired on one of them only
            names = (
                _remaining(names[0], {source for source, _ in pairs}),
                _remaining(names[1], {target for _, target in pairs}),
            )
        left, right = ([name.path for name in side] for side in names)
    return NamePairing(tuple(sorted(pairs)), tuple(left), tuple(right))


def pair_in_folder(paths: Sequence[PurePath]) -> NamePairing:
    """Pair the files of one folder that contains documents of both languages.

    Each pair has one file of each language. If only one of two files has a marker (``guide.md``,
    ``guide.zh-CN.md``), the file without a marker is in the other language.

    Args:
        paths: the paths, in any order.
    """
    files = _distinct(paths)
    names = _names(files, _root(files))
    usual = usual_pair(name.language for name in names)
    pairs: list[tuple[PurePath, PurePath]] = []
    for key in (*KEYS, by_leading_number):
        for members in _groups(names, key).values():
            if found := _source_and_target(members, usual, by_title=key in (by_chapter, by_leading_number)):
                pairs.append((found[0].path, found[1].path))
        paired = {path for pair in pairs for path in pair}
        names = _remaining(names, paired)
    targets = tuple(name.path for name in names if name.language == usual[1])
    others = tuple(name.path for name in names if name.language != usual[1])
    return NamePairing(tuple(sorted(pairs)), others, targets)


def _distinct(paths: Iterable[PurePath]) -> list[PurePath]:
    return sorted(set(paths))


def _root(paths: Sequence[PurePath]) -> PurePath:
    """Return the deepest common folder of the paths."""
    parents = [path.parent for path in paths]
    if len({parent.anchor for parent in parents}) != 1:
        return PurePath()
    return type(parents[0])(commonpath(parents))


def _names(paths: Sequence[PurePath], root: PurePath) -> list[Name]:
    """Return the parsed paths; the letters E and C after document symbols count as language markers."""
    names = [parse_name(path, root if path.is_relative_to(root) else PurePath(path.anchor)) for path in paths]
    letters: defaultdict[tuple[Hashable, ...], set[str]] = defaultdict(set)
    for name in names:
        letters[name.folders, name.stem[:-1]].add(name.stem[-1:])
    return [
        replace(name, stem=found[0], language=found[1])
        if (found := letter_language(name)) and letters[name.folders, name.stem[:-1]] <= _LANGUAGE_LETTERS
        else name
        for name in names
    ]


def _remaining(names: Iterable[Name], paired: set[PurePath]) -> list[Name]:
    return [name for name in names if name.path not in paired]


def _groups(names: Iterable[Name], key: Key) -> dict[Hashable, list[Name]]:
    groups: dict[Hashable, list[Name]] = {}
    for name in names:
        if (value := key(name)) is not None:
            groups.setdefault(value, []).append(name)
    return groups


def _matches(sources: Iterable[Name], targets: Iterable[Name], key: Key) -> Iterator[tuple[Name, Name]]:
    """Yield each source and target with the same key, if no other file of their side has this key."""
    candidates = _groups(targets, key)
    for value, group in _groups(sources, key).items():
        first, second = _single(group), _single(candidates.get(value, []))
        if first is None or second is None:
            continue
        same = first.language is not None and first.language == second.language
        titles = {title_language(first), title_language(second)}
        if key is by_leading_number and len(titles) < 2:
            continue
        if not same or key in (whole_path, without_extension):
            yield first, second


def _single(names: Sequence[Name]) -> Name | None:
    """Return the file of a group that has only one file, else ``None``.

    Files in traditional Chinese do not count if the group has other files.
    """
    kept = [name for name in names if not name.traditional] or names
    return kept[0] if len(kept) == 1 else None


def _source_and_target(
    names: Sequence[Name], languages: tuple[Language, Language], *, by_title: bool
) -> tuple[Name, Name] | None:
    """Return the source and the target in a group of files, if there is exactly one of each language.

    If one language has no file, a single file without a language marker counts as that file. The
    result is ``None`` for other groups.

    Args:
        names: the files of one group, with the same key.
        languages: languages of source and target.
        by_title: whether the language of the words in a file name counts as a marker.
    """
    sides: dict[Language | None, list[Name]] = {language: [] for language in (*languages, None)}
    for name in names:
        language = name.language or (title_language(name) if by_title else None)
        if language in sides:
            sides[language].append(name)
    source, target = (_single(sides[language]) for language in languages)
    unmarked = _single(sides[None])
    if source and target:
        return source, target
    if source and unmarked and not sides[languages[1]]:
        return source, unmarked
    if target and unmarked and not sides[languages[0]]:
        return unmarked, target
    return None
