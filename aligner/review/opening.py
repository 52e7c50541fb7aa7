"""Open a review of two documents, a bilingual document, a file of pairs, or a journal.

The journal `NAME.review.jsonl` and the result `NAME.bitext.jsonl` are written beside the opened
file. If a journal exists, the review continues from it. If the files have changed since then, the
old journal is renamed, and a new one is started. The confirmed pairs of the old journal are then
located in the new files by their text, and those that cannot be found are listed.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.alignment.relocation import relocate_locked
from aligner.bitext import Bitext
from aligner.errors import InputError
from aligner.formats import FORMATS, format_of, import_of, load
from aligner.formats.atomic import replacing
from aligner.formats.backup import back_up
from aligner.formats.base import Readable
from aligner.formats.native import JSONL
from aligner.interface import _
from aligner.languages import chosen_pair
from aligner.languages.detection import decide, judge
from aligner.pipeline import align
from aligner.review.journal import SUFFIX, Journal
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.pipeline import Progress
    from aligner.protocols import Embedder

NATIVE = ".bitext.jsonl"
MAX_LISTED_PAIRS = 5
"""Number of pairs whose texts a remark lists."""


@dataclass(frozen=True, slots=True)
class Opened:
    """The files of an open review.

    Attributes:
        journal: the journal, open for operations.
        result: path of the corrected bitext, ``NAME.bitext.jsonl``.
        remarks: messages for the user.
    """

    journal: Journal
    result: Path
    remarks: tuple[str, ...] = ()

    def save(self, bitext: Bitext, lock: AbstractContextManager[object] | None = None) -> None:
        """Write the current bitext to the result file, unless the file has the same content already.

        Args:
            bitext: the current bitext.
            lock: a lock to hold while the journal is written.

        Raises:
            OutputError: the file cannot be written.
        """
        stream = io.BytesIO()
        JSONL.write(bitext, stream)
        content = stream.getvalue()
        digest = hashlib.sha256(content).hexdigest()
        if digest == digest_of(self.result):
            return
        with lock or nullcontext():
            self.journal.note_saved(digest)
        with replacing(self.result) as file:
            file.write(content)


def open_review(
    source: Path,
    target: Path | None = None,
    settings: Settings | None = None,
    *,
    folder: Path | None = None,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> Opened:
    """Open files for a review; continue the existing journal or start a new one.

    Args:
        source: a document, a file of pairs or a journal.
        target: the other document; ``None`` if the source is a file of pairs, a journal or a bilingual
            document.
        settings: settings of the alignment.
        folder: folder of the journal; if ``None``, the folder of the source.
        embedder: a loaded model; if ``None``, the model in the settings is loaded.
        progress: a function that is called with the current step and its completed share, 0 to 1.

    Raises:
        AlignerError: a file cannot be read or written, or another review uses it.
    """
    folder = folder or source.parent
    if target is None and source.name.endswith(SUFFIX):
        journal = Journal.open(source)
        return Opened(journal, source.with_name(source.name[: -len(SUFFIX)] + NATIVE), journal.remarks)
    pairs = target is None and holds_pairs(source)
    name = name_of(source, target, pairs=pairs)
    path, result = folder / f"{name}{SUFFIX}", folder / f"{name}{NATIVE}"
    origin = {str(each.name): digest_of(each) for each in (source, target) if each is not None}
    for each, digest in zip((source, target), origin.values(), strict=False):
        if each is not None and not digest:
            raise InputError(_("no such file: check the path"), path=str(each))
    if not path.exists():
        loaded = load(source) if pairs else align(source, target, settings, embedder=embedder, progress=progress)
        base = with_languages(loaded)
        text = _native_content(source, origin[str(source.name)]) if pairs and base is loaded else b""
        journal = Journal.create(path, base, origin, text)
        return Opened(journal, result, base.warnings)
    journal = Journal.open(path)
    if journal.header.get("origin") == origin or (pairs and digest_of(source) in journal.saved):
        return Opened(journal, result, journal.remarks)
    earlier = journal.review.bitext()
    journal.close()
    return _carry_over(earlier, (source, target), settings, (path, result), origin, pairs=pairs, embedder=embedder)


def _native_content(path: Path, digest: str) -> bytes:
    """Return the bytes of a ``.bitext.jsonl`` file, so that a new journal can begin with a copy of them.

    The result is empty if the file has another extension, or if its SHA-256 is no longer ``digest``.
    """
    content = path.read_bytes() if path.name.endswith(NATIVE) else b""
    return content if hashlib.sha256(content).hexdigest() == digest else b""


def _carry_over(
    earlier: Bitext,
    files: tuple[Path, Path | None],
    settings: Settings | None,
    places: tuple[Path, Path],
    origin: dict[str, str],
    *,
    pairs: bool,
    embedder: Embedder | None,
) -> Opened:
    """Start a new journal for files that have changed, with the confirmed pairs of the old one."""
    path, result = places
    backup = back_up(path)
    remarks: tuple[str, ...] = (_("the files have changed: the earlier review is kept as {name}", name=backup.name),)
    if pairs:
        base, missing = with_confirmations(earlier, with_languages(load(files[0])))
        if missing:
            listed = "; ".join(missing[:MAX_LISTED_PAIRS]) + ("; ..." if len(missing) > MAX_LISTED_PAIRS else "")
            remarks += (
                _("{missing} confirmed pairs are no longer there: {listed}", missing=len(missing), listed=listed),
            )
    else:
        anchors = backup.with_name(f".{backup.name}{NATIVE}")
        try:
            earlier.save(anchors)
            base = align(*files, settings, embedder=embedder, anchors=anchors)
        finally:
            anchors.unlink(missing_ok=True)
        remarks += tuple(warning.replace(str(anchors), backup.name) for warning in base.warnings)
    return Opened(Journal.create(path, base, origin), result, remarks)


def with_confirmations(earlier: Bitext, current: Bitext) -> tuple[Bitext, list[str]]:
    """Mark the pairs of a bitext that a person has confirmed in an earlier version of it.

    Args:
        earlier: the version with confirmed pairs.
        current: the bitext of the changed documents.

    Returns:
        The current bitext with the status ``approved`` for these pairs, and the texts of the confirmed
        pairs that it does not have.
    """
    located, missing = relocate_locked(earlier, current.source, current.target)
    confirmed = {(bead.source, bead.target) for bead in located}
    present = {(bead.source, bead.target) for bead in current.beads}
    beads = tuple(
        replace(bead, status="approved") if (bead.source, bead.target) in confirmed else bead for bead in current.beads
    )
    texts = [(earlier.source_text(bead), earlier.target_text(bead)) for bead in missing]
    texts += [
        (current.source_text(bead), current.target_text(bead))
        for bead in located
        if (bead.source, bead.target) not in present
    ]
    missing_texts = [" | ".join(text[:40] for text in pair if text) for pair in texts]
    return replace(current, beads=beads), missing_texts


def with_languages(bitext: Bitext) -> Bitext:
    """Return a bitext whose documents have a language; a missing language is detected.

    Without languages, the bitext cannot be aligned again.
    """
    if bitext.source.language and bitext.target.language:
        return bitext
    verdicts = judge(bitext.source.text).forced, judge(bitext.target.text).forced
    languages = chosen_pair(*decide(*verdicts, (bitext.source.language, bitext.target.language)))
    source, target = (
        replace(document, language=language)
        for document, language in zip((bitext.source, bitext.target), languages, strict=True)
    )
    return replace(bitext, source=source, target=target)


def name_of(source: Path, target: Path | None, *, pairs: bool) -> str:
    """Return the NAME in ``NAME.review.jsonl`` and ``NAME.bitext.jsonl``, the journal and the result of a review.

    It is the common prefix of the names of two documents, or the name of a single file.
    """
    if target is None:
        return source.name[: -len(NATIVE)] if pairs and source.name.endswith(NATIVE) else source.name
    stems = [each.name.split(".")[0] if each.name.count(".") > 1 else each.stem for each in (source, target)]
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(stems[0].lower(), stems[1].lower(), strict=False))
    shared = source.name[: len(list(alike))].rstrip("._- ")
    return shared or source.stem


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal; empty if the file cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def holds_pairs(path: Path) -> bool:
    """Return whether the name of a file says that it contains pairs, so that it need not be aligned."""
    name = format_of(path)
    return import_of(path) is not None or (name is not None and isinstance(FORMATS.load(name), Readable))
