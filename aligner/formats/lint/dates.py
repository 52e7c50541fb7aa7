"""Check dates: TMX requires the form ``YYYYMMDDThhmmssZ``, in UTC."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timezone
from functools import partial
from typing import TYPE_CHECKING

from aligner.formats.lint.findings import Finding
from aligner.formats.xml_stream import line_of
from aligner.interface import _

if TYPE_CHECKING:
    from lxml.etree import _Element

_RIGHT = re.compile(r"\d{8}T\d{6}Z")
_SHAPE = re.compile(
    r"(\d{4})-?(\d\d)-?(\d\d)(?:[T ](\d\d):?(\d\d)(?::?(\d\d))?(?:\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?", re.ASCII
)
_ATTRIBUTES = ("creationdate", "changedate", "lastusagedate")


def date_findings(element: _Element) -> Iterator[Finding]:
    """Yield findings for the dates of an element that are not in the form that TMX requires."""
    for name in _ATTRIBUTES:
        value = element.get(name)
        if value is None or (_RIGHT.fullmatch(value) and utc_date(value)):
            continue
        better = utc_date(value)
        repair = partial(element.set, name, better) if better else partial(element.attrib.pop, name)
        remedy = _("written as {better}", better=better) if better else _("removed, since it is not a date")
        yield Finding("date", line_of(element), f"{name}={value!r}", remedy, repair)


def utc_date(text: str) -> str:
    """Return a date in the form that TMX requires, ``YYYYMMDDThhmmssZ``; empty if the text is not a date.

    A date without a time zone is taken as UTC.
    """
    match = _SHAPE.fullmatch(text.strip())
    if match is None:
        return ""
    *numbers, zone = match.groups()
    year, month, day, hour, minute, second = (int(number or 0) for number in numbers)
    offset = "+0000" if zone in (None, "Z") else zone.replace(":", "")
    try:
        moment = datetime(year, month, day, hour, minute, second, tzinfo=datetime.strptime(offset, "%z").tzinfo)
        return moment.astimezone(timezone.utc).strftime("%Y%m%dT%H%M%SZ")
    except (ValueError, OverflowError):
        return ""
