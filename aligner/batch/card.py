"""Write the data card of a corpus: ``README.md`` with a header for the Hugging Face Hub.

The ``datasets`` library also reads the header. It follows the hub's specification of dataset cards
(languages, licence, task, size, data files for each split). The body describes the corpus for its
users: sources and licences, splits, filters, and the settings for making the corpus again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aligner.batch.filter_report import clipped, shown_settings
from aligner.batch.settings import CardSettings
from aligner.batch.writers import column_types

CARD, OTHER_CARD = "README.md", "DATA_CARD.md"
"""Name of the card; the other name if the folder has a ``README.md`` that this module has not written."""
BEGIN, END = (
    "<!-- begin: written by aligner batch -->",
    "<!-- end: written by aligner batch; add your own text below -->",
)
HUB_SPLITS = {"corpus": "train", "train": "train", "dev": "validation", "test": "test"}
"""The names by which ``datasets`` knows the parts of the split."""
HUB_FORMATS = {"parquet": "parquet/split={}/*.parquet", "jsonl": "jsonl/{}.jsonl"}
"""Path of a part by format, the preferred one first; ``datasets`` reads no other format of the corpus."""
_HUB_LICENCES = (
    "afl-3.0 apache-2.0 bsd-2-clause bsd-3-clause bsl-1.0 cc cc-by-2.0 cc-by-2.5 cc-by-3.0 cc-by-4.0 cc-by-nc-2.0 "
    "cc-by-nc-3.0 cc-by-nc-4.0 cc-by-nc-nd-3.0 cc-by-nc-nd-4.0 cc-by-nc-sa-2.0 cc-by-nc-sa-3.0 cc-by-nc-sa-4.0 "
    "cc-by-nd-4.0 cc-by-sa-3.0 cc-by-sa-4.0 cc0-1.0 gfdl gpl-2.0 gpl-3.0 lgpl-3.0 mit mpl-2.0 odbl odc-by pddl "
    "unlicense"
)
HUB_LICENCES = frozenset(_HUB_LICENCES.split())
"""Identifiers of licences that the hub knows: those of SPDX in lower case, which texts and data usually have."""
SIZES = (
    (1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
    (10_000_000, "1M<n<10M"), (100_000_000, "10M<n<100M"), (1_000_000_000, "100M<n<1B"),
)  # fmt: skip
COLLECTION_COLUMNS = ("collection", "corpus", "origin", "publisher")
LICENCE_COLUMNS = ("licence", "license")
CITATION_COLUMNS = ("citation", "cite", "reference")
"""Columns of the manifest with the source of a document, its licence and its citation, in any case."""
MAX_SOURCES = 1_000
"""Number of different sources that are counted apart; the memory must not grow with the number of documents."""
SHOWN_SOURCES = 100
SHOWN_CHARACTERS = 80
"""Most characters of a side in a sample of the card."""


@dataclass
class Contents:
    """The statistics of a corpus for its data card, counted while the corpus is written.

    A part of the split is ``train``, ``dev``, ``test`` or, without a split, ``corpus``.

    Attributes:
        parts: names of the parts of the split.
        languages: primary subtags of the languages of the pairs, in the order of their first pair.
        documents: number of documents by part of the split.
        pairs: number of pairs by part of the split.
        sources: number of documents by source, licence and citation.
        other_sources: number of documents whose source is not counted in ``sources``, because it
            already has `MAX_SOURCES` sources.
    """

    parts: Sequence[str]
    languages: dict[str, None] = field(default_factory=dict)
    documents: Counter[str] = field(default_factory=Counter)
    pairs: Counter[str] = field(default_factory=Counter)
    sources: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    other_sources: int = 0

    def add(self, languages: Iterable[str], part: str, pairs: int, metadata: Mapping[str, str]) -> None:
        """Add a document to the statistics.

        Args:
            languages: primary subtags of the languages of its pairs.
            part: the part of the split to which the document belongs.
            pairs: number of its pairs.
            metadata: its metadata, from which source, licence and citation are taken.
        """
        if pairs:
            self.languages.update(dict.fromkeys(languages))
        self.documents[part] += 1
        self.pairs[part] += pairs
        lowered = {key.lower(): value.strip() for key, value in metadata.items()}
        collection, licence, citation = (
            next((lowered[name] for name in names if lowered.get(name)), "")
            for names in (COLLECTION_COLUMNS, LICENCE_COLUMNS, CITATION_COLUMNS)
        )
        source = collection, licence, citation
        if source in self.sources or len(self.sources) < MAX_SOURCES:
            self.sources[source] += 1
        else:
            self.other_sources += 1


@dataclass(frozen=True)
class Card:
    """The content of a data card, the file ``README.md`` that describes a corpus.

    Attributes:
        settings: the user's description of the corpus.
        formats: the formats of the corpus.
        columns: names of the metadata columns in the corpus.
        contents: the statistics of the corpus.
        filters: the report of the filters, as returned by
            `aligner.batch.filter_report.FilterReport.as_record`.
        signatures: the settings of the alignments, and those of the filters and the split.
    """

    settings: CardSettings
    formats: Sequence[str]
    columns: Sequence[str]
    contents: Contents
    filters: Mapping[str, Any]
    signatures: Sequence[str]

    def write(self, folder: Path, earlier: Path) -> None:
        """Write the data card into a folder.

        Args:
            folder: the folder of the new files.
            earlier: the folder of the corpus with the data card of an earlier run. That card ends with
                a mark; the text that a user has added below the mark is kept. If the folder has a
                ``README.md`` without the mark, this program did not write it, and the new card is
                written as `OTHER_CARD`.
        """
        old = read_text(earlier / CARD)
        is_own = old is None or END in old
        if not is_own:
            old = read_text(earlier / OTHER_CARD)
        below = old.partition(END)[2] if old else "\n"
        text = f"---\n{self.header()}---\n\n{BEGIN}\n\n{self.body()}\n{END}{below}"
        (folder / (CARD if is_own else OTHER_CARD)).write_text(text, encoding="utf-8")

    def header(self) -> str:
        """Return the YAML header of the data card, without the lines of dashes around it."""
        import yaml

        record: dict[str, Any] = {
            "pretty_name": self.settings.title,
            "language": list(self.contents.languages),
            **self._licence(),
            "multilinguality": ["translation"],
            "task_categories": ["translation"],
            "size_categories": [size_category(self.contents.pairs.total())],
            "annotations_creators": ["machine-generated"],
            "language_creators": ["found"],
            "source_datasets": ["original"],
            "tags": ["parallel-corpus", "sentence-alignment"],
        }
        record = {key: value for key, value in record.items() if value}
        hub_format = next((name for name in HUB_FORMATS if name in self.formats), None)
        if hub_format and self.contents.pairs.total():
            types = column_types(self.columns)
            record["configs"] = [{"config_name": "default", "data_files": self._data_files(hub_format)}]
            record["dataset_info"] = {"features": [{"name": name, "dtype": kind} for name, kind in types.items()]}
        return yaml.safe_dump(record, sort_keys=False, allow_unicode=True, width=120)

    def _licence(self) -> dict[str, Any]:
        """Return the fields of the card's header for the licence, in the spelling of the Hugging Face Hub.

        A licence is one of the hub's identifiers, or ``other`` with its name in a separate field.
        """
        given = (
            [self.settings.license] if self.settings.license else [licence for _, licence, _ in self.contents.sources]
        )
        known = [
            licence.lower() if licence.lower() in HUB_LICENCES else "other" if licence else "unknown"
            for licence in given
        ]
        licences = sorted(set(known))
        record: dict[str, Any] = {"license": licences[0] if len(licences) == 1 else licences}
        names = sorted({licence for licence, name in zip(given, known, strict=True) if name == "other"})
        return record | ({"license_name": "; ".join(names)[:200]} if names else {})

    def _data_files(self, hub_format: str) -> list[dict[str, str]]:
        """Return the data files of each part of the split, for the header of the card.

        Parts without pairs are left out, because ``datasets`` does not load empty JSON files.
        """
        return [
            {"split": HUB_SPLITS[part], "path": HUB_FORMATS[hub_format].format(part)}
            for part in self.contents.parts
            if self.contents.pairs[part]
        ]

    def body(self) -> str:
        """Return the body of the data card in Markdown."""
        sections = [f"# {self.settings.title}\n"]
        if self.settings.description:
            sections.append(f"{self.settings.description}\n")
        if self.settings.homepage:
            sections.append(f"Homepage: <{self.settings.homepage}>\n")
        sections += [self._splits(), self._sources(), self._filters(), self._origin()]
        return "\n".join(sections)

    def _splits(self) -> str:
        rows = [
            (HUB_SPLITS[part], f"{self.contents.documents[part]:,}", f"{self.contents.pairs[part]:,}")
            for part in self.contents.parts
        ]
        text = f"## Splits\n\n{markdown_table(('split', 'documents', 'pairs'), rows)}\n"
        text += "\nAll pairs of a document are in one split. "
        return text + (
            "Each pair has the columns `source` and `target` with the texts, `source_lang` and `target_lang`, the "
            "confidence of the alignment, and the place of both sides in their documents.\n"
        )

    def _sources(self) -> str:
        rows = [
            (collection or "-", licence or "unknown", citation or "-", f"{number:,}")
            for (collection, licence, citation), number in self.contents.sources.most_common(SHOWN_SOURCES)
        ]
        text = f"## Sources and licences\n\n{markdown_table(('source', 'licence', 'citation', 'documents'), rows)}\n"
        hidden = self.contents.sources.total() + self.contents.other_sources
        hidden -= sum(number for _, number in self.contents.sources.most_common(SHOWN_SOURCES))
        if hidden:
            text += f"\nThe sources of {hidden:,} further documents are in `documents.jsonl`.\n"
        if self.settings.license:
            text += f"\nLicence of the corpus: {self.settings.license}\n"
        if self.settings.citation:
            text += f"\nPlease cite:\n\n```text\n{self.settings.citation.strip()}\n```\n"
        return text

    def _filters(self) -> str:
        report = self.filters
        rows = [(each["name"], shown_settings(each["settings"]), f"{each['dropped']:,}") for each in report["filters"]]
        text = (
            f"## Filters\n\nThe alignments have {report['pairs']:,} pairs and segments without a counterpart; "
            f"{report['kept']:,} pairs were kept. The filters judge in this order; the first that drops a pair counts."
            "\n\n"
            f"{markdown_table(('filter', 'settings', 'dropped'), rows)}\n"
        )
        samples = [
            (
                each["name"],
                sample["reason"],
                *(clipped(sample[side], SHOWN_CHARACTERS) for side in ("source", "target")),
            )
            for each in report["filters"]
            for sample in each["samples"]
        ]
        if samples:
            text += f"\nDropped pairs, drawn with seed {report['seed']}:\n\n"
            text += f"{markdown_table(('filter', 'reason', 'source', 'target'), samples)}\n"
        return text

    def _origin(self) -> str:
        signatures = "\n".join(filter(None, self.signatures))
        return (
            "## How it was made\n\nDocuments were split into segments and aligned by the program `aligner`. "
            f"The same documents and settings give the same files:\n\n```text\n{signatures}\n```\n"
        )


def size_category(pairs: int) -> str:
    """Return the size category of the Hugging Face Hub for a number of pairs, such as ``10K<n<100K``."""
    return next((name for limit, name in SIZES if pairs < limit), "n>1B")


def markdown_table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; mark-up characters in the cells are escaped."""
    lines = [header, ["---"] * len(header), *([literal(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)


def literal(text: str) -> str:
    """Return a text on one line, with the mark-up characters of Markdown escaped."""
    escaped = "".join(f"\\{character}" if character in "\\`*_[]|~#$" else character for character in text)
    return " ".join(escaped.replace("&", "&amp;").replace("<", "&lt;").split())


def read_text(path: Path) -> str | None:
    """Return the text of a file; ``None`` if the file cannot be read or is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return None
