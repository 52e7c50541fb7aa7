"""One review at work: the journal, what the aligner proposes, and the result that is kept up to date beside it.

The server calls it from several threads; one lock lets one of them at it at a time.
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
from aligner.review.merging import merged
from aligner.review.opening import Opened
from aligner.review.operations import Operation, written
from aligner.review.paths import Hunk, Proposer
from aligner.review.realigning import FEWEST_LEARNT, Realigner
from aligner.review.rows import Row, bitext_of
from aligner.review.views import Filter, TermFinder, Views, replacements
from aligner.review.word_links import AROUND, word_links
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

QUIET, QUIET_A_ROW = 2.0, 0.0002
"""Seconds without an operation after which the result is written, and how many more a row: writing takes the processor
from the keys."""
PREVIEWED = 100
"""Replacements that are shown before they are done."""
LEARNING = 5.0
"""Seconds without an operation after which what was confirmed is learnt from, and for how long at a time."""
ALL, CONFIRMED, SURE = "all", "confirmed", "sure"


class StaleError(UsageError):
    """The rows have changed since a page last saw them: it must look again."""


class Session:
    """A review at work.

    Attributes:
        opened: the journal and its result.
        remarks: what the user should know.
    """

    def __init__(
        self,
        opened: Opened,
        embedder: Callable[[], Embedder],
        settings: Settings,
        terms: TermFinder | None = None,
    ) -> None:
        """Begin to work.

        Args:
            opened: the journal and its result.
            embedder: gives the model when it is first needed.
            settings: of the model and of the search.
            terms: finds the terms of a glossary in two texts.
        """
        self.opened = opened
        self.remarks = list(opened.remarks)
        self.review = opened.journal.review
        self.views = Views(self.review, terms)
        self._embedder = embedder
        self._settings, self._model = settings.align, settings.embed.model
        self._lock = threading.RLock()
        self._proposals: tuple[int, list[Hunk]] = (-1, [])
        self._changed = 0.0
        self._saved_revision = -1
        self._realigner: Realigner | None = None
        self._aligning = threading.Lock()
        self._prepared_revision = -1

    @property
    def bitext(self) -> Bitext:
        """The bitext as it stands."""
        with self._lock:
            return self.review.bitext()

    def state(self) -> dict[str, Any]:
        """Return what a page must know beyond rows."""
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
        """Return rows; see `Views.window`."""
        with self._lock:
            return {"revision": self.review.revision, **self.views.window(start, count, chosen)}

    def do(self, operation: Operation, revision: int) -> dict[str, Any]:
        """Carry an operation out and return which rows gave way to how many.

        Args:
            operation: see `aligner.review.operations`; ``split`` with ``choice`` in place of the sizes takes the best
                place, or the next best.
            revision: that the page has seen.

        Raises:
            StaleError: another page has changed the rows since.
            UsageError: the operation does not fit.
            OutputError: the disk is full.
        """
        with self._lock:
            self._check(revision)
            splice = self.opened.journal.do(self._resolved(operation))
            self.views.spliced(splice)
            self._changed = time.monotonic()
            return {
                "revision": self.review.revision,
                "first": splice.start,
                "removed": len(splice.before),
                "inserted": len(splice.after),
            }

    def _check(self, revision: int) -> None:
        if revision != self.review.revision:
            raise StaleError(_("the rows have changed on another page: look again"))

    def _resolved(self, operation: Operation) -> Operation:
        if operation.get("do") != "split" or "choice" not in operation:
            return operation
        row = int(operation.get("row", -1))
        ways = self._proposer().best_splits(self._row(row))
        if not ways:
            raise UsageError(_("the row has one sentence on a side, so it cannot be split: cut the sentence first"))
        source, target = ways[int(operation["choice"]) % len(ways)]
        return {"do": "split", "row": row, "source": source, "target": target}

    def realign(self, row: int, *, everything: bool) -> list[dict[str, Any]]:
        """Return what aligning again would change: from a row to the next settled one, or everywhere."""
        with self._lock:
            rows = self.review.rows
            end = len(rows)
            if not everything:
                end = next((number for number in range(row, end) if rows[number].is_settled), end)
            with self._aligning:
                return self._offered(self._aligner().realigned(rows, 0 if everything else row, end))

    def next_best(self, row: int) -> list[dict[str, Any]]:
        """Return the next best paths of the stretch around a row."""
        with self._lock:
            self._row(row)
            return self._offered(self._proposer().next_best(self.review.rows, row))

    def links(self, row: int) -> list[list[list[int]]]:
        """Return which words of a row translate each other: place in the row, start and end, of source and target."""
        with self._lock:
            self._row(row)
            first = max(0, row - AROUND)
            near = self.review.rows[first : row + AROUND + 1]
        links = word_links(near, row - first, self.review.base, self._model)
        return [[list(word) for word in link] for link in links]

    def _row(self, number: int) -> Row:
        if not 0 <= number < len(self.review.rows):
            raise UsageError(_("there is no row {number}", number=number))
        return self.review.rows[number]

    def accept(self, choices: Sequence[int], revision: int) -> dict[str, Any]:
        """Take what was offered last: some of the hunks, in their order."""
        with self._lock:
            self._check(revision)
            offered, hunks = self._proposals
            if offered != revision or not choices or not all(0 <= number < len(hunks) for number in choices):
                raise StaleError(_("this offer is no longer there: ask again"))
            documents = self.review.documents
            chosen = [hunks[number] for number in sorted(set(choices))]
            records = [[row, count, [written(each, documents) for each in new]] for row, count, new in chosen]
            return self.do({"do": "put", "hunks": records}, revision)

    def merge(self, theirs: Review) -> dict[str, Any]:
        """Take what only another person has changed, and offer what both have changed differently.

        Raises:
            UsageError: the other review began with another alignment.
        """
        with self._lock:
            result = merged(self.review, theirs)
            documents = self.review.documents
            taken = [[row, count, [written(each, documents) for each in new]] for row, count, new in result.taken]
            if taken:
                self.do({"do": "put", "hunks": taken}, self.review.revision)
                result = merged(self.review, theirs)
            disputed = self._offered(result.disputed)
            return {"taken": len(taken), "agreed": result.agreed, "disputed": disputed}

    def _offered(self, hunks: list[Hunk]) -> list[dict[str, Any]]:
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
        """Show what find and replace would change, or do it."""
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
            for row, side, at, text in texts[:PREVIEWED]:
                old = getattr(self.review.rows[row], side)[at].text
                shown.append({"row": row, "side": side, "old": old[:400], "new": text[:400]})
            return {"count": len(texts), "shown": shown}

    def selected(self, which: str, least: float) -> Bitext:
        """Return the pairs to export: never those that a person rejected.

        Args:
            which: ``all``, ``confirmed``, or ``sure``: confirmed, or a person's, or from a confidence on.
            least: that confidence.
        """
        if which not in {ALL, CONFIRMED, SURE}:
            raise UsageError(_("there is no choice {which!r}: say all, confirmed or sure", which=which))
        bitext, _unused = without_rejected(self.bitext)
        if which == CONFIRMED:
            return replace(bitext, beads=tuple(bead for bead in bitext.beads if is_approved(bead)))
        return bitext if which == ALL else sure_pairs(bitext, least)

    def save_when_quiet(self, *, now: bool = False) -> None:
        """Write the result if something has changed and nothing has happened for a moment; ``now`` does not wait."""
        with self._lock:
            review = self.review
            revision, rows = review.revision, review.rows[:]
        if revision == self._saved_revision or not (now or self._is_quiet(len(rows))):
            return
        try:  # without the lock: keys go on meanwhile
            self.opened.save(bitext_of(rows, review.base), self._lock)
        except AlignerError as error:
            if str(error) not in self.remarks:
                self.remarks.append(str(error))
            return
        self._saved_revision = revision

    def _is_quiet(self, rows: int) -> bool:
        quiet = QUIET + rows * QUIET_A_ROW
        return bool(self._changed) and time.monotonic() - self._changed >= quiet

    def close(self) -> None:
        """Write the result and let go of the journal."""
        self.save_when_quiet(now=True)
        self.opened.journal.close()

    def learn_when_quiet(self) -> None:
        """Learn from what is confirmed and search doubtful places anew, until somebody presses a key."""
        revision, started = self.review.revision, time.monotonic()
        if revision == self._prepared_revision or started - self._changed < LEARNING or not self._changed:
            return
        if self._realigner is None and not any(bead.confidence for bead in self.review.base.beads):
            return  # it would have to align all of the text first, which nobody has asked for
        if self.review.summary.counts()["confirmed"] < FEWEST_LEARNT:
            return
        realigner = self._aligner()
        with self._lock:
            rows = self.review.rows[:]
        more = True
        while more and self.review.revision == revision and time.monotonic() - started < LEARNING:
            with self._aligning:
                more = realigner.prepare(rows)
        if not more:
            self._prepared_revision = revision

    def _aligner(self) -> Realigner:
        if self._realigner is None:
            self._realigner = Realigner(self.review.base, self._embedder(), self._settings)
        return self._realigner

    def _proposer(self) -> Proposer:
        base = self.review.base
        embedder = self._realigner.embedder if self._realigner else self._embedder()
        return Proposer(embedder, self._settings, (base.source.language, base.target.language))
