"""Check the header of a TMX file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from aligner.formats.lint.codes import better_tag, is_good_tag
from aligner.formats.lint.dates import date_findings
from aligner.formats.lint.facts import Facts
from aligner.formats.lint.findings import Finding
from aligner.formats.xml_stream import line_of
from aligner.interface import _

if TYPE_CHECKING:
    from lxml.etree import _Element

DEFAULTS = {
    "creationtool": "unknown",
    "creationtoolversion": "unknown",
    "segtype": "sentence",
    "o-tmf": "unknown",
    "adminlang": "en",
    "srclang": "*all*",
    "datatype": "unknown",
}
"""The seven required attributes, with the values that a repair writes if nothing better is known."""
_SEGMENT_TYPES = ("block", "paragraph", "sentence", "phrase")
VERSIONS = re.compile(r"1\.[1-4]")


def header_findings(header: _Element, facts: Facts) -> Iterator[Finding]:
    """Yield the findings for the header of a TMX file.

    Args:
        header: the ``header`` element.
        facts: counts over the units, which the repairs need; empty in the first pass over the file.
    """
    line = line_of(header)
    for name, default in DEFAULTS.items():
        value = header.get(name, "").strip()
        if not value:
            better = facts.source_tag() or default if name == "srclang" else default
            message = _("the header lacks {name}", name=name)
            yield Finding(
                "header-attribute",
                line,
                message,
                _("set to {better}", better=better),
                partial(header.set, name, better),
            )
    kind = header.get("segtype", "").strip()
    if kind and kind not in _SEGMENT_TYPES:
        better = kind.lower() if kind.lower() in _SEGMENT_TYPES else "block"
        message = _(
            "segtype={kind!r} is not one of {segment_types}", kind=kind, segment_types=", ".join(_SEGMENT_TYPES)
        )
        yield Finding(
            "header-attribute",
            line,
            message,
            _("set to {better}", better=better),
            partial(header.set, "segtype", better),
        )
    yield from _source_findings(header, facts, line)
    yield from date_findings(header)


def _source_findings(header: _Element, facts: Facts, line: int) -> Iterator[Finding]:
    source = header.get("srclang", "").strip()
    known = facts.source_tag(source)
    if source.lower() == "*all*":
        remedy = _("set to {known}, which all units have", known=known) if known else ""
        repair = partial(header.set, "srclang", known) if known else None
        yield Finding("source-language", line, _("srclang is *all*"), remedy, repair)
    elif source and not is_good_tag(source):
        better = better_tag(source)
        repair = partial(header.set, "srclang", better) if better else None
        remedy = _("written as {better}", better=better) if better else ""
        yield Finding(
            "language-code", line, _("srclang={source!r} is not a language code", source=source), remedy, repair
        )
    elif known and known.lower() != source.lower():
        message = _("srclang={source!r}, but the units have {known}", source=source, known=known)
        yield Finding(
            "source-region", line, message, _("set to {known}", known=known), partial(header.set, "srclang", known)
        )
