"""Which language a text is in: one of the program's, another one by name, or no evidence.

The program's two are told apart by the share of their scripts. One Han character carries about as much as one English
word (a Chinese text has about 1.5 characters to each word of its translation), so the two are counted against each
other. Chinese technical prose is full of English names and code, English prose about China seldom holds more than a
few names: the border is therefore well below one half.

Other languages are named by their script where it is certain. In Latin letters, only a text of some length is named,
and only by its function words: whatever is short, or has few of those, counts as English.

A text alone can be undecided where two texts are not: `decide` judges both sides of a pair together.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from aligner.bitext import Language
from aligner.languages import counterpart_of, is_known, others, packs
from aligner.languages.chinese import CODE as CHINESE
from aligner.languages.english import CODE as ENGLISH
from aligner.languages.scripts import HAN_CHARACTER, HANGUL, KANA, LATIN_WORD, script_counts

_KANA_OR_HANGUL = re.compile(f"[{KANA}{HANGUL}]")
_CHINESE_MARK = re.compile("[、。《》「」『』【】，！？：；]")
_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|<[^<>\n]{1,200}>|(?:https?://|www\.)[!-~]+|[!-~]+@[!-~]+", re.DOTALL)
_SENTENCE = re.compile(r"[^\n。！？!?]+")
_WORD = re.compile(r"[^\W\d_]+")

_SAMPLE = 60_000
_PIECES = 12
_TEXTS = 2_000
"""Texts out of which a sample is made, evenly chosen."""
_CHINESE_FROM = 0.2
_EAST_ASIAN_FROM = 0.2
"""Share of kana or hangul, among Han characters, Latin words and themselves, that makes a text no Chinese: Japanese
has about one half, Korean nearly all."""
_TIMES_LATIN = 0.5
"""Kana or hangul to a Latin word from which a language is named: English about Japanese has fewer."""
_OTHER_SCRIPT_FROM = 0.5
"""Share of the letters from which another script names the language."""
_LEAST_LETTERS = 10
"""Letters in another script that name a language; fewer are symbols or a name."""
_LEAST_HAN = 8
"""Han characters of a sentence that would hold kana if it were Japanese."""
_LATIN_LETTERS = 200
"""Latin letters of a text whose language is named by its function words."""
_FUNCTION_WORDS_FROM = 0.1
_TIMES_ENGLISH = 2.0
_DIFFERENT_WORDS = 5
"""Different function words that a text must have: a list of names repeats a few."""
_ENGLISH_PROSE_FROM = 0.1

_PART_CHINESE_FROM = 0.5
_PART_ENGLISH_BELOW = 0.2
_ENGLISH_WORD = re.compile(
    r"\b(?:the|of|to|and|in|is|are|was|for|that|with|on|as|by|at|it|this|be|or|an?)\b", re.IGNORECASE
)

LEAST_DIFFERENCE = 0.02
"""Difference in the share of Chinese between two documents from which one is in another language than the other."""
_HARDLY_CHINESE = 0.5
"""Share of Chinese below which, beside a text with more, a text counts as English with Chinese names."""


class Verdict(NamedTuple):
    """What a text says of its language.

    Attributes:
        language: BCP 47 primary subtag, of the program's languages or of another; ``None`` without evidence.
        evidence: what names another language, such as ``kana``; empty for the program's languages.
        share: of Chinese, 0 to 1; see `chinese_share`.
        is_prose: whether function words of English are as frequent as in sentences.
    """

    language: str | None
    evidence: str = ""
    share: float | None = None
    is_prose: bool = False

    @property
    def own(self) -> Language | None:
        """The language where it is one of the program's, else ``None``."""
        return own_language(self.language)

    @property
    def is_other(self) -> bool:
        """Whether a language is named that the program does not align."""
        return self.language is not None and self.own is None

    @property
    def forced(self) -> Verdict:
        """The verdict by the share of the scripts alone, as if there were no other languages."""
        if not self.is_other:
            return self
        return Verdict(
            None if self.share is None else CHINESE if self.share >= _CHINESE_FROM else ENGLISH, "", self.share
        )


def own_language(language: str | None) -> Language | None:
    """Return a language that the program aligns; ``None`` for any other."""
    return language if is_known(language) else None


def sample(text: str) -> str:
    """Return the text, or twelve pieces spread evenly over it when it is longer than 60,000 characters."""
    if len(text) <= _SAMPLE:
        return text
    length = _SAMPLE // _PIECES
    step = (len(text) - length) // (_PIECES - 1)
    return "\n".join(text[number * step : number * step + length] for number in range(_PIECES))


