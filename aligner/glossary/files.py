"""Read and write glossary files; the extension of a file determines its format."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Protocol, cast

from aligner.errors import InputError, UsageError
from aligner.formats import open_input
from aligner.formats.atomic import replacing
from aligner.glossary.values import Glossary
from aligner.interface import _
from aligner.registry import Entry, Registry


class GlossaryFormat(Protocol):
    """A file format of glossaries, which can be written and read."""

    def write(self, glossary: Glossary, stream: BinaryIO) -> tuple[str, ...]:
        """Write a glossary, and return one-line remarks on omissions and changes."""
        ...

    def read(self, stream: BinaryIO, name: str) -> Glossary:
        """Read a glossary that `write` or another program has written.

        Raises:
            InputError: the file is damaged or holds no terms.
        """
        ...


GLOSSARY_FORMATS = Registry(
    "glossary format",
    {
        "xlsx": Entry("aligner.glossary.workbook:XLSX", "workbook, Excel", (".xlsx",)),
        "csv": Entry("aligner.glossary.tables:CSV", "table for spreadsheets", (".csv",)),
        "tsv": Entry("aligner.glossary.tables:TSV", "OmegaT's glossary", (".tsv", ".txt", ".utf8", ".tab")),
        "tsv-zh": Entry("aligner.glossary.tables:TSV_ZH", "OmegaT's glossary, Chinese first"),
        "memoq": Entry("aligner.glossary.tables:MEMOQ", "term base for memoQ, CSV"),
        "tbx": Entry("aligner.glossary.tbx:TBX_3", "TBX-Basic, ISO 30042:2019", (".tbx",)),
        "tbx2": Entry("aligner.glossary.tbx:TBX_2", "TBX-Basic, ISO 30042:2008 (OmegaT)"),
        "markdown": Entry("aligner.glossary.texts:MARKDOWN", "table for reading", (".md",)),
        "jsonl": Entry("aligner.glossary.texts:JSONL", "one JSON object an entry, lossless", (".jsonl",)),
    },
)


def format_name(path: str | Path, to: str | None = None) -> str:
    """Return the name of the format: ``to`` if given, else the format of the path's extension.

    Raises:
        UsageError: the format is unknown, or no format has the extension.
    """
    name = to or GLOSSARY_FORMATS.name_for_path(str(path))
    if name is None:
        known = " ".join(extension for entry in GLOSSARY_FORMATS.entries.values() for extension in entry.extensions)
        raise UsageError(
            _(
                "no glossary format has this extension: use one of {known}; or give --to {glossary_formats}",
                known=known,
                glossary_formats=", ".join(GLOSSARY_FORMATS),
            ),
            path=str(path),
        )
    if name not in GLOSSARY_FORMATS.entries:
        raise UsageError(
            _(
                "unknown glossary format {name!r}: choose one of {glossary_formats}",
                name=name,
                glossary_formats=", ".join(GLOSSARY_FORMATS),
            )
        )
    return name


def save_glossary(glossary: Glossary, path: str | Path, to: str | None = None) -> tuple[str, ...]:
    """Write a glossary to a file, and return one-line remarks on omissions.

    If an error occurs, the file is not changed.

    Raises:
        OutputError: the file cannot be written.
        UsageError: the format is unknown.
    """
    chosen = _format(format_name(path, to))
    with replacing(path) as stream:
        return chosen.write(glossary, stream)


def write_glossary(glossary: Glossary, stream: BinaryIO, to: str) -> tuple[str, ...]:
    """Write a glossary to an open stream and flush it; see `save_glossary`."""
    remarks = _format(to).write(glossary, stream)
    stream.flush()
    return remarks


def load_glossary(path: str | Path, to: str | None = None) -> Glossary:
    """Read a glossary from a file written by `save_glossary`, or from any table.

    The table must have one column for each language.

    Raises:
        InputError: the file is missing or damaged, or holds no terms.
        UsageError: the format is unknown.
    """
    chosen = _format(format_name(path, to))
    with open_input(path) as stream:
        glossary = chosen.read(stream, str(path))
    if not glossary.entries:
        raise InputError(_("holds no terms: give a table with an English and a Chinese column"), path=str(path))
    return glossary


def _format(name: str) -> GlossaryFormat:
    return cast(GlossaryFormat, GLOSSARY_FORMATS.load(name))
