"""Write a corpus from the stored alignments: filter the pairs, split the documents into parts, write the formats.

The pairs keep the order of the manifest, so that equal results give equal bytes. All files are built in
a temporary folder, flushed to disk, and then replace the earlier files. An interrupted run leaves no
incomplete file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from aligner.alignment.diagnostics import NOT_TRANSLATIONS
from aligner.batch.card import CARD, OTHER_CARD, Card, Contents
from aligner.batch.content import Content, StoredPair, unpack_content
from aligner.batch.duplicates import SeenPairs
from aligner.batch.filter_report import FilterReport, report_text
from aligner.batch.filters import UNRELATED, Candidate, Evidence, Verdict, judge
from aligner.batch.filters.boilerplate import Boilerplate
from aligner.batch.filters.coverage import expected_coverage
from aligner.batch.manifest import Row
from aligner.batch.repeated_sides import RepeatedSides, SideCounter
from aligner.batch.settings import UNRELATED_FILTER, CorpusSettings, FilterSettings
from aligner.batch.writers import WRITERS, Writer, jsonl
from aligner.languages.tags import language_of_tag

BUILD_FOLDER = ".building"
DOCUMENTS, DROPPED, ERRORS = "documents.jsonl", "dropped.jsonl", "errors.jsonl"
FILTER_REPORT, FILTER_TEXT = "filters.json", "filters.txt"
OWN_COLUMNS = frozenset({
    "document", "id", "shape", "source", "target", "source_lang", "target_lang", "score", "confidence", "source_ids",
    "target_ids", "source_line", "target_line", "status", "source_file", "target_file", "reason", "filter", "scores",
    "split",
})  # fmt: skip
EPOCH = "315532800"
"""1 January 1980, the date written into formats that require one, so that the bytes do not depend on the day."""

Result = tuple[Row, bytes | str]
"""A row of the manifest with its stored alignment, or with the reason why there is none."""
Results = Callable[[], Iterator[Result]]
"""Returns the results in manifest order, from the beginning at each call."""


def write_corpus(
    results: Results, folder: Path, settings: CorpusSettings, columns: Sequence[str], signature: str = ""
) -> Counter[str]:
    """Write the corpus in all formats, with its data card and reports.

    The lists of the documents, the dropped pairs and the failed documents are also written.

    Args:
        results: a function that yields the alignment of each document in manifest order; called a
            second time if a filter needs counts of the whole corpus.
        folder: the folder of the corpus; its files of the same names are replaced.
        settings: the formats, filters and split.
        columns: names of the metadata columns of the manifest.
        signature: the settings of the alignments, for the data card.

    Returns:
        The numbers of documents, errors and pairs, and of dropped pairs by reason.

    Raises:
        OSError: the files cannot be written, for example on a full disk; the earlier files are
            unchanged.
    """
    building = folder / BUILD_FOLDER
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    try:
        draft = filter_pairs(results, building, settings)
        write_formats(building, settings, [metadata_key(column) for column in columns])
        write_reports(draft, building, folder, [metadata_key(column) for column in columns], signature)
    except BaseException:  # also on an interrupt by the user: no incomplete files are left
        shutil.rmtree(building, ignore_errors=True)
        raise
    install_files(building, folder)
    return draft.counts


def filter_pairs(results: Results, building: Path, settings: CorpusSettings) -> FilterPass:
    """Filter the pairs of all documents, and write those that are kept as JSON lines.

    The lists of documents, dropped pairs and failed documents are also written.

    Args:
        results: a function that yields the alignment of each document in manifest order.
        building: the folder for the files, which must be empty.
        settings: the filters and the split.

    Returns:
        The object that has filtered the pairs, with its counts.
    """
    repeated = repeated_sides(results, building, settings.filters)
    with ExitStack() as stack:
        seen = stack.enter_context(SeenPairs(building / "seen.sqlite"))
        draft = FilterPass(building, settings, Evidence(seen, repeated), stack)
        for row, result in results():
            draft.add(row, result)
    (building / "seen.sqlite").unlink()
    return draft


def repeated_sides(results: Results, building: Path, filters: FilterSettings) -> RepeatedSides:
    """Return the texts that recur in the corpus, as sources or as targets of pairs, for the boilerplate filter.

    They are counted in an additional pass over all alignments. Without that filter the result is empty.
    """
    limits = next((each for each in filters.chosen.values() if isinstance(each, Boilerplate)), None)
    if limits is None:
        return RepeatedSides()
    counter = SideCounter(building / "sides")
    for row, result in results():
        if isinstance(result, str):
            continue
        content = unpack_content(result)
        if filters.unrelated and is_unrelated(content):
            continue
        for pair in content.stored_pairs():
            candidate = Candidate(pair, (content.source_lang, content.target_lang), row.document)
            if all(text.strip() for text in candidate.texts):
                counter.add(candidate.texts, candidate.languages, row.document)
    repeated = counter.repeated(limits.max_documents, limits.max_translations)
    (building / "sides").rmdir()
    return repeated


def is_unrelated(content: Content) -> bool:
    """Return whether the aligner warned that the two documents may not be translations of each other."""
    return any(warning.startswith(NOT_TRANSLATIONS) for warning in content.warnings)


def write_formats(building: Path, settings: CorpusSettings, metadata: Sequence[str]) -> None:
    """Convert the JSON lines to the chosen formats; remove the JSON lines if they are not chosen."""
    with fixed_timestamp():
        for name in settings.formats:
            if name == "jsonl":
                continue
            writer: Writer = WRITERS.load(name if settings.one_tmx or name != "tmx" else "tmx each")
            (building / name).mkdir()
            for part in settings.split_names:
                writer(jsonl.read(building / "jsonl" / f"{part}.jsonl"), building / name, part, metadata)
    if "jsonl" not in settings.formats:
        shutil.rmtree(building / "jsonl")


def write_reports(draft: FilterPass, building: Path, folder: Path, metadata: Sequence[str], signature: str) -> None:
    """Write the report of the filters as JSON and text, and the data card."""
    report = draft.report.as_record()
    content = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    (building / FILTER_REPORT).write_text(content, encoding="utf-8")
    (building / FILTER_TEXT).write_text(report_text(report), encoding="utf-8")
    settings = draft.settings
    signatures = (signature, settings.signature)
    Card(settings.card, settings.formats, metadata, draft.contents, report, signatures).write(building, folder)


class FilterPass:
    """Filters the pairs of one document after another, and writes the kept pairs as JSON lines.

    The writers of the other formats read these lines.
    """

    def __init__(self, building: Path, settings: CorpusSettings, evidence: Evidence, stack: ExitStack) -> None:
        """Open the files for the kept pairs, the documents, the dropped pairs and the errors.

        Args:
            building: the temporary folder.
            settings: the formats, filters and split.
            evidence: data on the whole corpus, for the filters.
            stack: the context that closes the files.
        """
        self.settings = settings
        self.filters = settings.filters.chosen
        self.evidence = evidence
        self.counts: Counter[str] = Counter()
        self.contents = Contents(parts=settings.split_names)
        self.report = FilterReport(settings)
        (building / "jsonl").mkdir()

        def opened(path: Path) -> BinaryIO:
            return stack.enter_context(path.open("wb"))

        self.parts = {name: opened(building / "jsonl" / f"{name}.jsonl") for name in settings.split_names}
        self.documents, self.dropped, self.errors = (opened(building / name) for name in (DOCUMENTS, DROPPED, ERRORS))

    def add(self, row: Row, result: bytes | str) -> None:
        """Filter the pairs of a document and write those that are kept; for a failed document, write its error."""
        if isinstance(result, str):
            self.counts["errors"] += 1
            failed = {"document": row.document, "source": row.source, "target": row.target, "line": row.line}
            self.errors.write(jsonl.line_of(failed | {"reason": result}))
            return
        content = unpack_content(result)
        part = part_of(row.document, self.settings)
        provenance = {"source_file": row.source, "target_file": row.target}
        provenance |= {metadata_key(column): value for column, value in row.metadata.items()}
        reasons: Counter[str] = Counter()
        stream = self.parts[part]
        is_dropped = self.settings.filters.unrelated and is_unrelated(content)
        coverage = expected_coverage(content)
        if content.warnings:
            self.counts["warned"] += 1
        for pair in content.stored_pairs():
            candidate = Candidate(pair, (content.source_lang, content.target_lang), row.document, coverage)
            verdict = Verdict(UNRELATED_FILTER, UNRELATED) if is_dropped else self._judge(candidate)
            reasons[verdict.reason] += 1
            record = record_of(row.document, content, pair, provenance)
            self.report.add(verdict, record)
            if verdict.reason:
                self.dropped.write(jsonl.line_of(verdict_record(verdict) | record))
            else:
                stream.write(jsonl.line_of(record))
        self._count(row, content, part, provenance, reasons)

    def _judge(self, candidate: Candidate) -> Verdict:
        return judge(candidate, self.filters, self.evidence)

    def _count(self, row: Row, content: Content, part: str, provenance: dict[str, str], reasons: Counter[str]) -> None:
        kept = reasons.pop("", 0)
        self.counts.update({"documents": 1, "pairs": kept, f"pairs in {part}": kept})
        self.counts.update({f"dropped: {reason}": number for reason, number in reasons.items()})
        languages = [language_of_tag(tag) or tag for tag in (content.source_lang, content.target_lang)]
        self.contents.add(languages, part, kept, row.metadata)
        entry: dict[str, Any] = {"document": row.document, "split": part, **provenance}
        entry |= {"source_lang": content.source_lang, "target_lang": content.target_lang}
        entry |= {"source_segments": content.source_segments, "target_segments": content.target_segments}
        entry["coverage"] = round(expected_coverage(content), 4)
        entry |= {"pairs": kept, "dropped": dict(sorted(reasons.items())), "warnings": content.warnings}
        self.documents.write(jsonl.line_of(entry))


def verdict_record(verdict: Verdict) -> dict[str, Any]:
    """Return why a pair was dropped: the reason, the name of the filter and its scores.

    They are the first columns of the list of dropped pairs.
    """
    return {"reason": verdict.reason, "filter": verdict.filter, "scores": list(verdict.scores)}


def record_of(document: str, content: Content, pair: StoredPair, provenance: dict[str, str]) -> dict[str, Any]:
    """Return a pair as a record, a mapping from column names to values, for the writers of the corpus.

    Args:
        document: name of the document.
        content: the alignment of the document.
        pair: the pair.
        provenance: values of further columns, such as the metadata of the document.
    """
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
        **provenance,
    }


def metadata_key(column: str) -> str:
    """Return the name that a metadata column of the manifest gets in the corpus.

    The name gets the prefix ``document_`` if the corpus has a column of its own with that name.
    """
    return f"document_{column}" if column in OWN_COLUMNS else column


def part_of(document: str, settings: CorpusSettings) -> str:
    """Return the part of the split (such as ``train`` or ``test``) to which a document belongs.

    The part depends on a hash of the document's name. It does not change when other documents are
    added.
    """
    digest = hashlib.sha256(document.encode("utf-8", "surrogatepass")).digest()
    place = 100 * int.from_bytes(digest[:8], "big") / 2**64
    names = settings.split_names
    for name, share in zip(names, settings.split, strict=True):
        if place < share:
            return name
        place -= share
    return names[-1]


def install_files(building: Path, folder: Path) -> None:
    """Replace the files of the corpus in ``folder`` by the new files in ``building``, flushed to disk first."""
    for path in sorted(building.rglob("*")):
        if path.is_file():
            with path.open("rb") as stream:
                os.fsync(stream.fileno())
    old = building / ".old"
    old.mkdir()
    for name in sorted({*WRITERS, DOCUMENTS, DROPPED, ERRORS, FILTER_REPORT, FILTER_TEXT, CARD, OTHER_CARD}):
        if (folder / name).exists() and (name != CARD or (building / name).exists()):  # a README.md may be the user's
            (folder / name).rename(old / name)
        if (building / name).exists():
            (building / name).rename(folder / name)
    shutil.rmtree(building)


@contextmanager
def fixed_timestamp() -> Iterator[None]:
    """Set the environment variable SOURCE_DATE_EPOCH to a fixed date, unless the user has set it.

    The date is written into files instead of the current time, so that equal corpora give equal files.
    """
    given = os.environ.get("SOURCE_DATE_EPOCH")
    os.environ["SOURCE_DATE_EPOCH"] = given or EPOCH
    try:
        yield
    finally:
        if given is None:
            del os.environ["SOURCE_DATE_EPOCH"]
        else:
            os.environ["SOURCE_DATE_EPOCH"] = given
