"""List the fields of TMX units that a bitext does not hold; conversions to other formats report them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.formats.xml_stream import XML_LANG, local_name
from aligner.interface import N_, _

if TYPE_CHECKING:
    from lxml.etree import _Element

_HELD_ATTRIBUTES = frozenset({XML_LANG, "lang", "tuid", "srclang", "datatype", "segtype"})
"""Attributes that are not reported: the bitext has their content, or they are the same in most units."""
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
NOT_HELD = N_("fields left out of the units (TMX to TMX keeps them): {names}")
"""The warning about the fields of a memory that a bitext cannot hold."""
_MAX_NAMES_SHOWN = 8
"""Names in one remark."""


def lost_fields(element: _Element) -> list[str]:
    """Return the sorted names of the fields of a unit and its variants that a bitext does not hold."""
    names: set[str] = set()
    for part in (element, *(child for child in element if local_name(child) == "tuv")):
        names.update(name for name in map(str, part.attrib) if name not in _HELD_ATTRIBUTES)
        for child in part:
            kind = local_name(child)
            if kind == "note" or (kind == "prop" and child.get("type", "") not in _OWN_PROPERTIES):
                names.add("note" if kind == "note" else child.get("type") or "prop")
    return sorted(names)


def loss_warnings(units: Counter[str]) -> Iterator[str]:
    """Yield one warning that names the lost fields of TMX units, the most frequent first, if there are any.

    Args:
        units: number of units with each lost field, by the name of the field.
    """
    if units:
        shown = ", ".join(f"{name} ({number:,})" for name, number in units.most_common(_MAX_NAMES_SHOWN))
        others = len(units) - _MAX_NAMES_SHOWN
        if others > 0:
            shown = _("{names} and {count} more", names=shown, count=others)
        yield _(NOT_HELD, names=shown)
