"""The operations of a reviewer, as functions that return a `Splice`.

A splice replaces consecutive rows. An operation is a name in `OPERATIONS` with its arguments, which
are numbers and strings. A journal can therefore store it, and repeating it gives the same result.
No operation uses a model. If a model proposes rows, the operation `put` stores the proposed rows.
All operations satisfy the laws in tests/review: no text is lost, each segment is in exactly one
row, and the rows after a splice do not change. `apply` applies operations to a `Bitext`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from aligner.bitext import Bitext, join_segments
from aligner.errors import UsageError
from aligner.formats.review_state import BY_PERSON
from aligner.interface import _
from aligner.review.row_json import row_from_json
from aligner.review.rows import APPROVED, SIDES, Documents, Row, Side, bitext_of, is_edited, manual_row, rows_of
from aligner.review.splices import (
    Splice,
    covered_characters,
    next_settled,
    one_sided,
    pair_runs,
    replace_rows,
    row_at,
    segment_at,
    side_index,
    with_segments,
)

Operation = Mapping[str, Any]
"""``{"do": name, ...}``, with the arguments of the function by name."""
MAX_EDIT_CHARS = 1_000_000
"""Maximum length of a text that a person gives a segment, in characters."""


def apply(bitext: Bitext, *operations: Operation) -> Bitext:
    """Apply operations of a reviewer to a bitext, one after another, and return the new bitext.

    Raises:
        UsageError: an operation cannot be applied to its rows; the message gives the reason.
    """
    rows = rows_of(bitext)
    for operation in operations:
        splice = splice_of(rows, (bitext.source, bitext.target), operation)
        rows[splice.start : splice.start + len(splice.before)] = splice.after
    return bitext_of(rows, bitext)


def splice_of(rows: Sequence[Row], documents: Documents, operation: Operation) -> Splice:
    """Return the change of an operation as a splice (old rows and new rows), without making the change.

    Raises:
        UsageError: the operation does not exist, or cannot be applied to these rows.
    """
    arguments = {name: value for name, value in operation.items() if name != "do"}
    function = OPERATIONS.get(str(operation.get("do")))
    if function is None:
        raise UsageError(
            _(
                "there is no operation {name!r}: choose one of {operations}",
                name=operation.get("do"),
                operations=", ".join(OPERATIONS),
            )
        )
    try:
        return function(rows, documents, **arguments)
    except (TypeError, ValueError, IndexError, KeyError) as error:
        reason = _("the arguments do not fit ({error})", error=error)
        raise UsageError(f"{operation.get('do')}: {reason}") from error


def shift(rows: Sequence[Row], _documents: Documents, row: int, side: Side, at: int = 0) -> Splice:
    """Move a sentence, and all sentences of the same side below it, one row down.

    The change ends before the next settled row, which a person has confirmed or rejected.

    Args:
        rows: all rows.
        row: number of the row with the sentence.
        side: the side that moves.
        at: position of the sentence in the row, from 0; the sentences before it stay.
    """
    first = row_at(rows, row)
    place, end = side_index(side), next_settled(rows, row + 1)
    runs = [each.sides[place] for each in rows[row:end]]
    segment_at(first, side, at)
    moved = [runs[0][:at], runs[0][at:], *runs[1:]]
    others = [*(each.sides[1 - place] for each in rows[row:end]), ()]
    return pair_runs(rows, row, end, place, (moved, others))


def unshift(rows: Sequence[Row], _documents: Documents, row: int, side: Side) -> Splice:
    """Move one side of a row, and the same side of all rows below it, one row up.

    The change ends before the next settled row, which a person has confirmed or rejected. The row above
    the first one keeps its sentences; the moved sentences are appended to them.
    """
    row_at(rows, row)
    if row == 0:
        raise UsageError(_("there is no row above the first one"))
    place, end = side_index(side), next_settled(rows, row)
    end = max(end, row + 1)
    runs = [each.sides[place] for each in rows[row - 1 : end]]
    moved = [runs[0] + runs[1], *runs[2:], ()]
    others = [each.sides[1 - place] for each in rows[row - 1 : end]]
    return pair_runs(rows, row - 1, end, place, (moved, others))


def move(rows: Sequence[Row], _documents: Documents, row: int, side: Side, by: int) -> Splice:
    """Move one sentence at the edge of a row to the adjacent row.

    If ``by`` is -1, the first sentence of the given side moves to the row above. If ``by`` is 1, the
    last sentence moves to the row below.
    """
    current, place = row_at(rows, row), side_index(side)
    segments = current.sides[place]
    if not segments or by not in (-1, 1):
        raise UsageError(_("there is no sentence on this side to move"))
    moved, rest = ((segments[0],), segments[1:]) if by < 0 else ((segments[-1],), segments[:-1])
    stays = current.with_side(side, rest)
    neighbour = row + by
    if not 0 <= neighbour < len(rows):
        new = one_sided(place, moved)
        return replace_rows(rows, row, row + 1, [new, stays] if by < 0 else [stays, new])
    other = rows[neighbour]
    joined = other.with_side(side, other.sides[place] + moved if by < 0 else moved + other.sides[place])
    first = min(row, neighbour)
    return replace_rows(rows, first, first + 2, [joined, stays] if by < 0 else [stays, joined])


def merge(rows: Sequence[Row], _documents: Documents, row: int, count: int = 2) -> Splice:
    """Merge ``count`` consecutive rows (pairs) of the review into one row."""
    row_at(rows, row)
    chosen = rows[row : row + count]
    if count < 2 or len(chosen) < count:
        raise UsageError(_("there is no row to merge this one with"))
    merged = [[segment for each in chosen for segment in each.sides[place]] for place in (0, 1)]
    return replace_rows(rows, row, row + count, [manual_row(merged[0], merged[1])])


def split(rows: Sequence[Row], _documents: Documents, row: int, source: int, target: int) -> Splice:
    """Split a row after ``source`` sentences of its source side and ``target`` sentences of its target side."""
    current = row_at(rows, row)
    parts = [(side[:size], side[size:]) for side, size in zip(current.sides, (source, target), strict=True)]
    halves = [manual_row(parts[0][half], parts[1][half]) for half in (0, 1)]
    if min(source, target) < 0 or any(not (half.source or half.target) for half in halves):
        raise UsageError(_("the row cannot be split there"))
    return replace_rows(rows, row, row + 1, halves)


def link(rows: Sequence[Row], _documents: Documents, source: tuple[int, int], target: tuple[int, int]) -> Splice:
    """Pair a source and a target sentence in a new confirmed row.

    The other sentences of their rows stay in rows above and below the new row.

    Args:
        rows: all rows.
        source: row number of the source sentence, and position of the sentence in the row.
        target: row number of the target sentence, and position of the sentence in the row.
    """
    (source_row, source_at), (target_row, target_at) = source, target
    first, second = row_at(rows, source_row), row_at(rows, target_row)
    left, right = segment_at(first, "source", source_at), segment_at(second, "target", target_at)
    new = manual_row((left,), (right,), APPROVED)
    start, end = min(source_row, target_row), max(source_row, target_row) + 1
    if source_row == target_row:
        parts = [
            manual_row(first.source[:source_at], first.target[:target_at]),
            new,
            manual_row(first.source[source_at + 1 :], first.target[target_at + 1 :]),
        ]
        return replace_rows(rows, start, end, parts)
    before, behind = first.source[:source_at], first.source[source_at + 1 :]
    # the target side of the source sentence's row stays with the sentences before it, if there are any
    around = (
        [manual_row(before, first.target), new, manual_row(behind, ())]
        if before
        else [new, manual_row(behind, first.target)]
    )
    rest = second.with_side("target", second.target[:target_at] + second.target[target_at + 1 :])
    between = list(rows[start + 1 : end - 1])
    return replace_rows(
        rows, start, end, [*around, *between, rest] if source_row < target_row else [rest, *between, *around]
    )


def alone(rows: Sequence[Row], _documents: Documents, row: int, side: Side = "source") -> Splice:
    """Confirm that one side of a row has no translation; the sentences of the other side get their own row."""
    current, place = row_at(rows, row), side_index(side)
    if current.is_null:
        return replace_rows(rows, row, row + 1, [replace(current, status=APPROVED)])
    new = [
        replace(one_sided(place, current.sides[place]), status=APPROVED),
        one_sided(1 - place, current.sides[1 - place]),
    ]
    return replace_rows(rows, row, row + 1, new if place == 0 else new[::-1])


def cut(rows: Sequence[Row], documents: Documents, row: int, side: Side, *, at: int, offset: int) -> Splice:
    """Split a sentence into two at a character offset; white space at the offset belongs to neither."""
    current, place = row_at(rows, row), side_index(side)
    segment = segment_at(current, side, at)
    left, right = segment.text[:offset].rstrip(), segment.text[offset:].lstrip()
    block = documents[place].blocks[segment.block]
    whole = block.text[segment.start : segment.end]
    if not left or not right or offset < 0:
        raise UsageError(_("there is no text on one side of the cut"))
    if is_edited(segment, documents[place]):
        # an edited text has no offsets in the document: cut there at the same offset, or proportionally
        middle = segment.start + (offset if whole.startswith(left) else len(whole) * offset // len(segment.text))
        bounds = (middle, middle)
    else:
        bounds = (segment.start + len(left), segment.end - len(right))
    halves = (
        replace(segment, text=left, end=bounds[0]),
        replace(segment, text=right, start=bounds[1], line=block.line_at(bounds[1])),
    )
    segments = current.sides[place]
    return replace_rows(
        rows, row, row + 1, [with_segments(current, side, (*segments[:at], *halves, *segments[at + 1 :]))]
    )


def join(rows: Sequence[Row], documents: Documents, row: int, side: Side, at: int) -> Splice:
    """Join a sentence with the next one of its row into one sentence.

    The two must be adjacent sentences of the same paragraph.
    """
    current, place = row_at(rows, row), side_index(side)
    first, segments = segment_at(current, side, at), current.sides[place]
    if at + 1 == len(segments):
        raise UsageError(_("there is no sentence behind this one in its row: merge the rows first"))
    second, block = segments[at + 1], documents[place].blocks[first.block]
    if first.block != second.block:
        raise UsageError(_("the two sentences stand in different paragraphs, so they cannot become one"))
    if block.text[first.end : second.start].strip() or second.start < first.end:
        raise UsageError(_("other sentences stand between the two, so they cannot become one"))
    edited = any(is_edited(each, documents[place]) for each in (first, second))
    text = block.text[first.start : second.end]
    if edited:
        text = join_segments([first.text, second.text], documents[place].language)
    whole = replace(first, text=text, end=second.end)
    return replace_rows(
        rows, row, row + 1, [with_segments(current, side, (*segments[:at], whole, *segments[at + 2 :]))]
    )


def edit(rows: Sequence[Row], documents: Documents, texts: Sequence[tuple[int, Side, int, str]]) -> Splice:
    """Change the text of sentences in the review; the documents keep their original text.

    Args:
        rows: all rows.
        documents: source and target document.
        texts: number of the row, side, position in the row and new text of each sentence. An empty text
            restores the text of the document.
    """
    if not texts:
        raise UsageError(_("there is nothing to change"))
    start, end = min(text[0] for text in texts), max(text[0] for text in texts) + 1
    row_at(rows, start), row_at(rows, end - 1)
    new = list(rows[start:end])
    for row, side, at, text in texts:
        current, place = new[row - start], side_index(side)
        segment = segment_at(current, side, at)
        if len(text) > MAX_EDIT_CHARS:
            raise UsageError(_("the text is longer than {max_edit_chars:,} characters", max_edit_chars=MAX_EDIT_CHARS))
        own = documents[place].blocks[segment.block].text[segment.start : segment.end]
        segments = list(current.sides[place])
        segments[at] = replace(segment, text=str(text) or own)
        new[row - start] = with_segments(current, side, tuple(segments))
    return replace_rows(rows, start, end, new)


def mark(rows: Sequence[Row], _documents: Documents, row: int, status: str, count: int = 1) -> Splice:
    """Set the review status of a row (pair), or of ``count`` consecutive rows.

    The status is ``approved``, ``rejected``, ``changed``, or empty for rows as the aligner made them.
    If ``count`` is above 1, rows that a person has confirmed or rejected keep their status.
    """
    row_at(rows, row)
    if status not in {"", *BY_PERSON}:
        raise UsageError(_("there is no status {status!r}", status=status))
    chosen = rows[row : row + count]
    new = [each if count > 1 and each.is_settled else replace(each, status=status) for each in chosen]
    return Splice(row, tuple(chosen), tuple(new))


def bookmark(rows: Sequence[Row], _documents: Documents, row: int) -> Splice:
    """Set a bookmark on a row (pair) of the review; if the row already has one, remove it."""
    current = row_at(rows, row)
    return Splice(row, (current,), (replace(current, bookmark=not current.bookmark),))


def put(
    rows: Sequence[Row], documents: Documents, hunks: Sequence[tuple[int, int, Sequence[Mapping[str, Any]]]]
) -> Splice:
    """Replace rows by new rows that contain the same text, for example after the user accepts a proposal.

    Args:
        rows: all rows.
        documents: source and target document.
        hunks: the changes, in the order of the rows, without overlap. Each has the number of the first
            row, the number of rows to replace, and the new rows as `row_to_json` returns them.
    """
    start, end = hunks[0][0], hunks[-1][0] + hunks[-1][1]
    after: list[Row] = []
    position = start
    for row, count, records in hunks:
        if not position <= row <= row + count <= len(rows):
            raise UsageError(_("there are no such rows"))
        before, new = rows[row : row + count], [row_from_json(record, documents) for record in records]
        for place, side in enumerate(SIDES):
            old_text, new_text = (
                covered_characters(documents[place], [segment for part in version for segment in part.sides[place]])
                for version in (before, new)
            )
            if old_text != new_text:
                raise UsageError(_("the new rows do not hold the same {side} text", side=_(side)))
        after += [*rows[position:row], *new]
        position = row + count
    return Splice(start, tuple(rows[start:end]), tuple(after))


OPERATIONS: dict[str, Callable[..., Splice]] = {
    function.__name__: function
    for function in (shift, unshift, move, merge, split, link, alone, cut, join, edit, mark, bookmark, put)
}
"""All operations by name. Journals store the names and the names of the arguments, so neither may change."""
