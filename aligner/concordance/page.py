"""The web page of the concordance: the server side, with a JSON interface for searches."""

from __future__ import annotations

import io
import time
from collections.abc import Awaitable, Callable
from functools import wraps
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request as HttpRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from aligner.concordance.answers import PARTS, Statistics, answer
from aligner.concordance.corpus import Corpus, CorpusSource, ask
from aligner.concordance.hits import Concordance
from aligner.concordance.pattern import PatternError
from aligner.concordance.request import Request
from aligner.concordance.search import SearchSettings
from aligner.concordance.tables import TABLE_FORMATS, answer_to_dict, write_answer
from aligner.errors import AlignerError, UsageError
from aligner.interface import _

ABANDONED_AFTER_S = 60.0
"""Time without a request after which the page counts as closed; a page that is open sends one every 20 s."""
MAX_PAGE_ROWS = 2000
"""Number of rows that the page shows at most; files have all."""


class Pages:
    """Answers the requests of the search page, and records whether a browser has the page open."""

    def __init__(self, source: CorpusSource) -> None:
        self.source = source
        self._last_request = 0.0
        self._is_closing = False

    def seen(self) -> None:
        """Record that a page is open and has sent a request."""
        self._last_request, self._is_closing = time.monotonic(), False

    def closes(self) -> None:
        """Record that a page was closed, so that the server stops soon unless another open page sends a request."""
        self._is_closing = True

    def tick(self) -> None:
        """Do nothing, because requests change no data that must be saved."""

    def is_abandoned(self) -> bool:
        """Return whether all pages are probably closed: a page was open, but none has sent a request for some time."""
        limit = ABANDONED_AFTER_S / 4 if self._is_closing else ABANDONED_AFTER_S
        return bool(self._last_request) and time.monotonic() - self._last_request > limit

    def close(self) -> None:
        """Do nothing, because each request opens and closes the index."""

    def ask(self, request: Request) -> Concordance | Statistics:
        """Search the corpus and return the answer; files that changed after the start are not read again."""
        settings = SearchSettings(limit=request.limit)
        return ask(self.source, lambda corpus: answer(corpus, request, settings))

    def state(self) -> dict[str, Any]:
        """Return what the page shows about the corpus: numbers of files and pairs, and groupings for frequencies."""

        def summary(corpus: Corpus) -> dict[str, Any]:
            columns = corpus.metadata.columns if corpus.metadata is not None else ()
            return {"files": len(corpus.files), "pairs": corpus.pairs, "parts": [*PARTS, *columns]}

        self.seen()
        return ask(self.source, summary)


def application(pages: Pages) -> Starlette:
    """Return the web application; `aligner.serving.guard` must be added to refuse requests of other pages."""

    def state(_http: HttpRequest) -> Response:
        return JSONResponse(pages.state())

    def answered(http: HttpRequest) -> Response:
        request = Request.from_string(http.url.query)
        if not 0 < request.limit <= MAX_PAGE_ROWS:
            raise UsageError(_("the page shows at most {limit:,} rows: save a file for more", limit=MAX_PAGE_ROWS))
        found = pages.ask(request)
        view = {"view": request.view, "columns": found.columns if isinstance(found, Statistics) else []}
        return JSONResponse(answer_to_dict(found) | view)

    def exported(http: HttpRequest) -> Response:
        extension = f".{http.path_params['format']}"
        if extension not in TABLE_FORMATS:
            raise UsageError(_("choose one of {formats}", formats=", ".join(TABLE_FORMATS)))
        stream = io.BytesIO()
        request = Request.from_string(http.url.query)
        write_answer(pages.ask(request), stream, extension)
        headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(f'{request.view}{extension}')}"}
        return Response(stream.getvalue(), media_type="application/octet-stream", headers=headers)

    def bye(_http: HttpRequest) -> Response:
        pages.closes()
        return JSONResponse({})

    static = Path(str(files("aligner.concordance").joinpath("static")))
    routes = [
        Route("/api/state", _endpoint(state)),
        Route("/api/answer", _endpoint(answered)),
        Route("/api/export/{format}", _endpoint(exported)),
        Route("/api/bye", _endpoint(bye), methods=["POST"]),
        Mount("/", StaticFiles(directory=static, html=True)),
    ]
    return Starlette(routes=routes)


def _endpoint(respond: Callable[[HttpRequest], Response]) -> Callable[[HttpRequest], Awaitable[Response]]:
    """Return an HTTP endpoint that calls ``respond`` in a thread, and returns its errors as JSON."""

    @wraps(respond)
    async def endpoint(http: HttpRequest) -> Response:
        try:
            return await run_in_threadpool(respond, http)
        except PatternError as error:
            return JSONResponse({"error": str(error), "position": error.position}, 400)
        except AlignerError as error:
            return JSONResponse({"error": str(error)}, 400 if isinstance(error, UsageError) else 500)

    return endpoint
