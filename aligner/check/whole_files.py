"""Findings about whole files: missing, extra, empty or not translated."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from aligner.bitext import Document
from aligner.check.catalogue_files import characters_in
from aligner.check.files import FilePairs
from aligner.check.findings import FileReport, Finding, Place
from aligner.check.ignore_comments import TEXT_READERS, comments_of
from aligner.check.outcome import Outcome
from aligner.check.settings import CheckSettings
from aligner.check.tree import PROSE_WITHOUT_READER, is_catalogue, is_textual
from aligner.errors import AlignerError, InputError, fault
from aligner.interface import _
from aligner.languages import FALLBACK, chosen_pair, counterpart_of, name_of
from aligner.readers import READERS
from aligner.settings import ReadSettings

MAX_COUNTED_BYTES = 16 << 20
"""Number of bytes of a file without reader whose characters are counted."""
WHITE_SPACE = b" \t\r\n\f\v\xef\xbb\xbf"


def without_counterpart(files: FilePairs, settings: CheckSettings) -> Iterator[FileReport | AlignerError]:
    """Yield the reports of files without counterpart; files that a comment excludes are skipped."""
    for path in files.missing:
        characters = count_characters(path)
        if isinstance(characters, AlignerError):
            yield characters
        elif characters is not None:
            name = path.as_posix()
            yield FileReport(
                name, None, file_findings("missing-file", _("has no translation"), name, None, settings), 0, characters
            )
    for path in files.extra:
        characters = count_characters(path)
        if isinstance(characters, AlignerError):
            yield characters
        elif characters is not None:
            name = path.as_posix()
            yield FileReport(None, name, file_findings("extra-file", _("has no source"), None, name, settings))


def file_findings(
    rule: str, message: str, source: str | None, target: str | None, settings: CheckSettings
) -> tuple[Finding, ...]:
    """Return a tuple with one finding about a whole file; the tuple is empty if the rule is off."""
    severity = settings.severity(rule)
    if severity == "off":
        return ()
    places = [None if name is None else Place(name) for name in (source, target)]
    return (Finding(rule, severity, f"{target or source} {message}", places[0], places[1]),)


def count_characters(path: Path) -> int | AlignerError | None:
    """Return the number of translatable characters of a document, or the error if it cannot be read.

    Returns:
        The number or the error; ``None`` for a file that is empty or that a comment excludes.
    """
    from aligner.readers import read

    try:
        if is_empty(path):
            return None
        if is_catalogue(path.name):
            return characters_in(path)
        document = read(path)
        if is_text(path.name) and comments_of(text_of_file(path, document), path.name).leaves_file_out:
            return None
        return characters_of(document)
    except AlignerError as error:
        return error
    except Exception as error:  # a fault of a reader must not lose the other files
        return fault(error, path.as_posix())


def unchecked_characters(path: Path) -> int:
    """Return the number of characters of a text file that no reader supports; 0 for other files."""
    if not is_textual(path):
        return 0
    try:
        return len("".join(path.read_bytes()[:MAX_COUNTED_BYTES].decode("utf-8", "replace").split()))
    except (OSError, MemoryError):
        return 0


def unread_documents(files: FilePairs, source: Path) -> Iterator[FileReport]:
    """Yield a report for each source document that has no reader; its text counts as untranslated."""
    for path in files.others:
        if path.suffix.lower() in PROSE_WITHOUT_READER and path.is_relative_to(source):
            yield FileReport(path.as_posix(), None, (), 0, unchecked_characters(path))


def characters_of(document: Document) -> int:
    """Return the number of characters of a document that must be translated."""
    return sum(len("".join(block.text.split())) for block in document.blocks if block.kind != "code")


def is_text(name: str) -> bool:
    """Return whether a file can contain comments because it is a text file, according to its name."""
    return (READERS.name_for_path(name) or "text") in TEXT_READERS


def is_empty(path: Path) -> bool:
    """Return whether a file is empty or has only white space.

    Raises:
        InputError: the file cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return not stream.read(4096).strip(WHITE_SPACE) and not stream.read().strip(WHITE_SPACE)
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path.as_posix()) from error


def text_of_file(path: Path, document: Document) -> str:
    """Return the text of a document's file, with its mark-up."""
    return path.read_bytes().decode(document.encoding, "replace").removeprefix("\ufeff")


def check_empty_files(source: Path, target: Path, settings: CheckSettings) -> Outcome | None:
    """Return the result for two files if at least one is empty; ``None`` if neither is.

    Raises:
        InputError: the other file cannot be read.
    """
    from aligner.readers import read

    empty = is_empty(source), is_empty(target)
    if not any(empty):
        return None
    names = source.as_posix(), target.as_posix()
    if all(empty):
        return Outcome(FileReport(*names))
    if empty[1]:
        findings = file_findings("missing-file", _("is empty"), *names, settings)
        return Outcome(FileReport(*names, findings, 0, characters_of(read(source))))
    return Outcome(FileReport(*names, file_findings("extra-file", _("translates an empty file"), *names, settings)))


def document_languages(source: Document, target: Document, chosen: ReadSettings) -> ReadSettings | None:
    """Return the settings with the languages of two documents; ``None`` if both have the same language.

    An unfinished translation is mostly in the source language. A small part in the other language is
    therefore enough to detect this language. If no language can be detected, as in files that contain
    only code, the source counts as English.

    Raises:
        UsageError: the program does not support the language of a document.
    """
    from aligner.languages.detection import decide
    from aligner.pipeline import language_verdicts

    languages = decide(
        *language_verdicts(source, target, chosen), (chosen.source_language, chosen.target_language), unfinished=True
    )
    if languages[0] is None and languages[1] is None:
        return replace(chosen, source_language=FALLBACK, target_language=counterpart_of(FALLBACK))
    if languages[0] == languages[1]:
        return None
    first, second = chosen_pair(*languages)
    return replace(chosen, source_language=first, target_language=second)


def untranslated_file(source: Document, target: Document, settings: CheckSettings) -> Outcome:
    """Return the result for a translation that is completely in the source language."""
    from aligner.languages.detection import detect

    language = detect(target.text)
    message = _(
        "is not translated: all of it is {language}",
        language=name_of(language) if language else "in the source language",
    )
    findings = file_findings("untranslated", message, source.name, target.name, settings)
    return Outcome(FileReport(source.name, target.name, findings, 0, characters_of(source)))
