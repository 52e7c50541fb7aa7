"""Reads Chinese-English pairs from text files and drops those that teach nothing."""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aligner.errors import InputError

OPENERS = {".xz": lzma.open, ".gz": gzip.open, ".bz2": bz2.open}
PROBE = 200
LONGEST = 600
"""Characters a side: longer texts are whole paragraphs, which blur what each word means."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """One file's pairs.

    Attributes:
        name: the file's name without folder and extensions.
        chinese: the Chinese sides.
        english: the English sides, in the same order.
        dropped: how many lines were left out (empty, duplicate or overlong sides).
    """

    name: str
    chinese: list[str]
    english: list[str]
    dropped: int

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.chinese)


def pair_files(paths: Iterable[Path]) -> list[Path]:
    """Return the files themselves and the pair files of folders, in a fixed order.

    Raises:
        InputError: a path does not exist, or a folder holds no pair file.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if ".tsv" in file.suffixes and file.is_file())
            if not inside:
                raise InputError("this folder holds no .tsv, .tsv.xz or .tsv.gz file of pairs", path=str(path))
            files.extend(inside)
        elif path.is_file():
            files.append(path)
        else:
            raise InputError("no such file; give files or folders of Chinese TAB English lines", path=str(path))
    return files


def read_pairs(path: Path) -> Pairs:
    """Read one file of ``Chinese TAB English`` lines (or English first: the scripts tell).

    Raises:
        InputError: the file cannot be read, a line does not have two columns, or there are no pairs.
    """
    rows = list(read_rows(path))
    if not rows:
        raise InputError("holds no pairs; each line must be Chinese TAB English", path=str(path))
    probe = rows[:: max(1, len(rows) // PROBE)]
    chinese_first = sum(han_count(first) - han_count(second) for first, second in probe) >= 0
    chosen: dict[tuple[str, str], None] = {}
    for first, second in rows:
        pair = (first, second) if chinese_first else (second, first)
        if pair[0] and pair[1] and max(map(len, pair)) <= LONGEST:
            chosen[pair] = None
    chinese, english = [pair[0] for pair in chosen], [pair[1] for pair in chosen]
    return Pairs(path.name.split(".")[0], chinese, english, len(rows) - len(chosen))


def read_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the two columns of each line that is not blank."""
    opener = OPENERS.get(path.suffix, open)
    try:
        stream: IO[str]
        with opener(path, "rt", encoding="utf-8") as stream:  # type: ignore[operator]
            for number, line in enumerate(stream, 1):
                columns = line.rstrip("\r\n").split("\t")
                if len(columns) == 2:
                    yield columns[0].strip(), columns[1].strip()
                elif line.strip():
                    raise InputError(
                        f"has {len(columns)} columns instead of 2: Chinese TAB English", path=str(path), line=number
                    )
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise InputError(f"cannot be read ({error})", path=str(path)) from error


def han_count(text: str) -> int:
    """Count the common Han characters."""
    return sum("\u3400" <= character <= "\u9fff" for character in text)
