"""The pairs of the test corpus."""

import csv

PAIRS = [
    ("We must strengthen cooperation in preventing terrorism.", "我们必须在预防恐怖主义方面加强合作。"),
    ("Preventing terrorism is the duty of every State.", "预防恐怖主义是每个国家的责任。"),
    ("The committee discussed the financing of terrorism.", "委员会讨论了资助恐怖主义的问题。"),
    ("Nothing was said about the weather.", "没有谈到天气。"),
    ("Member States agreed on preventing terrorism together.", "会员国同意共同预防恐怖主义。"),
    ("The River Commission (RC) meets in Ｂeｒｌｉｎ every spring.", "河流委员會每年春天在柏林開會。"),
    ("He studies every policy; she studied two policies.", "他研究每一项政策；她研究过两项政策。"),
    ("A sentence without a counterpart.", ""),
]


def write_pairs(path, pairs):
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, delimiter="\t", lineterminator="\n")
        writer.writerows([("source", "target"), *pairs])
