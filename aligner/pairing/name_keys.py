"""Parsing of file names: the language marker of a path, and keys for comparing the rest of it.

A language marker is a part of a name that indicates the language, such as ``en`` or ``zh-CN``.
There are several kinds of keys, from the strictest to the loosest (`KEYS`). Two files with equal
keys of one kind may be translations of each other. A file with the key ``None`` is not compared.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from aligner.bitext import Language
from aligner.languages import LANGUAGES, pack_of, packs
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER

_SEPARATOR = r"[\s._\-()\[\]{},+~@#]"
_LEFT = rf"(?:^|(?<={_SEPARATOR})|(?<=[0-9]))"
_RIGHT = rf"(?=$|{_SEPARATOR}|[0-9])"
_HAN_LEFT = "(?<!中)"
_HAN_RIGHT = "(?![汉漢]?[中英对對互])(?:[译譯]?[版本文]|翻[译譯])?"
"""Context of a language's name in Chinese characters: 中英对照 names two languages, 英文版 one and a version."""
_VARIANT = "variant_"
_LETTER = re.compile(r"(?<=[0-9])[_\-. ]+(?P<letter>[a-z])$", re.IGNORECASE)
"""The language letter after a document symbol of the United Nations: ``A_72_1_E``."""
_EXTENSION = re.compile(r"\.(?=[a-z0-9]*[a-z])[a-z0-9]{1,8}", re.IGNORECASE)

_STRUCTURE = re.compile(
    "docs?|documentation|versioned-docs|i18n|l10n|lc-messages|content|contents|src|pages|current|texts?"
    "|(?:locale|lang|language|translation|original|source|target)s?|translated"
)
"""Folders that belong to the structure of a project, not to the identity of a document."""
_DOCUSAURUS = re.compile(r"docusaurus-plugin-content-(docs|blog|pages)(?:-(.+))?")
_CHAPTER_WORDS = re.compile("chapter|chap?|part|section|sec|unit|lesson|book|vol|volume|article|text|doc|no")
_HAN_NUMBER = re.compile("第?([0-9]+|[〇零一二三四五六七八九十百两]+)[章节節回卷课課部篇集册冊讲講]?")
_DIGITS = dict(zip("〇零一二三四五六七八九", (0, *range(10)), strict=True)) | {"两": 2}
_LEADING_NUMBER = re.compile(r"([0-9]+)[^0-9]+")
_LATIN = re.compile("[a-z]{2}")


def _markers() -> re.Pattern[str]:
    """Return the pattern of language markers; the name of each group ends with the language code."""
    return _markers_of(tuple(LANGUAGES))


@lru_cache(maxsize=4)
def _markers_of(known: tuple[str, ...]) -> re.Pattern[str]:
    words: list[str] = []
    han: list[str] = []
    for code in known:
        if markers := pack_of(code).markers:
            groups = ((_VARIANT, markers.variant, markers.han_variant), ("", markers.word, markers.han))
            words += [f"(?P<{kind}word_{code}>{word})" for kind, word, _ in groups if word]
            han += [f"(?P<{kind}han_{code}>{name})" for kind, _, name in groups if name]
    found = [f"{_LEFT}(?:{'|'.join(words)}){_RIGHT}", f"{_HAN_LEFT}(?:{'|'.join(han)}){_HAN_RIGHT}"]
    return re.compile("|".join(found), re.IGNORECASE)


@lru_cache(maxsize=4)
def _suffix_markers(known: tuple[str, ...]) -> re.Pattern[str]:
    """Return the pattern of markers in capitals at the end of a word: ``ReportEN``."""
    marked = {code: markers.glued for code in known if (markers := pack_of(code).markers) and markers.glued}
    return re.compile("(?<=[a-z])(?:" + "|".join(f"(?P<{code}>{glued})" for code, glued in marked.items()) + ")$")


