"""Read Chinese-English training pairs from translation memories and text files.

Pairs that are empty, duplicate or too long are left out.
"""

from __future__ import annotations

import bz2
import gzip
import lzma
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from aligner.errors import InputError
from aligner.interface import _
from aligner.languages.scripts import han_count

OPENERS = {".xz": lzma.open, ".gz": gzip.open, ".bz2": bz2.open}
BITEXTS = {".tmx", ".csv", ".jsonl"}
SUFFIXES = {".tsv", *BITEXTS}
MAX_HEADER_BYTES = 1000
"""Maximum length of a header row in bytes."""
PROBE_ROWS = 200
HELD_OUT_STRETCHES = 8
MAX_CHARACTERS = 600
"""Maximum characters of each side: longer texts are whole paragraphs, which blur the meaning of single words."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of one file.

    Attributes:
        name: the file's name without folder and extensions.
        chinese: the Chinese sides.
        english: the English sides, in the same order.
        dropped: number of pairs of the file that were left out (empty, duplicate or too long).
    """

    name: str
    chinese: list[str]
    english: list[str]
    dropped: int

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.chinese)

    def split(self, share: float) -> tuple[Pairs, Pairs]:
        """Return the pairs to train on, and the held-out pairs.

        The held-out pairs are `HELD_OUT_STRETCHES` runs of consecutive pairs, evenly distributed over the
        file.

        Args:
            share: share of the pairs to hold out, 0 to 1.
        """
        count = len(self)
        size = int(count * share / HELD_OUT_STRETCHES)
        starts = [(2 * stretch + 1) * count // (2 * HELD_OUT_STRETCHES) for stretch in range(HELD_OUT_STRETCHES)]
        held = {number for start in starts for number in range(start, min(start + size, count))}
        return self.take(number for number in range(count) if number not in held), self.take(sorted(held))

    def take(self, numbers: Iterable[int]) -> Pairs:
        """Return the pairs with the given numbers."""
        chosen = list(numbers)
        return Pairs(self.name, [self.chinese[n] for n in chosen], [self.english[n] for n in chosen], self.dropped)


def pair_files(paths: Iterable[Path]) -> list[Path]:
    """Return the given files and the pair files of the given folders, in a fixed order.

    Raises:
        InputError: a path does not exist, or a folder contains no pair file.
    """
    files: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(file for file in path.iterdir() if file.is_file() and SUFFIXES & set(file.suffixes))
            if not inside:
                raise InputError(_("this folder holds no .tsv, .tsv.xz, .tmx, .csv or .jsonl file"), path=str(path))
            files.extend(inside)
        elif path.is_file():
            files.append(path)
        else:
            raise InputError(_("no such file; give translation memories or files of pairs"), path=str(path))
    return files


def read_pairs(path: Path) -> Pairs:
    """Read one file of pairs.

    The file has ``Chinese TAB English`` lines (or English first), or is a bitext (TMX, CSV, TSV, JSON
    lines). The number of Chinese characters shows which side is Chinese.

    Raises:
        InputError: the file cannot be read or is damaged, or contains no Chinese-English pairs.
    """
    rows = list(bitext_rows(path) if holds_bitext(path) else read_rows(path))
    if not rows:
        raise InputError(_("holds no pairs of Chinese and English texts"), path=str(path))
    probe = rows[:: max(1, len(rows) // PROBE_ROWS)]
    chinese_first = sum(han_count(first) - han_count(second) for first, second in probe) >= 0
    chosen: dict[tuple[str, str], None] = {}
    for first, second in rows:
        pair = (first, second) if chinese_first else (second, first)
        if pair[0] and pair[1] and max(map(len, pair)) <= MAX_CHARACTERS:
            chosen[pair] = None
    if not any(han_count(pair[0]) for pair in chosen):
        problem = _("none has Chinese on one side and English on the other") if chosen else _("all have an empty side")
        raise InputError(
            _("{rows} pairs, but {problem} (or is too long)", rows=len(rows), problem=problem), path=str(path)
        )
    chinese, english = [pair[0] for pair in chosen], [pair[1] for pair in chosen]
    return Pairs(path.name.split(".")[0], chinese, english, len(rows) - len(chosen))


def holds_bitext(path: Path) -> bool:
    """Return whether a file has a bitext format of `aligner.formats`.

    A .tsv file has one if its first row names the columns ``source`` and ``target``.
    """
    if path.suffix != ".tsv":
        return path.suffix in BITEXTS
    try:
        with path.open("rb") as stream:
            header = stream.readline(MAX_HEADER_BYTES).decode("utf-8-sig", "replace").rstrip("\r\n").split("\t")
    except OSError as error:
        raise InputError(_("cannot be read ({reason})", reason=error.strerror), path=str(path)) from error
    return {"source", "target"} <= set(header)


def bitext_rows(path: Path) -> Iterator[tuple[str, str]]:
    """Yield the source text and the target text of each bead; the text of an empty side is empty."""
    from aligner.formats import load

    bitext = load(path)
    for bead in bitext.beads:
        yield (" ".join(bitext.source_text(bead).split()), " ".join(bitext.target_text(bead).split()))


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
                    wanted = _("a line is Chinese, a tab, English (aligner align makes pairs of two documents)")
                    raise InputError(_("is not a pair: {wanted}", wanted=wanted), path=str(path), line=number)
    except (OSError, EOFError, UnicodeDecodeError, lzma.LZMAError) as error:
        raise InputError(_("cannot be read ({error})", error=error), path=str(path)) from error
