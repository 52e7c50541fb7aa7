"""The JSON interface of the server: one function for each kind of request.

``static/openapi.json`` describes the interface. `aligner.review.application` serves it over HTTP.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from starlette.responses import Response

from aligner.errors import InputError, UsageError
from aligner.formats import FORMATS, write
from aligner.interface import N_, _
from aligner.review.journal import Journal
from aligner.review.session import Session
from aligner.review.standalone import page_of
from aligner.review.views import Filter
from aligner.review.workspace import Workspace

PAGE, PAGE_SUMMARY = "page", N_("this editor as one file that works without the program")
Answer = Callable[["Call"], Any]


class Call:
    """One HTTP request with its parsed query and JSON body, the argument of the functions that answer requests."""

    def __init__(self, workspace: Workspace, query: dict[str, str], body: dict[str, Any]) -> None:
        self.workspace = workspace
        self.query = query
        self.body = body

    @property
    def session(self) -> Session:
        """The review that is open on the server.

        Raises:
            UsageError: no review is open.
        """
        if self.workspace.session is None:
            raise UsageError(_("there is no review yet: open documents first"))
        return self.workspace.session

    @property
    def revision(self) -> int:
        """The revision of the rows that the page shows: the number of operations before the page loaded them.

        If it is not the current revision, the rows on the page are out of date.
        """
        return self.number("revision")

    def number(self, name: str, default: int | None = None) -> int:
        """Return an integer parameter of the request.

        Raises:
            UsageError: the parameter is missing and has no default, or is not an integer.
        """
        value = self.body.get(name, self.query.get(name, default))
        try:
            return int(value)  # type: ignore[arg-type]  # int raises an error for other types
        except (TypeError, ValueError):
            raise UsageError(_("{name} must be a whole number", name=name)) from None

    @property
    def filter(self) -> Filter:
        """The filter of the page: the kind of rows to show, and the text that they must contain."""
        fields = {**self.query, **self.body.get("view", {})}
        return Filter(str(fields.get("kind", "")), str(fields.get("query", "")), fields.get("pattern") in {"1", True})


def state(call: Call) -> Any:  # noqa: ANN401 - any JSON
    """Return the state of the server as JSON: the open review, or the progress of opening documents."""
    return call.workspace.state()


def rows(call: Call) -> Any:  # noqa: ANN401
    """Return consecutive rows (pairs) of the review, for the part of the table that the page shows.

    The first one is row ``start`` of the rows that the filter selects. If the request has the row
    number ``around``, the first one is ``start`` rows before that row.
    """
    views, chosen = call.session.views, call.filter
    start = call.number("start", 0)
    if "around" in call.query:
        start = views.position(call.number("around"), chosen) - start
    return call.session.window(start, call.number("count", 100), chosen)


def do(call: Call) -> Any:  # noqa: ANN401
    """Apply an operation of the reviewer, such as a merge of two rows.

    The answer has the rows that the page shows, as they are afterwards. If the request has ``follow``,
    the answer also has the next row of the kind that ``follow`` names; see `find`.
    """
    operation, follow = call.body.get("operation"), call.body.get("follow")
    if not isinstance(operation, dict) or not isinstance(follow, dict | None):
        raise UsageError(_("operation and follow must be objects"))
    next_call = Call(call.workspace, {}, follow or {})
    answer = _with_window(call, call.session.do(operation, call.revision))
    if follow:
        answer["found"] = _next_row(next_call, call.filter)
    return answer


def accept(call: Call) -> Any:  # noqa: ANN401
    """Apply the proposed changes that the user has chosen, by their numbers in the last list of proposals."""
    choices = call.body.get("choices")
    if not isinstance(choices, list) or not all(isinstance(each, int) for each in choices):
        raise UsageError(_("choices must be a list of numbers"))
    return _with_window(call, call.session.accept(choices, call.revision))


def find_and_replace(call: Call) -> Any:  # noqa: ANN401
    """Replace text in all sentences if the request has ``apply``; otherwise return a preview of the changes."""
    apply = bool(call.body.get("apply"))
    result = call.session.replace(call.body, call.revision, apply=apply)
    return _with_window(call, result) if apply else result


def _with_window(call: Call, result: dict[str, Any]) -> dict[str, Any]:
    """Return the result of an operation as JSON, with the rows that the page shows and the state of the server."""
    view = call.body.get("view") or {}
    window = call.session.window(int(view.get("start", 0)), int(view.get("count", 0)), call.filter)
    return {"done": result, "window": window, "state": call.workspace.state()}


def find(call: Call) -> Any:  # noqa: ANN401
    """Return the next row of a kind, such as ``unsure`` or ``bookmark``, before or after a given row.

    If the request has ``count``, the answer also has that many consecutive rows around the row found.
    They begin ``start`` rows before it.
    """
    return _next_row(call, replace(call.filter, kind=call.query.get("shown", "")))


def _next_row(call: Call, chosen: Filter) -> Any:  # noqa: ANN401
    kind = str(call.body.get("kind", call.query.get("kind", "")))
    next_row = call.session.views.next_of(kind, call.number("row"), call.number("step", 1))
    count = call.number("count", 0)
    if next_row is None or not count:
        return next_row
    start = call.session.views.position(next_row["row"], chosen) - call.number("start", 0)
    return {**next_row, "window": call.session.window(start, count, chosen)}


def realign(call: Call) -> Any:  # noqa: ANN401
    """Align the unsettled rows again, and return the differences as proposed changes.

    A row is settled if a person has confirmed or rejected it.
    """
    return call.session.realign(call.number("row", 0), everything=bool(call.body.get("everything")))


def paths(call: Call) -> Any:  # noqa: ANN401
    """Return other good alignments of the sentences around a row, as proposed changes."""
    return call.session.next_best(call.number("row"))


def links(call: Call) -> Any:  # noqa: ANN401
    """Return the word links of a row: pairs of words that translate each other."""
    return call.session.links(call.number("row"))


def overview(call: Call) -> Any:  # noqa: ANN401
    """Return an overview of the problems in all rows, for a map beside the table; see `Views.map`."""
    return call.session.views.map()


def merge(call: Call) -> Any:  # noqa: ANN401
    """Merge an uploaded journal of another person into this review."""
    place = call.workspace.upload_path(str(call.body.get("name", "")))
    return {**call.session.merge(Journal.read(place)), "state": call.workspace.state()}


def check(call: Call) -> Any:  # noqa: ANN401
    """Return the findings of the automatic check, each with its row."""
    return call.workspace.findings()


def formats(_call: Call) -> Any:  # noqa: ANN401
    """Return the export formats with their descriptions."""
    return {name: entry.summary for name, entry in FORMATS.entries.items()} | {PAGE: PAGE_SUMMARY}


def open_files(call: Call) -> Any:  # noqa: ANN401
    """Begin to review one or two documents that the page has uploaded, given by their file names."""
    names = call.body.get("names")
    if not isinstance(names, list) or not 1 <= len(names) <= 2:
        raise UsageError(_("names must be one or two names of files that were handed over"))
    places = [call.workspace.upload_path(str(name)) for name in names]
    for place in places:
        if not place.exists():
            raise InputError(_("was not handed over"), path=place.name)
    call.workspace.open_in_background(places[0], places[1] if len(places) > 1 else None, call.workspace.folder)
    return {}


def bye(call: Call) -> Any:  # noqa: ANN401
    """Record that a page was closed, so that the server can stop when no page is open."""
    call.workspace.page_closes()
    return {}


def export(call: Call) -> Response:
    """Return the reviewed pairs as a file, in the format that the request names."""
    name = call.query.get("format", "")
    stem = call.session.opened.result.name.removesuffix(".bitext.jsonl")
    if name == PAGE:
        return _attachment(page_of(call.session.opened.journal), f"{stem}.html")
    if name not in FORMATS:
        raise UsageError(
            _("there is no format {name!r}: choose one of {formats}", name=name, formats=", ".join(FORMATS))
        )
    try:
        least = float(call.query.get("least", "0.75"))
    except ValueError:
        raise UsageError(_("least must be a number")) from None
    stream = io.BytesIO()
    bitext = call.session.selected(call.query.get("which", "all"), least)
    remarks = write(bitext, stream, name)
    extension = FORMATS.find(name).extensions[0]
    return _attachment(stream.getvalue(), stem + extension, remarks)


def _attachment(content: bytes, name: str, remarks: Sequence[str] = ()) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        "x-remarks": quote("; ".join(remarks))[:4000],
    }
    return Response(content, media_type="application/octet-stream", headers=headers)


ANSWERS: dict[tuple[str, str], Answer] = {
    ("GET", "state"): state,
    ("GET", "rows"): rows,
    ("GET", "find"): find,
    ("GET", "map"): overview,
    ("GET", "links"): links,
    ("GET", "formats"): formats,
    ("GET", "check"): check,
    ("GET", "export"): export,
    ("POST", "do"): do,
    ("POST", "accept"): accept,
    ("POST", "replace"): find_and_replace,
    ("POST", "realign"): realign,
    ("POST", "paths"): paths,
    ("POST", "merge"): merge,
    ("POST", "open"): open_files,
    ("POST", "bye"): bye,
}
"""The functions that answer requests, by method and path after ``api/``."""
