"""What is wrong with a file as a whole: it is missing, too much, empty, or not translated at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from aligner.bitext import Document
from aligner.check.catalogue_files import characters_in
from aligner.check.files import FilePairs
from aligner.check.findings import FileReport, Finding, Place
from aligner.check.outcome import Outcome
from aligner.check.settings import CheckSettings
from aligner.check.silence import TEXT_READERS, comments_of
from aligner.check.tree import PROSE_WITHOUT_READER, is_catalogue, is_textual
from aligner.errors import AlignerError, InputError, fault
from aligner.interface import _
from aligner.languages import FALLBACK, chosen_pair, counterpart_of, name_of
from aligner.readers import READERS
from aligner.settings import ReadSettings

MOST_BYTES = 16 << 20
"""Of a file that is only weighed."""
BLANK = b" \t\r\n\f\v\xef\xbb\xbf"


def without_counterpart(files: FilePairs, settings: CheckSettings) -> Iterator[FileReport | AlignerError]:
    """Yield the reports of the files that have no counterpart, but for those that a comment leaves out."""
    for path in files.missing:
        characters = weighed(path)
        if isinstance(characters, AlignerError):
            yield characters
        elif characters is not None:
            name = path.as_posix()
            yield FileReport(
                name, None, about("missing-file", _("has no translation"), name, None, settings), 0, characters
            )
    for path in files.extra:
        characters = weighed(path)
        if isinstance(characters, AlignerError):
            yield characters
        elif characters is not None:
            name = path.as_posix()
            yield FileReport(None, name, about("extra-file", _("has no source"), None, name, settings))


def about(
    rule: str, message: str, source: str | None, target: str | None, settings: CheckSettings
) -> tuple[Finding, ...]:
    """Return the finding about a whole file, none if its rule is off."""
    severity = settings.severity(rule)
    if severity == "off":
        return ()
    places = [None if name is None else Place(name) for name in (source, target)]
    return (Finding(rule, severity, f"{target or source} {message}", places[0], places[1]),)


def weighed(path: Path) -> int | AlignerError | None:
    """Return the characters of a document that are to be translated, or why it cannot be read.

    ``None`` is for a file that is empty, and for one that a comment leaves out.
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
    except Exception as error:  # a fault of a reader costs this file only
        return fault(error, path.as_posix())


def unchecked_characters(path: Path) -> int:
    """Return the characters of a document that no reader takes, as far as they can be counted."""
    if not is_textual(path):
        return 0
    try:
        return len("".join(path.read_bytes()[:MOST_BYTES].decode("utf-8", "replace").split()))
    except (OSError, MemoryError):
        return 0


def not_looked_at(files: FilePairs, source: Path) -> Iterator[FileReport]:
    """Yield a report for each document of the source's folder that no reader takes; none of it counts as covered."""
    for path in files.others:
        if path.suffix.lower() in PROSE_WITHOUT_READER and path.is_relative_to(source):
            yield FileReport(path.as_posix(), None, (), 0, unchecked_characters(path))


def characters_of(document: Document) -> int:
    """Return the characters of a document that are to be translated."""
    return sum(len("".join(block.text.split())) for block in document.blocks if block.kind != "code")


def is_text(name: str) -> bool:
    """Tell by its name whether a file is text."""
    return (READERS.name_for_path(name) or "text") in TEXT_READERS


def is_empty(path: Path) -> bool:
    """Tell whether a file holds nothing, or white space only.

    Raises:
        InputError: it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return not stream.read(4096).strip(BLANK) and not stream.read().strip(BLANK)
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror or error), path=path.as_posix()) from error


def text_of_file(path: Path, document: Document) -> str:
    """Return the text of a file that has been read into a document."""
    return path.read_bytes().decode(document.encoding, "replace").removeprefix("\ufeff")


def of_empty_files(source: Path, target: Path, settings: CheckSettings) -> Outcome | None:
    """Return what is to be said of two files of which one is empty; ``None`` where neither is.

    Raises:
        InputError: the other one cannot be read.
    """
    from aligner.readers import read

    empty = is_empty(source), is_empty(target)
    if not any(empty):
        return None
    names = source.as_posix(), target.as_posix()
    if all(empty):
        return Outcome(FileReport(*names))
    if empty[1]:
        found = about("missing-file", _("is empty"), *names, settings)
        return Outcome(FileReport(*names, found, 0, characters_of(read(source))))
    return Outcome(FileReport(*names, about("extra-file", _("translates an empty file"), *names, settings)))


def languages_told(source: Document, target: Document, chosen: ReadSettings) -> ReadSettings | None:
    """Return in which languages two documents are; ``None`` where both are in one, and nothing is translated.

    A translation that was only begun is mostly in the language of its source: it is told by what little it has of its
    own. Where that cannot be told at all, as in files of code alone, the source counts as English.

    Raises:
        UsageError: a document is in a language that the program does not know.
    """
    from aligner.languages.detection import decide
    from aligner.pipeline import language_verdicts

    found = decide(
        *language_verdicts(source, target, chosen), (chosen.source_language, chosen.target_language), unfinished=True
    )
    if found[0] is None and found[1] is None:
        return replace(chosen, source_language=FALLBACK, target_language=counterpart_of(FALLBACK))
    if found[0] == found[1]:
        return None
    first, second = chosen_pair(*found)
    return replace(chosen, source_language=first, target_language=second)


def untranslated(source: Document, target: Document, settings: CheckSettings) -> Outcome:
    """Return what is to be said of a translation that is all in the language of its source."""
    from aligner.languages.detection import detect

    language = detect(target.text)
    message = _(
        "is not translated: all of it is {language}",
        language=name_of(language) if language else "in the source language",
    )
    found = about("untranslated", message, source.name, target.name, settings)
    return Outcome(FileReport(source.name, target.name, found, 0, characters_of(source)))
