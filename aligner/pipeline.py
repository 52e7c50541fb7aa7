"""align(source, target, settings) -> Bitext: the only place that knows the order of the stages."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from aligner import __version__
from aligner.bitext import Bitext, Document, Language
from aligner.errors import InputError, UsageError
from aligner.settings import ReadSettings, Settings

Progress = Callable[[str, float], None]
"""Called with the name of the stage at work and the share of it that is done, 0 to 1."""


def align(
    source: str | Path, target: str | Path, settings: Settings | None = None, *, progress: Progress | None = None
) -> Bitext:
    """Align two files, Chinese and English in either order.

    Args:
        source: path of the source file, ``-`` for standard input.
        target: path of the target file.
        settings: defaults when left out.
        progress: told how far the work is.

    Raises:
        InputError: a file cannot be read, or holds no text.
        UsageError: both files are in the same language.
        ModelError: the model cannot be loaded.
    """
    from aligner.readers import read

    settings = settings or Settings()
    encoding = settings.read.encoding
    return align_documents(
        read(source, encoding=encoding), read(target, encoding=encoding), settings, progress=progress
    )


def align_documents(
    source: Document, target: Document, settings: Settings | None = None, *, progress: Progress | None = None
) -> Bitext:
    """Align two documents that have been read; see `align`.

    Raises:
        InputError: a document holds no segment.
    """
    from aligner.alignment import align_segments, doubts
    from aligner.embedders import load_embedder
    from aligner.segmenters import segment

    settings = settings or Settings()
    report = progress or (lambda _stage, _share: None)
    report("segmenting", 0.0)
    source, target = with_languages(source, target, settings.read)
    source, target = (segment(document, settings.segment) for document in (source, target))
    for document in (source, target):
        if not any(segment.text.strip() for segment in document.segments):
            raise InputError("holds no text to align; check that it is the right file", path=document.name)
    report("loading the model", 0.0)
    embedder = load_embedder(settings.embed.model)
    beads = align_segments(source, target, embedder, settings.align, report)
    signature = f"aligner:{__version__}|model:{embedder.signature}|settings:{settings.signature()}"
    bitext = Bitext(source, target, beads, settings.segment.level, signature)
    return replace(bitext, warnings=doubts(bitext, embedder))


def with_languages(source: Document, target: Document, settings: ReadSettings) -> tuple[Document, Document]:
    """Return the documents with their languages: as set, else as detected, else the other one's counterpart.

    Raises:
        UsageError: both are in one language.
    """
    from aligner.segmenters.language import detect

    languages = [
        chosen or document.language or detect(document.text)
        for document, chosen in ((source, settings.source_language), (target, settings.target_language))
    ]
    if languages[0] is None and languages[1] is None:
        raise UsageError(
            f"{source.name} and {target.name} hold neither Chinese nor English text; "
            "if they do, say which is which with --source-lang and --target-lang"
        )
    counterpart: dict[Language | None, Language] = {"en": "zh", "zh": "en"}
    first = languages[0] or counterpart[languages[1]]
    second = languages[1] or counterpart[languages[0]]
    if first == second:
        name = {"en": "English", "zh": "Chinese"}[first]
        raise UsageError(
            f"{source.name} and {target.name} both look {name}; give one English and one Chinese document, "
            "or say which is which with --source-lang and --target-lang"
        )
    return replace(source, language=first), replace(target, language=second)
