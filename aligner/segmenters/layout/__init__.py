"""Clean the layout of a document: join the lines of its pages to the paragraphs that the author wrote.

All decisions rest on evidence in the document: repetition, position, the widths of the lines, and
sentences that continue on the next line. Removed text is kept with its line number and the reason.
Without clear evidence, text is not removed and lines are not joined.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from aligner.bitext import Block, Document, Removal
from aligner.segmenters.layout.furniture import find_furniture
from aligner.segmenters.layout.hyphens import Vocabulary
from aligner.segmenters.layout.joining import continues_paragraph
from aligner.segmenters.layout.lines import (
    Line,
    characters_per_line,
    fenced_lines,
    visible_lines,
    with_character_widths,
)
from aligner.segmenters.layout.local_styles import styles_of
from aligner.segmenters.layout.notes import find_notes, footnote_rules, without_note_numbers
from aligner.segmenters.layout.page_paragraphs import (
    PageStyle,
    continues_paragraph_on_page,
    measure_pages,
    rejoin_paragraphs,
)
from aligner.segmenters.layout.page_widths import with_local_limits, with_reached_limits
from aligner.segmenters.layout.paragraphs import Joiner, paragraph_block, writes_spaces_around_latin
from aligner.segmenters.layout.removals import restore_removals
from aligner.segmenters.layout.style import Style
from aligner.segmenters.layout.table_of_contents import without_leaders
from aligner.segmenters.layout.table_rows import with_whole_cells


def clean(document: Document, *, keep_furniture: bool = False) -> Document:
    """Return the document with the paragraphs that its lines form.

    The clean-up removes page furniture (running headers and footers, page numbers, repeated document
    symbols, link addresses at the foot of a page). It joins wrapped lines, and rejoins paragraphs that
    a page break cut. Footnotes between the two parts of such a paragraph become paragraphs after it, in
    the order of the file.

    Args:
        document: as a reader returns it.
        keep_furniture: whether page furniture, and text that the reader removed, become paragraphs
            instead of removals. Such a paragraph stands after the paragraph that it interrupts.

    Returns:
        A document with blocks of the kinds ``paragraph``, ``heading`` and ``item``. Each block records
        the offsets at which the lines of the file begin (``Block.joins``). Removed text is in
        ``removed``, in the order of the lines. Every visible character is either in a block or in
        ``removed``. A document without blocks of the kind ``line`` is returned as it is.
    """
    if keep_furniture:
        document = restore_removals(document)
    if not any(block.kind == "line" for block in document.blocks):
        return document
    lines = with_local_limits(with_reached_limits(visible_lines(document.blocks)))
    characters = characters_per_line(lines)
    lines = with_character_widths(lines, characters)
    furniture = find_furniture(lines)
    styles = styles_of(lines, furniture)
    pages = measure_pages([line for index, line in enumerate(lines) if index not in furniture])
    notes = find_notes(lines, furniture, styles[0].gap if styles else 0)
    furniture |= footnote_rules(lines, furniture, notes)
    removals: list[Removal] = []
    if not keep_furniture:
        lines, removals = without_note_numbers(lines, notes, furniture)
        lines, leaders = without_leaders(lines, furniture)
        removals += leaders
        removals += [Removal(lines[index].text, lines[index].number, reason) for index, reason in furniture.items()]
    joiner = Joiner(Vocabulary(lines), writes_spaces_around_latin(lines), characters)
    blocks: list[Block] = []
    apart = {index: index for index in furniture} if keep_furniture else {}
    left_out = {} if keep_furniture else furniture
    paragraphs = _paragraphs(lines, left_out, notes | apart, pages or styles)
    for paragraph in with_whole_cells(rejoin_paragraphs(paragraphs, pages)) if pages else paragraphs:
        block, hyphens = paragraph_block(paragraph, joiner, pages)
        blocks.append(block)
        removals += hyphens
    removals.sort(key=lambda removal: removal.line)
    return replace(document, blocks=tuple(blocks), removed=(*document.removed, *removals), segments=())


def _paragraphs(
    lines: Sequence[Line], furniture: dict[int, str], notes: dict[int, int], styles: Sequence[Style] | PageStyle
) -> list[list[Line]]:
    """Return the lines grouped into paragraphs; page furniture, such as page numbers, is left out.

    Footnotes are placed after the paragraph that they interrupt.
    """
    fenced = fenced_lines(lines)
    paragraphs: list[list[Line]] = []
    current: list[Line] = []
    waiting: list[list[Line]] = []  # notes since the last line of the current paragraph
    crossing = False
    last = -1
    for index, line in enumerate(lines):
        if index in furniture:
            crossing = True
            continue
        if index in notes:
            if notes[index] == index or not waiting:
                waiting.append([])
            waiting[-1].append(line)
            crossing = True
            continue
        crossing = crossing or (bool(current) and line.page != current[-1].page)
        verbatim = index in fenced or last in fenced
        style = styles if isinstance(styles, PageStyle) else styles[last]
        if current and not verbatim and _continues(current, line, style, crossing=crossing):
            current.append(line)
        else:
            paragraphs += ([current] if current else []) + waiting
            current, waiting = [line], []
        crossing, last = False, index
    return paragraphs + ([current] if current else []) + waiting


def _continues(paragraph: Sequence[Line], line: Line, style: Style | PageStyle, *, crossing: bool) -> bool:
    if isinstance(style, PageStyle):
        return continues_paragraph_on_page(paragraph, line, style, crossing=crossing)
    return continues_paragraph(paragraph, line, style, crossing=crossing)
