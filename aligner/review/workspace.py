"""What the server works on: no documents yet, documents that are being aligned, or one review."""

from __future__ import annotations

import gc
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aligner.bitext import Bitext
from aligner.embedders import load_embedder
from aligner.errors import AlignerError, UsageError
from aligner.glossary.check import Checker
from aligner.glossary.values import Glossary
from aligner.interface import _
from aligner.languages import precedes
from aligner.review.opening import Opened, holds_pairs, open_review
from aligner.review.session import Session
from aligner.review.views import TermFinder
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

Finding = tuple[str, str, int]
"""A message, the side it is about, and the number of the segment there."""
Check = Callable[[Bitext], Sequence[Finding]]
LARGEST_UPLOAD = 256 << 20
"""Bytes of a document that a page may hand over."""
ABANDONED = 60.0
"""Seconds without a word from any page after which nobody is there any more; a page reports every few seconds."""


class Workspace:
    """The one document set of a server.

    Attributes:
        session: the review, once there is one.
        folder: where documents that a page hands over have their journals.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        folder: Path,
        checker: Check | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        """Begin without documents.

        Args:
            settings: of alignments.
            folder: where documents that a page hands over have their journals.
            checker: gives the findings of the check.
            glossary: whose terms the page marks.
        """
        self.session: Session | None = None
        self.folder = folder
        self._settings = settings or Settings()
        self._checker = checker
        self._glossary = glossary
        self._model: Embedder | None = None
        self._lock = threading.Lock()
        self._loading = threading.Lock()
        self._progress: tuple[str, float] | None = None
        self._error = ""
        self._uploads = tempfile.TemporaryDirectory(prefix="aligner-review-")
        self._seen = 0.0
        self._closing = False

    def embedder(self) -> Embedder:
        """Return the model, loaded when it is first asked for."""
        with self._loading:
            if self._model is None:
                self._model = load_embedder(self._settings.embed.model)
            return self._model

    def open(self, source: Path, target: Path | None = None, folder: Path | None = None) -> None:
        """Open documents or an earlier result.

        Raises:
            UsageError: there is a review already, or one is being opened.
            AlignerError: a file cannot be read; see `open_review`.
        """
        with self._lock:
            if self.session is not None or self._progress is not None:
                raise UsageError(_("a review is open already: end it, or start another one with aligner review"))
            self._progress, self._error = ("reading", 0.0), ""
        gc.disable()  # millions of new values, none of them garbage
        try:
            model = None if target is None and holds_pairs(source) else self.embedder()
            opened = open_review(source, target, self._settings, folder=folder, embedder=model, progress=self._report)
            self.session = Session(opened, self.embedder, self._settings, self._term_finder(opened))
            threading.Thread(target=self.embedder, daemon=True).start()  # the first proposal need not wait for it
            gc.freeze()  # millions of values that stay: looking them through would hold keys up
        finally:
            gc.enable()
            self._progress = None

    def _term_finder(self, opened: Opened) -> TermFinder | None:
        if self._glossary is None:
            return None
        rendered = Checker(self._glossary).rendered
        if precedes(opened.journal.review.base.target.language, opened.journal.review.base.source.language):
            return rendered
        return lambda source, target: [(chinese, english) for english, chinese in rendered(target, source)]

    def open_in_background(self, source: Path, target: Path | None, folder: Path) -> None:
        """Open documents while pages ask how far it is; what goes wrong they are told."""

        def work() -> None:
            try:
                self.open(source, target, folder)
            except AlignerError as error:
                self._error = str(error).replace(f"{self._uploads.name}/", "")

        threading.Thread(target=work, daemon=True).start()

    def _report(self, stage: str, share: float) -> None:
        self._progress = (stage, share)

    def upload_place(self, name: str) -> Path:
        """Return where a document that a page hands over is kept.

        Raises:
            UsageError: this is no name of a file.
        """
        plain = Path(name.replace("\\", "/")).name
        if not plain or plain in {".", ".."} or "\0" in plain or len(plain.encode()) > 200:
            raise UsageError(_("this is no file name"))
        return Path(self._uploads.name) / plain

    def state(self) -> dict[str, Any]:
        """Return what a page must know; being asked tells that a page is there."""
        self._seen, self._closing = time.monotonic(), False
        if self.session is not None:
            return {"open": True, **self.session.state()}
        stage, share = self._progress or ("", 0.0)
        return {"open": False, "stage": stage, "share": round(share, 3), "error": self._error}

    def page_closes(self) -> None:
        """A page says good-bye; another one that is open will report soon."""
        self._closing = True

    def is_abandoned(self) -> bool:
        """Whether pages have been there, and the last one has been gone for a while."""
        if not self._seen or self._progress is not None:
            return False
        return time.monotonic() - self._seen > (ABANDONED / 4 if self._closing else ABANDONED)

    def findings(self) -> list[dict[str, Any]]:
        """Return what the check finds, by row.

        Raises:
            UsageError: there is no review, or no check.
        """
        if self.session is None or self._checker is None:
            raise UsageError(_("there is nothing to check"))
        bitext = self.session.bitext
        rows: dict[tuple[str, int], int] = {}
        for number, bead in enumerate(bitext.beads):
            rows |= {("source", segment): number for segment in bead.source}
            rows |= {("target", segment): number for segment in bead.target}
        found = self._checker(bitext)
        return [
            {"row": rows[side, segment], "message": message}
            for message, side, segment in found
            if (side, segment) in rows
        ]

    def tick(self) -> None:
        """Do what is to be done now and then: write the result, learn from what is confirmed."""
        if self.session is not None:
            self.session.save_when_quiet()
            self.session.learn_when_quiet()

    def close(self) -> None:
        """Write the result and remove what pages have handed over."""
        if self.session is not None:
            self.session.close()
        with suppress(OSError):
            self._uploads.cleanup()
