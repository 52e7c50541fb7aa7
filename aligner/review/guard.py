"""Who may talk to the server: pages of its own address that know its token, and nobody else on this machine or the web.

A page of another site can send requests to 127.0.0.1. It does not know the token; if its name is made to point here
(DNS rebinding), the header ``Host`` gives it away; if it sends from a script, ``Origin`` or ``Sec-Fetch-Site`` does.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

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
    """Return a token that nobody guesses."""
    return secrets.token_urlsafe(24)


class Guard:
    """Hands on the requests that may pass, with the token taken off their path."""

    def __init__(self, app: App, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; see the ASGI specification."""
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
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items() if name.encode() not in names]
                message = {**message, "headers": [*message["headers"], *own]}
            await send(message)

        await self._app(inner, receive, with_headers)

    def _problem(self, scope: Scope) -> tuple[int, str] | None:
        headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            if name.decode("latin-1") in headers:
                continue
            headers[name.decode("latin-1")] = value.decode("latin-1")
        _, port = scope["server"]
        hosts = {f"{name}:{port}" for name in LOCAL} | (set(LOCAL) if port == 80 else set())
        if headers.get("host") not in hosts:
            return 421, _("this server answers to 127.0.0.1 only")
        origin = headers.get("origin")
        if origin is not None and origin != f"http://{headers['host']}":
            return 403, _("requests of other sites are refused")
        if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
            return 403, _("requests of other sites are refused")
        given = scope["path"].split("/")[1]
        if not secrets.compare_digest(given.encode(), self._token.encode()):
            return 404, _("open the address that aligner review has printed, with all that stands behind the slash")
        return None


async def _refuse(send: Send, status: int, reason: str) -> None:
    body = reason.encode() + b"\n"
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    headers += [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
