"""The figures of the documentation, as SVG in both languages; deterministic, so that a rewrite shows real changes."""

from __future__ import annotations

import tempfile
from html import escape
from pathlib import Path

from aligner import align, plot_bitext

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
FONT = "system-ui, 'Noto Sans', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"
WIDTH = 440
"""Width of every figure in pixels: on a phone its text is still large enough to be read."""
LIGHT_COLOURS = {"ink": "#1f2937", "paper": "#ffffff", "line": "#64748b", "mark": "#1f77b4", "red": "#c2262e"}
DARK_COLOURS = {"ink": "#e5e7eb", "paper": "#1e2129", "line": "#94a3b8", "mark": "#7cb8ea", "red": "#ff8a84"}
LIGHT_COLOURS |= {"soft": "#e8f1fa", "ground": "#f8fafc"}
DARK_COLOURS |= {"soft": "#2a3a4d", "ground": "#262a34"}
DARK_PATH = "@media (prefers-color-scheme: dark) { svg { filter: invert(.88) hue-rotate(180deg); } }"
"""Style of the picture of a path on a dark screen."""

WORDS = {
    "en": {
        "documents": ("English document", "Chinese document"),
        "kinds": "Word, PDF, HTML, Markdown, EPUB, subtitles, text",
        "beads": "beads",
        "uses": (
            ("translation tools", "TMX, XLIFF, PO"),
            ("reviewers", "Excel, a web page"),
            ("data sets", "Parquet, JSON lines, Moses"),
        ),
        "stages": (
            ("read", "blocks, without page furniture"),
            ("segment", "sentences or paragraphs"),
            ("embed", "one vector for each segment"),
            ("align", "anchors, corridor, best path"),
            ("write", "memory, table, page, data set"),
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
        "kinds": "Word、PDF、HTML、Markdown、EPUB、字幕、纯文本",
        "beads": "句珠",
        "uses": (
            ("翻译工具", "TMX、XLIFF、PO"),
            ("审校者", "Excel、网页"),
            ("数据集", "Parquet、JSON Lines、Moses"),
        ),
        "stages": (
            ("读入", "块，去掉页眉页码"),
            ("切分", "句子或段落"),
            ("向量化", "每个句段一个向量"),
            ("对齐", "锚点、走廊、最佳路径"),
            ("写出", "翻译记忆、表格、网页、数据集"),
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


def text(place: tuple[float, float], words: str, *, size: int = 14, anchor: str = "middle", colour: str = "ink") -> str:
    """Return a line of text."""
    return (
        f'<text x="{place[0]:g}" y="{place[1]:g}" font-size="{size}" text-anchor="{anchor}" class="{colour}">'
        f"{escape(words)}</text>"
    )


def box(corner: tuple[float, float], size: tuple[float, float], *, fill: str = "paper", line: str = "line") -> str:
    """Return a rectangle with round corners."""
    return (
        f'<rect x="{corner[0]:g}" y="{corner[1]:g}" width="{size[0]:g}" height="{size[1]:g}" rx="5" '
        f'class="{fill} {line}-edge"/>'
    )


def line(start: tuple[float, float], end: tuple[float, float], *, colour: str = "line", arrow: bool = False) -> str:
    """Return a straight line."""
    head = ' marker-end="url(#head)"' if arrow else ""
    return (
        f'<line x1="{start[0]:g}" y1="{start[1]:g}" x2="{end[0]:g}" y2="{end[1]:g}" class="{colour}-edge" '
        f'stroke-width="1.6"{head}/>'
    )


def style() -> str:
    """Return the colours as a style sheet that follows the reader's light or dark screen."""

    def rules(colours: dict[str, str]) -> str:
        return " ".join(
            f".{name} {{ fill: {colour}; }} .{name}-edge {{ stroke: {colour}; }}" for name, colour in colours.items()
        )

    return f"{rules(LIGHT_COLOURS)}\n@media (prefers-color-scheme: dark) {{ {rules(DARK_COLOURS)} }}"


def picture(height: int, parts: list[str], title: str) -> str:
    """Return a whole SVG, with a ground of its own, so that it can be read on a page of any colour."""
    head = (
        f"<style>{style()}</style>"
        '<defs><marker id="head" markerWidth="8" markerHeight="8" refX="6" refY="4" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" class="line"/></marker></defs>'
    )
    ground = f'<rect width="{WIDTH}" height="{height}" rx="8" class="paper"/>'
    body = "\n".join([f"<title>{escape(title)}</title>", head, ground, *parts])
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        f'font-family="{escape(FONT)}" role="img">\n{body}\n</svg>\n'
    )


def overview(language: str) -> str:
    """Return two documents whose sentences are joined by beads, and what is made of them."""
    words = WORDS[language]
    parts = []
    lefts, widths = (12.0, 252.0), (196.0, 176.0)
    for left, width, title in zip(lefts, widths, words["documents"], strict=True):
        parts += [box((left, 44), (width, 218), fill="ground"), text((left + width / 2, 32), str(title))]
    rows = [54.0, 54.0]
    for bead in STORY:
        colour = "mark" if all(bead) else "red"
        middles = []
        for side, sentences in enumerate(bead):
            for sentence in sentences:
                left, width = lefts[side] + 8, widths[side] - 16
                parts.append(box((left, rows[side]), (width, 19), fill="soft", line=colour))
                parts.append(text((left + 8, rows[side] + 14), sentence, size=12, anchor="start"))
                rows[side] += 22
            middles.append(rows[side] - 11 * len(sentences) - 1.5)
            rows[side] += 4 if sentences else 0
        if all(bead):
            parts.append(line((lefts[0] + widths[0] - 6, middles[0]), (lefts[1] + 6, middles[1]), colour="mark"))
    parts += [text((230, 32), str(words["beads"]), colour="mark", size=13)]
    parts += [
        text((WIDTH / 2, 282), str(words["kinds"]), size=12),
        line((WIDTH / 2, 290), (WIDTH / 2, 306), arrow=True),
    ]
    for number, (who, what) in enumerate(words["uses"]):
        top = 312.0 + 40 * number
        parts += [box((12, top), (WIDTH - 24, 34), fill="soft"), text((24, top + 22), who, anchor="start")]
        parts += [text((WIDTH - 24, top + 22), what, size=12, anchor="end")]
    return picture(440, parts, "aligner")


def stages(language: str) -> str:
    """Return the stages from top to bottom."""
    parts = []
    for number, (name, what) in enumerate(WORDS[language]["stages"]):
        top = 12.0 + 62 * number
        parts += [box((12, top), (WIDTH - 24, 40), fill="soft"), text((28, top + 26), name, size=16, anchor="start")]
        parts += [text((WIDTH - 28, top + 25), what, anchor="end")]
        if number:
            parts.append(line((WIDTH / 2, top - 20), (WIDTH / 2, top - 4), arrow=True))
    return picture(312, parts, "aligner")


def beads(language: str) -> str:
    """Return one bead of each common shape."""
    parts = []
    for number, (shape, meaning) in enumerate(WORDS[language]["shapes"]):
        left, top = 30.0 + 142 * (number % 3), 124.0 * (number // 3)
        counts = [int(count) for count in shape.split("-")]
        colour = "mark" if all(counts) else "red"
        for side, count in enumerate(counts):
            for place in range(count):
                parts.append(box((left + 56 * side, top + 24 + 22 * place), (40, 15), fill="soft", line=colour))
        if all(counts):
            ends = [(left + 41 + 14 * side, top + 20.5 + 11 * count) for side, count in enumerate(counts)]
            parts.append(line(ends[0], ends[1], colour="mark"))
        parts += [text((left + 48, top + 92), shape, size=15), text((left + 48, top + 112), meaning, size=13)]
    return picture(252, parts, "aligner")


FIGURES = {"overview": overview, "stages": stages, "beads": beads}
"""Name to what draws the figure in a language."""


def path_picture() -> str:
    """Return the program's own picture of the path through the story of the sample."""
    with tempfile.TemporaryDirectory() as name:
        picture_file = Path(name, "path.svg")
        plot_bitext(align(SAMPLE / "story.en.txt", SAMPLE / "story.zh.txt"), picture_file)
        svg = picture_file.read_text(encoding="utf-8")
    return svg.replace("<defs>", f"<style>{DARK_PATH}</style>\n <defs>", 1)


def draw_all() -> None:
    """Draw every figure for both languages."""
    path = path_picture()
    for language in WORDS:
        folder = ROOT / "docs" / language / "images"
        folder.mkdir(exist_ok=True)
        for name, draw in FIGURES.items():
            (folder / f"{name}.svg").write_text(draw(language), encoding="utf-8")
        (folder / "path.svg").write_text(path, encoding="utf-8")
