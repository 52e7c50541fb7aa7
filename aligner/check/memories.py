"""Pairs that need no documents: a bitext, or a memory as any format of pairs holds it -> Report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.bitext import Bitext, Language
from aligner.check.baseline import read_baseline, without_known
from aligner.check.findings import Report
from aligner.check.settings import CheckSettings
from aligner.errors import InputError, UsageError
from aligner.formats import FORMATS, format_of, import_of, load
from aligner.formats.base import Readable
from aligner.formats.tmx_losses import NOT_HELD
from aligner.interface import _, values_in
from aligner.languages.detection import decide_texts
from aligner.regular_files import check_size
from aligner.settings import ReadSettings, Settings

if TYPE_CHECKING:
    from aligner.protocols import Embedder

ALSO_TEXT = frozenset({"csv", "tsv", "po"})
"""Formats of pairs of which two files can be two documents as well, a language each."""
SAMPLE = 2000
"""Pairs by which the languages of the sides are judged."""


def is_memory(source: str | Path, target: str | Path | None) -> bool:
    """Tell whether a user names a file of pairs, not documents.

    Raises:
        UsageError: two memories are named, or the package that reads the format is not installed.
    """
    if target is None:
        return Path(source).is_file() and holds_pairs(source) is not None
    kinds = [holds_pairs(path) if Path(path).is_file() else None for path in (source, target)]
    if all(kind is not None and kind not in ALSO_TEXT for kind in kinds):
        raise UsageError(
            _("{source} and {target} hold both languages each: check one at a time", source=source, target=target)
        )
    return False


def holds_pairs(path: str | Path) -> str | None:
    """Return the format of pairs that a file is in; ``None`` for documents, and for formats without text."""
    name = format_of(path)
    if imported := import_of(path):
        return imported
    return name if name is not None and isinstance(FORMATS.load(name), Readable) else None


def check_memory(path: str | Path, settings: CheckSettings, run: Settings) -> Report:
    """Check the pairs of a file.

    A finding stands in the line that the file states for the segment, else in the line or the number of its unit. Where
    the file names the documents that it was aligned from, as this program writes it, the place is theirs.

    Raises:
        InputError: the file cannot be read, or holds no pairs.
    """
    name = Path(path).as_posix()
    check_size(path, run.limits.max_size)
    bitext = load(path)
    if not bitext.beads:
        raise InputError(_("holds no pairs to check; check that it is the right file"), path=name)
    if not bitext.signature:
        bitext = replace(bitext, source=replace(bitext.source, name=name), target=replace(bitext.target, name=name))
    return check_bitext(bitext, settings, run=run, name=name)


def check_bitext(
    bitext: Bitext,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    name: str = "",
) -> Report:
    """Check the pairs of a bitext; one with passages is checked as two documents are.

    Args:
        bitext: of any origin.
        settings: what is reported, the glossary and the baseline; the defaults when left out.
        run: the model, and the languages where they are not to be judged.
        embedder: a loaded model, which then counts instead of the one that ``run`` names.
        name: of the file, for remarks.

    Raises:
        InputError: a glossary or a baseline that is none.
        ModelError: the model cannot be loaded.
    """
    from aligner.check.compare import findings_in
    from aligner.embedders import load_embedder
    from aligner.glossary.files import load_glossary

    settings, run = settings or CheckSettings(), run or Settings()
    known = read_baseline(settings.baseline) if settings.baseline else None
    glossary = load_glossary(settings.glossary) if settings.glossary else None
    # a check writes no memory, so nothing of it is lost
    warnings = [warning for warning in bitext.warnings if not values_in(warning, _(NOT_HELD))]
    remarks = [f"{name}: {warning}" if name else warning for warning in warnings]
    bitext = with_sides(bitext, run.read)
    if None in (bitext.source.language, bitext.target.language):
        where = f"{name}: " if name else ""
        remarks.append(
            _(
                "{where}the languages of the two sides are not clear, so nothing was looked for that is untranslated "
                "or lacks a part, and no term; say which they are with --source-lang and --target-lang",
                where=where,
            )
        )
    report, _unused = findings_in(
        bitext, settings, embedder=embedder or load_embedder(run.embed.model), glossary=glossary
    )
    whole = Report((report,), remarks=tuple(remarks))
    if known is not None and settings.baseline:
        whole = without_known(whole, known, settings.baseline)
    return whole


def with_sides(bitext: Bitext, chosen: ReadSettings) -> Bitext:
    """Return a bitext with the languages of its sides, and the marks in its texts where no reader has marked them."""
    from aligner.check.text_marks import with_marks

    languages = side_languages(bitext, chosen)
    documents = [
        replace(document if bitext.passages else with_marks(document), language=language)
        for document, language in zip((bitext.source, bitext.target), languages, strict=True)
    ]
    return replace(bitext, source=documents[0], target=documents[1])


def side_languages(bitext: Bitext, chosen: ReadSettings) -> tuple[Language | None, Language | None]:
    """Return in which languages the two sides are: as chosen, as the bitext has it, else as the pairs tell together.

    Unknown, ``(None, None)``, where they tell nothing: a table of commands is in no language, and a text that a
    memory has in one language on both sides must not be taken for one that was left untranslated.
    """
    said = bitext.source.language, bitext.target.language
    if None in said or said[0] == said[1]:
        beads = [bead for bead in bitext.beads if not bead.is_null]
        some = beads[:: max(len(beads) // SAMPLE, 1)]
        said = decide_texts(map(bitext.source_text, some), map(bitext.target_text, some))
    first, second = chosen.source_language or said[0], chosen.target_language or said[1]
    if first is None or second is None or first == second:
        return None, None
    return first, second
