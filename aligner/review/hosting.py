"""Runs the server: on 127.0.0.1 only, until Ctrl-C or until the last page has been closed for a while."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable

import uvicorn

from aligner.errors import UsageError
from aligner.interface import _
from aligner.review.api import application
from aligner.review.guard import Guard, new_token
from aligner.review.workspace import Workspace

HOST = "127.0.0.1"
PULSE = 1.0
"""Seconds between two looks at whether somebody is still there."""


class Host:
    """A server that is bound to a port.

    Attributes:
        address: of the page, with the token.
    """

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        """Bind the port; 0 takes a free one.

        Raises:
            UsageError: the port is taken or not allowed.
        """
        # asyncio sends small packets at once only where the protocol is named; else each answer waits 40 ms for the
        # page's acknowledgement of its headers
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            self._socket.bind((HOST, port))
            self._socket.listen()  # before anybody is told the address
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
        """Serve until somebody ends it; what is open is saved and closed.

        Args:
            until_abandoned: end when the last page has been gone for a while.
            ready: called once, when pages can be asked for.
        """
        over = threading.Event()

        def watch() -> None:
            ready()
            while not over.wait(PULSE):
                self._workspace.tick()
                if until_abandoned and self._workspace.is_abandoned():
                    self._server.should_exit = True

        watcher = threading.Thread(target=watch, daemon=True)
        watcher.start()
        try:
            self._server.run(sockets=[self._socket])
        finally:
            over.set()
            watcher.join(timeout=5)
            self._socket.close()
            self._workspace.close()

    def stop(self) -> None:
        """Make `run` return soon."""
        self._server.should_exit = True
