"""Language detection: a text -> a language that the program supports, another language, or ``None``.

The share of the scripts decides between Chinese and English: Han characters against Latin words.
One Han character has the weight of one English word, because a Chinese text has about 1.5
characters for each word of its translation. Chinese technical prose contains many English names
and much code, but English prose about China seldom contains more than a few Chinese names. The
threshold is therefore well below one half.

Another language is named by its script if only one language uses that script. A language in Latin
letters is named only by its function words, and only in a text of some length: a short text, or
one with few of them, counts as English.

A text alone may give no clear evidence. `decide` therefore judges both sides of a pair together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from aligner.bitext import Language
from aligner.interface import _
from aligner.languages import counterpart_of, is_known, others, packs
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER, HANGUL, KANA, LATIN_WORD, script_counts

_KANA_OR_HANGUL = re.compile(f"[{KANA}{HANGUL}]")
_CHINESE_MARK = re.compile("[、。《》「」『』【】，！？：；]")
_NOT_PROSE = re.compile(
    r"```.*?```|`[^`\n]*`|<[^<>\n]{1,200}>|(?:https?://|www\.)[!-~]+|[!-~]{1,200}@[!-~]+", re.DOTALL
)
_NOT_PROSE_MARKS = ("`", "<", "://", "www.", "@")
"""Every match of `_NOT_PROSE` has one of these."""
_SENTENCE = re.compile(r"[^\n。！？!?]+")
_WORD = re.compile(r"[^\W\d_]+")

_MAX_SAMPLE_LENGTH = 60_000
_SAMPLE_PIECES = 12
_MAX_SAMPLE_TEXTS = 2_000
"""Number of texts in a sample, evenly spread over all texts."""
_MIN_CHINESE_SHARE = 0.2
_MIN_EAST_ASIAN_SHARE = 0.2
"""Minimum share of kana or hangul among Han characters, Latin words, kana and hangul, from which a text is not
Chinese: Japanese has about one half, Korean nearly all."""
_MIN_EAST_ASIAN_PER_WORD = 0.5
"""Minimum number of kana or hangul for each Latin word, for Japanese or Korean; English about Japanese has fewer."""
_MIN_OTHER_SCRIPT_SHARE = 0.5
"""Minimum share of the letters, for a script that names the language."""
_MIN_OTHER_LETTERS = 10
"""Minimum number of letters in another script; fewer are symbols or a name."""
_MIN_HAN_WITHOUT_KANA = 8
"""Minimum number of Han characters in a sentence that would hold kana if it were Japanese."""
_MIN_LATIN_LETTERS = 200
"""Minimum number of Latin letters in a text whose language is named by its function words."""
_MIN_FUNCTION_WORD_SHARE = 0.1
_MIN_RATIO_TO_ENGLISH = 2.0
_MIN_DIFFERENT_WORDS = 5
"""Minimum number of different function words: a list of names repeats a few."""
_MIN_ENGLISH_PROSE_SHARE = 0.1

_MIN_SHARE_OF_CHINESE_PART = 0.5
_MAX_SHARE_OF_ENGLISH_PART = 0.2
_ENGLISH_WORD = re.compile(
    r"\b(?:the|of|to|and|in|is|are|was|for|that|with|on|as|by|at|it|this|be|or|an?)\b", re.IGNORECASE
)

MIN_SHARE_DIFFERENCE = 0.02
"""Minimum difference in the share of Chinese between two documents in different languages."""
_MAX_SHARE_OF_ENGLISH_TEXT = 0.5
"""Share of Chinese below which a text counts as English with Chinese names, if the other text has more Chinese."""


class Verdict(NamedTuple):
    """The language of a text, with the evidence for it.

    Attributes:
        language: BCP 47 primary subtag of any language; ``None`` without evidence.
        evidence: the evidence for an unsupported language, such as ``kana``; empty for others.
        share: the share of Chinese, 0 to 1; see `chinese_share`.
        is_prose: whether English function words are as frequent as in ordinary sentences.
    """

    language: str | None
    evidence: str = ""
    share: float | None = None
    is_prose: bool = False

    @property
    def supported(self) -> Language | None:
        """The language if the program supports it, else ``None``."""
        return supported_language(self.language)

    @property
    def is_unsupported(self) -> bool:
        """Whether the text is in a language that the program does not support."""
        return self.language is not None and self.supported is None

    @property
    def forced(self) -> Verdict:
        """The verdict if the text must be Chinese or English: by the share of Chinese alone."""
        if not self.is_unsupported:
            return self
        return Verdict(
            None if self.share is None else CHINESE if self.share >= _MIN_CHINESE_SHARE else ENGLISH, "", self.share
        )


def supported_language(language: str | None) -> Language | None:
    """Return the language if the program supports it, else ``None``."""
    return language if is_known(language) else None


def sample(text: str) -> str:
    """Return a sample of a text: twelve pieces at equal distances, or the whole text.

    Only texts longer than 60,000 characters are cut.
    """
    if len(text) <= _MAX_SAMPLE_LENGTH:
        return text
    length = _MAX_SAMPLE_LENGTH // _SAMPLE_PIECES
    step = (len(text) - length) // (_SAMPLE_PIECES - 1)
    return "\n".join(text[number * step : number * step + length] for number in range(_SAMPLE_PIECES))


def sample_of(texts: Iterable[str]) -> str:
    """Return a sample of a list of texts as one text, with one text on each line.

    A long list is reduced to about 2,000 texts at equal distances; see also `sample`.
    """
    listed = list(texts)
    return sample("\n".join(listed[:: max(1, len(listed) // _MAX_SAMPLE_TEXTS)]))


def chinese_share(text: str) -> float | None:
    """Return the share of Chinese in a text: Han characters over Han characters plus Latin words, 0 to 1.

    Code, tags and addresses do not count if other text remains. A Chinese punctuation mark counts as
    half a character. The result is ``None`` if the text has neither script, or if its kana or hangul
    show another language.
    """
    return _share(sample(text))[0]


def _share(excerpt: str) -> tuple[float | None, str]:
    """Return the share of Chinese in a sample, and the sample without code, tags and addresses."""
    prose = _NOT_PROSE.sub(" ", excerpt) if any(mark in excerpt for mark in _NOT_PROSE_MARKS) else excerpt
    for candidate in (prose, excerpt):
        han = 0
        if not candidate.isascii():
            han = len(HAN_CHARACTER.findall(candidate))
            if _is_east_asian(candidate, han):
                return None, candidate
        latin = len(LATIN_WORD.findall(candidate))
        weight = han + 0.5 * len(_CHINESE_MARK.findall(candidate)) if han else 0.0
        if weight + latin:
            return weight / (weight + latin), candidate
    return None, prose if prose.strip() else excerpt


def _is_east_asian(text: str, han: int) -> bool:
    """Tell whether kana or hangul show that a text is Japanese or Korean, even if it has Han characters."""
    foreign = len(_KANA_OR_HANGUL.findall(text))
    if not foreign or foreign < _MIN_EAST_ASIAN_SHARE * (han + len(LATIN_WORD.findall(text)) + foreign):
        return False
    return not _quotes_japanese(text, han)


def _quotes_japanese(text: str, han: int) -> bool:
    """Tell whether a text is Chinese with Japanese quotations.

    This is so if most Han characters are in sentences without kana.
    """
    alone = sum(
        count
        for sentence in _SENTENCE.findall(text)
        if (count := len(HAN_CHARACTER.findall(sentence))) >= _MIN_HAN_WITHOUT_KANA
        and not _KANA_OR_HANGUL.search(sentence)
    )
    return 2 * alone > han


def judge(text: str) -> Verdict:
    """Return the verdict on the language of a text of any length; 100 kB take about 20 ms."""
    return _judge_excerpt(sample(text))


@lru_cache(maxsize=4)
def _judge_excerpt(excerpt: str) -> Verdict:
    """Return the verdict on a sample; the verdicts on the latest samples are cached."""
    share, prose = _share(excerpt)
    other = None if prose.isascii() else _language_of_script(prose)
    if other is not None:
        return Verdict(*other, share)
    if share is None:
        return Verdict(None)
    if share >= _MIN_CHINESE_SHARE:
        return Verdict(CHINESE, share=share)
    named, is_prose = _language_by_function_words(prose)
    return Verdict(named, _("its function words"), share) if named else Verdict(ENGLISH, "", share, is_prose)


def _language_of_script(text: str) -> tuple[str, str] | None:
    """Return the language of a script other than Han and Latin, and the evidence for this language.

    The result is ``None`` if the text has no such script.
    """
    counts = script_counts(text)
    han, latin = counts.pop("HAN", 0), counts.pop("LATIN", 0)
    if not counts:
        return None
    script, count = counts.most_common(1)[0]
    if script not in others.SCRIPTS or count + (han if script == "KANA" else 0) < _MIN_OTHER_LETTERS:
        return None
    if script in ("KANA", "HANGUL"):
        words = latin / 5  # as in the share of Chinese, where they are counted
        certain = count >= max(_MIN_EAST_ASIAN_SHARE * (han + words + count), _MIN_EAST_ASIAN_PER_WORD * words)
        return (others.SCRIPTS[script], script.lower()) if certain and not _quotes_japanese(text, han) else None
    if count < _MIN_OTHER_SCRIPT_SHARE * (han + latin + count):
        return None
    return _language_of_letters(text, script, count), _("{script} letters", script=script.title())


def _language_of_letters(text: str, script: str, count: int) -> str:
    """Return the language of a text in a script that several languages use.

    The language is found by letters that only one of these languages has.
    """
    if script not in others.DISTINCTIVE_LETTERS:
        return others.SCRIPTS[script]
    letters = Counter(text.lower())
    for language, own in others.DISTINCTIVE_LETTERS[script]:
        if sum(letters[letter] for letter in own) >= 0.01 * count:
            return language
    return others.LANGUAGES_WITHOUT_LETTERS[script] if count >= _MIN_LATIN_LETTERS else others.SCRIPTS[script]


def _language_by_function_words(prose: str) -> tuple[str | None, bool]:
    """Return the language of a text in Latin letters, if not English, and whether it is English prose.

    The language is ``None`` if the text is too short or has too few function words.
    """
    words = Counter(_WORD.findall(prose.lower()))
    total = words.total()
    english = sum(words[word] for word in others.ENGLISH_FUNCTION_WORDS)
    is_prose = english >= _MIN_ENGLISH_PROSE_SHARE * total
    if sum(len(word) * count for word, count in words.items()) < _MIN_LATIN_LETTERS:
        return None, is_prose
    found = {
        language: (sum(words[word] for word in own), len(own & words.keys()))
        for language, own in others.FUNCTION_WORDS.items()
    }
    best = max(found, key=lambda language: found[language])
    count, different = found[best]
    if (
        count < max(_MIN_FUNCTION_WORD_SHARE * total, _MIN_RATIO_TO_ENGLISH * english)
        or different < _MIN_DIFFERENT_WORDS
    ):
        return None, is_prose
    return best, False


def detect(text: str) -> Language | None:
    """Return ``zh`` or ``en``; ``None`` for a text in another language or without evidence; see `judge`."""
    return judge(text).supported


def detect_part(text: str) -> Language | None:
    """Return the language of a short part of a bilingual document; ``None`` for numbers, other scripts and code.

    An English sentence with Chinese names is English; a Chinese phrase with English names is Chinese.
    """
    share = chinese_share(text)
    if share is None:
        return None
    if share >= _MIN_SHARE_OF_CHINESE_PART:
        return CHINESE
    is_english = share < _MAX_SHARE_OF_ENGLISH_PART or len(_ENGLISH_WORD.findall(text)) > 1
    return ENGLISH if is_english else CHINESE


def refusal(verdict: Verdict) -> str:
    """Return the error message for a text in an unsupported language; see `Verdict.is_unsupported`."""
    name = _(others.NAMES[verdict.language or ""])
    known = _(" and ").join(_(pack.name) for pack in packs())
    return _("looks {name} ({evidence}); this program knows {known}", name=name, evidence=verdict.evidence, known=known)


Languages = tuple["Language | None", "Language | None"]


def decide(
    source: Verdict,
    target: Verdict,
    given: Languages = (None, None),
    *,
    min_difference: float = MIN_SHARE_DIFFERENCE,
    unfinished: bool = False,
) -> Languages:
    """Return the languages of a text and its translation, judged together.

    Technical strings can make both sides look English. If both texts seem to be in one language, the
    text with the larger share of Chinese is Chinese, and the other is English. If the shares are almost
    equal, the result is the same language for both.

    Args:
        source: verdict on one text; see `judge`.
        target: verdict on the other text.
        given: languages that are known; they do not change.
        min_difference: minimum difference in the share of Chinese, 0 to 1.
        unfinished: whether a side may be an unfinished translation, mostly in the other language.
    """
    found = (given[0] or source.supported, given[1] or target.supported)
    if found[0] is None or found[0] != found[1] or all(given):
        return found
    shares = source.share or 0.0, target.share or 0.0
    differ = abs(shares[0] - shares[1])
    if found[0] not in (CHINESE, ENGLISH) or differ < min_difference or not differ:
        return found
    if found[0] == CHINESE and not unfinished and min(shares) >= _MAX_SHARE_OF_ENGLISH_TEXT:
        return found
    if given[1] is not None:
        return counterpart_of(given[1]), given[1]
    first = given[0] or (ENGLISH if shares[0] < shares[1] else CHINESE)
    return first, counterpart_of(first)


def decide_texts(source: Iterable[str], target: Iterable[str], given: Languages = (None, None)) -> Languages:
    """Return the languages of two columns or lists of texts, judged together; see `decide`.

    If neither side has Chinese or English sentences, as in two lists of the same commands, the
    languages stay as given, or ``None``.
    """
    if all(given):
        return given
    first, second = judge(sample_of(source)), judge(sample_of(target))
    found = decide(first, second, given, min_difference=0.0)
    no_evidence = found == (ENGLISH, ENGLISH) and not (first.share or second.share or first.is_prose or second.is_prose)
    return given if no_evidence else found


def languages_of_columns(columns: Sequence[Sequence[str]]) -> list[Language | None]:
    """Return the language of each column of a table, judged together; ``None`` for one without letters.

    The language of a column is that of most of its cells. If all columns seem to be in one language,
    the column with the most Chinese becomes Chinese, or the column with the least Chinese becomes
    English, as in `decide`.

    Args:
        columns: the cells of each column.
    """
    votes = [Counter(language for cell in column if (language := detect_part(cell))) for column in columns]
    found = [next((language for language, _ in vote.most_common(1)), None) for vote in votes]
    shares = {place: judge(sample_of(columns[place])).share or 0.0 for place, language in enumerate(found) if language}
    if len({found[place] for place in shares}) != 1 or min(shares.values()) == max(shares.values()):
        return found
    most, least = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    if found[most] == ENGLISH:
        found[most] = CHINESE
    elif shares[least] < _MAX_SHARE_OF_ENGLISH_TEXT:
        found[least] = ENGLISH
    return found
