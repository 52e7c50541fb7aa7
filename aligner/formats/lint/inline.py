"""Check the inline elements of a segment.

Only known elements are allowed, and each ``bpt`` needs an ``ept`` with the same ``i``.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aligner.formats.lint.findings import Finding
from aligner.formats.xml_stream import line_of, local_name
from aligner.interface import _

if TYPE_CHECKING:
    from lxml.etree import _Element

_KNOWN = frozenset({"bpt", "ept", "it", "ph", "hi", "ut", "sub"})


def inline_findings(segment: _Element) -> Iterator[Finding]:
    """Yield findings for the inline elements of a segment.

    The remedy for a ``bpt`` or ``ept`` without its counterpart is to make it an isolated element
    (``it``).
    """
    if not len(segment):
        return
    opened: dict[str, _Element] = {}
    for tag in list(segment.iterdescendants()):
        name = local_name(tag)
        number = tag.get("i", "")
        if name and name not in _KNOWN:
            yield Finding("unknown-element", line_of(tag), _("<{name}> in a segment", name=name))
        elif name == "bpt" and number and number not in opened:
            opened[number] = tag
        elif name == "ept" and number in opened:
            del opened[number]
        elif name in ("bpt", "ept"):
            yield _alone(tag)
        elif name == "it" and tag.get("pos") not in ("begin", "end"):
            yield Finding("inline-tags", line_of(tag), _("an it without pos=begin or pos=end"))
    for tag in opened.values():
        yield _alone(tag)


def _alone(tag: _Element) -> Finding:
    name, number = local_name(tag), tag.get("i")
    partner = "ept" if name == "bpt" else "bpt"
    message = (
        _("a {name} without i", name=name)
        if number is None
        else _("the {name} i={number!r} has no {partner}", name=name, number=number, partner=partner)
    )
    return Finding("inline-tags", line_of(tag), message, _("made an isolated tag (it)"), partial(_isolate, tag, name))


def _isolate(tag: _Element, name: str) -> None:
    tag.tag = "it"
    tag.attrib.pop("i", "")
    tag.set("pos", "begin" if name == "bpt" else "end")
