"""Select the cells of bilingual tables that are to be aligned; remove row numbers and headers.

Such a table has a column for each language, and columns without a language, such as row numbers or
values. Not every reader gives rows and columns. The main evidence is therefore the order of the
languages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby, pairwise

from aligner.bitext import Block, Language, Removal
from aligner.interface import N_
from aligner.languages import pack_of
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH

LabelledBlock = tuple[Block, "Language | None"]
"""A block and its language; ``None`` if it is in neither language."""

_ROW_NUMBER = re.compile(
    r"[(（\[]?(?:[A-Z][.-]?)?\d{1,3}(?:[.．-][1-9]\d{0,2})*[)）\].．、]?|[(（]?(?:[ivxIVX]{1,5}|[A-Za-z])[)）.]"
    r"|[一二三四五六七八九十]{1,3}[、.]?|[(（][一二三四五六七八九十]{1,3}[)）]|第[一二三四五六七八九十百\d]{1,4}[条章节款條節]"
    r"|(?:Article|Clause|Section|No\.?)\s?\d{1,3}(?:\.\d{1,3})*"
)
"""The number of a row, in either language."""
_PLAIN_NUMBER = re.compile(r"\d{1,3}(?:[.．-]\d{1,3})*[.、)）．]?")
_MIN_RISING_SHARE = 0.8
_HEADER_WORDS = frozenset(
    {"no", "no.", "nos.", "#", "item", "article", "clause", "id", "s/n", "ref", "ref.", "note", "notes", "remark"}
    | {"remarks", "comment", "comments", "序号", "序號", "编号", "編號", "号码", "號碼", "条款", "條款", "条目", "條目"}
    | {"项目", "項目", "备注", "備註", "注释", "註釋", "说明", "說明"}
)
"""Headers of columns that are in neither language."""
_MAX_HEADER_CELLS = 6
"""Maximum number of cells at the beginning that may hold the header row with the names of languages."""
_MIN_CELLS = 2
_MIN_SHARE = 0.25
"""Minimum share of each language among the cells with letters, in a bilingual table."""
ROW_NUMBER, HEADER = N_("number of a table row"), N_("header of a table in two languages")


def without_row_numbers(labelled: Sequence[LabelledBlock]) -> tuple[list[LabelledBlock], list[Removal]]:
    """Return the blocks of bilingual tables without row numbers and headers.

    A cell in neither language, such as a price, belongs to both texts. It is returned twice, once with
    each language.

    Args:
        labelled: the blocks in their order, with their languages.

    Returns:
        The remaining blocks, and the removed cells.
    """
    remaining: list[LabelledBlock] = []
    removed: list[Removal] = []
    for (is_cell, _), run in groupby(labelled, key=lambda one: (_is_cell(one[0]), one[0].row and one[0].page)):
        cells = list(run)
        if not is_cell or not _is_bilingual(cells):
            remaining += cells
            continue
        first, names = _header(cells)
        own = _own_names(cells[first:names])
        remaining += [*cells[:first], *own]
        removed += [
            Removal(block.text, block.line, HEADER)
            for block, language in cells[first:names]
            if (block, language) not in own
        ]
        lines = Counter(block.place.region for block, _ in cells if block.place)
        parts = {block.line for block, _ in cells if block.place and lines[block.place.region] > 1}
        are_numbered = _numbers_rise([cell for cell in cells[names:] if cell[0].line not in parts])
        for block, language, neighbours in _with_neighbours(cells[names:]):
            text = block.text.strip()
            is_number = _ROW_NUMBER.fullmatch(text) and (are_numbered or not text[:1].isdigit())
            if not text or text in neighbours or block.kind == "code" or block.line in parts:
                remaining.append((block, language))
            elif is_number:
                removed.append(Removal(block.text, block.line, ROW_NUMBER))
            elif language is None:
                remaining += [(block, CHINESE), (block, ENGLISH)]
            else:
                remaining.append((block, language))
    return remaining, removed


def _is_cell(block: Block) -> bool:
    return block.kind == "cell" or (block.place is not None and block.place.row > 0)


def _is_bilingual(cells: Sequence[LabelledBlock]) -> bool:
    counts = [sum(language == own for _, language in cells) for own in (CHINESE, ENGLISH)]
    return min(counts) >= max(_MIN_CELLS, _MIN_SHARE * sum(counts))


def _numbers_rise(cells: Sequence[LabelledBlock]) -> bool:
    """Tell whether the numbers in cells, such as 1.2, rise from row to row.

    Row numbers rise; other values do not.
    """
    texts = [block.text.strip() for block, _ in cells]
    numbers = [tuple(map(int, re.findall(r"\d+", text))) for text in texts if _PLAIN_NUMBER.fullmatch(text)]
    ups = sum(first < second for first, second in pairwise(numbers))
    return ups >= _MIN_RISING_SHARE * (len(numbers) - 1)


def _header(cells: Sequence[LabelledBlock]) -> tuple[int, int]:
    """Return the start and end index of the header: the cells with the names of both languages.

    If the rows are known, the header is the whole row with these names, without the rows above it. A
    table without these names may have a single header cell.
    """
    texts = [block.text.strip().casefold() for block, _ in cells[:_MAX_HEADER_CELLS]]
    chinese, english = (
        next((place for place, text in enumerate(texts) if text in _names(own)), None) for own in (CHINESE, ENGLISH)
    )
    if chinese is None or english is None:
        return 0, int(texts[0] in _HEADER_WORDS)
    end = max(chinese, english) + 1
    row = cells[end - 1][0].row
    if not row:
        while end < len(texts) and texts[end] in _HEADER_WORDS:
            end += 1
        return 0, end
    rows = [block.row for block, _ in cells]
    while end < len(rows) and rows[end] == row:
        end += 1
    return rows.index(row), end


def _own_names(header: Sequence[LabelledBlock]) -> list[LabelledBlock]:
    """Return the two header cells that each name a language in that language, such as 中文 and English.

    The result is empty if one of the two cells is missing.
    """
    own = [cell for cell in header if cell[1] and cell[0].text.strip().casefold() in _names(cell[1])]
    return own if len(own) == _MIN_CELLS and own[0][1] != own[1][1] else []


def _names(language: Language) -> frozenset[str]:
    pack = pack_of(language)
    return frozenset(name.casefold() for name in (*pack.headers, pack.name, pack.own_name))


def _with_neighbours(cells: Sequence[LabelledBlock]) -> Iterator[tuple[Block, Language | None, tuple[str, ...]]]:
    """Yield each cell, its language, and the texts of the cells directly before and after it."""
    for number, (block, language) in enumerate(cells):
        beside = (*cells[max(0, number - 1) : number], *cells[number + 1 : number + 2])
        yield block, language, tuple(other.text.strip() for other, _ in beside)
