"""The HTTP application of the server: the JSON interface (`aligner.review.api`), uploads, and the files of the page."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps
from importlib.resources import files
from pathlib import Path

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aligner.errors import AlignerError, InputError, OutputError, UsageError
from aligner.interface import _
from aligner.review.api import ANSWERS, Answer, Call
from aligner.review.session import StaleError
from aligner.review.standalone import start_page
from aligner.review.workspace import MAX_UPLOAD_BYTES, Workspace

MAX_BODY_BYTES = 8 << 20
"""Maximum size of a JSON request."""
STATUS = ((StaleError, 409), (UsageError, 400), (InputError, 422), (OutputError, 507), (AlignerError, 500))
"""Status of the response for each class of errors."""


def application(workspace: Workspace) -> Starlette:
    """Return the HTTP application of the review server; `aligner.serving.guard` must be added to protect it."""
    static = Path(str(files("aligner.review").joinpath("static")))
    routes = [
        Route(f"/api/{path}", _endpoint(workspace, answer), methods=[method])
        for (method, path), answer in ANSWERS.items()
    ]
    routes.append(Route("/", lambda request: HTMLResponse(start_page())))
    routes.append(Route("/api/upload", _upload(workspace), methods=["PUT"]))
    return Starlette(routes=[*routes, Mount("/", StaticFiles(directory=static, html=True))])


def _endpoint(workspace: Workspace, answer: Answer) -> Callable[[Request], Awaitable[Response]]:
    async def respond(request: Request) -> Response:
        content = await _read_body(request, MAX_BODY_BYTES) if request.method == "POST" else b"{}"
        try:
            body = json.loads(content)
        except (ValueError, RecursionError) as error:  # not JSON or UTF-8, a number with 5,000 digits, or deep nesting
            raise _NoJsonError from error
        if not isinstance(body, dict):
            raise UsageError(_("the request must be a JSON object"))
        result = await run_in_threadpool(answer, Call(workspace, dict(request.query_params), body))
        return result if isinstance(result, Response) else JSONResponse(result)

    return _reporting(respond)


def _upload(workspace: Workspace) -> Callable[[Request], Awaitable[Response]]:
    async def store(request: Request) -> Response:
        place = workspace.upload_path(request.query_params.get("name", ""))
        content = await _read_body(request, MAX_UPLOAD_BYTES)
        try:
            await run_in_threadpool(place.write_bytes, content)
        except OSError as error:
            raise OutputError(_("cannot be kept: {reason}", reason=error.strerror or error), path=place.name) from error
        return JSONResponse({"name": place.name})

    return _reporting(store)


def _reporting(call: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """Return a request handler that converts the errors of ``call`` to responses with status and message."""

    @wraps(call)
    async def report(request: Request) -> Response:
        try:
            return await call(request)
        except _NoJsonError:
            return JSONResponse({"error": _("the request is no JSON")}, 400)
        except TooLargeError:
            return JSONResponse({"error": _("the request is too large")}, 413)
        except AlignerError as error:
            status = next(code for kind, code in STATUS if isinstance(error, kind))
            return JSONResponse({"error": str(error)}, status)

    return report


class _NoJsonError(Exception):
    """The body of a request is not valid JSON."""


class TooLargeError(Exception):
    """A request has more bytes than are allowed."""


async def _read_body(request: Request, max_bytes: int) -> bytes:
    """Return the body of a request; read at most ``max_bytes``.

    Raises:
        TooLargeError: the body is longer.
    """
    stated = request.headers.get("content-length", "0")
    if stated.isdigit() and int(stated) > max_bytes:
        raise TooLargeError
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > max_bytes:
            raise TooLargeError
        parts.append(part)
    return b"".join(parts)
