"""The language pack of Chinese: its properties and functions."""

from __future__ import annotations

from aligner.languages.protocol import LanguagePack, Lengths, NameMarkers, lazy

CODE = "zh"


def words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text, simplified and in lower case, with their starts and ends; jieba segments them."""
    from aligner.languages.chinese.phrases import is_mark, tokenise
    from aligner.languages.chinese.simplified import fold

    return [word for word in tokenise(fold(text)) if not is_mark(word[0])]


def function_words() -> frozenset[str]:
    """Return the function words, and other words that cannot begin or end a term."""
    from aligner.languages.chinese.phrases import STOP_WORDS

    return STOP_WORDS


PACK = LanguagePack(
    code=CODE,
    name="Chinese",
    own_name="中文",
    tag="zh-CN",
    tag_of=lazy("aligner.languages.tags:chinese_tag"),
    joint="",
    codes=("zho", "chi", "cmn"),
    better_tags={
        "zh-chs": "zh-Hans",
        "zh-cht": "zh-Hant",
        "chinese": "zh",
        "chs": "zh-CN",
        "cht": "zh-TW",
        "zho": "zh",
        "chi": "zh",
    },
    headers=(
        "chinese",
        "zh",
        "zh-cn",
        "zh-tw",
        "chinese_prc",
        "chinese (prc)",
        "中文",
        "汉语",
        "漢語",
        "中文原文",
        "中文译文",
    ),
    markers=NameMarkers(
        word=r"zh(?:[-_ ]?(?:hans|chs|cn|sg|my))?(?:[-_ ](?:cn|sg))?|zho|chi|chs|chn|cn|sc|schinese"
        r"|(?:simplified[-_ ]?)?chinese",
        variant=r"zh[-_ ]?(?:hant|cht|tw|hk|mo)(?:[-_ ](?:tw|hk|mo))?|cht|tc|tchinese|traditional[-_ ]?chinese",
        han="(?:简体|簡體)?中文|简体|簡體|汉语|漢語",
        han_variant="繁[体體](?:中文)?",
        glued="ZH|CN|CHN|CHI",
        letter="c",
    ),
    lengths=Lengths(content=1.0, sentence=8, clause=4, copy=8),
    split=lazy("aligner.languages.chinese.sentences:split"),
    words=words,
    function_words=function_words,
    quantities=lazy("aligner.languages.chinese.numbers:chinese_quantities"),
)
