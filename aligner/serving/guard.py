"""Refuse requests that do not come from the server's own page.

Any web page can send requests to 127.0.0.1, but it does not know the token in the path. If the page
uses DNS rebinding, the header ``Host`` has a foreign name. If a script of the page sends the
request, ``Origin`` or ``Sec-Fetch-Site`` shows that it comes from another site.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from aligner.interface import _

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cache-control": "no-store",
}
LOCAL = ("127.0.0.1", "localhost")


def new_token() -> str:
    """Return a random token (24 bytes, URL-safe base64) for the address of the page."""
    return secrets.token_urlsafe(24)


class Guard:
    """Passes the requests of the server's own page to the application, and refuses all others.

    The application gets the path of a request without the token.
    """

    def __init__(self, app: App, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request to the application, or refuse it; the arguments are those of the ASGI specification."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        problem = self._problem(scope)
        if problem:
            await _refuse(send, *problem)
            return
        path = scope["path"][len(self._token) + 1 :]
        inner = {**scope, "path": path or "/", "raw_path": None, "root_path": ""}

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                names = {name.lower() for name, _ in message["headers"]}
                added = [
                    (name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names
                ]
                message = {**message, "headers": [*message["headers"], *added]}
            await send(message)

        await self._app(inner, receive, with_headers)

    def _problem(self, scope: Scope) -> tuple[int, str] | None:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            if name.decode("latin-1") in headers:
                continue
            headers[name.decode("latin-1")] = value.decode("latin-1")
        port = scope["server"][1]
        hosts = {f"{name}:{port}" for name in LOCAL} | (set(LOCAL) if port == 80 else set())
        if headers.get("host") not in hosts:
            return 421, _("this server answers to 127.0.0.1 only")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers['host']}":
            return 403, _("requests of other sites are refused")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return 403, _("requests of other sites are refused")
        path_token = scope["path"].split("/")[1]
        if not secrets.compare_digest(path_token.encode(), self._token.encode()):
            return 404, _("open the whole address that the program has printed, with the part after the slash")
        return None


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = reason.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
