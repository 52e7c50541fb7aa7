"""Check pairs that do not come from documents: a bitext or a translation memory -> Report."""

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

DOCUMENT_FORMATS = frozenset({"csv", "tsv", "po"})
"""Formats of pairs that can also be a document in one language, so two such files may be two documents."""
MAX_SAMPLED_PAIRS = 2000
"""Approximate number of pairs from which the languages of the sides are detected."""


def is_memory(source: str | Path, target: str | Path | None) -> bool:
    """Return whether the arguments name a translation memory (a file of pairs), not documents.

    Raises:
        UsageError: both arguments are memories, or the package that reads the format is not installed.
    """
    if target is None:
        return Path(source).is_file() and holds_pairs(source) is not None
    kinds = [holds_pairs(path) if Path(path).is_file() else None for path in (source, target)]
    if all(kind is not None and kind not in DOCUMENT_FORMATS for kind in kinds):
        raise UsageError(
            _("{source} and {target} hold both languages each: check one at a time", source=source, target=target)
        )
    return False


def holds_pairs(path: str | Path) -> str | None:
    """Return the format of a file of pairs; ``None`` for documents and for formats that store no text."""
    name = format_of(path)
    if imported := import_of(path):
        return imported
    return name if name is not None and isinstance(FORMATS.load(name), Readable) else None


def check_memory(path: str | Path, settings: CheckSettings, run: Settings) -> Report:
    """Check the pairs of a file.

    The line of a finding is the line that the file records for the segment. If the file records no
    lines, it is the line or the number of the translation unit. If the file names the original
    documents, as the files that this program writes do, the places of findings are in these documents.

    Raises:
        InputError: the file cannot be read, or has no pairs.
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
    """Check the pairs of a bitext; a bitext with passages is checked like two documents.

    Args:
        bitext: the bitext.
        settings: the rules to report, the glossary and the baseline; default: `CheckSettings()`.
        run: settings with the model and the languages; languages that are not set are detected.
        embedder: a loaded model, used instead of the model of ``run``.
        name: name of the file, for remarks.

    Raises:
        InputError: the glossary or the baseline is invalid.
        ModelError: the model cannot be loaded.
    """
    from aligner.check.compare import findings_in
    from aligner.embedders import load_embedder
    from aligner.glossary.files import load_glossary

    settings, run = settings or CheckSettings(), run or Settings()
    known = read_baseline(settings.baseline) if settings.baseline else None
    glossary = load_glossary(settings.glossary) if settings.glossary else None
    # a check writes no memory, so warnings about content that cannot be written do not apply
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
    """Return a bitext with the language of each side, and with its inline parts marked.

    Inline parts are code, tags, links and escapes. They are marked only in texts that no reader has
    parsed.
    """
    from aligner.check.text_marks import with_marks

    languages = side_languages(bitext, chosen)
    documents = [
        replace(document if bitext.passages else with_marks(document), language=language)
        for document, language in zip((bitext.source, bitext.target), languages, strict=True)
    ]
    return replace(bitext, source=documents[0], target=documents[1])


def side_languages(bitext: Bitext, chosen: ReadSettings) -> tuple[Language | None, Language | None]:
    """Return the languages of the two sides: as set by the user, else as stated in the bitext, else as detected.

    Returns:
        The languages; ``(None, None)`` if they are unclear or equal. For example, a table of commands
        has no language. A memory with the same language on both sides must not be reported as
        untranslated.
    """
    languages = bitext.source.language, bitext.target.language
    if None in languages or languages[0] == languages[1]:
        beads = [bead for bead in bitext.beads if not bead.is_null]
        sample = beads[:: max(len(beads) // MAX_SAMPLED_PAIRS, 1)]
        languages = decide_texts(map(bitext.source_text, sample), map(bitext.target_text, sample))
    first, second = chosen.source_language or languages[0], chosen.target_language or languages[1]
    if first is None or second is None or first == second:
        return None, None
    return first, second
