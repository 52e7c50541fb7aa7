"""What the units of a TMX file carry that a bitext does not hold: it is named when a memory becomes something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.formats.xml_stream import XML_LANG, local_name
from aligner.interface import N_, _

if TYPE_CHECKING:
    from lxml.etree import _Element

_HELD_ATTRIBUTES = frozenset({XML_LANG, "lang", "tuid", "srclang", "datatype", "segtype"})
"""Attributes that say nothing more than the texts do, or that the units of one file mostly share."""
_OWN_PROPERTIES = frozenset(
    {
        "x-score",
        "x-confidence",
        "x-shape",
        "x-status",
        "x-review",
        "x-file",
        "x-ids",
        "x-line",
        *(f"x-{side}-{fact}" for side in ("source", "target") for fact in ("file", "ids", "line")),
    }
)
NOT_HELD = N_("left out of the units (TMX to TMX keeps it): {names}")
"""The warning about what a bitext cannot hold of a memory."""
_MOST_NAMED = 8
"""Names that a remark lists."""


def not_held(element: _Element) -> list[str]:
    """Return the names of what a unit and its variants carry beyond what a bitext holds."""
    found: set[str] = set()
    for part in (element, *(child for child in element if local_name(child) == "tuv")):
        found.update(name for name in map(str, part.attrib) if name not in _HELD_ATTRIBUTES)
        for child in part:
            kind = local_name(child)
            if kind == "note" or (kind == "prop" and child.get("type", "") not in _OWN_PROPERTIES):
                found.add("note" if kind == "note" else child.get("type") or "prop")
    return sorted(found)


def not_held_warnings(units: Counter[str]) -> Iterator[str]:
    """Yield one line on the names that `not_held` returned, the most frequent first, if there are any."""
    if units:
        shown = ", ".join(f"{name} ({number:,})" for name, number in units.most_common(_MOST_NAMED))
        others = len(units) - _MOST_NAMED
        if others > 0:
            shown = _("{names} and {count} more", names=shown, count=others)
        yield _(NOT_HELD, names=shown)
