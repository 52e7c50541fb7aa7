"""Separate a bilingual document, in which Chinese and English alternate, into one document for each language.

The input is the output of any reader: lines, paragraphs, cells of a table, subtitles with a line in
each language, or texts with one language after the other. Every block keeps its line number in the
file. Text in neither language (numbers, addresses, code) is called neutral; it gets the language of
the text around it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise

from aligner.bitext import Block, Document, Language, Removal
from aligner.errors import UsageError
from aligner.interface import _
from aligner.languages import counterpart_of, name_of
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.chinese.pinyin import is_pinyin
from aligner.languages.detection import detect_part
from aligner.languages.english import CODE as ENGLISH
from aligner.segmenters.bilingual_pages import languages_of_lines
from aligner.segmenters.bilingual_tables import without_row_numbers
from aligner.segmenters.bilingual_text import best_cut, halves, is_bilingual_title, line_bounds, part

_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+")
_LABEL = re.compile(r"\W{,20}[\dIVXivx.]{1,20}[.、)）]\s{,20}")
"""A number that belongs to the text after it: ``1.``, ``(2)``, ``3、``."""
_MIN_BILINGUAL_SHARE = 0.6
"""Minimum share of bilingual blocks, among blocks with letters or of one kind, from which blocks are cut in two."""
_MIN_BILINGUAL_BLOCKS = 2
_MIN_HEADING_SIZE = 1.15
"""Minimum size of a heading, as a multiple of the usual size of the characters."""
_MIN_ONE_LINE_SHARE = 0.8
"""Minimum share of one-line runs, among the runs of lines in one language, for each line to be a paragraph."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A block with its language.

    The language is ``None`` for white space. It is also ``None`` for a neutral block (numbers,
    addresses, code) to which no language has been assigned yet.
    """

    block: Block
    language: Language | None

    @property
    def is_blank(self) -> bool:
        return not self.block.text.strip()


def separate(document: Document, *, lines: bool = False) -> tuple[Document, Document]:
    """Return a bilingual document as two documents, one for each language.

    The document in the language that comes first in the file is the first one.

    Args:
        document: as a reader returns it.
        lines: whether every line stays a block, as the segmenter ``lines`` needs.

    Raises:
        UsageError: the document contains only one language.
    """
    given = languages_of_lines(document)
    parts, removed = without_row_numbers(
        [
            (part, given.get(index) or language_of(part))
            for index, parts in enumerate(_parts(document.blocks))
            for part in ([document.blocks[index]] if index in given else parts)
        ]
    )
    pieces = []
    for block, language in parts:
        if language == ENGLISH and is_pinyin(block.text):
            removed.append(Removal(block.text, block.line, "pinyin"))
        else:
            pieces.append(_Piece(block, language))
    labelled = _with_neutral_repetitions(pieces)
    pieces = _with_neutral_languages(_with_languages_of_parts(labelled))
    order = list(dict.fromkeys(piece.language for piece in pieces if piece.language is not None))
    if len(order) < 2:
        found = name_of(order[0]) if order else _("neither Chinese nor English")
        raise UsageError(
            _(
                "{name} holds {found} only: name a second document, or one that holds both",
                name=document.name,
                found=found,
            )
        )
    linewise = any(block.kind == "line" for block in document.blocks)
    has_places = any(block.place for block in document.blocks)
    sides = []
    for language in order:
        if lines or not linewise:
            blocks = [piece.block for piece in pieces if piece.language == language]
        elif not has_places and _is_line_by_line(labelled):
            blocks = [replace(piece.block, kind="paragraph") for piece in pieces if piece.language == language]
        else:
            blocks = list(_with_gaps(pieces, language))
        sides.append(replace(document, blocks=_without_single_page(blocks), language=language, segments=()))
    return replace(sides[0], removed=(*document.removed, *removed)), replace(sides[1], removed=())


def _without_single_page(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """Return the blocks of one language; if all are on the same page, remove their page number.

    The page breaks of the file may then all be in the text in the other language.
    """
    pages = {block.page for block in blocks}
    return tuple(blocks) if len(pages) > 1 else tuple(replace(block, page=None) for block in blocks)


def language_of(block: Block) -> Language | None:
    """Return the language of a short text; ``None`` for numbers, addresses and code."""
    return None if block.kind == "code" else detect_part(_ADDRESS.sub(" ", block.text))


def _parts(blocks: Sequence[Block]) -> Iterator[Sequence[Block]]:
    """Yield the parts of each block that are in different languages.

    The parts are lines of the block, or its two halves. A block in one language is its only part.
    """
    cut = [halves(block) for block in blocks]
    with_letters = Counter(block.kind for block in blocks if language_of(block) is not None)
    both = Counter(block.kind for block, parts in zip(blocks, cut, strict=True) if len(parts) > 1)
    all_kinds = both.total() >= max(_MIN_BILINGUAL_SHARE * with_letters.total(), _MIN_BILINGUAL_BLOCKS)
    kinds = {
        kind
        for kind in both
        if all_kinds or both[kind] >= max(_MIN_BILINGUAL_SHARE * with_letters[kind], _MIN_BILINGUAL_BLOCKS)
    }
    alternate = len({language_of(block) for block in blocks} - {None}) > 1
    titles = _heading_lines(blocks)
    for block, parts in zip(blocks, cut, strict=True):
        lines = _by_language(block)
        if len(lines) > 1:
            yield lines
        elif block.kind in kinds or (
            alternate and is_bilingual_title(replace(block, kind="heading") if block.line in titles else block, parts)
        ):
            yield parts
        else:
            yield (block,)


def _heading_lines(blocks: Sequence[Block]) -> set[int]:
    """Return the line numbers of blocks with larger characters than most of the text, as headings have."""
    sizes: Counter[float] = Counter()
    for block in blocks:
        if block.place:
            sizes[round(block.place.size, 1)] += len(block.text)
    if not sizes:
        return set()
    least = _MIN_HEADING_SIZE * sizes.most_common(1)[0][0]
    return {block.line for block in blocks if block.place and block.place.size >= least}


def _by_language(block: Block) -> list[Block]:
    """Return the parts of a block of joined lines, each in one language.

    A line in neither language (a number, an address, code) belongs to the part before it.
    """
    starts = [0]
    current: Language | None = None
    for start, end in line_bounds(block):
        language = language_of(part(block, start, end))
        if language is not None:
            if current is not None and language != current:
                starts.append(start)
            current = language
    if len(starts) == 1:
        return [block]
    return [part(block, start, end) for start, end in pairwise([*starts, len(block.text)])]


def _with_languages_of_parts(pieces: list[_Piece]) -> list[_Piece]:
    """Assign one language to each half of a document that changes its language only once.

    A command or a name in Latin letters then has the language of its half. Pieces in neither language
    that stand between the halves keep no language. The pieces of other documents are returned
    unchanged.
    """
    labelled = [number for number, piece in enumerate(pieces) if piece.language is not None]
    cut = best_cut([pieces[number].language == CHINESE for number in labelled])
    if cut is None:
        return pieces
    first = Counter(pieces[number].language for number in labelled[:cut]).most_common(1)[0][0]
    second = counterpart_of(first or CHINESE)
    assigned = list(pieces)
    for number, piece in enumerate(pieces):
        if not piece.is_blank and (number <= labelled[cut - 1] or number >= labelled[cut]):
            assigned[number] = replace(piece, language=first if number < labelled[cut] else second)
    return assigned


def _with_neutral_repetitions(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces; a text in Latin letters that is directly repeated loses its language.

    Such a repeated text is a command or a name that belongs to both languages, once to each.
    """
    repetitions: set[int] = set()
    visible = [number for number, piece in enumerate(pieces) if not piece.is_blank]
    for number, following in pairwise(visible):
        if (
            pieces[number].language == ENGLISH
            and pieces[number].block.text.strip() == pieces[following].block.text.strip()
        ):
            repetitions |= {number, following}
    return [replace(piece, language=None) if number in repetitions else piece for number, piece in enumerate(pieces)]