@dataclass(frozen=True, slots=True)
class Name:
    """A parsed path.

    Attributes:
        path: the path as given.
        parts: folders and file name below the root, in lower case.
        folders: the folders below the root, normalised, without language markers.
        stem: the file name, normalised, without language marker and extension.
        extension: the extension with the dot, in lower case; empty if there is none.
        language: language of the marker closest to the file name; ``None`` without a marker.
        traditional: whether the marker indicates traditional Chinese.
    """

    path: PurePath
    parts: tuple[str, ...]
    folders: tuple[str, ...]
    stem: str
    extension: str
    language: Language | None
    traditional: bool = False


def parse_name(path: PurePath, root: PurePath) -> Name:
    """Return the parts of a path by which files are paired.

    Args:
        path: a path below ``root``.
        root: the common folder of all files of a side, which is ignored.
    """
    parts = [unicodedata.normalize("NFKC", part) for part in path.relative_to(root).parts]
    stem, extension = split_extension(parts[-1])
    folders: list[str] = []
    language: Language | None = None
    traditional = False
    for number, component in enumerate([*parts[:-1], stem]):
        rest, found, is_traditional = without_marker(component)
        if found:
            language, traditional = found, is_traditional
        if number == len(parts) - 1:
            stem = _folded(rest)
        elif _folded(rest):
            folders.append(_folded(rest))
    folded = tuple(part.casefold() for part in parts)
    return Name(path, folded, tuple(folders), stem, extension, language, traditional)


def split_extension(name: str) -> tuple[str, str]:
    """Return the stem and the extension of a file name.

    A language marker (``.en``) or a number (``.2395``) is not an extension.
    """
    stem, dot, ending = name.rpartition(".")
    extension = dot + ending
    if not stem or not _EXTENSION.fullmatch(extension) or _markers().fullmatch(ending):
        return name, ""
    return stem, extension.lower()


def without_marker(component: str) -> tuple[str, Language | None, bool]:
    """Return a name without its marker, the language, and whether the marker is traditional Chinese.

    The name is that of a folder, or the stem of a file name.

    Only one marker is removed: the one at the end if there is one, otherwise the one at the beginning,
    otherwise the last one. A name that consists of two markers (``en-zh``) does not change.
    """
    found = list(_markers().finditer(component)) or list(_suffix_markers(tuple(LANGUAGES)).finditer(component))
    if not found:
        return component, None, False
    marker = next(
        (match for match in (found[-1], found[0]) if not _folded(component[match.end() :]) or match.start() == 0),
        found[-1],
    )
    rest = component[: marker.start()] + " " + component[marker.end() :]
    if _markers().fullmatch(_folded(rest)):
        return component, None, False
    kind = marker.lastgroup or ""
    return rest, kind.rpartition("_")[2], kind.startswith(_VARIANT)


def _folded(text: str) -> str:
    """Return a folder name or stem in lower case, with a hyphen for each run of separators."""
    return re.sub(rf"{_SEPARATOR}+", "-", text.casefold()).strip("-")


Key = Callable[[Name], Hashable]


def whole_path(name: Name) -> Hashable:
    """Return the key of a path that compares all of it: only an equal path has the same key."""
    return name.parts


def without_extension(name: Name) -> Hashable:
    """Return the key of a path for the comparison with other paths: the path without its extension."""
    return (*name.parts[:-1], name.parts[-1].removesuffix(name.extension))


def unmarked(name: Name) -> Hashable:
    """Return the key of a path for comparisons: folders, stem and extension, without language markers."""
    return (name.folders, name.stem, name.extension) if name.stem else None


def unmarked_stem(name: Name) -> Hashable:
    """Return the key of a path for comparisons: folders and stem, without language markers.

    The stem may be empty (``en.md``).
    """
    return name.folders, name.stem


def in_tree(name: Name) -> Hashable:
    """Return the folders and the stem as a key, with the folders of a translation mapped to the original.

    An example is ``i18n/zh-CN/docusaurus-...``, which holds the translations of a website.
    """
    return (_original_folders(name), name.stem) if name.stem else None