def sample_of(texts: Iterable[str]) -> str:
    """Return texts as one, each on a line of its own; of many, some that are spread evenly over them."""
    listed = list(texts)
    return sample("\n".join(listed[:: max(1, len(listed) // _TEXTS)]))


def chinese_share(text: str) -> float | None:
    """Return the share of Chinese in a text: Han characters over Han characters plus Latin words, 0 to 1.

    Code, tags and addresses are left out where anything else remains; Chinese punctuation counts as half a
    character. ``None`` when there is neither script, or when kana or hangul say that it is another language.
    """
    return _share(sample(text))[0]


def _share(excerpt: str) -> tuple[float | None, str]:
    """Return the share of Chinese, and what remains of the text without code, tags and addresses."""
    prose = _NOT_PROSE.sub(" ", excerpt)
    for candidate in (prose, excerpt):
        han = 0
        if not candidate.isascii():
            han = len(HAN_CHARACTER.findall(candidate))
            if _east_asian(candidate, han):
                return None, candidate
        latin = len(LATIN_WORD.findall(candidate))
        weight = han + 0.5 * len(_CHINESE_MARK.findall(candidate)) if han else 0.0
        if weight + latin:
            return weight / (weight + latin), candidate
    return None, prose if prose.strip() else excerpt


def _east_asian(text: str, han: int) -> bool:
    """Tell whether kana or hangul say that a text is Japanese or Korean, whatever its Han characters say."""
    foreign = len(_KANA_OR_HANGUL.findall(text))
    if not foreign or foreign < _EAST_ASIAN_FROM * (han + len(LATIN_WORD.findall(text)) + foreign):
        return False
    return not _quotes_japanese(text, han)


def _quotes_japanese(text: str, han: int) -> bool:
    """Tell whether most Han characters stand in sentences without kana: Chinese that speaks of Japanese."""
    alone = sum(
        count
        for sentence in _SENTENCE.findall(text)
        if (count := len(HAN_CHARACTER.findall(sentence))) >= _LEAST_HAN and not _KANA_OR_HANGUL.search(sentence)
    )
    return 2 * alone > han


def judge(text: str) -> Verdict:
    """Return the language of a text of any length; 100 kB take some 20 ms."""
    return _judge_excerpt(sample(text))


@lru_cache(maxsize=4)
def _judge_excerpt(excerpt: str) -> Verdict:
    """Return the language of a text that is not long; those of the last documents are remembered."""
    share, prose = _share(excerpt)
    other = None if prose.isascii() else _other_script(prose)
    if other is not None:
        return Verdict(*other, share)
    if share is None:
        return Verdict(None)
    if share >= _CHINESE_FROM:
        return Verdict(CHINESE, share=share)
    named, is_prose = _by_function_words(prose)
    return Verdict(named, "its function words", share) if named else Verdict(ENGLISH, "", share, is_prose)


def _other_script(text: str) -> tuple[str, str] | None:
    """Return the language that a script other than Han and Latin names, and the evidence; else ``None``."""
    counts = script_counts(text)
    han, latin = counts.pop("HAN", 0), counts.pop("LATIN", 0)
    if not counts:
        return None
    script, count = counts.most_common(1)[0]
    if script not in others.SCRIPTS or count + (han if script == "KANA" else 0) < _LEAST_LETTERS:
        return None
    if script in ("KANA", "HANGUL"):
        words = latin / 5  # as in the share of Chinese, where they are counted
        certain = count >= max(_EAST_ASIAN_FROM * (han + words + count), _TIMES_LATIN * words)
        return (others.SCRIPTS[script], script.lower()) if certain and not _quotes_japanese(text, han) else None
    if count < _OTHER_SCRIPT_FROM * (han + latin + count):
        return None
    return _language_of_letters(text, script, count), f"{script.title()} letters"


def _language_of_letters(text: str, script: str, count: int) -> str:
    """Return which of the languages of a script a text is in, by letters that the others lack."""
    if script not in others.LETTERS:
        return others.SCRIPTS[script]
    letters = Counter(text.lower())
    for language, own in others.LETTERS[script]:
        if sum(letters[letter] for letter in own) >= 0.01 * count:
            return language
    return others.WITHOUT_LETTERS[script] if count >= _LATIN_LETTERS else others.SCRIPTS[script]


def _by_function_words(prose: str) -> tuple[str | None, bool]:
    """Return the other language in Latin letters, if a text is long enough to tell, and whether it is English prose."""
    words = Counter(_WORD.findall(prose.lower()))
    total = words.total()
    english = sum(words[word] for word in others.ENGLISH)
    is_prose = english >= _ENGLISH_PROSE_FROM * total
    if sum(len(word) * count for word, count in words.items()) < _LATIN_LETTERS:
        return None, is_prose
    found = {
        language: (sum(words[word] for word in own), len(own & words.keys()))
        for language, own in others.FUNCTION_WORDS.items()
    }
    best = max(found, key=lambda language: found[language])
    count, different = found[best]
    if count < max(_FUNCTION_WORDS_FROM * total, _TIMES_ENGLISH * english) or different < _DIFFERENT_WORDS:
        return None, is_prose
    return best, False


def detect(text: str) -> Language | None:
    """Return ``zh`` or ``en``; ``None`` for a text in another language, or without evidence; see `judge`."""
    return judge(text).own


def detect_part(text: str) -> Language | None:
    """Return the language of a short part of a document that holds both; ``None`` for numbers, other scripts, code.

    English sentences with Chinese names are then English, and Chinese phrases with English ones Chinese.
    """
    share = chinese_share(text)
    if share is None:
        return None
    if share >= _PART_CHINESE_FROM:
        return CHINESE
    is_english = share < _PART_ENGLISH_BELOW or len(_ENGLISH_WORD.findall(text)) > 1
    return ENGLISH if is_english else CHINESE


def refusal(verdict: Verdict) -> str:
    """Return what is to be said of a text in another language; see `Verdict.is_other`."""
    name = others.NAMES[verdict.language or ""]
    known = " and ".join(pack.name for pack in packs())
    return f"looks {name} ({verdict.evidence}); this program knows {known}"


Languages = tuple["Language | None", "Language | None"]


def decide(
    source: Verdict,
    target: Verdict,
    given: Languages = (None, None),
    *,
    least: float = LEAST_DIFFERENCE,
    begun: bool = False,
) -> Languages:
    """Return the languages of two texts that are translations of each other, judged together.

    Where both alone would be in one language, the side with more Chinese is Chinese and the other English, so that
    technical strings do not make both sides English. Both stay in one language where they do not differ enough.

    Args:
        source: verdict on one text; see `judge`.
        target: verdict on the other.
        given: languages that are known; these stay.
        least: difference in the share of Chinese that counts.
        begun: whether one side may be a translation that was only begun, and is mostly in the other's language.
    """
    found = (given[0] or source.own, given[1] or target.own)
    if found[0] is None or found[0] != found[1] or all(given):
        return found
    shares = source.share or 0.0, target.share or 0.0
    differ = abs(shares[0] - shares[1])
    if found[0] not in (CHINESE, ENGLISH) or differ < least or not differ:
        return found
    if found[0] == CHINESE and not begun and min(shares) >= _HARDLY_CHINESE:
        return found
    if given[1] is not None:
        return counterpart_of(given[1]), given[1]
    first = given[0] or (ENGLISH if shares[0] < shares[1] else CHINESE)
    return first, counterpart_of(first)


def decide_texts(source: Iterable[str], target: Iterable[str], given: Languages = (None, None)) -> Languages:
    """Return the languages of two columns or lists of texts, judged together; see `decide`.

    Two sides that hold no Chinese and no English sentences, such as the same commands, stay without a language.
    """
    if all(given):
        return given
    first, second = judge(sample_of(source)), judge(sample_of(target))
    found = decide(first, second, given, least=0.0)
    nothing_said = found == (ENGLISH, ENGLISH) and not (
        first.share or second.share or first.is_prose or second.is_prose
    )
    return given if nothing_said else found


def languages_of_columns(columns: Sequence[Sequence[str]]) -> list[Language | None]:
    """Return the language of each column of a table, judged together; ``None`` for a column without letters.

    A column is in the language of most of its cells. Where all would be in one language, the column with the most
    Chinese is Chinese, or the one with the least is English, as in `decide`.

    Args:
        columns: the cells of each.
    """
    votes = [Counter(language for cell in column if (language := detect_part(cell))) for column in columns]
    found = [next((language for language, _ in vote.most_common(1)), None) for vote in votes]
    shares = {place: judge(sample_of(columns[place])).share or 0.0 for place, language in enumerate(found) if language}
    if len({found[place] for place in shares}) != 1 or min(shares.values()) == max(shares.values()):
        return found
    most, least = max(shares, key=shares.__getitem__), min(shares, key=shares.__getitem__)
    if found[most] == ENGLISH:
        found[most] = CHINESE
    elif shares[least] < _HARDLY_CHINESE:
        found[least] = ENGLISH
    return found
