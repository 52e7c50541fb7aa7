"""Two documents -> Bitext -> Comparison -> findings; a bitext that is there already enters in the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from aligner.bitext import Bitext, Document
from aligner.check.comparison import Comparison, Text
from aligner.check.findings import FileReport, Finding, in_file
from aligner.check.lock import ADDED, Earlier, Hashes, passage_hashes, stale
from aligner.check.rules import rules_for
from aligner.check.rules.labels import labels_of
from aligner.check.rules.partial import LOST_SENTENCE
from aligner.check.rules.untranslated import LEFT_WHOLE
from aligner.check.settings import SURE, CheckSettings
from aligner.check.side_by_side import side_by_side
from aligner.interface import _, values_in
from aligner.pipeline import align_segmented, segmented
from aligner.protocols import Embedder
from aligner.settings import Settings

if TYPE_CHECKING:
    from aligner.glossary import Glossary

LACKING = {"partial", "omission", "untranslated"}
"""Rules whose findings explain that a term is not there."""
DIFFERENCES = {"link-mismatch", "code-mismatch", "tag-mismatch", "placeholder-mismatch", "number-mismatch"}
"""Rules about what a translation has to repeat."""


def compare(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
) -> FileReport:
    """Return what is wrong with a translation.

    Args:
        source: as `aligner.readers.read` returns it; in Chinese or English.
        target: the translation, in the other one of the two.
        settings: of the check.
        run: how documents are segmented and aligned, and in which languages they are.
        embedder: a loaded model, where many documents are compared.
        glossary: terms that the translation has to use.

    Raises:
        UsageError: both documents are in one language.
        InputError: a document holds no text.
    """
    return compare_fully(source, target, settings, run=run, embedder=embedder, glossary=glossary)[0]


def compare_fully(
    source: Document,
    target: Document,
    settings: CheckSettings | None = None,
    *,
    run: Settings | None = None,
    embedder: Embedder | None = None,
    glossary: Glossary | None = None,
    earlier: Earlier | None = None,
) -> tuple[FileReport, Hashes]:
    """Return what is wrong with a translation, and the hashes of its passages.

    Args:
        source: see `compare`, as are the other ones.
        target: likewise.
        settings: likewise.
        run: likewise.
        embedder: likewise.
        glossary: likewise.
        earlier: what the translation was made of, where that is known.
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
    earlier: Earlier | None = None,
) -> tuple[FileReport, Hashes]:
    """Return what is wrong with the translations of a bitext, and the hashes of its passages, if it has any.

    Args:
        bitext: whose languages are known, or are left out of account.
        settings: see `compare`.
        embedder: a loaded model.
        glossary: see `compare`.
        earlier: see `compare_fully`.
    """
    found = side_by_side(bitext, settings, embedder)
    said = [finding for rule in rules_for(found) for finding in rule(found, glossary)]
    if earlier is not None:
        old = list(stale(found, earlier))
        new = {finding.source.line for finding in old if finding.source and values_in(finding.message, _(ADDED))}
        said = [
            each for each in said if not (each.rule == "omission" and each.source and each.source.line in new)
        ] + old
    findings = sorted(settings.reported(without_echoes(said)), key=in_file)
    covered, total = coverage(found)
    covered -= lost_within(found, said) + left_within(found, said)
    labels = tuple(labels_of(found)) if glossary is None and found.languages_known else ()
    report = FileReport(bitext.source.name, bitext.target.name, tuple(findings), covered, total, labels)
    return report, passage_hashes(found)


def without_echoes(findings: Sequence[Finding]) -> list[Finding]:
    """Return the findings but for those that another one explains.

    These are terms of the glossary in texts that are said to be untranslated, or in part only, and differences of
    links, code and numbers in passages that are still to be translated on the whole.
    """
    lacking = [each.source.text for each in findings if each.rule in LACKING and each.source and each.source.text]
    left = {each.source.text for each in findings if is_left(each) and each.source}

    def is_echo(finding: Finding) -> bool:
        if finding.source is None:
            return False
        if finding.rule == "inconsistent-term":
            return any(text in finding.source.text for text in lacking)
        return finding.rule in DIFFERENCES and finding.source.text in left

    return [each for each in findings if not is_echo(each)]


def coverage(found: Comparison) -> tuple[int, int]:
    """Return how many characters of the source's prose have a counterpart, and how many there are."""
    covered = sum(weight(match.source) for match in found.prose_matches())
    missing = sum(weight(each.text) for each in found.alone if each.side == "source")
    return covered, covered + missing


def lost_within(found: Comparison, said: Sequence[Finding]) -> int:
    """Return the characters of sentences that were aligned with others, but are said to be missing."""
    alone = {each.text.place() for each in found.alone}
    lost = {each.source for each in said if each.rule == "partial" and values_in(each.message, _(LOST_SENTENCE))}
    return sum(len("".join(place.text.split())) for place in lost if place is not None and place not in alone)


def left_within(found: Comparison, said: Sequence[Finding]) -> int:
    """Return the characters of the source's passages whose translation is still in the source's language."""
    left = {each.source for each in said if is_left(each)}
    return sum(weight(match.source) for match in found.prose_matches() if match.source.place() in left)


def is_left(finding: Finding) -> bool:
    """Whether a finding says of a whole passage, and surely, that it was not translated."""
    said = finding.rule == "untranslated" and any(values_in(finding.message, _(each)) for each in LEFT_WHOLE)
    return said and finding.confidence >= SURE


def weight(text: Text) -> int:
    """Return the characters of a text that are to be translated; none of code."""
    return 0 if text.is_code else len("".join(text.prose.split()))
