"""Compare two documents: documents -> Bitext -> Comparison -> findings. `findings_in` starts with a bitext."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.bitext import Bitext, Document
from aligner.check.comparison import Comparison
from aligner.check.findings import FileReport, Finding, in_file
from aligner.check.lock import ADDED, EarlierVersion, Hashes, passage_hashes, stale_passages
from aligner.check.matching import match_texts
from aligner.check.rules import rules_for
from aligner.check.rules.labels import labels_of
from aligner.check.rules.partial import LOST_SENTENCE
from aligner.check.rules.untranslated import WHOLE_PASSAGE
from aligner.check.settings import ERROR_MIN_CONFIDENCE, CheckSettings
from aligner.check.texts import Text
from aligner.interface import _, values_in
from aligner.pipeline import align_segmented, segmented
from aligner.protocols import Embedder
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.glossary import Glossary

MISSING_TEXT_RULES = {"partial", "omission", "untranslated"}
"""Rules whose findings explain a missing term."""
REPEATED_ELEMENT_RULES = {"link-mismatch", "code-mismatch", "tag-mismatch", "placeholder-mismatch", "number-mismatch"}
"""Rules about elements that a translation must repeat."""


def compare(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
) -> FileReport:
    """Check a translation against its source.

    Args:
        source: the source document from `aligner.readers.read`, in Chinese or English.
        target: the translation, in the other language.
        settings: settings of the check.
        run: settings of segmentation and alignment, and the languages.
        embedder: a loaded model; pass it to compare many documents without loading it again.
        glossary: terms that the translation must use.

    Raises:
        UsageError: both documents are in the same language.
        InputError: a document has no text.
    """
    return compare_with_hashes(source, target, settings, run=run, embedder=embedder, glossary=glossary)[0]


def compare_with_hashes(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
    earlier: EarlierVersion | None = None,
) -> tuple[FileReport, Hashes]:
    """Check a translation against its source; also return the hashes of its blocks, for a lock file.

    The hashes are grouped by passage (a group of aligned blocks).

    Args:
        source: the source document, in Chinese or English.
        target: the translation, in the other language.
        settings: settings of the check.
        run: settings of segmentation and alignment, and the languages.
        embedder: a loaded embedding model; by default, the model of ``run`` is loaded.
        glossary: terms that the translation must use.
        earlier: the version of the source from which the translation was made; ``None`` if unknown.
    """
    from aligner.embedders import load_embedder

    run = run or Settings()
    embedder = embedder or load_embedder(run.embed.model)
    source, target = segmented(source, target, run)
    bitext = align_segmented(source, target, run, outline=True, embedder=embedder)
    return findings_in(bitext, settings or CheckSettings(), embedder=embedder, glossary=glossary, earlier=earlier)


def findings_in(
    bitext: Bitext,
    settings: CheckSettings,
    *,
    embedder: Embedder,
    glossary: Glossary | None = None,
    earlier: EarlierVersion | None = None,
) -> tuple[FileReport, Hashes]:
    """Check the pairs of a bitext; also return the hashes of its blocks, for a lock file.

    The hashes are grouped by passage (a group of aligned blocks).

    Args:
        bitext: the bitext. If it has no languages, the rules that need them are skipped. If it has no
            passages, there are no hashes.
        settings: settings of the check.
        embedder: a loaded embedding model.
        glossary: terms that the translation must use.
        earlier: the version of the source from which the translation was made; ``None`` if unknown.
    """
    comparison = match_texts(bitext, settings, embedder)
    findings = [finding for rule in rules_for(comparison) for finding in rule(comparison, glossary)]
    if earlier is not None:
        stale = list(stale_passages(comparison, earlier))
        added = {each.source.line for each in stale if each.source and values_in(each.message, _(ADDED))}
        findings = [
            each for each in findings if not (each.rule == "omission" and each.source and each.source.line in added)
        ] + stale
    reported = sorted(settings.reported(without_consequences(findings)), key=in_file)
    covered, total = coverage(comparison)
    covered -= missing_characters(comparison, findings) + untranslated_characters(comparison, findings)
    labels = tuple(labels_of(comparison)) if glossary is None and comparison.languages_known else ()
    report = FileReport(bitext.source.name, bitext.target.name, tuple(reported), covered, total, labels)
    return report, passage_hashes(comparison)


def without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings without those that are only a consequence of another finding.

    If a text is reported as untranslated or incomplete, its missing terms are not reported. If a whole
    passage is reported as untranslated, its differences in links, code and numbers are not reported.
    """
    incomplete = [
        each.source.text for each in findings if each.rule in MISSING_TEXT_RULES and each.source and each.source.text
    ]
    untranslated = {each.source.text for each in findings if is_untranslated_passage(each) and each.source}

    def is_echo(finding: Finding) -> bool:
        if finding.source is None:
            return False
        if finding.rule == "inconsistent-term":
            return any(text in finding.source.text for text in incomplete)
        return finding.rule in REPEATED_ELEMENT_RULES and finding.source.text in untranslated

    return [each for each in findings if not is_echo(each)]


def coverage(comparison: Comparison) -> tuple[int, int]:
    """Count the characters of the source's prose.

    Returns:
        The number of characters with a counterpart in the translation, and the number of all
        characters.
    """
    covered = sum(weight(match.source) for match in comparison.prose_matches())
    missing = sum(weight(each.text) for each in comparison.unpaired if each.side == "source")
    return covered, covered + missing


def missing_characters(comparison: Comparison, findings: Sequence[Finding]) -> int:
    """Return the number of characters of sentences that were aligned but are reported as missing."""
    unpaired = {each.text.place() for each in comparison.unpaired}
    partial = [each for each in findings if each.rule == "partial"]
    reported = {each.source for each in partial if values_in(each.message, _(LOST_SENTENCE))}
    return sum(len("".join(place.text.split())) for place in reported if place is not None and place not in unpaired)


def untranslated_characters(comparison: Comparison, findings: Sequence[Finding]) -> int:
    """Return the number of characters of source passages whose translation is still in the source language."""
    untranslated = {each.source for each in findings if is_untranslated_passage(each)}
    return sum(weight(match.source) for match in comparison.prose_matches() if match.source.place() in untranslated)


def is_untranslated_passage(finding: Finding) -> bool:
    """Return whether a finding reports with high confidence that a whole passage is not translated."""
    if finding.rule != "untranslated" or finding.confidence < ERROR_MIN_CONFIDENCE:
        return False
    return any(values_in(finding.message, _(each)) for each in WHOLE_PASSAGE)


def weight(text: Text) -> int:
    """Count the characters of a text that must be translated, without white space; 0 for code."""
    return 0 if text.is_code else len("".join(text.prose.split()))
