"""The figures of the documentation, as SVG in both languages; deterministic, so that a rewrite shows real changes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from aligner import align, plot_bitext

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
INK, PAPER, LINE, MARK, RED = "#1f2937", "#ffffff", "#94a3b8", "#1f77b4", "#d62728"
SOFT, LIGHT = "#e8f1fa", "#f8fafc"

WORDS = {
    "en": {
        "documents": ("English document", "Chinese document"),
        "kinds": ("Word, PDF, HTML, Markdown,", "EPUB, subtitles, text"),
        "beads": "beads",
        "uses": (
            ("translation tools", "TMX, XLIFF, PO"),
            ("reviewers", "Excel, a web page"),
            ("data sets", "Parquet, JSON lines, Moses"),
        ),
        "stages": (
            ("read", "blocks,|without page furniture"),
            ("segment", "sentences or|paragraphs"),
            ("embed", "one vector|a segment"),
            ("align", "anchors, corridor,|best path"),
            ("write", "memory, table,|page, data set"),
        ),
        "shapes": (
            ("1-1", "a pair"),
            ("2-1", "two were joined"),
            ("1-2", "one was split"),
            ("2-2", "a clause moved"),
            ("1-0", "omission"),
            ("0-1", "addition"),
        ),
    },
    "zh": {
        "documents": ("英文文档", "中文文档"),
        "kinds": ("Word、PDF、HTML、Markdown、", "EPUB、字幕、纯文本"),
        "beads": "句珠",
        "uses": (
            ("翻译工具", "TMX、XLIFF、PO"),
            ("审校者", "Excel、网页"),
            ("数据集", "Parquet、JSON Lines、Moses"),
        ),
        "stages": (
            ("读入", "块，去掉|页眉页码"),
            ("切分", "句子或|段落"),
            ("向量化", "每个句段|一个向量"),
            ("对齐", "锚点、走廊、|最佳路径"),
            ("写出", "翻译记忆、表格、|网页、数据集"),
        ),
        "shapes": (
            ("1-1", "一对一"),
            ("2-1", "两句合成一句"),
            ("1-2", "一句拆成两句"),
            ("2-2", "小句换了位置"),
            ("1-0", "漏译"),
            ("0-1", "增译"),
        ),
    },
}
STORY = (
    (("The last ferry",), ("最后一班渡船",)),
    (("A fog came up.", "It hid the far bank."), ("起雾了，看不见对岸。",)),
    (("Old Qin waited.",), ("老秦等着。",)),
    (("He moored and lit a lamp.",), ("他系好船。", "又点上一盏灯。")),
    (("Nobody spoke.",), ()),
    (("Somewhere a bell rang.",), ("不知哪里响起了钟声。",)),
    ((), ("夜已经深了。",)),
    (("He cast off.",), ("他解开缆绳。",)),
)
"""Both sides of the beads of the overview, from top to bottom."""


def text(place: tuple[float, float], words: str, *, size: int = 14, anchor: str = "middle", colour: str = INK) -> str:
    """Return a line of text."""
    return (
        f'<text x="{place[0]:g}" y="{place[1]:g}" font-size="{size}" text-anchor="{anchor}" fill="{colour}">'
        f"{escape(words)}</text>"
    )


def box(corner: tuple[float, float], size: tuple[float, float], *, fill: str = PAPER, line: str = LINE) -> str:
    """Return a rectangle with round corners."""
    return (
        f'<rect x="{corner[0]:g}" y="{corner[1]:g}" width="{size[0]:g}" height="{size[1]:g}" rx="5" fill="{fill}" '
        f'stroke="{line}"/>'
    )


def line(start: tuple[float, float], end: tuple[float, float], *, colour: str = LINE, arrow: bool = False) -> str:
    """Return a straight line."""
    head = ' marker-end="url(#head)"' if arrow else ""
    return (
        f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}" stroke="{colour}" '
        f'stroke-width="1.6"{head}/>'
    )


def picture(width: int, height: int, parts: list[str], title: str) -> str:
    """Return a whole SVG; its ground is white, so that it can be read on dark pages as well."""
    head = (
        f'<defs><marker id="head" markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto">'
        f'<path d="M0 0 L8 4 L0 8 z" fill="{LINE}"/></marker></defs>'
    )
    ground = f'<rect width="{width}" height="{height}" rx="8" fill="{PAPER}"/>'
    body = "\n".join([f"<title>{escape(title)}</title>", head, ground, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="{escape(FONT)}" role="img">\n{body}\n</svg>\n'
    )


def overview(language: str) -> str:
    """Return two documents whose sentences are joined by beads, and what is made of them."""
    words = WORDS[language]
    parts = []
    lefts, widths = (16.0, 316.0), (230.0, 176.0)
    for left, width, title in zip(lefts, widths, words["documents"], strict=True):
        parts += [box((left, 44), (width, 218), fill=LIGHT), text((left + width / 2, 32), str(title))]
    rows = [54.0, 54.0]
    for bead in STORY:
        colour = MARK if all(bead) else RED
        middles = []
        for side, sentences in enumerate(bead):
            for sentence in sentences:
                left, width = lefts[side] + 8, widths[side] - 16
                parts.append(box((left, rows[side]), (width, 19), fill=SOFT, line=colour))
                parts.append(text((left + 8, rows[side] + 14), sentence, size=12, anchor="start"))
                rows[side] += 22
            middles.append(rows[side] - 11 * len(sentences) - 1.5)
            rows[side] += 4 if sentences else 0
        if all(bead):
            parts.append(line((lefts[0] + widths[0] - 6, middles[0]), (lefts[1] + 6, middles[1]), colour=MARK))
    parts += [text((281, 32), str(words["beads"]), colour=MARK)]
    parts += [text((254, 284), " ".join(words["kinds"]) if language == "en" else "".join(words["kinds"]), size=12)]
    for number, (who, what) in enumerate(words["uses"]):
        top = 47.0 + 76 * number
        parts.append(line((498, 153), (534, top + 30), arrow=True))
        parts += [
            box((544, top), (200, 60), fill=SOFT),
            text((644, top + 26), who),
            text((644, top + 46), what, size=12),
        ]
    return picture(760, 300, parts, "aligner")


def stages(language: str) -> str:
    """Return the stages in a row."""
    parts = []
    for number, (name, what) in enumerate(WORDS[language]["stages"]):
        left = 20.0 + 142 * number
        parts += [box((left, 20), (118, 84), fill=SOFT), text((left + 59, 46), name, size=15)]
        for below, part in enumerate(what.split("|")):
            parts.append(text((left + 59, 70 + 17 * below), part, size=11))
        if number:
            parts.append(line((left - 23, 62), (left - 4, 62), arrow=True))
    return picture(726, 124, parts, "aligner")


def beads(language: str) -> str:
    """Return one bead of each common shape."""
    parts = []
    for number, (shape, meaning) in enumerate(WORDS[language]["shapes"]):
        left = 20.0 + 118 * number
        counts = [int(count) for count in shape.split("-")]
        colour = MARK if all(counts) else RED
        for side, count in enumerate(counts):
            for place in range(count):
                parts.append(box((left + 56 * side, 24 + 22 * place), (40, 15), fill=SOFT, line=colour))
        if all(counts):
            parts.append(line((left + 41, 20.5 + 11 * counts[0]), (left + 55, 20.5 + 11 * counts[1]), colour=MARK))
        parts += [text((left + 48, 92), shape, size=15), text((left + 48, 112), meaning, size=12)]
    return picture(734, 128, parts, "aligner")


def draw_all() -> None:
    """Draw every figure for both languages; the picture of a path is the program's own."""
    bitext = align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt")
    for language in WORDS:
        folder = ROOT / "docs" / language / "images"
        folder.mkdir(exist_ok=True)
        for name, draw in (("overview", overview), ("stages", stages), ("beads", beads)):
            (folder / f"{name}.svg").write_text(draw(language), encoding="utf-8")
        plot_bitext(bitext, folder / "path.svg")
