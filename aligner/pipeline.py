"""The pipeline: `align` runs all stages on a source and a target, and returns a bitext.

Only this module knows the order of the stages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from aligner import __version__
from aligner.bitext import Bead, Bitext, Block, Document, Passage, Segment
from aligner.errors import InputError, UsageError
from aligner.interface import _
from aligner.settings import ReadSettings, Settings

if TYPE_CHECKING:
    from aligner.alignment.constraints import Constraints
    from aligner.languages.detection import Verdict
    from aligner.protocols import Embedder

SCORE_DECIMALS = 4
"""Decimals of scores and confidences: sums of single-precision products differ by about 1e-6 between processors."""
MAX_LISTED_PAIRS = 5
"""Maximum number of pairs whose texts a warning lists."""
Progress = Callable[[str, float], None]
"""Called with the name of the current stage and the share of it that is done, 0 to 1."""


def align(
    source: str | Path,
    target: str | Path | None = None,
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    outline: bool = False,
    anchors: str | Path | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Align two files, Chinese and English in either order, or the two languages of one file.

    Args:
        source: path of the source file, ``-`` for standard input.
        target: path of the target file; ``None`` if Chinese and English alternate in one file.
        settings: see `Settings`; the defaults if ``None``.
        embedder: a loaded model, used instead of the model in the settings.
        outline: whether to align the blocks of the documents first (headings, paragraphs, list items,
            cells, code), and then the sentences only within the resulting `Bitext.passages`. This suits
            translations with the same structure as the source.
        anchors: file of pairs that the alignment must contain. It has one pair on each line, such as
            ``[0, 1]:[2]``; or is a table with the columns ``source_ids`` and ``target_ids``; or is
            an earlier result with texts (``.bitext.jsonl``, CSV, XLSX, XLIFF, InterText). The confirmed
            beads of an earlier result are located in the documents by their text. In a table without
            confirmed beads, all beads count as confirmed.
        progress: function that is called with the name of the current stage and its completed share, 0
            to 1.

    Raises:
        InputError: a file cannot be read, or has no text; an anchor contradicts the documents.
        UsageError: both files are in the same language, the single file is in one language, or a file
            contains pairs.
        ModelError: the model cannot be loaded.
    """
    from aligner.formats.refused_pairs import refuse_pairs
    from aligner.readers import read

    settings = settings or Settings()
    encoding, max_size = settings.read.encoding, settings.limits.max_size
    lines = settings.segment.segmenter == "lines"
    refuse_pairs(source, target)
    first = read(source, encoding=encoding, lines=lines, ocr=settings.read.ocr, max_size=max_size)
    if target is None:
        from aligner.segmenters.mixed import separate

        first, second = separate(first, lines=lines)
        if settings.read.source_language == second.language or settings.read.target_language == first.language:
            first, second = second, first
    else:
        second = read(target, encoding=encoding, lines=lines, ocr=settings.read.ocr, max_size=max_size)
    return align_documents(
        first, second, settings, embedder=embedder, outline=outline, anchors=anchors, progress=progress
    )


