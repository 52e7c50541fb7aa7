"""Which files belong together by their paths and names alone.

Names are compared from the strictest way to the loosest. Two files are paired where in one way each is the only
candidate of the other; what stays ambiguous stays unpaired. Nothing is read, and the order of the files plays no part.
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
"""Arabic, Chinese, English, French, Russian, Spanish: other letters behind a number count parts."""


@dataclass(frozen=True, slots=True)
class NamePairing:
    """Which files belong together by name.

    Attributes:
        pairs: ``(source, target)``, sorted; of a mixed folder English is the source and Chinese the target, and of
            other languages the later one in the table of languages is the source.
        unpaired_sources: sorted; of a mixed folder all the rest that is not marked as the target's language.
        unpaired_targets: sorted; of a mixed folder the rest that is marked so.
    """

    pairs: tuple[tuple[PurePath, PurePath], ...]
    unpaired_sources: tuple[PurePath, ...]
    unpaired_targets: tuple[PurePath, ...]


def pair_by_name(sources: Sequence[PurePath], targets: Sequence[PurePath]) -> NamePairing:
    """Pair the files of two sides.

    Args:
        sources: paths, best relative to the folder that holds the side; in any order.
        targets: likewise.
    """
    left, right = _distinct(sources), _distinct(targets)
    pairs: list[tuple[PurePath, PurePath]] = []
    everything = [*left, *right]
    for roots in ((_root(left), _root(right)), (_root(everything), _root(everything))):
        names = (_names(left, roots[0]), _names(right, roots[1]))
        for key in (whole_path, without_extension, *KEYS, by_leading_number):
            for first, second in _matches(names[0], names[1], key):
                pairs.append((first.path, second.path))
            # by side: a path that stands in both may be paired on one of them only
            names = (_left(names[0], {source for source, _ in pairs}), _left(names[1], {target for _, target in pairs}))
        left, right = ([name.path for name in side] for side in names)
    return NamePairing(tuple(sorted(pairs)), tuple(left), tuple(right))


def pair_in_folder(paths: Sequence[PurePath]) -> NamePairing:
    """Pair the files of one folder that holds both languages; a marked file pairs with one that is marked otherwise.

    Where only one of two files is marked (``guide.md``, ``guide.zh-CN.md``), the other is in the other language.

    Args:
        paths: in any order.
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
        names = _left(names, paired)
    targets = tuple(name.path for name in names if name.language == usual[1])
    others = tuple(name.path for name in names if name.language != usual[1])
    return NamePairing(tuple(sorted(pairs)), others, targets)


def _distinct(paths: Iterable[PurePath]) -> list[PurePath]:
    return sorted(set(paths))


def _root(paths: Sequence[PurePath]) -> PurePath:
    """Return the deepest folder above all of the paths."""
    parents = [path.parent for path in paths]
    if len({parent.anchor for parent in parents}) != 1:
        return PurePath()
    return type(parents[0])(commonpath(parents))


def _names(paths: Sequence[PurePath], root: PurePath) -> list[Name]:
    """Take the paths apart, and let the letters E and C of document symbols be markers where they are."""
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


def _left(names: Iterable[Name], paired: set[PurePath]) -> list[Name]:
    return [name for name in names if name.path not in paired]


def _groups(names: Iterable[Name], key: Key) -> dict[Hashable, list[Name]]:
    groups: dict[Hashable, list[Name]] = {}
    for name in names:
        if (value := key(name)) is not None:
            groups.setdefault(value, []).append(name)
    return groups


def _matches(sources: Iterable[Name], targets: Iterable[Name], key: Key) -> Iterator[tuple[Name, Name]]:
    """Yield the sources and targets that have the same key, and have it alone."""
    candidates = _groups(targets, key)
    for value, group in _groups(sources, key).items():
        first, second = _only(group), _only(candidates.get(value, []))
        if first is None or second is None:
            continue
        same = first.language is not None and first.language == second.language
        titles = {title_language(first), title_language(second)}
        if key is by_leading_number and len(titles) < 2:
            continue
        if not same or key in (whole_path, without_extension):
            yield first, second


def _only(names: Sequence[Name]) -> Name | None:
    """Return the one file of a group; of several, the one that is not in traditional Chinese."""
    kept = [name for name in names if not name.traditional] or names
    return kept[0] if len(kept) == 1 else None


def _source_and_target(
    names: Sequence[Name], languages: tuple[Language, Language], *, by_title: bool
) -> tuple[Name, Name] | None:
    """Return the two of the files that have one key which are in the two languages; ``None`` unless each is there once.

    Args:
        names: of one group.
        languages: of source and target.
        by_title: whether the words of the file names count as markers.
    """
    sides: dict[Language | None, list[Name]] = {language: [] for language in (*languages, None)}
    for name in names:
        language = name.language or (title_language(name) if by_title else None)
        if language in sides:
            sides[language].append(name)
    source, target = (_only(sides[language]) for language in languages)
    unmarked = _only(sides[None])
    if source and target:
        return source, target
    if source and unmarked and not sides[languages[1]]:
        return source, unmarked
    if target and unmarked and not sides[languages[0]]:
        return unmarked, target
    return None
