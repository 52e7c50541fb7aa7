"""Read and write bitexts in files: one module for each format, all with the same interface.

`FORMATS` lists the formats. Only `save` writes to a path, and it replaces a file completely or not
at all. The table `aligner.formats.losses.HELD` lists the data that each format can hold. All other
data are lost in a round trip; the contract tests measure this.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from aligner.bitext import Bead, Bitext
from aligner.errors import InputError, UsageError, missing_file
from aligner.formats.base import BeadSource, Format, Optioned, Readable, WriteOptions
from aligner.interface import _
from aligner.registry import Entry, Registry

if TYPE_CHECKING:
    import pandas

MAX_LINE_NUMBER = 2**53
"""Largest line number that every format holds as a whole number: doubles are exact up to here."""
FORMATS = Registry(
    "format",
    {
        "tmx": Entry("aligner.formats.tmx:TMX", "translation memory, TMX 1.4", (".tmx",)),
        "xliff": Entry(
            "aligner.formats.xliff:XLIFF_1",
            "translation units, XLIFF 1.2",
            (".xliff", ".xlf", ".sdlxliff", ".mqxliff", ".mxliff", ".txlf", ".xlz"),
        ),
        "xliff2": Entry("aligner.formats.xliff:XLIFF_2", "translation units, XLIFF 2.1", (".xliff2", ".xlf2")),
        "po": Entry("aligner.formats.po:PO", "messages, GNU gettext", (".po", ".pot")),
        "csv": Entry("aligner.formats.delimited:CSV", "table for spreadsheets", (".csv",)),
        "tsv": Entry("aligner.formats.delimited:TSV", "table for programs, tab-separated", (".tsv",)),
        "xlsx": Entry("aligner.formats.xlsx:XLSX", "workbook for reviewers, Excel", (".xlsx",)),
        "docx": Entry("aligner.formats.docx:DOCX", "table for reviewers, Word", (".docx",)),
        "epub": Entry("aligner.formats.epub:EPUB", "bilingual book, EPUB", (".epub",)),
        "html": Entry("aligner.formats.html:HTML", "page to read and search, side by side", (".html", ".htm")),
        "jsonl": Entry("aligner.formats.native:JSONL", "the native, lossless file", (".bitext.jsonl",)),
        "pairs": Entry("aligner.formats.pair_jsonl:PAIR_JSONL", "one JSON object a pair, for data sets", (".jsonl",)),
        "parquet": Entry(
            "aligner.formats.parquet:PARQUET", "columnar table, for data sets", (".parquet",), "pyarrow", "parquet"
        ),
        "moses": Entry("aligner.formats.moses:MOSES", "two plain text files in a zip", (".moses.zip", ".moses")),
        "tei": Entry("aligner.formats.tei:TEI", "both texts and their links, TEI P5", (".tei.xml", ".tei")),
        "intertext": Entry("aligner.formats.intertext:INTERTEXT", "texts and links for InterText", (".intertext.zip",)),
        "pharaoh": Entry("aligner.formats.pharaoh:PHARAOH", "tokens and word links", (".pharaoh",)),
        "vecalign": Entry("aligner.formats.vecalign:VECALIGN", "segment numbers only", (".vecalign", ".align")),
    },
    group="bitext_aligner.formats",
)

IMPORTS = Registry(
    "memory",
    {
        "sdltm": Entry("aligner.formats.sdltm:read_sdltm", "translation memory of Trados Studio", (".sdltm",)),
        "omegat": Entry("aligner.formats.omegat:read_project", "project folder of OmegaT", ("omegat.project",)),
        "review": Entry("aligner.review.journal:load_reviewed", "journal of a review", (".review.jsonl",)),
    },
)
"""Formats that `load` reads and nothing writes: functions from a path to a bitext."""


def save(
    bitext: Bitext, path: str | Path, to: str | None = None, options: WriteOptions | None = None
) -> tuple[str, ...]:
    """Write a bitext to a file. After any failure the file is unchanged, and no other file is left.

    Args:
        bitext: the bitext to write.
        path: the path of the file. Without ``to``, its extension determines the format.
        to: the name of the format in `FORMATS`.
        options: the user's choices for the output.

    Returns:
        One-line remarks on data that the format cannot hold or that were altered; usually none.

    Raises:
        OutputError: the file cannot be written.
        UsageError: the format is unknown.
    """
    from aligner.formats.atomic import replacing

    chosen, ignored = _with_options(to or _name_for(path), options)
    with replacing(path) as stream:
        return (*chosen.write(bitext, stream), *ignored)


def write(bitext: Bitext, stream: BinaryIO, to: str, options: WriteOptions | None = None) -> tuple[str, ...]:
    """Write a bitext to an open binary stream, such as standard output, and flush the stream; see `save`.

    Raises:
        UsageError: the format is unknown.
        OSError: the stream fails (``BrokenPipeError`` if its reader has closed it). The caller must
            handle it.
    """
    chosen, ignored = _with_options(to, options)
    remarks = chosen.write(bitext, stream)
    stream.flush()
    return (*remarks, *ignored)


def load(path: str | Path, to: str | None = None) -> Bitext:
    """Read a bitext from a file whose format contains the texts.

    Args:
        path: the file, or the folder of an OmegaT project. Without ``to``, the extension determines the
            format.
        to: the name of the format in `FORMATS`.

    Raises:
        InputError: the file is missing or damaged.
        UsageError: the format is unknown, or does not contain texts.
    """
    imported = import_of(path) if to is None else None
    if imported is not None:
        return cast(Bitext, IMPORTS.load(imported)(str(path)))
    name = to or format_of(path)
    if name is None:
        raise UsageError(
            _(
                "is not a file of pairs, such as .tmx, .xlsx or .csv: align it with its translation first (aligner "
                "align), or name its format, such as tmx"
            ),
            path=str(path),
        )
    chosen = _format(name)
    if not isinstance(chosen, Readable):
        raise UsageError(
            _("the format {name} holds no text that can be read back as a bitext: use another one", name=name),
            path=str(path),
        )
    with open_input(path) as stream:
        try:
            bitext = chosen.read(stream, str(path))
        except (OverflowError, RecursionError, UnicodeError) as error:
            raise InputError(
                _("is damaged or no {name} file ({error})", name=name, error=error), path=str(path)
            ) from error
    _check_numbers(bitext, str(path))
    return bitext


def _check_numbers(bitext: Bitext, path: str) -> None:
    """Raise `InputError` if a line number, a score or a confidence has an impossible value."""
    for document in (bitext.source, bitext.target):
        if any(not 0 <= segment.line <= MAX_LINE_NUMBER for segment in document.segments):
            raise InputError(_("is damaged: a line number in it is negative or too large"), path=path)
    if not all(isfinite(bead.confidence) and isfinite(bead.score) for bead in bitext.beads):
        raise InputError(_("is damaged: a score or a confidence in it is not a finite number"), path=path)


def read_beads(path: str | Path, to: str | None = None) -> list[Bead]:
    """Read only the beads, without the texts.

    Args:
        path: a file of a format with segment numbers; an unknown extension is read as ``vecalign``.
        to: the name of the format in `FORMATS`.

    Raises:
        InputError: the file is missing or damaged.
        UsageError: the format is unknown, or does not contain segment numbers.
    """
    if to is None and import_of(path) is not None:
        return list(load(path).beads)
    name = to or format_of(path) or "vecalign"
    chosen = _format(name)
    if not isinstance(chosen, BeadSource):
        present = (other for other in FORMATS if not FORMATS.find(other).package)
        able = ", ".join(other for other in present if isinstance(_format(other), BeadSource))
        raise UsageError(
            _(
                "a {name} file does not number its segments: use one of {able} instead of {path}",
                name=name,
                able=able,
                path=path,
            )
        )
    with open_input(path) as stream:
        return chosen.read_beads(stream, str(path))


def format_of(path: str | Path) -> str | None:
    """Return the name in `FORMATS` of a file's format; ``None`` if it cannot be recognised.

    The format is recognised by the file's name and content. A Word document counts as a file of pairs
    only if a table in it has a row with the names of the columns of pairs.
    """
    from aligner.formats.recognition import format_by_content

    name = FORMATS.name_for_path(str(path))
    return name if str(path) == "-" else format_by_content(name, path)


def import_of(path: str | Path) -> str | None:
    """Return the format of a file or project folder that can be read but not written, else ``None``.

    The format is a name in `IMPORTS`.
    """
    name = IMPORTS.own_name_for_path(str(path))
    return "omegat" if name is None and (Path(path) / "omegat.project").is_file() else name


def to_frame(bitext: Bitext) -> pandas.DataFrame:
    """Return a pandas frame with one row for each bead and the columns of the CSV output.

    Texts are unaltered: formulas do not get an apostrophe. Scores are not rounded. The line number of
    an empty side is missing (``<NA>``).
    """
    import pandas

    from aligner.formats.rows import COLUMNS, rows

    # dtype object: the string type that pandas prefers cannot hold a lone surrogate
    frame = pandas.DataFrame(list(rows(bitext)), columns=list(COLUMNS), dtype=object)
    return frame.astype(
        {"id": "int64", "score": "float64", "confidence": "float64", "source_line": "Int64", "target_line": "Int64"}
    )


def _with_options(name: str, options: WriteOptions | None) -> tuple[Format, tuple[str, ...]]:
    """Return a format with the given options, and a remark if the format does not support them.

    Args:
        name: the name of the format in `FORMATS`.
        options: the user's choices; ``None`` for the defaults.
    """
    chosen = _format(name)
    if options is None or options == WriteOptions():
        return chosen, ()
    if isinstance(chosen, Optioned):
        return chosen.with_options(options), ()
    asked = {
        _("language codes"): options.language_codes,
        _("one-sided pairs"): options.one_sided,
        _("word links"): options.word_links,
    }
    ignored = _(" and ").join(what for what, wanted in asked.items() if wanted)
    return chosen, (_("{name} has no option for {ignored}: the option was not used", name=name, ignored=ignored),)


def _format(name: str) -> Format:
    return cast(Format, FORMATS.load(name))


def _name_for(path: str | Path) -> str:
    name = FORMATS.name_for_path(str(path))
    if name is None:
        extensions = ", ".join(FORMATS.extensions())
        raise UsageError(
            _(
                "the extension of {path!r} names no format: use one of {extensions}, or name the format with --to "
                "({formats})",
                path=str(path),
                extensions=extensions,
                formats=", ".join(FORMATS),
            )
        )
    return name


@contextmanager
def open_input(path: str | Path) -> Iterator[BinaryIO]:
    """Open a file (``-``: standard input) for reading; an error of the system becomes `InputError`."""
    name = str(path)
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream: Any = Path(path).open("rb")  # noqa: SIM115 - closed below; errors of the body are not ours to rename
    except FileNotFoundError:
        raise missing_file(name) from None
    except IsADirectoryError:
        raise InputError(_("this is a folder: name a file in it"), path=name) from None
    except PermissionError:
        raise InputError(_("no permission to read the file"), path=name) from None
    except (OSError, ValueError) as error:
        raise InputError(_("the file cannot be opened: {error}", error=error), path=name) from error
    with stream:
        yield stream
