"""Frozen settings, one class per stage; a run is named by their signature."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aligner.bitext import Language
from aligner.errors import InputError, UsageError

Level = Literal["sentence", "paragraph"]
SegmenterName = Literal["auto", "lines"]


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """How a document is cut into segments.

    Attributes:
        level: what a segment is.
        segmenter: ``auto`` cleans the layout and splits; ``lines`` takes each input line as it is.
        keep_furniture: keep page numbers, running titles and navigation as paragraphs instead of taking them out.
        srx: a file of SRX rules, which split the sentences of the languages that it has rules for.
        split_semicolons: end a segment behind a semicolon too.
    """

    level: Level = "sentence"
    segmenter: SegmenterName = "auto"
    keep_furniture: bool = False
    srx: str | None = None
    split_semicolons: bool = False


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """How the two files are read.

    Attributes:
        source_language: a code of the table of languages, such as ``en`` or ``zh``; detected when ``None``.
        target_language: likewise.
        encoding: forces one encoding on both files; detected when ``None``.
        ocr: read the scanned pages of PDF files by Tesseract.
        force: go on with a text that looks like another language than Chinese or English.
    """

    source_language: Language | None = None
    target_language: Language | None = None
    encoding: str | None = None
    force: bool = False
    ocr: bool = False

    def __post_init__(self) -> None:
        from aligner.languages import LANGUAGES

        for name in ("source_language", "target_language"):
            language = getattr(self, name)
            if language is not None and language not in LANGUAGES:
                raise UsageError(f"{name} is {language!r}: choose one of {', '.join(sorted(LANGUAGES))}")


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """Which model turns texts into vectors.

    Attributes:
        model: ``bundled``, a folder of our own, or anything sentence-transformers loads.
    """

    model: str = "bundled"


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """The search for the best path.

    Attributes:
        max_span: the most segments on one side of a bead, 1 to 16.
        temperature: divides path scores before they become probabilities; the score is fitted for 1.
        margin: source segments by which the corridor looks back and ahead for bounding anchors.
        two_level: align paragraphs first, and let sentences stay within those that surely belong together.
    """

    max_span: int = 16
    temperature: float = 1.0
    margin: int = 20
    two_level: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.max_span <= 16:
            raise UsageError(f"max_span is {self.max_span}: choose 1 to 16")


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """What a run may take; nothing of it changes a result.

    Attributes:
        max_size: megabytes of the largest file that is read; 0 for any. 100 MB of text are a million sentences, for
            which a run takes 3 GB of memory.
        timeout: seconds that `aligner align`, or one pair of files of `aligner check`, may take, where the system has
            alarms (not on Windows); 0 for any.
    """

    max_size: float = 100.0
    timeout: float = 3600.0

    def __post_init__(self) -> None:
        for name in ("max_size", "timeout"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise UsageError(f"{name} is {getattr(self, name)}: choose 0, for any, or more")


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run."""

    read: ReadSettings = field(default_factory=ReadSettings)
    segment: SegmentSettings = field(default_factory=SegmentSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    align: AlignSettings = field(default_factory=AlignSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)

    def signature(self) -> str:
        """Return ten hexadecimal digits that name these settings."""
        stages = dataclasses.asdict(self)
        del stages["read"]["force"], stages["limits"]  # they say whether there is a result, not which one
        if not stages["read"]["ocr"]:  # settings that are left at their defaults keep the names of earlier runs
            del stages["read"]["ocr"]
        segment = stages["segment"]
        if not segment["split_semicolons"]:
            del segment["split_semicolons"]
        if segment["srx"] is None:
            del segment["srx"]
        else:
            segment["srx"] = _content_mark(segment["srx"])
        canonical = json.dumps(stages, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:10]


def _content_mark(path: str) -> str:
    """Return what names the content of a file: the same rules give the same results, wherever they lie."""
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(f"cannot be read: {error.strerror}", path=path) from error