def without_structure(name: Name) -> Hashable:
    """Return the folders and the stem as a key, without folders that only structure the project.

    Such folders are, for example, ``docs``, ``src`` and ``translations``.
    """
    return (_content_folders(name), name.stem) if name.stem else None


def flat(name: Name) -> Hashable:
    """Return the key of a path for comparisons: its folders and its stem, joined to one string.

    A document symbol such as ``S/RES/2395`` may be written as folders or as one name.
    """
    return "-".join((*_content_folders(name), name.stem)) if name.stem else None


def by_chapter(name: Name) -> Hashable:
    """Return the folders and the chapter number of a file name (``chapter 3``, ``第三章``) as a key.

    The result is ``None`` for other names.
    """
    number = chapter_number(name.stem)
    return None if number is None else (_content_folders(name), number)


def by_leading_number(name: Name) -> Hashable:
    """Return the folders and the number before a title as a key: ``03 Dusk``, ``03 黄昏``.

    The titles are ignored, because they are translated. The result is ``None`` for other names.
    """
    match = _LEADING_NUMBER.match(name.stem)
    return (_content_folders(name), int(match[1])) if match and len(match[1]) < 5 and title_language(name) else None


KEYS: Sequence[Key] = (unmarked, unmarked_stem, in_tree, without_structure, flat, by_chapter)
"""From the strictest to the loosest."""


def _original_folders(name: Name) -> tuple[str, ...]:
    folders = list(name.folders)
    for place, folder in enumerate(folders):
        if match := _DOCUSAURUS.fullmatch(folder):
            kind, instance = match.groups()
            rest = folders[place + 1 :]
            if kind == "docs" and rest[:1] == ["current"]:
                rest = rest[1:]
            elif kind == "docs" and rest and rest[0].startswith("version-"):
                kind = "versioned-docs"
            before = [part for part in folders[:place] if part != "i18n"]
            return (*before, *(["src"] if kind == "pages" else []), instance or kind, *rest)
    return tuple(folders)


def _content_folders(name: Name) -> tuple[str, ...]:
    return tuple(folder for folder in _original_folders(name) if not _STRUCTURE.fullmatch(folder))


def chapter_number(stem: str) -> int | None:
    """Return the number in a stem such as ``3``, ``chapter 3`` or ``第三章``; ``None`` for other stems.

    Args:
        stem: a normalised stem without language markers.
    """
    words = [word for word in re.split("-|(?<=[a-z])(?=[0-9])", stem) if word and not _CHAPTER_WORDS.fullmatch(word)]
    match = _HAN_NUMBER.fullmatch("".join(words)) if len(words) == 1 else None
    return _value(match[1]) if match else None


def _value(numeral: str) -> int:
    """Return the value of Arabic digits, or of a Chinese numeral below a thousand."""
    if numeral.isdecimal():
        return int(numeral)
    if not set(numeral) & set("十百"):
        return int("".join(str(_DIGITS[character]) for character in numeral))
    total, digit = 0, None
    for character in numeral:
        if character in _DIGITS:
            digit = _DIGITS[character]
        else:
            total += (1 if digit is None else digit) * (10 if character == "十" else 100)
            digit = None
    return total + (digit or 0)


def title_language(name: Name) -> Language | None:
    """Return the language that the words of a file name are in; ``None`` if it has no words."""
    if HAN_CHARACTER.search(name.stem):
        return CHINESE
    return ENGLISH if _LATIN.search(name.stem) else None


def letter_language(name: Name) -> tuple[str, Language] | None:
    """Return the stem without the letter (E, C) after a document symbol, and the language of the letter.

    The result is ``None`` if there is no such letter.
    """
    match = _LETTER.search(name.stem)
    if match is None or name.language:
        return None
    letter = match["letter"].lower()
    language = next((pack.code for pack in packs() if pack.markers and pack.markers.letter == letter), None)
    return None if language is None else (name.stem[: match.start()], language)
