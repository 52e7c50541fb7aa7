"""Convert rows to JSON objects and back, for journals and pages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aligner.bitext import Segment
from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.rows import SIDES, Documents, Row, Segments, is_edited


def row_to_json(row: Row, documents: Documents) -> dict[str, Any]:
    """Return a row (pair) of a review as a JSON object.

    A segment becomes ``[block, start, end, line]``, its place in the document. If a person has edited
    the segment, its text is the fifth element.
    """
    record: dict[str, Any] = {}
    for side, document, segments in zip(SIDES, documents, row.sides, strict=True):
        record[side] = [
            [each.block, each.start, each.end, each.line, *([each.text] if is_edited(each, document) else [])]
            for each in segments
        ]
    untranslated = [
        [segments.index(each) for each in marked if each in segments]
        for segments, marked in zip(row.sides, row.untranslated, strict=True)
    ]
    fields = {"score": row.score, "confidence": row.confidence, "status": row.status, "bookmark": row.bookmark}
    return (
        record
        | {name: value for name, value in fields.items() if value}
        | ({"untranslated": untranslated} if any(untranslated) else {})
    )


def row_from_json(record: Mapping[str, Any], documents: Documents) -> Row:
    """Return the row for a JSON object in the form that `row_to_json` returns.

    Raises:
        UsageError: a document does not have a segment of the row, or the row has no segments.
    """
    sides: list[Segments] = []
    for side, document in zip(SIDES, documents, strict=True):
        segments = []
        for block, start, end, line, *text in record.get(side, []):
            if not (0 <= block < len(document.blocks) and 0 <= start <= end <= len(document.blocks[block].text)):
                raise UsageError(_("the {side} has no such segment", side=_(side)))
            segment_text = text[0] if text else document.blocks[block].text[start:end]
            segments.append(Segment(str(segment_text), block, start, end, line))
        sides.append(tuple(segments))
    if not any(sides):
        raise UsageError(_("a row must hold a sentence"))
    marked = record.get("untranslated", ((), ()))
    untranslated = [tuple(side[number] for number in numbers) for side, numbers in zip(sides, marked, strict=True)]
    fields = {name: record[name] for name in ("score", "confidence", "status", "bookmark") if name in record}
    return Row(sides[0], sides[1], untranslated=(untranslated[0], untranslated[1]), **fields)