def _with_neutral_languages(pieces: Sequence[_Piece]) -> list[_Piece]:
    """Return the pieces; those in neither language (numbers, addresses, code) get that of their neighbours."""
    assigned = list(pieces)
    visible = [number for number, piece in enumerate(pieces) if not piece.is_blank]
    for neutral, group in groupby(range(len(visible)), key=lambda index: pieces[visible[index]].language is None):
        if not neutral:
            continue
        run = list(group)
        numbers = [visible[index] for index in run]
        before = visible[run[0] - 1] if run[0] else None
        after = visible[run[-1] + 1] if run[-1] + 1 < len(visible) else None
        for number, language in zip(numbers, _languages(pieces, numbers, before, after), strict=True):
            assigned[number] = replace(pieces[number], language=language)
    return assigned


def _languages(
    pieces: Sequence[_Piece], numbers: Sequence[int], before: int | None, after: int | None
) -> list[Language | None]:
    """Return the languages to assign to consecutive pieces in neither language, such as numbers or code.

    Args:
        pieces: all pieces of the document.
        numbers: indices of the consecutive pieces.
        before: index of the piece before them; ``None`` if there is none.
        after: index of the piece after them; ``None`` if there is none.
    """
    first = pieces[before].language if before is not None else None
    last = pieces[after].language if after is not None else None
    if before is None or after is None or first == last:
        return [first or last] * len(numbers)
    texts = [pieces[number].block.text.strip() for number in numbers]
    half = len(texts) // 2
    if texts[::2] == texts[1::2]:
        return [last, first] * half
    if texts[:half] == texts[half:]:
        return [first] * half + [last] * half
    apart = numbers[0] - before > 1, after - numbers[-1] > 1  # blank lines between
    if apart[0] != apart[1]:
        return [last if apart[0] else first] * len(numbers)
    return [last if _LABEL.fullmatch(text) else first for text in texts]


def _is_line_by_line(pieces: Iterable[_Piece]) -> bool:
    """Tell whether each line is a paragraph, because the language changes with nearly every line.

    Args:
        pieces: the pieces of the document. Those in neither language must still have no language; they
            are not counted.
    """
    languages = [piece.language for piece in pieces if piece.language is not None]
    runs = [len(list(run)) for _, run in groupby(languages)]
    return sum(length == 1 for length in runs) >= _MIN_ONE_LINE_SHARE * len(runs)


def _with_gaps(pieces: Iterable[_Piece], language: Language) -> Iterator[Block]:
    """Yield the blocks of one language; consecutive blocks in the other language become one empty block."""
    for own, run in groupby(pieces, lambda piece: piece.language == language):
        members = list(run)
        if own or all(piece.is_blank for piece in members):
            yield from (piece.block for piece in members)
        else:
            yield replace(members[0].block, text="", joins=(), inlines=())
