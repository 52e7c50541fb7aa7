"""A badge that shows the coverage, as the JSON that shields.io/endpoint reads."""

from __future__ import annotations

import json

from aligner.check.findings import Report
from aligner.check.reports.wording import covered_and_total, percent
from aligner.interface import _

_COLOURS = ((100, "brightgreen"), (95, "green"), (90, "yellowgreen"), (80, "yellow"), (60, "orange"), (0, "red"))
"""Minimum percentage for each colour, highest first."""


def render_badge(report: Report) -> str:
    """Return the translated share of all sources as a badge."""
    covered, total = covered_and_total(report)
    message, colour = _("no text"), "lightgrey"
    if total:
        message = percent(covered, total)
        colour = next((name for floor, name in _COLOURS if 100 * covered >= floor * total), "red")
    return json.dumps({"schemaVersion": 1, "label": _("translated"), "message": message, "color": colour}) + "\n"
