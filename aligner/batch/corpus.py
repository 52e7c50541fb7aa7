"""Aligned documents -> a corpus: filtered, split by document, in the formats asked for, always in manifest order.

Everything is built in a folder of its own, reaches the disk, and then takes the place of what was there before: a
kill leaves whole files only, and the same results give the same bytes.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from aligner.alignment.doubts import NO_TRANSLATIONS
from aligner.batch.content import Content, StoredPair, unpacked
from aligner.batch.duplicates import Seen
from aligner.batch.filters import UNRELATED, judge_for
from aligner.batch.manifest import Row
from aligner.batch.settings import CorpusSettings
from aligner.batch.writers import WRITERS, Writer, jsonl

BUILDING = ".building"
DOCUMENTS, DROPPED, ERRORS = "documents.jsonl", "dropped.jsonl", "errors.jsonl"
OWN_COLUMNS = frozenset({
    "document", "id", "shape", "source", "target", "source_lang", "target_lang", "score", "confidence", "source_ids",
    "target_ids", "source_line", "target_line", "status", "source_file", "target_file", "reason", "split",
})  # fmt: skip
EPOCH = "315532800"
"""1 January 1980, the date in files that must hold one: the same results give the same bytes on any day."""

Result = tuple[Row, bytes | str]
"""A row of the manifest and the content of its result, or why there is none."""


def write_corpus(
    results: Iterator[Result], folder: Path, settings: CorpusSettings, columns: Sequence[str]
) -> Counter[str]:
    """Write the corpus, the list of documents, what was dropped and what failed.

    Args:
        results: in manifest order.
        folder: whose files of the same names are replaced.
        settings: what is written.
        columns: names of the metadata of the manifest.

    Returns:
        How many documents, errors and pairs there are, and how many were dropped by reason.

    Raises:
        OSError: the disk is full, or the like; what was there before is still there.
    """
    building = folder / BUILDING
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        counts = build(results, building, settings, columns)
    except BaseException:  # the disk is full, or the user has had enough: nothing half-made is left
        shutil.rmtree(building, ignore_errors=True)
        raise
    take_places(building, folder)
    return counts


def build(results: Iterator[Result], building: Path, settings: CorpusSettings, columns: Sequence[str]) -> Counter[str]:
    """Write everything into an empty folder, and return the counts; see `write_corpus`."""
    metadata = [metadata_key(column) for column in columns]
    with ExitStack() as stack:
        seen = stack.enter_context(Seen(building / "seen.sqlite"))
        draft = Draft(building, settings, seen, stack)
        for row, result in results:
            draft.add(row, result)
    (building / "seen.sqlite").unlink()
    with dated():
        for name in settings.formats:
            if name == "jsonl":
                continue
            writer: Writer = WRITERS.load(name if settings.one_tmx or name != "tmx" else "tmx each")
            (building / name).mkdir()
            for part in settings.split_names:
                writer(jsonl.read(building / "jsonl" / f"{part}.jsonl"), building / name, part, metadata)
    if "jsonl" not in settings.formats:
        shutil.rmtree(building / "jsonl")
    return draft.counts


class Draft:
    """The first pass: decides about every pair and writes the kept ones as JSON lines, which the formats read."""

    def __init__(self, building: Path, settings: CorpusSettings, seen: Seen, stack: ExitStack) -> None:
        """Open the files."""
        self.settings = settings
        self.judge = judge_for(settings.filters, seen)
        self.counts: Counter[str] = Counter()
        (building / "jsonl").mkdir()

        def opened(path: Path) -> BinaryIO:
            return stack.enter_context(path.open("wb"))

        self.parts = {name: opened(building / "jsonl" / f"{name}.jsonl") for name in settings.split_names}
        self.documents, self.dropped, self.errors = (opened(building / name) for name in (DOCUMENTS, DROPPED, ERRORS))

    def add(self, row: Row, result: bytes | str) -> None:
        """Take in a document."""
        if isinstance(result, str):
            self.counts["errors"] += 1
            failed = {"document": row.document, "source": row.source, "target": row.target, "line": row.line}
            self.errors.write(jsonl.line_of(failed | {"reason": result}))
            return
        content = unpacked(result)
        part = part_of(row.document, self.settings)
        about = {"source_file": row.source, "target_file": row.target}
        about |= {metadata_key(column): value for column, value in row.metadata.items()}
        reasons: Counter[str] = Counter()
        stream = self.parts[part]
        unrelated = any(warning.startswith(NO_TRANSLATIONS) for warning in content.warnings)
        of_all = UNRELATED if unrelated and self.settings.filters.unrelated else ""
        if content.warnings:
            self.counts["warned"] += 1
        for pair in content.stored_pairs():
            reason = of_all or self.judge(pair, (content.source_lang, content.target_lang))
            reasons[reason] += 1
            record = record_of(row.document, content, pair, about)
            if reason:
                self.dropped.write(jsonl.line_of({"reason": reason} | record))
            else:
                stream.write(jsonl.line_of(record))
        self._count(row, content, part, about, reasons)

    def _count(self, row: Row, content: Content, part: str, about: dict[str, str], reasons: Counter[str]) -> None:
        kept = reasons.pop("", 0)
        self.counts.update({"documents": 1, "pairs": kept, f"pairs in {part}": kept})
        self.counts.update({f"dropped: {reason}": number for reason, number in reasons.items()})
        described: dict[str, Any] = {"document": row.document, "split": part, **about}
        described |= {"source_lang": content.source_lang, "target_lang": content.target_lang}
        described |= {"source_segments": content.source_segments, "target_segments": content.target_segments}
        described |= {"pairs": kept, "dropped": dict(sorted(reasons.items())), "warnings": content.warnings}
        self.documents.write(jsonl.line_of(described))


def record_of(document: str, content: Content, pair: StoredPair, about: dict[str, str]) -> dict[str, Any]:
    """Return what the formats hold of a pair."""
    return {
        "document": document,
        "source": pair.source,
        "target": pair.target,
        "source_lang": content.source_lang,
        "target_lang": content.target_lang,
        "id": pair.id,
        "shape": pair.shape,
        "score": pair.score,
        "confidence": pair.confidence,
        "source_ids": pair.source_ids,
        "target_ids": pair.target_ids,
        "source_line": pair.source_line,
        "target_line": pair.target_line,
        "status": pair.status,
        **about,
    }


def metadata_key(column: str) -> str:
    """Return what a column of the manifest is called in the corpus, where some names are taken."""
    return f"document_{column}" if column in OWN_COLUMNS else column


def part_of(document: str, settings: CorpusSettings) -> str:
    """Return the part to which a document belongs, by a hash of its name alone: it stays there when others come."""
    digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).digest()
    place = 100 * int.from_bytes(digest[:8], "big") / 2**64
    names = settings.split_names
    for name, share in zip(names, settings.split, strict=True):
        if place < share:
            return name
        place -= share
    return names[-1]


def take_places(building: Path, folder: Path) -> None:
    """Move everything to where it belongs, once it has reached the disk, and remove what stood there."""
    for path in sorted(building.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    old = building / ".old"
    old.mkdir()
    for name in sorted({*WRITERS, DOCUMENTS, DROPPED, ERRORS}):
        if (folder / name).exists():
            (folder / name).rename(old / name)
        if (building / name).exists():
            (building / name).rename(folder / name)
    shutil.rmtree(building)


@contextmanager
def dated() -> Iterator[None]:
    """Let files hold the time in SOURCE_DATE_EPOCH, or one that never changes."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = given or EPOCH
    try:
        yield
    finally:
        if given is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = given