def align_texts(
    source: str | Sequence[str],
    target: str | Sequence[str],
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    outline: bool = False,
    anchors: str | Path | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Align two texts in memory, Chinese and English in either order.

    Args:
        source: the source text. A string is treated as the text of a file, which is cleaned and
            segmented. A sequence contains segments, such as sentences, which do not change.
        target: the target text, as a string or a sequence.
        settings: see `Settings`; the defaults if ``None``.
        embedder: a loaded model, used instead of the model in the settings.
        outline: whether to align the blocks of the texts first; see `align`.
        anchors: file of pairs that the alignment must contain; see `align`.
        progress: function that is called with the name of the current stage and its completed share, 0
            to 1.

    Raises:
        InputError: a text is empty; an anchor contradicts the texts.
        UsageError: both texts are in the same language.
        ModelError: the model cannot be loaded.
    """
    from aligner.readers.text import document_of

    first, second = (
        document_of(text, name) if isinstance(text, str) else document_of_segments(text, name)
        for text, name in ((source, "source"), (target, "target"))
    )
    return align_documents(
        first, second, settings, embedder=embedder, outline=outline, anchors=anchors, progress=progress
    )


def document_of_segments(texts: Sequence[str], name: str) -> Document:
    """Return a document with the given segments; each is one block."""
    blocks = tuple(Block(text, number) for number, text in enumerate(texts, start=1))
    segments = tuple(Segment(block.text, number, 0, len(block.text), block.line) for number, block in enumerate(blocks))
    return Document(name, blocks, segments=segments)


def align_documents(
    source: Document,
    target: Document,
    settings: Settings | None = None,
    *,
    embedder: Embedder | None = None,
    outline: bool = False,
    anchors: str | Path | None = None,
    progress: Progress | None = None,
) -> Bitext:
    """Align two documents that a reader has returned; see `align`. Existing segments of a document do not change.

    Raises:
        InputError: a document has no segment; an anchor contradicts the documents.
    """
    from aligner.alignment import diagnose
    from aligner.embedders import load_embedder

    settings = settings or Settings()
    report = progress or (lambda _stage, _share: None)
    source, target = segmented(source, target, settings, report)
    if embedder is None:
        report(_("loading the model"), 0.0)
        embedder = load_embedder(settings.embed.model)
    bitext = align_segmented(
        source, target, settings, embedder=embedder, outline=outline, anchors=anchors, progress=report
    )
    return replace(bitext, warnings=(*bitext.warnings, *diagnose(bitext, embedder)))


def segmented(
    source: Document, target: Document, settings: Settings, progress: Progress = lambda _stage, _share: None
) -> tuple[Document, Document]:
    """Return two documents with their languages and segments; existing segments do not change.

    Raises:
        InputError: a document holds no segment.
        UsageError: both are in one language, or one is in a language that the program does not know.
    """
    from aligner.segmenters import segment

    progress(_("segmenting"), 0.0)
    source, target = with_languages(source, target, settings.read)
    source, target = (
        document if document.segments else segment(document, settings.segment) for document in (source, target)
    )
    for document in (source, target):
        if not any(segment.text.strip() for segment in document.segments):
            raise InputError(_("contains no text to align; check that it is the right file"), path=document.name)
    return source, target


def align_segmented(
    source: Document,
    target: Document,
    settings: Settings,
    *,
    embedder: Embedder,
    outline: bool = False,
    anchors: str | Path | None = None,
    progress: Progress = lambda _stage, _share: None,
) -> Bitext:
    """Align two segmented documents, without a check that they translate each other.

    Raises:
        InputError: an anchor contradicts the documents.
    """
    from aligner.alignment import align_segments
    from aligner.alignment.calibration import calibrate
    from aligner.alignment.low_similarity import lower_confidence

    locked, remarks = locked_beads(source, target, anchors)
    passages: tuple[Passage, ...] = ()
    if outline:
        from aligner.alignment.outline import agreeing_beads, find_passages

        passages = tuple(find_passages(source, target, embedder))
        constraints = outline_constraints(source, target, passages, locked)
    else:
        constraints = path_constraints(source, target, locked, embedder, settings)
    beads = align_segments(source, target, embedder, settings.align, progress, constraints=constraints)
    if embedder.dimension > 1:
        beads = lower_confidence(calibrate(beads))
    if outline:
        beads = agreeing_beads(beads, source, target, passages)
    beads = tuple(replace(bead, score=rounded(bead.score), confidence=rounded(bead.confidence)) for bead in beads)
    signature = f"aligner:{__version__}|model:{embedder.signature}|settings:{settings.signature()}"
    signature += "|outline" if outline else ""
    return Bitext(source, target, beads, settings.segment.level, signature, warnings=tuple(remarks), passages=passages)


def rounded(value: float) -> float:
    """Return a score rounded to `SCORE_DECIMALS`, so that it is the same on all processors."""
    return round(float(value), SCORE_DECIMALS) + 0.0  # no minus zero


def locked_beads(
    source: Document, target: Document, anchors: str | Path | None
) -> tuple[tuple[Bead, ...], tuple[str, ...]]:
    """Return the beads that the user has locked, and warnings about those that cannot be located.

    Args:
        source: the segmented source document.
        target: the segmented target document.
        anchors: file of pairs that the alignment must contain; see `align`.

    Raises:
        InputError: the file cannot be read, or an anchor contradicts the documents; the message names
            the line.
    """
    if anchors is None:
        return (), ()
    from aligner.alignment.relocation import CONFIRMED_STATUSES, LOCKED, relocate_locked
    from aligner.formats.anchors import earlier_result, read_anchors

    earlier = earlier_result(anchors)
    if earlier is None:
        counts = len(source.segments), len(target.segments)
        beads = read_anchors(anchors, counts, (source.language, target.language))
        return tuple(replace(bead, confidence=1.0, status=LOCKED) for bead in beads), ()
    settled = any(bead.status in CONFIRMED_STATUSES for bead in earlier.beads)
    if not settled and str(anchors).lower().endswith(".bitext.jsonl"):
        return (), (f"{anchors} holds no pair that a person has confirmed: nothing was kept",)
    kept, lost = relocate_locked(earlier, source, target, everything=not settled)
    if not lost:
        return kept, ()
    texts = ["; ".join(filter(None, (earlier.source_text(bead)[:40], earlier.target_text(bead)[:40]))) for bead in lost]
    listed = " | ".join(texts[:MAX_LISTED_PAIRS]) + (" | ..." if len(texts) > MAX_LISTED_PAIRS else "")
    remark = _(
        "{lost} of {all} pairs of {anchors} are not to be found in these documents: {listed}",
        lost=len(lost),
        all=len(lost) + len(kept),
        anchors=anchors,
        listed=listed,
    )
    return kept, (remark,)


def path_constraints(
    source: Document, target: Document, locked: Sequence[Bead], embedder: Embedder, settings: Settings
) -> Constraints:
    """Return the constraints on the alignment path.

    The path must contain the locked beads, and may pair code only with code. In two-level mode, it must
    also keep the boundaries of surely aligned paragraphs.
    """
    from aligner.alignment import align_segments
    from aligner.alignment.code_blocks import with_code
    from aligner.alignment.constraints import Constraints
    from aligner.alignment.two_level import block_gates

    held, (source_alone, target_alone) = with_code(source, target, locked)
    gates: tuple[tuple[int, int], ...] = ()
    if settings.align.two_level and settings.segment.level == "sentence":
        gates = block_gates(
            source, target, lambda first, second: align_segments(first, second, embedder, settings.align)
        )
    gates = tuple(gate for gate in gates if keeps_beads_whole(gate, held))
    return Constraints(held, gates, source_alone, target_alone)


def outline_constraints(
    source: Document, target: Document, passages: Sequence[Passage], locked: Sequence[Bead]
) -> Constraints:
    """Return the constraints that keep the alignment path within passages.

    Locked beads have priority over passages.
    """
    from aligner.alignment.outline import within_passages

    held = within_passages(source, target, passages)
    gates = tuple(gate for gate in held.gates if keeps_beads_whole(gate, locked))
    return replace(
        held,
        locked=tuple(locked),
        gates=gates,
        barred_source=held.barred_source - {number for bead in locked for number in bead.source},
        barred_target=held.barred_target - {number for bead in locked for number in bead.target},
    )


def keeps_beads_whole(gate: tuple[int, int], beads: Sequence[Bead]) -> bool:
    """Return whether an alignment path can contain all given beads and also pass a gate.

    A gate is a number of source segments and a number of target segments that the path has consumed at
    one point. It must not divide a bead.
    """
    return all(
        (bead.source[-1] < gate[0] and bead.target[-1] < gate[1])
        or (bead.source[0] >= gate[0] and bead.target[0] >= gate[1])
        for bead in beads
    )


def with_languages(source: Document, target: Document, settings: ReadSettings) -> tuple[Document, Document]:
    """Return the documents with their languages.

    A given language has priority over a detected one. If the language of one document is unknown, the
    usual counterpart of the other language is used.

    Raises:
        UsageError: both documents are in one language, or one is in a language that the program does
            not support.
    """
    from aligner.languages import chosen_pair, name_of, usual_pair
    from aligner.languages.detection import decide

    verdicts = language_verdicts(source, target, settings)
    given = (settings.source_language or source.language, settings.target_language or target.language)
    languages = decide(*verdicts, given)
    if languages[0] is None and languages[1] is None:
        raise UsageError(
            _(
                "{source} and {target} hold neither Chinese nor English text; if they do, say which is which with "
                "--source-lang and --target-lang",
                source=source.name,
                target=target.name,
            )
        )
    first, second = chosen_pair(*languages)
    if first == second:
        wanted, other = map(name_of, usual_pair([first]))
        raise UsageError(
            _(
                "{source} and {target} both look {first}; give one {wanted} and one {other} document, or say which is "
                "which with --source-lang and --target-lang",
                source=source.name,
                target=target.name,
                first=name_of(first),
                wanted=wanted,
                other=other,
            )
        )
    return replace(source, language=first), replace(target, language=second)


def language_verdicts(source: Document, target: Document, settings: ReadSettings) -> tuple[Verdict, Verdict]:
    """Return the results of language detection for two documents.

    With ``force``, an unsupported language counts as unknown.

    Raises:
        UsageError: the language of a document is not given, and the document seems to be in a language
            that the program does not support.
    """
    from aligner.languages.detection import judge, refusal

    verdicts = judge(source.text), judge(target.text)
    if settings.force:
        return verdicts[0].forced, verdicts[1].forced
    given = (settings.source_language or source.language, settings.target_language or target.language)
    for document, verdict, language in zip((source, target), verdicts, given, strict=True):
        if language is None and verdict.is_unsupported:
            raise UsageError(
                _(
                    "{name} {verdict}; use --force to align it all the same",
                    name=document.name,
                    verdict=refusal(verdict),
                )
            )
    return verdicts
