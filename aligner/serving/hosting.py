"""Run a web server on 127.0.0.1 until Ctrl-C, or until all its pages have been closed for some time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import Protocol

import uvicorn

from aligner.errors import UsageError
from aligner.interface import _
from aligner.serving.guard import App, Guard, new_token

HOST = "127.0.0.1"
TICK_S = 1.0
"""Interval at which the content of the page does its periodic work, and the server checks whether a page is open."""


class Content(Protocol):
    """The interface of the data behind a page, with the work to do while the page is open."""

    def tick(self) -> None:
        """Do the periodic work, such as saving changes; the server calls this at regular intervals."""

    def is_abandoned(self) -> bool:
        """Return whether pages were opened and all of them have been closed for some time."""

    def close(self) -> None:
        """Save the data behind the page, and close its files."""


class PageHost:
    """A web server for the page of one command, bound to a port of 127.0.0.1.

    Attributes:
        address: URL of the page, with the token.
    """

    def __init__(self, application: App, content: Content, port: int = 0) -> None:
        """Bind the server to a port.

        Args:
            application: the application that answers the requests accepted by the guard.
            content: the data behind the page, which `run` saves and closes at the end.
            port: the number of the port; 0 selects a free port.

        Raises:
            UsageError: the port is in use or not allowed.
        """
        # asyncio disables Nagle's algorithm only if the protocol is given. Otherwise each response waits 40 ms until
        # the page has acknowledged the headers.
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
            self._socket.listen()  # before the address is printed
        except OSError as error:
            self._socket.close()
            raise UsageError(
                _("port {port} cannot be used: {reason}; choose another one", port=port, reason=error.strerror or error)
            ) from error
        token = new_token()
        self._content = content
        self.address = f"http://{HOST}:{self._socket.getsockname()[1]}/{token}/"
        config = uvicorn.Config(
            Guard(application, token),
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)

    def run(self, *, until_abandoned: bool = True, ready: Callable[[], None] = lambda: None) -> None:
        """Answer requests until the server is stopped, then save and close the data behind the page.

        Args:
            until_abandoned: whether to stop the server when all pages have been closed for some time.
            ready: a function that is called once, when the server accepts requests.
        """
        ended = threading.Event()

        def watch() -> None:
            ready()
            while not ended.wait(TICK_S):
                self._content.tick()
                if until_abandoned and self._content.is_abandoned():
                    self._server.should_exit = True

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            ended.set()
            watcher.join(timeout=5)
            self._socket.close()
            self._content.close()

    def stop(self) -> None:
        """Ask the server to end; `run` returns shortly after."""
        self._server.should_exit = True
