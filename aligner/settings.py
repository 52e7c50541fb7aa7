"""Settings of a run as frozen values, one class for each stage; their signature identifies the run."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from aligner.bitext import Language
from aligner.errors import InputError, UsageError
from aligner.interface import _

Level = Literal["sentence", "paragraph"]
SegmenterName = Literal["auto", "lines"]


@dataclass(frozen=True, slots=True)
class SegmentSettings:
    """Settings of segmentation.

    Attributes:
        level: the kind of segment.
        segmenter: ``auto`` cleans the layout and splits the text; ``lines`` makes each input line a
            segment.
        keep_furniture: keep page numbers, running titles and navigation as paragraphs; otherwise they
            are removed.
        srx: a file of SRX rules for splitting sentences; used for the languages that it covers.
        split_semicolons: end a segment also after a semicolon.
    """

    level: Level = "sentence"
    segmenter: SegmenterName = "auto"
    keep_furniture: bool = False
    srx: str | None = None
    split_semicolons: bool = False


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Settings for reading the two files.

    Attributes:
        source_language: language code of the source, such as ``en`` or ``zh``; detected if ``None``.
        target_language: language code of the target; detected if ``None``.
        encoding: encoding of both files; detected if ``None``.
        force: continue if a text seems to be in a language other than Chinese or English.
        ocr: recognise the scanned pages of PDF files with Tesseract.
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
                raise UsageError(
                    _(
                        "{name} is {language!r}: choose one of {languages}",
                        name=name,
                        language=language,
                        languages=", ".join(sorted(LANGUAGES)),
                    )
                )


@dataclass(frozen=True, slots=True)
class EmbedSettings:
    """Settings of the model that turns texts into vectors.

    Attributes:
        model: ``bundled``, the folder of a static model, or a sentence-transformers model.
    """

    model: str = "bundled"


@dataclass(frozen=True, slots=True)
class AlignSettings:
    """Settings of the search for the best path.

    Attributes:
        max_span: maximum number of segments on one side of a bead, 1 to 16.
        temperature: divisor of path scores before they are converted to probabilities; the scores
            are calibrated for 1.
        margin: the search at a source segment is limited by anchors before and after it that are at
            least this number of source segments away.
        two_level: align paragraphs first, and then sentences only within paragraphs that surely
            translate each other.
    """

    max_span: int = 16
    temperature: float = 1.0
    margin: int = 10
    two_level: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.max_span <= 16:
            raise UsageError(_("max_span is {max_span}: choose 1 to 16", max_span=self.max_span))


@dataclass(frozen=True, slots=True)
class LimitSettings:
    """Limits of a run, which do not change its result.

    Attributes:
        max_size: maximum size in megabytes of an input file; 0 for no limit. A text of 100 MB has about
            a million sentences, and a run with it needs 3 GB of memory.
        timeout: maximum time in seconds of `aligner align`, or of one pair of files in `aligner check`;
            0 for no limit. It works on systems with alarm signals (not on Windows).
    """

    max_size: float = 100.0
    timeout: float = 3600.0

    def __post_init__(self) -> None:
        for name in ("max_size", "timeout"):
            if not 0 <= getattr(self, name) < float("inf"):
                raise UsageError(
                    _("{name} is {value}: choose 0, for any, or more", name=name, value=getattr(self, name))
                )


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings of one run."""

    read: ReadSettings = field(default_factory=ReadSettings)
    segment: SegmentSettings = field(default_factory=SegmentSettings)
    embed: EmbedSettings = field(default_factory=EmbedSettings)
    align: AlignSettings = field(default_factory=AlignSettings)
    limits: LimitSettings = field(default_factory=LimitSettings)

    def signature(self) -> str:
        """Return ten hexadecimal digits that identify these settings."""
        stages = dataclasses.asdict(self)
        # force and limits decide whether there is a result, but do not change it
        del stages["read"]["force"], stages["limits"]
        if not stages["read"]["ocr"]:  # a new setting at its default must not change the signatures of earlier runs
            del stages["read"]["ocr"]
        segment = stages["segment"]
        if not segment["split_semicolons"]:
            del segment["split_semicolons"]
        if segment["srx"] is None:
            del segment["srx"]
        else:
            segment["srx"] = _content_hash(segment["srx"])
        canonical = json.dumps(stages, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()[:10]


def _content_hash(path: str) -> str:
    """Return a hash of a file's content.

    The signature uses the content, not the path, because the same rules give the same results at any
    path.
    """
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError as error:
        raise InputError(_("cannot be read: {reason}", reason=error.strerror), path=path) from error
