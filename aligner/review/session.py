"""An open review: its journal, the proposals of the aligner, and the result file, which is kept up to date.

The server calls it from several threads. A lock serialises the calls.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from aligner.bitext import Bitext
from aligner.errors import AlignerError, UsageError
from aligner.formats.merge import sure_pairs, without_rejected
from aligner.formats.review_state import is_approved
from aligner.interface import _
from aligner.review.history import Review
from aligner.review.merging import merge_reviews
from aligner.review.opening import Opened
from aligner.review.operations import Operation
from aligner.review.paths import Hunk, Proposer
from aligner.review.realigning import MIN_ADAPTATION_ROWS, Realigner
from aligner.review.row_json import row_to_json
from aligner.review.rows import Row, bitext_of
from aligner.review.views import Filter, TermFinder, Views, replacements
from aligner.review.word_links import CONTEXT_ROWS, word_links
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

SAVE_IDLE_S = 2.0
"""The result is written after this time without an operation."""
SAVE_IDLE_S_PER_ROW = 0.0002
"""Additional time for each row: writing a long result delays the response to keys."""
MAX_PREVIEWED = 100
"""Number of replacements that a preview shows."""
ADAPT_IDLE_S = 5.0
"""The embedder adapts to confirmed rows after this time without an operation, for at most the same time."""
ALL, CONFIRMED, SURE = "all", "confirmed", "sure"


class StaleError(UsageError):
    """The rows have changed since the page loaded them, for example on another page; it must load them again."""


class Session:
    """An open review on the server: it applies operations, proposes changes and saves the result.

    Attributes:
        opened: the journal of the operations, and the path of the result file.
        remarks: messages for the user about the files.
    """

    def __init__(
        self,
        opened: Opened,
        embedder: Callable[[], Embedder],
        settings: Settings,
        terms: TermFinder | None = None,
    ) -> None:
        """Create a session; the model is loaded only when it is needed.

        Args:
            opened: the journal and its result file.
            embedder: function that returns the model.
            settings: settings of the model and of the search.
            terms: function that finds the terms of a glossary in two texts; ``None`` if there is no
                glossary.
        """
        self.opened = opened
        self.remarks = list(opened.remarks)
        self.review = opened.journal.review
        self.views = Views(self.review, terms)
        self._embedder = embedder
        self._settings, self._model = settings.align, settings.embed.model
        self._lock = threading.RLock()
        self._proposals: tuple[int, list[Hunk]] = (-1, [])
        self._last_operation = 0.0
        self._saved_revision = -1
        self._realigner: Realigner | None = None
        self._aligning = threading.Lock()
        self._prepared_revision = -1

    @property
    def bitext(self) -> Bitext:
        """The current rows as a bitext."""
        with self._lock:
            return self.review.bitext()

    def state(self) -> dict[str, Any]:
        """Return the state of the review as JSON: revision, numbers of rows by kind, names of files, remarks."""
        with self._lock:
            base, review = self.review.base, self.review
            return {
                "revision": review.revision,
                "undo": review.can_undo,
                "redo": review.can_redo,
                "totals": self.views.totals(),
                "names": [base.source.name, base.target.name],
                "languages": [base.source.language, base.target.language],
                "journal": str(self.opened.journal.path),
                "result": str(self.opened.result),
                "vanished": not self.opened.journal.is_in_place(),
                "remarks": self.remarks,
            }

    def window(self, start: int, count: int, chosen: Filter) -> dict[str, Any]:
        """Return consecutive rows of those that a filter selects, as JSON for the page; see `Views.window`."""
        with self._lock:
            return {"revision": self.review.revision, **self.views.window(start, count, chosen)}

    def do(self, operation: Operation, revision: int) -> dict[str, Any]:
        """Apply an operation; return the number of its first row, and how many rows it removed and inserted.

        Args:
            operation: see `aligner.review.operations`. ``split`` may have ``choice`` instead of the
                numbers of sentences: 0 for the best place, 1 for the next best, and so on.
            revision: the revision of the rows that the page shows.

        Raises:
            StaleError: another page has changed the rows since then.
            UsageError: the operation cannot be applied to the rows.
            OutputError: the disk is full.
        """
        with self._lock:
            self._check_revision(revision)
            splice = self.opened.journal.do(self._resolve(operation))
            self.views.update(splice)
            self._last_operation = time.monotonic()
            return {
                "revision": self.review.revision,
                "first": splice.start,
                "removed": len(splice.before),
                "inserted": len(splice.after),
            }

    def _check_revision(self, revision: int) -> None:
        if revision != self.review.revision:
            raise StaleError(_("the rows have changed on another page: look again"))

    def _resolve(self, operation: Operation) -> Operation:
        """Return a ``split`` operation with numbers of sentences in place of ``choice``, the rank of a proposed split.

        The numbers are those of the source and target sentences in the first new row. Other operations
        are returned unchanged.
        """
        if operation.get("do") != "split" or "choice" not in operation:
            return operation
        row = int(operation.get("row", -1))
        ways = self._proposer().best_splits(self._row(row))
        if not ways:
            raise UsageError(_("the row has one sentence on a side, so it cannot be split: cut the sentence first"))
        source, target = ways[int(operation["choice"]) % len(ways)]
        return {"do": "split", "row": row, "source": source, "target": target}

    def realign(self, row: int, *, everything: bool) -> list[dict[str, Any]]:
        """Align rows again that no person has confirmed or rejected; return the changes as proposals.

        If ``everything`` is true, all such rows are aligned again. Otherwise the range begins at
        ``row`` and ends before the next row that a person has confirmed or rejected.
        """
        with self._lock:
            rows = self.review.rows
            end = len(rows)
            if not everything:
                end = next((number for number in range(row, end) if rows[number].is_settled), end)
            with self._aligning:
                return self._offer(self._get_realigner().realigned(rows, 0 if everything else row, end))

    def next_best(self, row: int) -> list[dict[str, Any]]:
        """Return other good alignments of the sentences around a row, the best one first, as proposals."""
        with self._lock:
            self._row(row)
            return self._offer(self._proposer().next_best(self.review.rows, row))

    def links(self, row: int) -> list[list[list[int]]]:
        """Return the word links of a row: which source word translates which target word.

        Each link is a pair of ``[at, start, end]``, for the source word and the target word; see
        `Word`.
        """
        with self._lock:
            self._row(row)
            first = max(0, row - CONTEXT_ROWS)
            near = self.review.rows[first : row + CONTEXT_ROWS + 1]
        links = word_links(near, row - first, self.review.base, self._model)
        return [[list(word) for word in link] for link in links]

    def _row(self, number: int) -> Row:
        if not 0 <= number < len(self.review.rows):
            raise UsageError(_("there is no row {number}", number=number))
        return self.review.rows[number]

    def accept(self, choices: Sequence[int], revision: int) -> dict[str, Any]:
        """Apply some of the proposed changes, given by their numbers in the last list of proposals.

        Raises:
            StaleError: the rows have changed since the list was made, or there is no such proposal.
        """
        with self._lock:
            self._check_revision(revision)
            offered, hunks = self._proposals
            if offered != revision or not choices or not all(0 <= number < len(hunks) for number in choices):
                raise StaleError(_("this offer is no longer there: ask again"))
            documents = self.review.documents
            chosen = [hunks[number] for number in sorted(set(choices))]
            records = [[row, count, [row_to_json(each, documents) for each in new]] for row, count, new in chosen]
            return self.do({"do": "put", "hunks": records}, revision)

    def merge(self, theirs: Review) -> dict[str, Any]:
        """Apply the changes that only the other person made, and count the rows on which both agree.

        Where the two persons made different changes, those of the other person are returned as
        proposals.

        Raises:
            UsageError: the two reviews are of different alignments.
        """
        with self._lock:
            result = merge_reviews(self.review, theirs)
            documents = self.review.documents
            taken = [[row, count, [row_to_json(each, documents) for each in new]] for row, count, new in result.taken]
            if taken:
                self.do({"do": "put", "hunks": taken}, self.review.revision)
                result = merge_reviews(self.review, theirs)
            disputed = self._offer(result.disputed)
            return {"taken": len(taken), "agreed": result.agreed, "disputed": disputed}

    def _offer(self, hunks: list[Hunk]) -> list[dict[str, Any]]:
        """Store changes as the current proposals, which `accept` can apply, and return them as JSON."""
        self._proposals = (self.review.revision, hunks)
        content = self.views.content
        return [
            {
                "row": row,
                "count": count,
                "old": [content(each) for each in self.review.rows[row : row + count]],
                "new": [content(each) for each in new],
            }
            for row, count, new in hunks
        ]

    def replace(self, arguments: dict[str, Any], revision: int, *, apply: bool) -> dict[str, Any]:
        """Replace text in all sentences if ``apply`` is true; otherwise return a preview of the changes."""
        with self._lock:
            texts = replacements(
                self.review,
                str(arguments.get("side", "")),
                str(arguments.get("query", "")),
                str(arguments.get("replacement", "")),
                is_pattern=bool(arguments.get("is_pattern")),
                ignore_case=bool(arguments.get("ignore_case", True)),
            )
            if apply:
                return self.do({"do": "edit", "texts": texts}, revision)
            shown = []
            for row, side, at, text in texts[:MAX_PREVIEWED]:
                old = getattr(self.review.rows[row], side)[at].text
                shown.append({"row": row, "side": side, "old": old[:400], "new": text[:400]})
            return {"count": len(texts), "shown": shown}

    def selected(self, which: str, least: float) -> Bitext:
        """Return a bitext with the pairs to export, without pairs that a person rejected.

        Args:
            which: ``all``, ``confirmed`` or ``sure``. A pair is sure if a person made or confirmed it, or
                if its confidence is at least ``least``.
            least: minimum confidence, 0 to 1.

        Raises:
            UsageError: ``which`` has another value.
        """
        if which not in {ALL, CONFIRMED, SURE}:
            raise UsageError(_("there is no choice {which!r}: say all, confirmed or sure", which=which))
        bitext, _unused = without_rejected(self.bitext)
        if which == CONFIRMED:
            return replace(bitext, beads=tuple(bead for bead in bitext.beads if is_approved(bead)))
        return bitext if which == ALL else sure_pairs(bitext, least)

    def save_when_idle(self, *, now: bool = False) -> None:
        """Write the result file if the rows have changed and the user has made no operation for some time.

        If ``now`` is true, the time since the last operation does not matter.
        """
        with self._lock:
            review = self.review
            revision, rows = review.revision, review.rows[:]
        if revision == self._saved_revision or not (now or self._is_idle(len(rows))):
            return
        try:  # without the lock, so that operations do not wait
            self.opened.save(bitext_of(rows, review.base), self._lock)
        except AlignerError as error:
            if str(error) not in self.remarks:
                self.remarks.append(str(error))
            return
        self._saved_revision = revision

    def _is_idle(self, rows: int) -> bool:
        idle_s = SAVE_IDLE_S + rows * SAVE_IDLE_S_PER_ROW
        return bool(self._last_operation) and time.monotonic() - self._last_operation >= idle_s

    def close(self) -> None:
        """Write the result file and close the journal."""
        self.save_when_idle(now=True)
        self.opened.journal.close()

    def adapt_when_idle(self) -> None:
        """Adapt the model to the confirmed rows while the user is idle, and align uncertain rows again with it.

        The work stops at the next operation of the user.
        """
        revision, started = self.review.revision, time.monotonic()
        idle_s = started - self._last_operation
        if revision == self._prepared_revision or idle_s < ADAPT_IDLE_S or not self._last_operation:
            return
        if self._realigner is None and not any(bead.confidence for bead in self.review.base.beads):
            return  # the realigner would align the whole text first, which the user has not asked for
        if self.review.summary.counts()["confirmed"] < MIN_ADAPTATION_ROWS:
            return
        realigner = self._get_realigner()
        with self._lock:
            rows = self.review.rows[:]
        more = True
        while more and self.review.revision == revision and time.monotonic() - started < ADAPT_IDLE_S:
            with self._aligning:
                more = realigner.prepare(rows)
        if not more:
            self._prepared_revision = revision

    def _get_realigner(self) -> Realigner:
        if self._realigner is None:
            self._realigner = Realigner(self.review.base, self._embedder(), self._settings)
        return self._realigner

    def _proposer(self) -> Proposer:
        base = self.review.base
        embedder = self._realigner.embedder if self._realigner else self._embedder()
        return Proposer(embedder, self._settings, (base.source.language, base.target.language))
