"""A "not" or an "only" of the source of which the translation has no trace."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from aligner.check.comparison import Comparison, Match, Text
from aligner.interface import _
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER

if TYPE_CHECKING:
    from aligner.check.findings import Finding
    from aligner.glossary import Glossary

HARMLESS = re.compile(
    r"\b(?:not only|not just|not to mention|whether or not|or not|if not|not least|why not|not necessarily"
    r"|(?:don['’]t|do not) (?:worry|forget|hesitate|panic)|(?:can|could)(?:not|['’]t) (?:help|wait|but)|not at all"
    r"|not uncommon|if only|only to|the only (?:difference|exception|requirement)|no longer than|isn['’]t it)\b"
    r"|,? {,9}(?:isn|don|doesn|won|can|aren)['’]t (?:it|they|you|we)\?",
    re.IGNORECASE,
)
"""Phrases in which the word denies nothing, or which Chinese says without one."""
ENGLISH_WORDS = {
    "not": re.compile(r"\b(?:not|cannot|never|\w+n['’]t)\b", re.IGNORECASE),
    "only": re.compile(r"(?<!-)\bonly\b(?!-)", re.IGNORECASE),
}
CHINESE_WORDS = {
    "not": re.compile(
        "[不没沒無无未非别別勿莫否免禁防拒绝絕失错誤误缺少难難避除忽略停止尚还還空反漏关固]|取消|保持|原样|之前|以外|例外|而是|阻止|过时|徒劳|罕见"
    ),
    "only": re.compile(
        "[只仅僅唯惟独獨单單专專才就都须必限]|限于|限於|除|至多|不过|不過|而已|一[个種种条條次]|非.{,60}不"
    ),
}
"""Whatever may answer to the word: fewer findings, but surer ones."""
LOWEST, HIGHEST = 0.55, 0.6
"""Certainty of a longer and of a short sentence: measured on real pages, see benchmarks/check_repos.py."""
SHORT = 120
"""Characters of a short English sentence."""


def negations(found: Comparison, _glossary: Glossary | None) -> Iterator[Finding]:
    """Yield sentences that deny or restrict something in English, and nothing in Chinese."""
    if found.source.language != ENGLISH:
        return  # Chinese has many words of denial that English says without one
    for match in found.prose_matches():
        if found.certainty(match, 1.0) < 1.0:
            continue  # they may not belong together
        for bead in match.sentences:
            source, target = found.sentence("source", bead.source), found.sentence("target", bead.target)
            yield from lost_in(found, match, source, target)


def lost_in(found: Comparison, match: Match, source: Text, target: Text) -> Iterator[Finding]:
    """Yield the words of one pair of sentences that nothing answers to; at most one finding."""
    whole = match.whole_target.prose
    prose = HARMLESS.sub(lambda part: " " * len(part[0]), source.prose)
    for name, words in ENGLISH_WORDS.items():
        word = words.search(prose)
        answers = CHINESE_WORDS[name]
        if word is not None and word[0].lower() in target.string.lower():
            continue  # kept, as in a message of a program
        if word is None or answers.search(target.prose) or not HAN_CHARACTER.search(target.prose):
            continue
        if len(match.sentences) > 1 and len(source.prose) > SHORT and answers.search(whole):
            continue  # a long sentence may be rendered by two
        message = _("“{word}” of the source has no counterpart: does the translation say the opposite?", word=word[0])
        if name == "only":
            message = _("“{word}” of the source has no counterpart: does the translation say more?", word=word[0])
        sure = HIGHEST if len(source.prose) <= SHORT else LOWEST
        yield found.finding("negation", message, source.place(word.start()), target.place(), sure)
        return
