"""What a reviewer can do, as functions from rows to a `Splice`: which rows give way to which.

An operation is a name of `OPERATIONS` and its arguments, plain numbers and strings, so that it can be written into a
journal and done again with the same result. None asks a model: what a model proposes is written down as the rows that
it proposed (`put`). Every function keeps the laws of tests/review: no text is lost, every segment stands in exactly one
row, and the rows behind a splice stay as they are. `apply` does the same to a `Bitext`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from aligner.bitext import Bitext, Document, Segment, join_segments
from aligner.errors import UsageError
from aligner.formats.review_state import BY_PERSON, CHANGED
from aligner.interface import _
from aligner.review.rows import APPROVED, SETTLED, SIDES, Row, Segments, Side, bitext_of, is_edited, made, rows_of

Operation = Mapping[str, Any]
"""``{"do": name, ...}``, with the arguments of the function by name."""
Documents = tuple[Document, Document]
LONGEST_EDIT = 1_000_000
"""Characters that a person may give a segment."""


@dataclass(frozen=True, slots=True)
class Splice:
    """Rows that give way to others.

    Attributes:
        start: the first row.
        before: the rows that were there.
        after: those that take their place.
    """

    start: int
    before: tuple[Row, ...]
    after: tuple[Row, ...]

    def inverse(self) -> Splice:
        """Return the splice that undoes this one."""
        return Splice(self.start, self.after, self.before)


def apply(bitext: Bitext, *operations: Operation) -> Bitext:
    """Return a bitext after some operations, in their order.

    Raises:
        UsageError: an operation does not fit the rows that it is about; says why.
    """
    rows = rows_of(bitext)
    for operation in operations:
        splice = perform(rows, (bitext.source, bitext.target), operation)
        rows[splice.start : splice.start + len(splice.before)] = splice.after
    return bitext_of(rows, bitext)


def perform(rows: Sequence[Row], documents: Documents, operation: Operation) -> Splice:
    """Return what an operation does to rows.

    Raises:
        UsageError: there is no such operation, or it does not fit the rows.
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
    """Move a sentence and all that stands below it on one side one row down, up to the next confirmed row.

    Args:
        rows: all rows.
        row: the row of the sentence.
        side: the side that moves.
        at: place of the sentence in the row; those before it stay.
    """
    first = _at(rows, row)
    place, end = _side(side), _fence(rows, row + 1)
    runs = [each.sides[place] for each in rows[row:end]]
    _segment(first, side, at)
    moved = [runs[0][:at], runs[0][at:], *runs[1:]]
    others = [*(each.sides[1 - place] for each in rows[row:end]), ()]
    return _paired(rows, row, end, place, (moved, others))


def unshift(rows: Sequence[Row], _documents: Documents, row: int, side: Side) -> Splice:
    """Move one side of a row, and all that stands below it, one row up, up to the next confirmed row.

    What is moved joins what the row above has on that side.
    """
    _at(rows, row)
    if row == 0:
        raise UsageError(_("there is no row above the first one"))
    place, end = _side(side), _fence(rows, row)
    end = max(end, row + 1)
    runs = [each.sides[place] for each in rows[row - 1 : end]]
    moved = [runs[0] + runs[1], *runs[2:], ()]
    others = [each.sides[1 - place] for each in rows[row - 1 : end]]
    return _paired(rows, row - 1, end, place, (moved, others))


def move(rows: Sequence[Row], _documents: Documents, row: int, side: Side, by: int) -> Splice:
    """Move the first sentence of one side of a row to the row above (``by=-1``), or the last one below (``by=1``)."""
    here, place = _at(rows, row), _side(side)
    held = here.sides[place]
    if not held or by not in (-1, 1):
        raise UsageError(_("there is no sentence on this side to move"))
    taken, rest = ((held[0],), held[1:]) if by < 0 else ((held[-1],), held[:-1])
    stays = here.with_side(side, rest)
    neighbour = row + by
    if not 0 <= neighbour < len(rows):
        new = _one_sided(place, taken)
        return _replace(rows, row, row + 1, [new, stays] if by < 0 else [stays, new])
    other = rows[neighbour]
    joined = other.with_side(side, other.sides[place] + taken if by < 0 else taken + other.sides[place])
    first = min(row, neighbour)
    return _replace(rows, first, first + 2, [joined, stays] if by < 0 else [stays, joined])


