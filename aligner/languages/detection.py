"""Which of the two languages a text is in, by the share of its scripts.

One Han character carries about as much as one English word (a Chinese text has about 1.5 characters to each
word of its translation), so the two are counted against each other. Chinese technical prose is full of
English names and code, English prose about China seldom holds more than a few names: the border is therefore
well below one half. Only the script is looked at: any text in Latin letters counts as English. Japanese and
Korean, told by kana and hangul, are neither.
"""

from __future__ import annotations

import re
from typing import Literal

from aligner.bitext import Language

Script = Literal["hans", "hant"]
"""Simplified and traditional Han, as ISO 15924 codes in small letters."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
_CHINESE_MARK = re.compile("[、。《》「」『』【】，！？：；]")
_LATIN_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}|\b[AaI]\b")
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3\u1100-\u11ff]")
_NOT_PROSE = re.compile(r"```.*?```|`[^`\n]*`|<[^<>\n]{1,200}>|(?:https?://|www\.)[!-~]+|[!-~]+@[!-~]+", re.DOTALL)

_SAMPLE = 60_000
_PIECES = 12
_CHINESE_FROM = 0.2
_FOREIGN_FROM = 0.2


def sample(text: str) -> str:
    """Return the text, or twelve pieces spread evenly over it when it is longer than 60,000 characters."""
    if len(text) <= _SAMPLE:
        return text
    length = _SAMPLE // _PIECES
    step = (len(text) - length) // (_PIECES - 1)
    return "\n".join(text[number * step : number * step + length] for number in range(_PIECES))


def chinese_share(text: str) -> float | None:
    """Return the share of Chinese in a text: Han characters over Han characters plus Latin words, 0 to 1.

    Code, tags and addresses are left out where anything else remains; Chinese punctuation counts as half a
    character. ``None`` when there is neither script, or when kana or hangul say that it is another language.
    """
    excerpt = sample(text)
    prose = _NOT_PROSE.sub(" ", excerpt)
    for candidate in (prose, excerpt):
        han = len(_HAN.findall(candidate))
        foreign = len(_KANA.findall(candidate)) + len(_HANGUL.findall(candidate))
        latin = len(_LATIN_WORD.findall(candidate))
        if foreign and foreign >= _FOREIGN_FROM * (han + latin + foreign):
            return None
        weight = han + 0.5 * len(_CHINESE_MARK.findall(candidate)) if han else 0.0
        if weight + latin:
            return weight / (weight + latin)
    return None


def detect(text: str) -> Language | None:
    """Return ``zh`` or ``en`` by script share; ``None`` if the text holds neither script, or kana or hangul."""
    share = chinese_share(text)
    if share is None:
        return None
    return "zh" if share >= _CHINESE_FROM else "en"


_SIMPLIFIED = (
    "们这个来时说国对会后过还发为经学开关长门问间见观视觉说话语请谁让认识记讲许论读课题头两东车马鸟鱼风飞龙书画买卖贝财费资质"
    "员动务实业产电气网络联战术权机构标准导张强军区医药难题类类须顺领预变边进远运连选还达迟红纪约级线组织结给统继绩维绿编缘"
)
_TRADITIONAL = (
    "們這個來時說國對會後過還發為經學開關長門問間見觀視覺說話語請誰讓認識記講許論讀課題頭兩東車馬鳥魚風飛龍書畫買賣貝財費資質"
    "員動務實業產電氣網絡聯戰術權機構標準導張強軍區醫藥難題類類須順領預變邊進遠運連選還達遲紅紀約級線組織結給統繼績維綠編緣"
)
_ONLY_SIMPLIFIED = frozenset(_SIMPLIFIED) - frozenset(_TRADITIONAL)
_ONLY_TRADITIONAL = frozenset(_TRADITIONAL) - frozenset(_SIMPLIFIED)


def script(text: str) -> Script | None:
    """Return ``hans`` or ``hant`` by frequent characters that only one of them uses; ``None`` without evidence."""
    excerpt = sample(text)
    simplified = sum(map(_ONLY_SIMPLIFIED.__contains__, excerpt))
    traditional = sum(map(_ONLY_TRADITIONAL.__contains__, excerpt))
    if simplified == traditional:
        return None
    return "hans" if simplified > traditional else "hant"
