"""Run the server on 127.0.0.1 until Ctrl-C, or until the last page has been closed for some time."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn

from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.application import application
from aligner.review.guard import Guard, new_token
from aligner.review.workspace import Workspace

HOST = "127.0.0.1"
TICK_S = 1.0
"""Interval at which the workspace saves, and the server checks whether a page is open."""


class Host:
    """A server that is bound to a port.

    Attributes:
        address: URL of the page, with the token.
    """

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        """Bind the port; 0 takes a free one.

        Raises:
            UsageError: the port is taken or not allowed.
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
        self._workspace = workspace
        self.address = f"http://{HOST}:{self._socket.getsockname()[1]}/{token}/"
        config = uvicorn.Config(
            Guard(application(workspace), token),
            log_level="error",
            access_log=False,
            server_header=False,
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
        )
        self._server = uvicorn.Server(config)

    def run(self, *, until_abandoned: bool = True, ready: Callable[[], None] = lambda: None) -> None:
        """Serve until the server is stopped, then save and close the review.

        Args:
            until_abandoned: whether to end when the last page has been closed for some time.
            ready: called once, when the server accepts requests.
        """
        ended = threading.Event()

        def watch() -> None:
            ready()
            while not ended.wait(TICK_S):
                self._workspace.tick()
                if until_abandoned and self._workspace.is_abandoned():
                    self._server.should_exit = True

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            ended.set()
            watcher.join(timeout=5)
            self._socket.close()
            self._workspace.close()

    def stop(self) -> None:
        """Ask the server to end; `run` returns shortly after."""
        self._server.should_exit = True
