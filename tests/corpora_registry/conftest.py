"""A local HTTP server with configurable faults."""

import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest


@dataclass
class Behaviour:
    """The configuration and the log of the server.

    Attributes:
        content: content of its only file.
        version: ETag of the file; empty for none.
        breaks_after: number of bytes after which each connection is closed; 0: never.
        breaks_left: number of connections to close; -1: all.
        takes_ranges: whether the server supports range requests.
        wrong_range: whether the answer to a range request begins one byte late.
        statuses: HTTP statuses for the first requests.
        has_length: whether to send Content-Length.
        requests: the Range header of each request; empty if it had none.
    """

    content: bytes = b""
    version: str = '"1"'
    breaks_after: int = 0
    breaks_left: int = -1
    takes_ranges: bool = True
    wrong_range: bool = False
    statuses: list[int] = field(default_factory=list)
    has_length: bool = True
    requests: list[str] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        told = self.server.behaviour
        told.requests.append(self.headers.get("Range", ""))
        if told.statuses:
            self.send_error(told.statuses.pop(0))
            return
        start = self._start(told)
        if start is None:
            return
        body = told.content[start:]
        if told.has_length:
            self.send_header("Content-Length", str(len(body)))
        if told.version:
            self.send_header("ETag", told.version)
        self.end_headers()
        if told.breaks_after and told.breaks_left and len(body) > told.breaks_after:
            told.breaks_left -= 1
            body = body[: told.breaks_after]
        self.wfile.write(body)
        self.close_connection = True

    def _start(self, told):
        """Send the status and return the offset of the first byte to send; ``None`` if there is no content."""
        asked = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        same = self.headers.get("If-Range", told.version) == told.version
        if not asked or not told.takes_ranges or not same:
            self.send_response(200)
            return 0
        start = int(asked[1]) + told.wrong_range
        if start >= len(told.content):
            self.send_response(416)
            self.send_header("Content-Range", f"bytes */{len(told.content)}")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return None
        self.send_response(206)
        self.send_header("Content-Range", f"bytes {start}-{len(told.content) - 1}/{len(told.content)}")
        return start

    def log_message(self, *arguments):
        """Say nothing."""


@pytest.fixture
def server(monkeypatch):
    """Return a running server; ``behaviour`` has its faults, ``address`` is the URL of its file."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.behaviour = Behaviour(content=bytes(range(256)) * 2000)
    running.address = f"http://127.0.0.1:{running.server_address[1]}/corpus.bin"
    thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()
