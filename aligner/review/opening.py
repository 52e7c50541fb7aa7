"""From what a user names to a journal: two documents, one in both languages, an earlier result, or a journal.

`NAME.review.jsonl` and `NAME.bitext.jsonl` stand beside what is opened; the latter is the result as it stands. What is
opened again goes on where it was left. Where it has changed meanwhile, the old journal is kept under another name, and
confirmed pairs are found again by their text; what is not found is listed.
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
from aligner.languages import chosen_pair
from aligner.languages.detection import decide, judge
from aligner.pipeline import align
from aligner.review.journal import SUFFIX, Journal
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.pipeline import Progress
    from aligner.protocols import Embedder

NATIVE = ".bitext.jsonl"
LISTED = 5
"""Pairs that a remark lists by their text."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A journal and the file that shows its result.

    Attributes:
        journal: open for operations.
        result: ``NAME.bitext.jsonl``.
        remarks: what the user should know.
    """

    journal: Journal
    result: Path
    remarks: tuple[str, ...] = ()

    def save(self, bitext: Bitext, lock: AbstractContextManager[object] | None = None) -> None:
        """Write the result, if it is not there already.

        Args:
            bitext: as it stands.
            lock: held while the journal is written to.

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
    """Open what a user names, and begin a journal or go on with the one that is there.

    Args:
        source: a document, a file of pairs or a journal.
        target: the other document.
        settings: of the alignment.
        folder: where the journal stands; beside the source when left out.
        embedder: see `aligner.align`.
        progress: see `aligner.align`.

    Raises:
        AlignerError: a file cannot be read or written, or is in use by another review.
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
            raise InputError("no such file: check the path", path=str(each))
    if not path.exists():
        loaded = load(source) if pairs else align(source, target, settings, embedder=embedder, progress=progress)
        base = with_languages(loaded)
        text = _own_text(source, origin[str(source.name)]) if pairs and base is loaded else b""
        journal = Journal.create(path, base, origin, text)
        return Opened(journal, result, base.warnings)
    journal = Journal.open(path)
    if journal.header.get("origin") == origin or (pairs and digest_of(source) in journal.saved):
        return Opened(journal, result, journal.remarks)
    earlier = journal.review.bitext()
    journal.close()
    return _carried_over(earlier, (source, target), settings, (path, result), origin, pairs=pairs, embedder=embedder)


def _own_text(path: Path, digest: str) -> bytes:
    """Return the content of a ``.bitext.jsonl`` that has not changed since it was read; nothing for other files."""
    content = path.read_bytes() if path.name.endswith(NATIVE) else b""
    return content if hashlib.sha256(content).hexdigest() == digest else b""


def _carried_over(
    earlier: Bitext,
    files: tuple[Path, Path | None],
    settings: Settings | None,
    places: tuple[Path, Path],
    origin: dict[str, str],
    *,
    pairs: bool,
    embedder: Embedder | None,
) -> Opened:
    """Begin a new journal for files that have changed, with the confirmed pairs of the old one."""
    path, result = places
    kept = back_up(path)
    remarks: tuple[str, ...] = (f"the files have changed: the earlier review is kept as {kept.name}",)
    if pairs:
        base, lost = confirmed_again(earlier, with_languages(load(files[0])))
        if lost:
            listed = "; ".join(lost[:LISTED]) + ("; ..." if len(lost) > LISTED else "")
            remarks += (f"{len(lost)} confirmed pairs are no longer there: {listed}",)
    else:
        carrier = kept.with_name(f".{kept.name}{NATIVE}")
        try:
            earlier.save(carrier)
            base = align(*files, settings, embedder=embedder, anchors=carrier)
        finally:
            carrier.unlink(missing_ok=True)
        remarks += tuple(warning.replace(str(carrier), kept.name) for warning in base.warnings)
    return Opened(Journal.create(path, base, origin), result, remarks)


def confirmed_again(earlier: Bitext, now: Bitext) -> tuple[Bitext, list[str]]:
    """Return a bitext with the confirmations of an earlier one, and the texts of confirmed pairs that it lacks."""
    found, lost = relocate_locked(earlier, now.source, now.target)
    confirmed = {(bead.source, bead.target) for bead in found}
    present = {(bead.source, bead.target) for bead in now.beads}
    beads = tuple(
        replace(bead, status="approved") if (bead.source, bead.target) in confirmed else bead for bead in now.beads
    )
    texts = [(earlier.source_text(bead), earlier.target_text(bead)) for bead in lost]
    texts += [
        (now.source_text(bead), now.target_text(bead)) for bead in found if (bead.source, bead.target) not in present
    ]
    lost_texts = [" | ".join(text[:40] for text in pair if text) for pair in texts]
    return replace(now, beads=beads), lost_texts


def with_languages(bitext: Bitext) -> Bitext:
    """Return a bitext whose documents know their languages, so that they can be aligned again."""
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
    """Return NAME for what is opened: what two documents' names begin with, or the name of the file."""
    if target is None:
        return source.name[: -len(NATIVE)] if pairs and source.name.endswith(NATIVE) else source.name
    stems = [each.name.split(".")[0] if each.name.count(".") > 1 else each.stem for each in (source, target)]
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(stems[0].lower(), stems[1].lower(), strict=False))
    shared = source.name[: len(list(alike))].rstrip("._- ")
    return shared or source.stem


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file; empty where there is none."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def holds_pairs(path: Path) -> bool:
    """Tell whether a file holds pairs or is a journal, by its name, so that nothing has to be aligned."""
    name = format_of(path)
    return import_of(path) is not None or (name is not None and isinstance(FORMATS.load(name), Readable))
