"""Read the translation units of XLIFF 1.x and 2.x files, written by any tool, as a bitext.

Inline elements are codes of the original document (`aligner.formats.inline_codes`). For annotations
(``mrk``, ``sm``, ``em``), only the content is read. A ``cp`` element becomes the character that it
names. If a unit of version 1.2 is divided into segments (``mrk`` of the type ``seg``), each segment
becomes a pair. Units marked as not translatable are counted and left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

from aligner.bitext import Bead, Bitext, Language
from aligner.errors import InputError
from aligner.formats.inline_codes import coded_text
from aligner.formats.pairs import Pair, bitext_from_pairs
from aligner.formats.review_state import is_approved, status_after
from aligner.formats.xliff_names import CATEGORY, CONTEXT_PREFIX, TARGET_NAME
from aligner.formats.xml_stream import elements, line_of, local_name, text_chunks
from aligner.interface import _, _n
from aligner.languages.tags import language_of_tag

if TYPE_CHECKING:
    from lxml.etree import _Element

_APPROVED_STATES = frozenset({"final", "signed-off"})
_TRADOS_APPROVED = frozenset({"ApprovedTranslation", "ApprovedSignOff"})


def read(stream: BinaryIO, name: str) -> Bitext:
    """Read the units as pairs of one segment on each side, in file order; a unit without a target is an omission.

    Args:
        stream: the file's bytes.
        name: the file's name, for messages.

    Raises:
        InputError: the file is not XLIFF, or damaged; the message names the line.
    """
    reader = _Reader(name)
    pairs = list(reader.pairs(stream))
    warnings: tuple[str, ...] = ()
    if reader.untranslatable:
        warnings = (
            _n(
                "{count:,} unit not to be translated left out",
                "{count:,} units not to be translated left out",
                reader.untranslatable,
            ),
        )
    return bitext_from_pairs(pairs, names=reader.names, languages=reader.languages, warnings=warnings)


class _Reader:
    """Reads units as a stream.

    It keeps the names and languages of the first ``file`` element, and counts the left-out units.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.names = ("", "")
        self.languages: tuple[Language | None, Language | None] = (None, None)
        self.untranslatable = 0

    def pairs(self, stream: BinaryIO) -> Iterator[Pair]:
        """Yield the pairs of all translation units in the file."""
        is_xliff = False
        for kind, element in elements(text_chunks(stream, self.name), ("trans-unit", "unit", "xliff"), self.name):
            ancestry = [element, *element.iterancestors()]
            is_xliff = local_name(ancestry[-1]) == "xliff"
            file = next((other for other in ancestry if local_name(other) == "file"), _child(element, "file"))
            if not is_xliff or file is None:
                break
            self._read_file(ancestry[-1], file)
            if kind == "xliff":
                continue
            if next((mark for other in ancestry if (mark := other.get("translate"))), "yes") == "no":
                self.untranslatable += 1
            else:
                yield from self._pairs_of_1(element) if kind == "trans-unit" else self._pairs_of_2(element)
        if not is_xliff:
            raise InputError(_("is not an XLIFF file: its root element is not <xliff>"), path=self.name, line=1)
        if not self.names[0]:
            raise InputError(_("is an XLIFF file without a <file> element: export it again"), path=self.name, line=1)

    def _read_file(self, root: _Element, file: _Element) -> None:
        """Read the names and languages from the first ``file`` element; they precede its units."""
        if self.names[0]:
            return
        notes = {note.get("from") or note.get("type"): note.text for note in file.iter("{*}note", "{*}meta")}
        self.names = file.get("original") or self.name, notes.get(TARGET_NAME) or self.name
        source = root.get("srcLang") or file.get("source-language") or ""
        target = root.get("trgLang") or file.get("target-language") or ""
        self.languages = language_of_tag(source), language_of_tag(target)

    def _pairs_of_1(self, unit: _Element) -> Iterator[Pair]:
        source, target, cut = (_child(unit, tag) for tag in ("source", "target", "seg-source"))
        segments = _segments(cut)
        if not segments:
            state = "" if target is None else target.get("state", "")
            if unit.get("approved") == "yes":
                state = "final"
            facts = {
                (context.get("context-type") or "").removeprefix(CONTEXT_PREFIX): context.text or ""
                for context in unit.iter("{*}context")
                if (context.get("context-type") or "").startswith(CONTEXT_PREFIX)
            }
            yield self._pair(unit, source, target, facts, state)
            return
        targets = _segments(target)
        states = {element.get("id"): element for element in unit.iter("{*}seg")}
        for number, segment in segments.items():
            pair = self._pair(segment, segment, targets.get(number), {}, "")
            yield pair._replace(status=_trados_status(states.get(number)) if pair.target else "")

    def _pairs_of_2(self, unit: _Element) -> Iterator[Pair]:
        facts = {
            meta.get("type") or "": meta.text or ""
            for group in unit.iter("{*}metaGroup")
            if group.get("category") == CATEGORY
            for meta in group.iter("{*}meta")
        }
        for segment in unit:
            if local_name(segment) == "segment":
                source, target = _child(segment, "source"), _child(segment, "target")
                state = segment.get("state", "")
                if state == "initial":
                    state = "needs-review"
                yield self._pair(segment, source, target, facts, state)

    def _pair(
        self, place: _Element, source: _Element | None, target: _Element | None, facts: dict[str, str], state: str
    ) -> Pair:
        line = line_of(place)
        texts, inlines = zip(*map(coded_text, (source, target)), strict=True)
        try:
            score, confidence = float(facts.get("score") or 0), float(facts.get("confidence") or 0)
            lines = [int(facts.get(f"{side}-line") or line) for side in ("source", "target")]
        except ValueError:
            raise InputError(_("a value of the unit is not a number"), path=self.name, line=line) from None
        written = Bead((), (), score, confidence, facts.get("status", "")) if "confidence" in facts else None
        status = _status(written, state) if texts[1] else facts.get("status", "")
        return Pair(texts[0], texts[1], score, confidence, lines[0], lines[1], status, *inlines)


def _status(written: Bead | None, state: str) -> str:
    """Return the status of a bead, given the XLIFF state of its unit.

    The status that this program wrote stays valid, unless a person or a tool has changed the state
    since then.

    Args:
        written: the bead as this program wrote it; ``None`` for a file of another program.
        state: the state of the unit, such as ``final``.
    """
    if state in _APPROVED_STATES:
        return status_after(written, approved=True)
    if written is not None and is_approved(written):
        written = replace(written, status="", confidence=1.0)  # somebody withdrew the approval
    return status_after(written, flagged=state.startswith("needs-"))


def _trados_status(segment: _Element | None) -> str:
    """Return the status of a segment of Trados Studio, which stores it in an element of its own."""
    if segment is None:
        return ""
    if segment.get("locked") == "true":
        return "locked"
    return "approved" if segment.get("conf") in _TRADOS_APPROVED else ""


def _segments(element: _Element | None) -> dict[str | None, _Element]:
    """Return the segments of a divided element of version 1.2, by their ``mid`` numbers."""
    if element is None:
        return {}
    return {mark.get("mid"): mark for mark in element.iter("{*}mrk") if mark.get("mtype") == "seg"}


def _child(element: _Element, tag: str) -> _Element | None:
    return next((child for child in element if local_name(child) == tag), None)
