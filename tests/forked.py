"""Run ``python -m aligner`` in processes that begin with the program already imported.

`run` stands for `subprocess.run`. Each run is a process of its own, with its own arguments, folder, variables, streams
and exit code; but it is forked from a process that has imported the program and does nothing else. A new interpreter
spends half a second or more on imports, often more than the test itself. What an interpreter reads only when it
starts (``PYTHON...``, the locale) cannot be changed by a fork: such a run gets a new interpreter, as does each where
processes cannot be forked. All forks share one seed of hashes, so tests that compare two runs set ``PYTHONHASHSEED``.
"""

from __future__ import annotations

import atexit
import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AT_START = re.compile(r"PYTHON|LC_|LANG$|LANGUAGE$|TZ$|LD_|.*_CORETYPE$")
"""Variables that an interpreter or a library reads once, but for numbers of threads and the limits of memory that Dask
sets, which change no result."""
IMPORTED_LATE = (
    "concurrent.futures.process",
    "docx",
    "lxml.html",
    "numpy.ma",
    "openpyxl",
    "sqlite3",
    "threadpoolctl",
    "xlsxwriter",
)
"""Modules of others that functions of the program import."""


def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[Any]:
    """Run a command and capture what it prints; the options are those of `subprocess.run`."""
    check = options.pop("check", False)
    variables = dict(options.get("env") or os.environ)
    known = {"input", "stdin", "capture_output", "cwd", "env", "timeout", "text", "encoding"}
    is_program = command[:3] == [sys.executable, "-m", "aligner"] and options.get("capture_output")
    usual = options.keys() <= known and options.get("stdin") in (None, subprocess.DEVNULL)
    if not (is_program and usual and hasattr(os, "fork") and server().starts_like(variables)):
        return subprocess.run(command, check=check, **options)
    is_text, encoding = options.get("text") or options.get("encoding"), options.get("encoding") or "utf-8"
    given = options.get("input")
    code, out, err = server().run(
        command[3:],
        str(options.get("cwd") or Path.cwd()),
        variables,
        given.encode(encoding) if isinstance(given, str) else given,
        options.get("timeout"),
    )
    printed: list[Any] = [out, err]
    if is_text:
        printed = [each.decode(encoding).replace("\r\n", "\n") for each in printed]
    finished = subprocess.CompletedProcess(command, code, *printed)
    if check:
        finished.check_returncode()
    return finished


@cache
def server() -> Server:
    """Return the process from which the others are forked, after starting it."""
    return Server()


