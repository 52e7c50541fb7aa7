"""Find and run other programs that convert documents, with a time limit."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from aligner.errors import InputError
from aligner.interface import N_, _

DOCUMENT_TIMEOUT_SECONDS = 120
"""Time limit for one document in seconds; LibreOffice takes about 2 to 10."""


@dataclass(frozen=True, slots=True)
class Program:
    """An external program that converts documents.

    Attributes:
        name: name of the program, for messages.
        commands: names or paths of the executable, tried in this order.
        install: short installation instructions.
        reads: short description of the formats that need the program.
    """

    name: str
    commands: tuple[str, ...]
    install: str
    reads: str

    def find(self) -> str | None:
        """Return the path of the program; ``None`` if it is not installed."""
        return next((path for command in self.commands if (path := shutil.which(command)) is not None), None)

    def run(
        self,
        arguments: Sequence[str],
        path: str,
        *,
        content: bytes = b"",
        folder: Path | None = None,
        environment: Mapping[str, str] | None = None,
        seconds: float | None = None,
    ) -> bytes:
        """Run the program and return its standard output.

        Args:
            arguments: arguments of the program.
            path: path of the document, for messages.
            content: bytes for the standard input of the program.
            folder: working folder of the program.
            environment: environment variables in addition to those of this process.
            seconds: time limit; `DOCUMENT_TIMEOUT_SECONDS` if ``None``. At the limit, the program and
                its child processes are killed.

        Raises:
            InputError: the program is not installed, fails, or takes too long.
        """
        limit = DOCUMENT_TIMEOUT_SECONDS if seconds is None else seconds
        command = self.find()
        if command is None:
            raise InputError(
                _("needs {name}, which is not installed ({install})", name=self.name, install=self.install), path=path
            )
        try:
            # a new session, because LibreOffice is a script that starts another program
            process = subprocess.Popen(
                [command, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=folder,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        except OSError as error:
            raise InputError(
                _("{name} cannot be run ({reason})", name=self.name, reason=error.strerror), path=path
            ) from error
        try:
            output, errors = process.communicate(content, timeout=limit)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise InputError(
                _("{name} takes more than {limit:.0f} seconds: not read", name=self.name, limit=limit), path=path
            ) from error
        except BaseException:  # mainly Ctrl-C of the user
            _end(process)
            raise
        if process.returncode:
            lines = errors.decode("utf-8", "replace").strip().splitlines()
            reason = " ".join(lines)[:200] if lines else _("exit code {returncode}", returncode=process.returncode)
            raise InputError(_("{name} cannot read it: {reason}", name=self.name, reason=reason), path=path)
        return output


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and its child processes."""
    with suppress(OSError):
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    process.wait()


LIBREOFFICE = Program(
    "LibreOffice",
    (
        "soffice",
        "libreoffice",
        "/Applications/LibreOffice.app/Contents/MacOS/soffice",
        r"C:\Program Files\LibreOffice\program\soffice.com",
    ),
    "Debian, Ubuntu: apt-get install libreoffice; macOS: brew install --cask libreoffice; Windows: libreoffice.org",
    "RTF, .doc, .xls, .ppt, .wps, .pages",
)
PANDOC = Program(
    "pandoc",
    ("pandoc",),
    "Debian, Ubuntu: apt-get install pandoc; macOS: brew install pandoc; Windows: winget install pandoc",
    N_("LaTeX, Org, DocBook, FictionBook and other mark-up"),
)
PROGRAMS = (LIBREOFFICE, PANDOC)
"""All programs, for ``aligner doctor``."""
