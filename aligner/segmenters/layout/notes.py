"""Find the lines of footnotes, and remove note numbers that occur in both the text and the notes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from aligner.bitext import Removal
from aligner.interface import N_
from aligner.segmenters.layout.lines import Line, columns

_NOTE = re.compile(r"([¹²³⁰⁴-⁹]+|[†‡]+|\[\d{1,3}\](?!:)|[①-⑳])\s*\S")
_PLAIN_NOTE = re.compile(r"(\d{1,3}|\*{1,3})\s+([\"'“‘「『（(《]*)(\S)")
_MARK_IN_TEXT = re.compile(r"(?<=\S)(?:[¹²³⁰⁴-⁹]+|[†‡]+|\[\d{1,3}\]|[①-⑳])")
_PLAIN_MARK_IN_TEXT = re.compile(r"(?<=[^\W\d_]|[,.;:)”’」』。，；）])(\d{1,3}|\*{1,3})(?![\w*/.-]\S|\*)")
_RAISED_MARK = re.compile(r"(?<=\S)[¹²³⁰⁴-⁹]+")
_LOWERED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NUMBER_OF_NOTE = re.compile(r"([¹²³⁰⁴-⁹]+|\d{1,3}(?=\s))\s*(?=\S)")
_POWER = re.compile(r"(?:^|[^A-Za-z])(?:[ckmd]?m|[A-Za-z])$|\d$|10$")
_RULE = re.compile(r"[_—―─-]{5,}")
_MAX_NOTE_SIZE = 0.97
_MAX_LINE_DISTANCE = 2.0
_MAX_SIZE_DIFFERENCE = 0.3
_MAX_FOOT_LINES = 15
"""Maximum number of lines of notes at the foot of a page."""


def find_notes(lines: Sequence[Line], furniture: Mapping[int, str], gap: int) -> dict[int, int]:
    """Return the lines of footnotes.

    A note begins with a mark that also occurs in the text: raised digits anywhere in the text, or
    another mark before the note, such as a dagger or a number in brackets. Plain digits and asterisks
    are marks only at the foot of a page, below all lines of its text, and only if a sentence begins
    after them. A line "12 of them", for example, is not a note to the text "in 12". If the sizes of the
    characters are known, a note with a plain mark must be smaller than the text.

    Args:
        lines: the visible lines.
        furniture: indices of page furniture.
        gap: number of blank lines between the lines of one paragraph.

    Returns:
        For each line of a note, the index of the first line of the note.
    """
    notes: dict[int, int] = {}
    marks = {mark for line in lines for mark in _RAISED_MARK.findall(line.text)}
    plain: set[str] = set()
    plain_starts: set[int] = set()
    body = _body_size(lines)
    for index, line in enumerate(lines):
        if index in furniture:
            continue
        if line.place is not None and index and line.page != lines[index - 1].page:
            plain.clear()  # a footnote stands on the page that cites it
        match = _NOTE.match(line.text)
        if match and match[1] in marks:
            notes[index] = index
        elif index - 1 in notes and _continues_note(lines[index - 1], line, gap):
            notes[index] = notes[index - 1]
        elif (match := _PLAIN_NOTE.match(line.text)) and match[1] in plain and _may_be_note(match[3], line, body):
            plain_starts.add(index)
        marks.update(_MARK_IN_TEXT.findall(line.text))
        plain.update(_PLAIN_MARK_IN_TEXT.findall(line.text))
        if line.place is not None:  # the text may have a raised number, the note the same number on the line
            plain.update(mark.translate(_LOWERED) for mark in _RAISED_MARK.findall(line.text))
    return notes | _notes_at_foot(lines, furniture, plain_starts)


def _body_size(lines: Sequence[Line]) -> float:
    """Return the most frequent character size in points; 0 if sizes are not known."""
    sizes: Counter[float] = Counter()
    for line in lines:
        if line.place is not None:
            sizes[round(line.place.size, 1)] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _may_be_note(first: str, line: Line, body: float) -> bool:
    """Tell whether a line after a plain note mark may be a footnote.

    It must begin a sentence, and its characters must be smaller than those of the text if their sizes
    are known.

    Args:
        first: the first character after the mark.
        line: the line with the mark.
        body: most frequent character size of the document, in points.
    """
    is_small = line.place is None or line.place.size < _MAX_NOTE_SIZE * body
    return is_small and not first.islower()


def footnote_rules(lines: Sequence[Line], furniture: Mapping[int, str], notes: Mapping[int, int]) -> dict[int, str]:
    """Return the indices of rules (drawn lines) above footnotes, each with the reason to remove it."""
    return {
        index: N_("line above the footnotes")
        for index, line in enumerate(lines)
        if _RULE.fullmatch(line.text) and index not in furniture and notes.get(index + 1) == index + 1
    }


def _continues_note(note: Line, line: Line, gap: int) -> bool:
    before, after = note.place, line.place
    if before is None or after is None:
        return line.blanks <= gap and not note.ends_sentence and not line.marker
    close = 0 < before.base - after.base < _MAX_LINE_DISTANCE * before.size
    return close and before.region == after.region and abs(before.size - after.size) < _MAX_SIZE_DIFFERENCE


def without_note_numbers(
    lines: Sequence[Line], notes: Mapping[int, int], furniture: Mapping[int, str]
) -> tuple[list[Line], list[Removal]]:
    """Return the lines without the raised numbers of footnotes, and the removed numbers.

    The numbers are removed from the text and from the footnotes. Only the numbers of footnotes that
    were found are removed, and each only once, so that powers are kept.
    """
    cleaned = list(lines)
    removals: list[Removal] = []
    for index in sorted({start for start in notes.values() if lines[start].place is not None}):
        match = _NUMBER_OF_NOTE.match(lines[index].text)
        cited = _citation(cleaned, match[1].translate(_RAISED), index, notes, furniture) if match else None
        if match is None or cited is None:
            continue
        for place, start, end in ((index, 0, match.end()), cited):
            text = cleaned[place].text
            removals.append(Removal(text[start:end].strip(), cleaned[place].number, N_("number of a note")))
            rest = text[:start] + text[end:]
            cleaned[place] = replace(cleaned[place], text=rest, width=cleaned[place].indent + columns(rest))
    return cleaned, removals


def _citation(
    lines: Sequence[Line], mark: str, note: int, notes: Mapping[int, int], furniture: Mapping[int, str]
) -> tuple[int, int, int] | None:
    """Return where the text refers to a footnote: the index of a line, and the span of the note number in it.

    The lines on the page of the note are searched first, then all lines before the note. The result is
    ``None`` if the reference is not found.
    """
    above = [index for index in range(note) if index not in notes and index not in furniture]
    same_page = [index for index in above if lines[index].page == lines[note].page]
    for index in [*same_page, *above]:
        for match in _RAISED_MARK.finditer(lines[index].text):
            if match[0] == mark and _POWER.search(lines[index].text[: match.start()]) is None:
                return index, match.start(), match.end()
    return None


def _notes_at_foot(lines: Sequence[Line], furniture: Mapping[int, str], starts: set[int]) -> dict[int, int]:
    """Return the lines of footnotes that begin with plain digits or asterisks at the foot of a page.

    The last note of a page reaches to the end of the page.

    Args:
        lines: the visible lines.
        furniture: indices of page furniture.
        starts: indices of lines that may begin such a note.

    Returns:
        For each line of a note, the index of the first line of the note.
    """
    notes: dict[int, int] = {}
    for index in sorted(starts):
        if index in notes and index not in starts:
            continue
        end = index + 1
        while end < len(lines) and end - index <= _MAX_FOOT_LINES and not _page_ends_before(lines, furniture, end):
            end += 1
        is_last = end == len(lines) and lines[index].place is not None
        if is_last or (end < len(lines) and _page_ends_before(lines, furniture, end)):
            current = index
            for place in range(index, end):
                current = place if place in starts else current
                notes[place] = current
    return notes


def _page_ends_before(lines: Sequence[Line], furniture: Mapping[int, str], index: int) -> bool:
    return index in furniture or lines[index].page != lines[index - 1].page