def merge(rows: Sequence[Row], _documents: Documents, row: int, count: int = 2) -> Splice:
    """Make one row of several."""
    _at(rows, row)
    chosen = rows[row : row + count]
    if count < 2 or len(chosen) < count:
        raise UsageError(_("there is no row to merge this one with"))
    merged = [[segment for each in chosen for segment in each.sides[place]] for place in (0, 1)]
    return _replace(rows, row, row + count, [made(merged[0], merged[1])])


def split(rows: Sequence[Row], _documents: Documents, row: int, source: int, target: int) -> Splice:
    """Split a row in two: behind ``source`` sentences of its first and ``target`` sentences of its second side."""
    here = _at(rows, row)
    parts = [(side[:size], side[size:]) for side, size in zip(here.sides, (source, target), strict=True)]
    halves = [made(parts[0][half], parts[1][half]) for half in (0, 1)]
    if min(source, target) < 0 or any(not (half.source or half.target) for half in halves):
        raise UsageError(_("the row cannot be split there"))
    return _replace(rows, row, row + 1, halves)


def link(rows: Sequence[Row], _documents: Documents, source: tuple[int, int], target: tuple[int, int]) -> Splice:
    """Make a confirmed row of two sentences, wherever they stand; what surrounds them stays on either side.

    Args:
        rows: all rows.
        source: row and place in the row of the source sentence.
        target: row and place in the row of the target sentence.
    """
    (source_row, source_at), (target_row, target_at) = source, target
    first, second = _at(rows, source_row), _at(rows, target_row)
    left, right = _segment(first, "source", source_at), _segment(second, "target", target_at)
    new = made((left,), (right,), APPROVED)
    start, end = min(source_row, target_row), max(source_row, target_row) + 1
    if source_row == target_row:
        parts = [
            made(first.source[:source_at], first.target[:target_at]),
            new,
            made(first.source[source_at + 1 :], first.target[target_at + 1 :]),
        ]
        return _replace(rows, start, end, parts)
    before, behind = first.source[:source_at], first.source[source_at + 1 :]
    # what the source's row has on the other side stays with the sentences in front, if there are any
    around = [made(before, first.target), new, made(behind, ())] if before else [new, made(behind, first.target)]
    rest = second.with_side("target", second.target[:target_at] + second.target[target_at + 1 :])
    between = list(rows[start + 1 : end - 1])
    return _replace(
        rows, start, end, [*around, *between, rest] if source_row < target_row else [rest, *between, *around]
    )


def alone(rows: Sequence[Row], _documents: Documents, row: int, side: Side = "source") -> Splice:
    """Say that one side of a row has no counterpart on purpose; what stands opposite gets a row of its own."""
    here, place = _at(rows, row), _side(side)
    if here.is_null:
        return _replace(rows, row, row + 1, [replace(here, status=APPROVED)])
    new = [replace(_one_sided(place, here.sides[place]), status=APPROVED), _one_sided(1 - place, here.sides[1 - place])]
    return _replace(rows, row, row + 1, new if place == 0 else new[::-1])


