"""Bilingual sentences for the benchmark of the filters, made of fragments that were written for it."""

from __future__ import annotations

import random
from typing import NamedTuple

CIRCUMSTANCES = [
    ("After the spring flood", "春季洪水过后"), ("During the long strike", "在长时间罢工期间"),
    ("Because of the heavy snow", "由于大雪"), ("According to the local newspaper", "据当地报纸报道"),
    ("To everyone's surprise", "出乎所有人的意料"), ("With help from two universities", "在两所大学的帮助下"),
    ("Before the elections", "选举之前"), ("Without any public notice", "在没有任何公告的情况下"),
    ("As the contract requires", "按照合同的要求"), ("On the advice of a doctor", "根据医生的建议"),
    ("Despite the high price", "尽管价格很高"), ("For the sake of the children", "为了孩子们"),
    ("In the opinion of the court", "法院认为"), ("Shortly after the fire", "火灾发生后不久"),
    ("Under the new law", "根据新的法律"), ("In the old harbour district", "在老港区"),
    ("When the funds ran out", "资金用完时"), ("Since the opening of the tunnel", "自从隧道开通以来"),
    ("At the request of the farmers", "应农民的请求"), ("By the end of the season", "到季末"),
]  # fmt: skip
SUBJECTS = [
    ("the museum of natural history", "自然历史博物馆"), ("the water company", "自来水公司"),
    ("a group of retired teachers", "一群退休教师"), ("the mayor's office", "市长办公室"),
    ("the largest bakery in town", "城里最大的面包店"), ("the railway inspector", "铁路检查员"),
    ("the night shift of the hospital", "医院的夜班人员"), ("an engineer from the coast", "一位来自沿海的工程师"),
    ("the fishing cooperative", "渔业合作社"), ("the youth orchestra", "青年乐团"),
    ("the editor of the dictionary", "词典的编者"), ("the wool market", "羊毛市场"),
    ("the botanical garden", "植物园"), ("the insurance office", "保险公司办事处"),
    ("the mountain rescue team", "山地救援队"), ("the tenants of the red house", "红房子的租户"),
    ("the school kitchen", "学校食堂"), ("the ferry captain", "渡轮船长"),
    ("the printing workshop", "印刷作坊"), ("the chess club", "国际象棋俱乐部"),
]  # fmt: skip
ACTIONS = [
    ("bought new furniture for the reading room", "为阅览室购置了新家具"),
    ("published a map of the hidden wells", "出版了一张隐秘水井的地图"),
    ("refused to sign the lease", "拒绝签署租约"), ("planted chestnut trees along the canal", "沿运河种下了栗树"),
    ("repaired the roof of the chapel", "修好了小教堂的屋顶"),
    ("lost its most experienced driver", "失去了最有经验的司机"),
    ("tested a machine that sorts apples", "试用了一台分拣苹果的机器"),
    ("translated the letters of the founder", "翻译了创始人的书信"),
    ("collected blankets for the shelter", "为收容所募集了毛毯"),
    ("moved to a building near the station", "搬到了车站附近的一栋楼里"),
    ("complained about the noise of the quarry", "抱怨采石场的噪音"),
    ("invited the neighbours to a concert", "邀请邻居们听音乐会"),
    ("measured the depth of the lake", "测量了湖水的深度"), ("sold the last two horses", "卖掉了最后两匹马"),
    ("opened a course in first aid", "开设了急救课程"), ("discovered a leak in the cellar", "发现地下室漏水"),
    ("painted the fences dark green", "把栅栏漆成了深绿色"), ("ordered glass from abroad", "从国外订购了玻璃"),
    ("closed the western gate", "关闭了西门"), ("stored grain in the empty theatre", "把粮食存放在空剧院里"),
]  # fmt: skip
ADVERBS = [("at once", "立刻"), ("secretly", "秘密地"), ("once more", "再次"), ("with great care", "小心翼翼地")]
FOREIGN = [
    ("Le maire a dit que la bibliothèque ne sera pas ouverte pour les visiteurs.", "市长说图书馆不会对游客开放。"),
    ("Les enfants ont trouvé une vieille carte dans la maison.", "孩子们在房子里找到了一张旧地图。"),
    ("Der Bäcker hat das Brot für die Schule nicht rechtzeitig gebracht.", "面包师没有及时把面包送到学校。"),
    ("Wir haben die Brücke mit einem Kran und zwei Booten gehoben.", "我们用一台起重机和两条船把桥吊了起来。"),
    ("Los vecinos no saben por qué el puente está cerrado desde ayer.", "邻居们不知道为什么桥从昨天起关闭了。"),
    ("El médico dijo que la epidemia fue muy grave para los niños.", "医生说这场流行病对孩子们非常严重。"),
    ("Библиотекарь нашёл старые письма в подвале музея.", "图书管理员在博物馆的地下室发现了旧信件。"),
    ("Капитан отказался выходить в море до рассвета.", "船长拒绝在黎明前出海。"),
    ("図書館員は地下室で古い手紙を見つけました。", "图书管理员在地下室发现了旧信件。"),
    ("漁師たちは夜明け前に港を出ませんでした。", "渔民们没有在黎明前离港。"),
]  # fmt: skip
BOILERPLATE = [
    ("All rights reserved by the publisher.", "版权归出版者所有。"),
    ("Subscribe to our weekly letter for more news.", "订阅我们的周报，获取更多新闻。"),
    ("Share this page with your friends.", "把本页分享给您的朋友。"),
    ("Please read the terms of use before you continue.", "继续之前请阅读使用条款。"),
    ("This text was checked by the editors.", "本文已经编辑审核。"),
    ("Print this page or save it for later.", "打印本页或保存以后阅读。"),
]
"""Lines that stand in many documents."""
MENU = "Back to the overview of all topics"
"""A line that stands beside another translation each time."""


