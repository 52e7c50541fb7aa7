"""The state of the review server: it has no documents, is opening documents, or has one open review."""

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
"""A message, its side, and the number of the segment on that side."""
Check = Callable[[Bitext], Sequence[Finding]]
MAX_UPLOAD_BYTES = 256 << 20
"""Maximum size of an uploaded document."""
ABANDONED_AFTER_S = 60.0
"""After this time without a request all pages are considered closed; an open page sends one every few seconds."""


class Workspace:
    """The state of a review server, which can have one open review.

    Attributes:
        session: the open review; ``None`` until documents have been opened.
        folder: folder for the journals of uploaded documents.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        *,
        folder: Path,
        checker: Check | None = None,
        glossary: Glossary | None = None,
    ) -> None:
        """Create a workspace without documents.

        Args:
            settings: settings of alignments.
            folder: folder of the journals of uploaded documents.
            checker: function that returns the findings of the check; ``None`` for no check.
            glossary: a glossary whose terms the page highlights; ``None`` for no glossary.
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
        self._last_request = 0.0
        self._closing = False

    def embedder(self) -> Embedder:
        """Return the embedding model; the first call loads it."""
        with self._loading:
            if self._model is None:
                self._model = load_embedder(self._settings.embed.model)
            return self._model

    def open(self, source: Path, target: Path | None = None, folder: Path | None = None) -> None:
        """Open two documents, a bilingual document or an earlier result for review; return when it is ready.

        Raises:
            UsageError: a review is open or being opened.
            AlignerError: a file cannot be read; see `open_review`.
        """
        with self._lock:
            if self.session is not None or self._progress is not None:
                raise UsageError(_("a review is open already: end it, or start another one with aligner review"))
            self._progress, self._error = ("reading", 0.0), ""
        gc.disable()  # opening creates millions of objects, none of them garbage
        try:
            model = None if target is None and holds_pairs(source) else self.embedder()
            opened = open_review(source, target, self._settings, folder=folder, embedder=model, progress=self._report)
            self.session = Session(opened, self.embedder, self._settings, self._term_finder(opened))
            threading.Thread(target=self.embedder, daemon=True).start()  # so that the first proposal does not wait
            gc.freeze()  # these millions of objects stay; collecting them would delay the response to a key
        finally:
            gc.enable()
            self._progress = None

    def _term_finder(self, opened: Opened) -> TermFinder | None:
        if self._glossary is None:
            return None
        find_terms = Checker(self._glossary).rendered
        if precedes(opened.journal.review.base.target.language, opened.journal.review.base.source.language):
            return find_terms
        return lambda source, target: [(chinese, english) for english, chinese in find_terms(target, source)]

    def open_in_background(self, source: Path, target: Path | None, folder: Path) -> None:
        """Open documents in a thread; meanwhile `state` returns the progress and, if it fails, the error."""

        def open_documents() -> None:
            try:
                self.open(source, target, folder)
            except AlignerError as error:
                self._error = str(error).replace(f"{self._uploads.name}/", "")

        threading.Thread(target=open_documents, daemon=True).start()

    def _report(self, stage: str, share: float) -> None:
        self._progress = (stage, share)

    def upload_path(self, name: str) -> Path:
        """Return the path where an uploaded file is stored.

        Raises:
            UsageError: the name is no valid file name.
        """
        plain = Path(name.replace("\\", "/")).name
        if not plain or plain in {".", ".."} or "\0" in plain or len(plain.encode()) > 200:
            raise UsageError(_("this is no file name"))
        return Path(self._uploads.name) / plain

    def state(self) -> dict[str, Any]:
        """Return the state of the server as JSON: that of the open review, or the progress of opening documents.

        Pages request it regularly. The time of the request is recorded, as a sign that a page is open.
        """
        self._last_request, self._closing = time.monotonic(), False
        if self.session is not None:
            return {"open": True, **self.session.state()}
        stage, share = self._progress or ("", 0.0)
        return {"open": False, "stage": stage, "share": round(share, 3), "error": self._error}

    def page_closes(self) -> None:
        """Record that a page was closed, so that the server stops soon unless another open page sends a request."""
        self._closing = True

    def is_abandoned(self) -> bool:
        """Return whether all pages are probably closed: a page was open, but none has sent a request for some time."""
        if not self._last_request or self._progress is not None:
            return False
        limit = ABANDONED_AFTER_S / 4 if self._closing else ABANDONED_AFTER_S
        return time.monotonic() - self._last_request > limit

    def findings(self) -> list[dict[str, Any]]:
        """Return the findings of the automatic check, each with its message and the number of its row.

        Raises:
            UsageError: no review is open, or there is no check.
        """
        if self.session is None or self._checker is None:
            raise UsageError(_("there is nothing to check"))
        bitext = self.session.bitext
        rows: dict[tuple[str, int], int] = {}
        for number, bead in enumerate(bitext.beads):
            rows |= {("source", segment): number for segment in bead.source}
            rows |= {("target", segment): number for segment in bead.target}
        return [
            {"row": rows[side, segment], "message": message}
            for message, side, segment in self._checker(bitext)
            if (side, segment) in rows
        ]

    def tick(self) -> None:
        """Do the periodic work while the user is idle: write the result file, and adapt the model to confirmed rows."""
        if self.session is not None:
            self.session.save_when_idle()
            self.session.adapt_when_idle()

    def close(self) -> None:
        """Write the result file, close the review, and remove the uploaded documents."""
        if self.session is not None:
            self.session.close()
        with suppress(OSError):
            self._uploads.cleanup()
