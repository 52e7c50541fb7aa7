"""The data of a bitext that each format cannot hold.

Conversions report these data, and the contract tests measure them. Losses that the writers count
(beads with an empty side, removed characters) are not included.
"""

from __future__ import annotations

from collections.abc import Iterator

from aligner.bitext import Bitext
from aligner.formats.inline_codes import number_of_codes
from aligner.interface import _, _n, counted

ALL = frozenset(
    {
        "text",
        "segments",
        "scores",
        "confidences",
        "statuses",
        "lines",
        "names",
        "signature",
        "structure",
        "remarks",
        "codes",
    }
)
"""Aspects of a bitext that a format may hold; `_present` describes each of them."""
_TABLE = frozenset({"text", "scores", "confidences", "lines"})
_UNITS = _TABLE | {"statuses", "names"}

HELD: dict[str, frozenset[str]] = {
    "tmx": _UNITS | {"signature", "codes"},
    "xliff": _UNITS | {"codes"},
    "xliff2": _UNITS | {"codes"},
    "po": _TABLE | {"statuses"},
    "csv": _TABLE | {"statuses"},
    "tsv": _TABLE | {"statuses"},
    "xlsx": _TABLE | {"statuses"},
    "docx": frozenset({"text", "statuses"}),
    "epub": frozenset({"text"}),
    "html": _UNITS | {"signature", "remarks"},
    "jsonl": ALL,
    "pairs": _TABLE | {"statuses"},
    "parquet": _UNITS | {"signature"},
    "moses": frozenset({"text"}),
    "tei": _UNITS | {"segments", "structure"},
    "intertext": frozenset({"text", "segments", "structure"}),
    "pharaoh": frozenset(),
    "vecalign": frozenset({"segments", "scores"}),
}
"""For each format, the aspects that are still there when its file is read again."""


def losses(bitext: Bitext, to: str) -> tuple[str, ...]:
    """Return one line on the data of a bitext that a format cannot hold; empty if it can hold all.

    Args:
        bitext: the bitext to write.
        to: a name in `aligner.formats.FORMATS`. For a format that is not in `HELD` (from a plugin), the
            result is empty.
    """
    held = HELD.get(to, ALL)
    lost = [phrase for aspect, phrase in _present(bitext) if aspect not in held]
    return (_("{to} does not hold {lost}", to=to, lost=_enumerated(lost)),) if lost else ()


def _present(bitext: Bitext) -> Iterator[tuple[str, str]]:
    """Yield the kinds of data that the bitext has, each with a phrase for messages."""
    beads = bitext.beads
    grouped = sum(1 for bead in beads if len(bead.source) > 1 or len(bead.target) > 1)
    documents = (bitext.source, bitext.target)
    facts: list[tuple[str, object, str]] = [
        ("text", beads, _("the text")),
        (
            "segments",
            grouped,
            _n(
                "where the segments of {count:,} grouped pair begin and end",
                "where the segments of {count:,} grouped pairs begin and end",
                grouped,
            ),
        ),
        ("scores", any(bead.score for bead in beads), _("scores")),
        ("confidences", any(bead.confidence for bead in beads), _("confidences")),
        ("statuses", any(bead.status for bead in beads), _("statuses")),
        ("lines", any(_has_line_numbers(bitext, side) for side in ("source", "target")), _("line numbers")),
        ("names", any(document.name for document in documents) and beads, _("the documents' names")),
        ("signature", bitext.signature, _("the signature of the run")),
        (
            "structure",
            any(len(document.blocks) != len(document.segments) for document in documents),
            _("which sentences form a paragraph"),
        ),
        (
            "remarks",
            bitext.warnings or any(document.removed for document in documents),
            _("the remarks of the run"),
        ),
    ]
    codes = sum(map(number_of_codes, documents))
    facts.append(("codes", codes, counted(codes, "inline code")))
    for aspect, present, phrase in facts:
        if present:
            yield aspect, phrase


def _has_line_numbers(bitext: Bitext, side: str) -> bool:
    """Whether the line number of any segment of a side differs from the 1-based number of the segment.

    Args:
        bitext: the bitext.
        side: ``source`` or ``target``.
    """
    segments = (bitext.source if side == "source" else bitext.target).segments
    return any(segment.line != number for number, segment in enumerate(segments, start=1))


def _enumerated(phrases: list[str]) -> str:
    if len(phrases) == 1:
        return phrases[0]
    return _("{first} and {last}", first=_(", ").join(phrases[:-1]), last=phrases[-1])