class Server:
    """The side of the tests."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        self.variables = dict(os.environ)
        command = [sys.executable, __file__, str(theirs.fileno())]
        with tempfile.TemporaryDirectory() as neutral:  # no folder of it gets on the path of modules
            # Python asks once, when it starts, whether its streams are pipes
            pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
            # the threads of a library wait for each other where the workers of pytest have all cores
            variables = {**self.variables, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
            self.process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=neutral, env=variables, **pipes)
            theirs.close()
            self.socket = ours
            self.pending = b""
            self.package = Path(self.answer()["package"])
        atexit.register(self.close)

    def close(self) -> None:
        """Let the process end."""
        self.socket.close()
        self.process.communicate()

    def answer(self, timeout: float | None = None) -> dict[str, Any]:
        """Return the next answer of the process."""
        self.socket.settimeout(timeout)
        while b"\n" not in self.pending:
            more = self.socket.recv(4096)
            if not more:
                raise RuntimeError(self.process.communicate()[1].decode())
            self.pending += more
        self.socket.settimeout(None)
        line, _, self.pending = self.pending.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def starts_like(self, variables: dict[str, str]) -> bool:
        """Tell whether an interpreter with these variables would start like that process did."""
        ours, theirs = ({k: v for k, v in each.items() if AT_START.match(k)} for each in (self.variables, variables))
        if theirs.get("PYTHONPATH") == str(ROOT) and self.package == ROOT / "aligner":
            theirs.pop("PYTHONPATH")
            ours.pop("PYTHONPATH", None)
        return ours == theirs

    def run(
        self, arguments: list[str], folder: str, variables: dict[str, str], given: bytes | None, timeout: float | None
    ) -> tuple[int, bytes, bytes]:
        """Run the program and return its exit code and what it printed."""
        inside, outside = (os.pipe() for _ in range(2)), os.pipe() if given is not None else None
        (out, out_end), (err, err_end) = inside
        stdin = outside[0] if outside else os.open(os.devnull, os.O_RDONLY)
        request = json.dumps({"arguments": arguments, "folder": folder, "variables": variables}).encode() + b"\n"
        ends = [stdin, out_end, err_end]
        socket.send_fds(self.socket, [b"\0"], ends)
        self.socket.sendall(request)
        for end in ends:
            os.close(end)
        printed: dict[int, bytes] = {}
        threads = [threading.Thread(target=_collect, args=(end, printed)) for end in (out, err)]
        if outside:
            threads.append(threading.Thread(target=_feed, args=(outside[1], given)))
        for thread in threads:
            thread.daemon = True
            thread.start()
        pid = self.answer()["pid"]
        try:
            code = self.answer(timeout)["code"]
        except TimeoutError:
            os.kill(pid, signal.SIGKILL)
            self.answer()
            raise subprocess.TimeoutExpired(arguments, timeout or 0) from None
        for thread in threads:
            thread.join()
        return code, printed[out], printed[err]


def _collect(end: int, printed: dict[int, bytes]) -> None:
    with os.fdopen(end, "rb") as stream:
        printed[end] = stream.read()


def _feed(end: int, given: bytes | None) -> None:
    try:
        with os.fdopen(end, "wb") as stream:
            stream.write(given or b"")
    except BrokenPipeError:
        pass


def serve(number: int) -> None:
    """Fork a process for each request, until the other side is closed. A fork returns and runs the program."""
    import gc
    import warnings

    connection = socket.socket(fileno=number)
    connection.sendall(json.dumps({"package": str(import_program())}).encode() + b"\n")
    gc.collect()
    gc.freeze()
    while True:
        first, ends, *_ = socket.recv_fds(connection, 1, 3)
        if not first:
            raise SystemExit
        with connection.makefile("rb") as stream:
            request = json.loads(stream.readline())
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # no thread of a library is in use
            pid = os.fork()
        if not pid:
            for target, end in enumerate(ends):
                os.dup2(end, target)
                os.close(end)
            connection.close()
            os.chdir(request["folder"])
            os.environ.clear()
            os.environ.update(request["variables"])
            sys.path[0] = request["folder"]
            sys.argv = ["aligner", *request["arguments"]]
            return
        for end in ends:
            os.close(end)
        connection.sendall(json.dumps({"pid": pid}).encode() + b"\n")
        code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        connection.sendall(json.dumps({"code": code}).encode() + b"\n")


def import_program() -> Path:
    """Import every module of the program and what it imports late, and return the folder of the package."""
    import importlib
    import pkgutil
    from contextlib import suppress

    import aligner
    from aligner.concordance.words import bundled_embedder
    from aligner.embedders import load_embedder
    from aligner.languages.chinese.phrases import cutter

    found = pkgutil.walk_packages(aligner.__path__, "aligner.", onerror=lambda _: None)
    names = [module.name for module in found if not module.name.endswith("__main__")]
    for name in (*names, *IMPORTED_LATE):
        with suppress(ImportError):  # an extra is not installed
            importlib.import_module(name)
    # a dictionary and a tokenizer that never change; the program loads them once in each process
    cutter()
    _ = load_embedder().tokenizer, bundled_embedder().tokenizer
    return Path(aligner.__path__[0])


def leave(codes: list[int]) -> None:
    """End a fork with its code, at the place where an interpreter begins to free what it holds.

    To free what the forks share would copy it first, which takes longer than many a run.
    """
    if codes:
        try:
            sys.stdout.flush()
            sys.stderr.flush()
        except (OSError, ValueError):  # the interpreter reports it
            return
        os._exit(codes[0])


def main() -> None:
    """Serve, and in a fork run the program."""
    import runpy

    codes: list[int] = []
    atexit.register(leave, codes)  # the first to be registered is the last to be called
    sys.path[0] = ""
    serve(int(sys.argv[1]))
    try:
        runpy.run_module("aligner", run_name="__main__", alter_sys=True)
    except SystemExit as ended:
        if isinstance(ended.code, int):
            codes.append(ended.code)
        raise


if __name__ == "__main__":
    main()