class Sentence(NamedTuple):
    """A sentence in both languages.

    Attributes:
        english: the English text.
        chinese: the Chinese text.
        changed: the Chinese text with another number; equal to ``chinese`` if the sentence has no number.
    """

    english: str
    chinese: str
    changed: str


def sentence(chance: random.Random, used: set[tuple[int, int, int]]) -> Sentence:
    """Return a sentence whose fragments have not been used together; every second one has a number.

    Args:
        chance: the source of randomness.
        used: the combinations used so far; the new one is added.
    """
    while (key := tuple(chance.randrange(20) for _ in range(3))) in used:
        pass
    used.add(key)  # type: ignore[arg-type]
    parts = [fragments[place] for fragments, place in zip((CIRCUMSTANCES, SUBJECTS, ACTIONS), key, strict=True)]
    english = f"{parts[0][0]}, {parts[1][0]} {parts[2][0]}"
    chinese = f"{parts[0][1]}，{parts[1][1]}{parts[2][1]}"
    if chance.random() < 0.5:
        return Sentence(f"{english}.", f"{chinese}。", f"{chinese}。")
    fact, right, wrong = number_fact(chance)
    return Sentence(f"{english}; {fact}.", f"{chinese}；{right}。", f"{chinese}；{wrong}。")


def number_fact(chance: random.Random) -> tuple[str, str, str]:
    """Return a clause with a number: in English, in Chinese, and in Chinese with another number."""
    small, other = chance.sample(range(11, 99), 2)
    year, wrong_year = chance.sample(range(1950, 2025), 2)
    facts = [
        (f"it cost {small},000 yuan", f"花费{small / 10:g}万元", f"花费{other / 10:g}万元"),
        (f"{small} people took part", f"共有{small}人参加", f"共有{other}人参加"),
        (f"{small} people took part", f"共有{numeral(small)}人参加", f"共有{numeral(other)}人参加"),
        (f"that is {small}.5 % more than in {year}", f"这比{year}年多{small}.5%", f"这比{year}年多{other}.5%"),
        (f"the work took {small} weeks", f"工作历时{small}周", f"工作历时{other}周"),
        (f"this was in the spring of {year}", f"那是在{year}年春天", f"那是在{wrong_year}年春天"),
        (f"{small / 10:g} million visitors came", f"来了{small * 10}万名游客", f"来了{other * 10}万名游客"),
        (f"the hall covers 1,{small}0 square metres", f"大厅面积1{small}0平方米", f"大厅面积1{other}0平方米"),
    ]
    return chance.choice(facts)


def numeral(number: int) -> str:
    """Return a number from 11 to 99 in Chinese characters."""
    digits = "零一二三四五六七八九"
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else digits[tens]) + "十" + (digits[ones] if ones else "")
