"""Detect Chinese sentences that continue after a closing quote, for example with a reporting clause."""

from __future__ import annotations

import re

_STOP = "，。！？：；、,.!?:;“”‘’「」『』（）()…—"
_CLAUSE = re.compile(rf"([^{_STOP}\n]{{1,24}})([。，！,.!])")
_LATER_CLAUSES = re.compile(
    r"[^。！？!?：:；;“”「」『』…\n]{2,20}[，,][^。！？!?：:；;“”「」『』…，,\n]{0,12}[说說説问問答喊叫嚷吼]道?[。！]"
)

_PARTICLE = re.compile(
    r"的(?![确確士])|地(?![上下面方板球铁鐵点點图圖区區道])|得(?![到知了以])|之(?![后後前间間所])|等(?![他她它我你到了着著一])"
    r"|了(?![解不却卻])|[吗嗎呢吧啊]|就(?![在是这這连連像算要])|便(?![宜衣利])|[却卻]|[并並](?![非不没沒])|和(?![平尚气氣])"
    r"|[与與](?![此其])|及(?![至时時])|或(?![许許者])"
)
"""Particles and adverbs that depend on the words before them."""

_SPEECH = re.compile(
    r"(?:[说説說问問答喊叫嚷骂罵吼喝曰云讲講]|(?<![知街难難味報报频頻轨軌隧通渠管航跑车車铁鐵])道"
    r"|[心暗]想|思忖|[寻尋]思|嘀咕|嘟囔|嘟哝|咕哝|[低耳][语語]|反[问問]|追[问問]|[赞讚感][叹嘆]|[叹嘆]息|[应應][声聲]|附和"
    r"|插嘴|[开開]口|[哀央]求|[恳懇]求|命令|吩咐)"
    r"(?:[道着著了过過]|起[来來]|出[来來声聲]|下去|一[句声聲]|[他她我你它][们們]?){,9}$"
)
"""Verbs of speech, with their complements, at the end of a clause."""

_SPEECH_WITHIN = re.compile(r"^.{1,10}(?:[说説說](?![着著完罢罷时時话話])|[问問喊答笑叫]道)")
_FORMAL_SPEECH = re.compile(r"(?:表示|解[释釋]|[补補]充|指出|[认認][为為]|[强強][调調]|宣[布佈]|警告|提醒)[道说說]?$")
"""Verbs that introduce a quotation more often than they follow one."""

_NOT_SPEECH = re.compile(
    r"[听聽小据據传傳虽雖再][说說]|[说說][明服]|[学學][说說]|疑[问問]|[学學][问問]|[访訪][问問]|[问問][题題]|[白乌烏]云|云彩|叫做"
    r"|[没沒未]|不知|不[说說答问問回]|怎[么麼]|如何"
)
_AFTER_SPEECH = re.compile(
    r"而且|因[为為]|所以|不[过過]|[况況]且|刚?[说說][着著完罢罷时時到毕畢]|[话話]音|言[毕畢]|一[面边邊]|如果|但|可是|[于於]是|然[后後]"
)
"""Words that begin a new sentence although it reports speech."""


_LONG_CONTINUATION = re.compile(r"[^“「『。！？.!?]{14}")
"""A clause of speech before so much text without a quotation begins indirect speech: 他说，在这样的事情面前，..."""


def continues_after_quote(rest: str) -> bool:
    """Tell whether a particle or a reporting clause follows a quote: 的问题, 地喊着, 他说。, 老张笑着问道，.

    A clause that introduces the next quotation (他说：“...”) begins a new sentence.

    Args:
        rest: the text after the quote without leading white space; the first 60 characters suffice.
    """
    if _PARTICLE.match(rest):
        return True
    match = _CLAUSE.match(rest)
    if not match or _AFTER_SPEECH.match(rest):
        return False
    clause, sign = match.groups()
    if _NOT_SPEECH.search(clause):
        return False
    if _SPEECH.search(clause):
        # 他说着，... : the next clause tells his next action
        return not (sign in "，," and (clause[-1] in "着著" or _LONG_CONTINUATION.match(rest, match.end())))
    if _FORMAL_SPEECH.search(clause):
        return sign in "。." or rest[match.end() : match.end() + 1] in tuple("“「")
    return bool(_SPEECH_WITHIN.search(clause) or _LATER_CLAUSES.match(rest))
