"""The rule about negations and restrictions ("not", "only") that the translation lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match
from aligner.check.texts import Text
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER

if TYPE_CHECKING:
    from aligner.check.findings import Finding
    from aligner.glossary import Glossary

NO_NEGATION = re.compile(
    r"\b(?:not only|not just|not to mention|whether or not|or not|if not|not least|why not|not necessarily"
    r"|(?:don['’]t|do not) (?:worry|forget|hesitate|panic)|(?:can|could)(?:not|['’]t) (?:help|wait|but)|not at all"
    r"|not uncommon|if only|only to|the only (?:difference|exception|requirement)|no longer than|isn['’]t it)\b"
    r"|,? {,9}(?:isn|don|doesn|won|can|aren)['’]t (?:it|they|you|we)\?",
    re.IGNORECASE,
)
"""Phrases in which the word is not a negation, or which have no negation in Chinese."""
ENGLISH_WORDS = {
    "not": re.compile(r"\b(?:not|cannot|never|\w+n['’]t)\b", re.IGNORECASE),
    "only": re.compile(r"(?<!-)\bonly\b(?!-)", re.IGNORECASE),
}
NEGATION_PARTS = ("not", "never", "n't", "n’t", "only")
"""Every match of these patterns contains one of these parts."""
CHINESE_WORDS = {
    "not": re.compile(
        "[不没沒無无未非别別勿莫否免禁防拒绝絕失错誤误缺少难難避除忽略停止尚还還空反漏关固]|取消|保持|原样|之前|以外|例外|而是|阻止|过时|徒劳|罕见"
    ),
    "only": re.compile(
        "[只仅僅唯惟独獨单單专專才就都须必限]|限于|限於|除|至多|不过|不過|而已|一[个種种条條次]|非.{,60}不"
    ),
}
"""All words that may be the counterpart: the rule gives fewer findings, with higher confidence."""
LONG_CONFIDENCE, SHORT_CONFIDENCE = 0.55, 0.6
"""Confidence for a long and for a short sentence, measured on real pages (benchmarks/check_repos.py)."""
SHORT_MAX_CHARS = 120
"""Maximum length of a short English sentence, in characters."""


def negations(comparison: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield findings about English negations and restrictions ("not", "only") that a Chinese translation lacks."""
    if comparison.source.language != ENGLISH:
        return  # English often has no word for a negation of Chinese
    for match in comparison.prose_matches():
        if comparison.bounded_confidence(match, 1.0) < 1.0:
            continue  # the texts may not be translations of each other
        for bead in match.sentences:
            source, target = comparison.sentence("source", bead.source), comparison.sentence("target", bead.target)
            yield from lost_negations(comparison, match, source, target)


def lost_negations(comparison: Comparison, match: Match, source: Text, target: Text) -> Iterator[Finding]:
    """Yield a finding about the first negation or restriction that a translated sentence lacks, if there is one."""
    lowered = source.prose.lower()
    if not any(part in lowered for part in NEGATION_PARTS):
        return  # true of most sentences; the patterns below are slow
    whole = match.whole_target.prose
    prose = NO_NEGATION.sub(lambda part: " " * len(part[0]), source.prose)
    for name, words in ENGLISH_WORDS.items():
        word = words.search(prose)
        answers = CHINESE_WORDS[name]
        if word is not None and word[0].lower() in target.string.lower():
            continue  # the translation keeps the English word, as in a message of a program
        if word is None or answers.search(target.prose) or not HAN_CHARACTER.search(target.prose):
            continue
        if len(match.sentences) > 1 and len(source.prose) > SHORT_MAX_CHARS and answers.search(whole):
            continue  # a long sentence may be translated by two
        message = _("“{word}” of the source has no counterpart: does the translation say the opposite?", word=word[0])
        if name == "only":
            message = _("“{word}” of the source has no counterpart: does the translation say more?", word=word[0])
        sure = SHORT_CONFIDENCE if len(source.prose) <= SHORT_MAX_CHARS else LONG_CONFIDENCE
        yield comparison.finding("negation", message, source.place(word.start()), target.place(), sure)
        return
