"""Align one source to several translations, with one bitext for each translation.

All bitexts have the same source segments.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from aligner.bitext import Bitext
from aligner.formats.refused_pairs import refuse_pairs
from aligner.pipeline import Progress, align_documents
from aligner.readers import read
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.protocols import Embedder


def align_translations(
    source: str | Path,
    targets: Sequence[str | Path],
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    progress: Progress | None = None,
) -> tuple[Bitext, ...]:
    """Align a source to each of its translations.

    Args:
        source: path of the source file, ``-`` for standard input.
        targets: paths of its translations, at least one.
        settings: settings of all runs; the defaults if ``None``.
        embedder: a loaded model, used instead of the model in the settings.
        progress: function that is called with two arguments: a text with the number of the translation
            and the name of the stage, and the completed share of the stage, 0 to 1.

    Returns:
        One bitext for each translation, in the order of ``targets``. All have the same source document
        with the same segments, so that `aligner.formats.translation_groups` can join their beads.

    Raises:
        InputError: a file cannot be read, or has no text.
        UsageError: a translation is in the language of the source, or a file contains pairs.
        ModelError: the model cannot be loaded.
    """
    from aligner.embedders import load_embedder

    settings = settings or Settings()
    lines = settings.segment.segmenter == "lines"
    for target in targets:
        refuse_pairs(source, target)
    original, *translations = [
        read(path, encoding=settings.read.encoding, lines=lines, ocr=settings.read.ocr) for path in (source, *targets)
    ]
    embedder = embedder or load_embedder(settings.embed.model)
    bitexts: list[Bitext] = []
    for number, translation in enumerate(translations, start=1):
        bitext = align_documents(
            original,
            translation,
            settings,
            embedder=embedder,
            progress=None if progress is None else _numbered(progress, number, len(targets)),
        )
        original = bitext.source
        bitexts.append(bitext)
    return tuple(bitexts)


def _numbered(progress: Progress, number: int, count: int) -> Progress:
    """Return a progress function that adds the number of the current translation to the stage."""
    return lambda stage, share: progress(f"{number}/{count} {stage}", share)
