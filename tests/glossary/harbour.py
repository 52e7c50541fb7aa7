"""A small corpus written for the tests: the rules of a harbour authority, in which terms occur several times."""

from aligner.formats.pairs import Pair, bitext_from_pairs

PAIRS = [
    ("The Harbour Safety Board (HSB) inspects every cargo vessel.", "港口安全委员会(港安委)检查每艘货船。"),
    ("A cargo vessel must report to the HSB before it enters the port.", "货船进港前必须向港安委报告。"),
    ("The HSB may refuse a cargo vessel without fire insurance.", "没有火灾保险的货船，港安委可以拒绝。"),
    ("Fire insurance covers the vessel, not the cargo.", "火灾保险承保船舶，不承保货物。"),
    ("Dangerous goods and fire insurance are dealt with in Chapter 3.", "危险品和火灾保险见第三章。"),
    ("Dangerous goods must be declared in writing.", "危险品必须书面申报。"),
    ("The loading of dangerous goods at night is forbidden.", "禁止夜间装载危险品。"),
    ("Cargo vessels with dangerous goods use the outer anchorage.", "载有危险品的货船使用外锚地。"),
    ("The outer anchorage is closed in winter.", "外锚地冬季关闭。"),
    ("Pilots board at the outer anchorage.", "引航员在外锚地登船。"),
]


def bitext_of(pairs, languages=("en", "zh"), name="harbour"):
    made = [Pair(*texts, 0.0, 0.0, line, line) for line, texts in enumerate(pairs, start=1)]
    return bitext_from_pairs(made, names=tuple(f"{name}.{code}.txt" for code in languages), languages=languages)
