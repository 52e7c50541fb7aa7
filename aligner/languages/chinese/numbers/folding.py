"""Character variants -> the variant that the patterns for numbers use.

Traditional characters become simplified, and full-width characters become half-width.
"""

from __future__ import annotations

from aligner.languages.scripts import half_width

_TRADITIONAL = (
    "萬億兩零點幾數餘來個時紀鐘鍾週歲號條項種類雙對組隊級層屆場輪節頁詞冊聲員戶頭隻顆張臺檯輛棟樓間門邊塊盤單國縣區"
    "噸釐畝鎊歐錄圖驟華別註記貨變亂顏過無為後"
)
_SIMPLIFIED = (
    "万亿两零点几数余来个时纪钟钟周岁号条项种类双对组队级层届场轮节页词册声员户头只颗张台台辆栋楼间门边块盘单国县区"
    "吨厘亩镑欧录图骤华别注记货变乱颜过无为后"
)
_ZEROS = "〇○"
_FOLDED = (
    str.maketrans(_TRADITIONAL, _SIMPLIFIED)
    | str.maketrans(_ZEROS, "零" * len(_ZEROS))
    | half_width("０１２３４５６７８９．％：")
)


def folded(text: str) -> str:
    """Return a text in which the characters of numbers and measure words are simplified and half-width.

    The length does not change, so offsets stay valid.
    """
    return text.translate(_FOLDED)