def cut(rows: Sequence[Row], documents: Documents, row: int, side: Side, *, at: int, offset: int) -> Splice:
    """Cut a sentence in two at a character; white space at the cut belongs to neither half."""
    here, place = _at(rows, row), _side(side)
    segment = _segment(here, side, at)
    left, right = segment.text[:offset].rstrip(), segment.text[offset:].lstrip()
    block = documents[place].blocks[segment.block]
    whole = block.text[segment.start : segment.end]
    if not left or not right or offset < 0:
        raise UsageError(_("there is no text on one side of the cut"))
    if is_edited(segment, documents[place]):
        # the cut in the source text is where the texts begin to differ, or in proportion
        middle = segment.start + (offset if whole.startswith(left) else len(whole) * offset // len(segment.text))
        bounds = (middle, middle)
    else:
        bounds = (segment.start + len(left), segment.end - len(right))
    halves = (
        replace(segment, text=left, end=bounds[0]),
        replace(segment, text=right, start=bounds[1], line=block.line_at(bounds[1])),
    )
    held = here.sides[place]
    return _replace(rows, row, row + 1, [_kept(here, side, (*held[:at], *halves, *held[at + 1 :]))])


def join(rows: Sequence[Row], documents: Documents, row: int, side: Side, at: int) -> Splice:
    """Make one sentence of a sentence and the next one of its row; both must stand in one paragraph."""
    here, place = _at(rows, row), _side(side)
    first, held = _segment(here, side, at), here.sides[place]
    if at + 1 == len(held):
        raise UsageError(_("there is no sentence behind this one in its row: merge the rows first"))
    second, block = held[at + 1], documents[place].blocks[first.block]
    if first.block != second.block:
        raise UsageError(_("the two sentences stand in different paragraphs, so they cannot become one"))
    if block.text[first.end : second.start].strip() or second.start < first.end:
        raise UsageError(_("other sentences stand between the two, so they cannot become one"))
    edited = any(is_edited(each, documents[place]) for each in (first, second))
    text = block.text[first.start : second.end]
    if edited:
        text = join_segments([first.text, second.text], documents[place].language)
    whole = replace(first, text=text, end=second.end)
    return _replace(rows, row, row + 1, [_kept(here, side, (*held[:at], whole, *held[at + 2 :]))])


def edit(rows: Sequence[Row], documents: Documents, texts: Sequence[tuple[int, Side, int, str]]) -> Splice:
    """Give sentences another text; the text of the document stays below it.

    Args:
        rows: all rows.
        documents: both.
        texts: row, side, place in the row and new text of each; an empty text brings the document's own back.
    """
    if not texts:
        raise UsageError(_("there is nothing to change"))
    start, end = min(text[0] for text in texts), max(text[0] for text in texts) + 1
    _at(rows, start), _at(rows, end - 1)
    new = list(rows[start:end])
    for row, side, at, text in texts:
        here, place = new[row - start], _side(side)
        segment = _segment(here, side, at)
        if len(text) > LONGEST_EDIT:
            raise UsageError(_("the text is longer than {longest_edit:,} characters", longest_edit=LONGEST_EDIT))
        own = documents[place].blocks[segment.block].text[segment.start : segment.end]
        segments = list(here.sides[place])
        segments[at] = replace(segment, text=str(text) or own)
        new[row - start] = _kept(here, side, tuple(segments))
    return _replace(rows, start, end, new)


def mark(rows: Sequence[Row], _documents: Documents, row: int, status: str, count: int = 1) -> Splice:
    """Give rows a status: ``approved``, ``rejected``, ``changed``, or empty for what the machine says.

    Of several rows, those that a person has settled before keep their status.
    """
    _at(rows, row)
    if status not in {"", *BY_PERSON}:
        raise UsageError(_("there is no status {status!r}", status=status))
    chosen = rows[row : row + count]
    new = [each if count > 1 and each.is_settled else replace(each, status=status) for each in chosen]
    return Splice(row, tuple(chosen), tuple(new))


def bookmark(rows: Sequence[Row], _documents: Documents, row: int) -> Splice:
    """Set the bookmark of a row, or take it away."""
    here = _at(rows, row)
    return Splice(row, (here,), (replace(here, bookmark=not here.bookmark),))


def put(
    rows: Sequence[Row], documents: Documents, hunks: Sequence[tuple[int, int, Sequence[Mapping[str, Any]]]]
) -> Splice:
    """Put other rows of the same text in the place of some.

    Args:
        rows: all rows.
        documents: both.
        hunks: first row, number of rows and the new ones as `written` gives them; in order, none touches another.
    """
    start, end = hunks[0][0], hunks[-1][0] + hunks[-1][1]
    after: list[Row] = []
    done = start
    for row, count, records in hunks:
        if not done <= row <= row + count <= len(rows):
            raise UsageError(_("there are no such rows"))
        before, new = rows[row : row + count], [read(record, documents) for record in records]
        for place, side in enumerate(SIDES):
            held = [[each for part in some for each in part.sides[place]] for some in (before, new)]
            if _covered(documents[place], held[0]) != _covered(documents[place], held[1]):
                raise UsageError(_("the new rows do not hold the same {side} text", side=side))
        after += [*rows[done:row], *new]
        done = row + count
    return Splice(start, tuple(rows[start:end]), tuple(after))


def written(row: Row, documents: Documents) -> dict[str, Any]:
    """Return a row as a JSON object; a segment is ``[block, start, end, line]``, with its text where it is edited."""
    record: dict[str, Any] = {}
    for side, document, segments in zip(SIDES, documents, row.sides, strict=True):
        record[side] = [
            [each.block, each.start, each.end, each.line, *([each.text] if is_edited(each, document) else [])]
            for each in segments
        ]
    marks = [
        [held.index(each) for each in chosen if each in held]
        for held, chosen in zip(row.sides, row.untranslated, strict=True)
    ]
    known = {"score": row.score, "confidence": row.confidence, "status": row.status, "bookmark": row.bookmark}
    return (
        record
        | {name: value for name, value in known.items() if value}
        | ({"untranslated": marks} if any(marks) else {})
    )


def read(record: Mapping[str, Any], documents: Documents) -> Row:
    """Return the row of a JSON object; see `written`."""
    sides: list[Segments] = []
    for side, document in zip(SIDES, documents, strict=True):
        segments = []
        for block, start, end, line, *text in record.get(side, []):
            if not (0 <= block < len(document.blocks) and 0 <= start <= end <= len(document.blocks[block].text)):
                raise UsageError(_("the {side} has no such segment", side=side))
            own = text[0] if text else document.blocks[block].text[start:end]
            segments.append(Segment(str(own), block, start, end, line))
        sides.append(tuple(segments))
    if not any(sides):
        raise UsageError(_("a row must hold a sentence"))
    marks = record.get("untranslated", ((), ()))
    chosen = [tuple(side[number] for number in numbers) for side, numbers in zip(sides, marks, strict=True)]
    known = {name: record[name] for name in ("score", "confidence", "status", "bookmark") if name in record}
    return Row(sides[0], sides[1], untranslated=(chosen[0], chosen[1]), **known)


OPERATIONS: dict[str, Callable[..., Splice]] = {
    function.__name__: function
    for function in (shift, unshift, move, merge, split, link, alone, cut, join, edit, mark, bookmark, put)
}
"""All operations by name."""


def _fence(rows: Sequence[Row], start: int) -> int:
    """Return the first row from ``start`` on that is confirmed or rejected, or the end."""
    return next((number for number in range(start, len(rows)) if rows[number].status in SETTLED), len(rows))


def _paired(
    rows: Sequence[Row], start: int, end: int, place: int, sides: tuple[Sequence[Segments], Sequence[Segments]]
) -> Splice:
    """Return the splice that pairs the runs of one side with those of the other; rows that stay equal are kept."""
    name = SIDES[place]
    old = [getattr(row, name) for row in rows[start:end]]
    moved, others = sides
    first, second = (moved, others) if place == 0 else (others, moved)
    # the first run may be put together of two; the others stand in order already
    new = [made(first[0], second[0]), *(Row(*pair, status=CHANGED) for pair in zip(first[1:], second[1:], strict=True))]
    for number, (before, now) in enumerate(zip(old, moved, strict=False)):
        if before == now:
            new[number] = rows[start + number]
    return _replace(rows, start, end, new)


def _replace(rows: Sequence[Row], start: int, end: int, new: Sequence[Row]) -> Splice:
    """Return a splice without rows that hold nothing."""
    return Splice(start, tuple(rows[start:end]), tuple(row for row in new if row.source or row.target))


def _kept(row: Row, side: Side, segments: Segments) -> Row:
    """Return a row with other segments of the same text: what is known of the pair stays true."""
    new = replace(row, source=segments) if side == "source" else replace(row, target=segments)
    marks = [
        tuple(each for each in chosen if each in held) for chosen, held in zip(row.untranslated, new.sides, strict=True)
    ]
    return replace(new, untranslated=(marks[0], marks[1]))


def _one_sided(place: int, segments: Segments) -> Row:
    return made(segments, ()) if place == 0 else made((), segments)


def _at(rows: Sequence[Row], number: int) -> Row:
    if not 0 <= number < len(rows):
        raise UsageError(_("there is no row {number}: there are {rows}", number=number, rows=len(rows)))
    return rows[number]


def _side(side: str) -> int:
    if side not in SIDES:
        raise UsageError(_("there is no side {side!r}: say source or target", side=side))
    return SIDES.index(side)


def _segment(row: Row, side: Side, at: int) -> Segment:
    held = row.sides[_side(side)]
    if not 0 <= at < len(held):
        raise UsageError(_("there is no sentence {at} on this side of the row", at=at))
    return held[at]


def _covered(document: Document, segments: Sequence[Segment]) -> list[tuple[int, int]]:
    """Return the characters of the document that segments hold, white space aside, as block and offset."""
    return sorted(
        (each.block, offset)
        for each in segments
        for offset in range(each.start, each.end)
        if not document.blocks[each.block].text[offset].isspace()
    )
