"""The filters of a corpus: the table of their names and settings, and what they catch by the stored benchmark."""

from __future__ import annotations

from typing import Any

from aligner.batch.filter_report import shown_value
from aligner.batch.filters import FILTERS, filter_settings
from docs.generate.tables import stored, table

WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "header": ("filter", "drops", "settings and defaults"),
        "filters": {name: entry.summary for name, entry in FILTERS.entries.items()},
        "result header": ("filter", "its faults", "caught", "dropped", "of these faulty", "time a pair"),
        "unrelated": "the aligner's warning (documents)",
        "time": "{} µs",
        "recipe": (
            "Of {clean:,} pairs without a fault, the recipe with all filters and their defaults kept {kept:,} "
            "({share:.1%}). Of {faulty:,} faults in the documents, the recipe with all filters kept {kept_faulty:,}."
        ),
    },
    "zh": {
        "header": ("筛选器", "去掉什么", "设置和默认值"),
        "filters": {
            "coverage": "能配对的内容太少的文档对",
            "confidence": "很可能对齐错误的句对",
            "similarity": "意思不相近的句对",
            "lengths": "某一边太短或太长的句对，各语言分别计算",
            "length-ratio": "两边长度相差悬殊的句对",
            "copies": "两边相同的句对",
            "language": "有一边不是应有语言的句对",
            "script": "有一边含有许多其他文字的句对",
            "numbers": "两边数字不同的句对",
            "urls": "两边网址不同的句对，或者除网址外几乎没有内容的句对",
            "boilerplate": "在许多文档里出现、或有许多不同译文的文字",
            "duplicates": "与前面某个句对相同的句对",
            "near-duplicates": "与前面某个句对只差几个词的句对",
        },
        "result header": ("筛选器", "对应的错误", "找到", "去掉", "其中有错误", "每个句对用时"),
        "unrelated": "对齐时的警告（按文档）",
        "time": "{} 微秒",
        "recipe": (
            "{clean:,} 个没有错误的句对中，使用全部筛选器和默认值的配方保留了 {kept:,} 个（{share:.1%}）。"
            "文档里的 {faulty:,} 处错误，保留了 {kept_faulty:,} 处。"
        ),
    },
}


def filters(language: str) -> str:
    """Return every filter with what it drops, and its settings with their defaults."""
    words = WORDS[language]
    rows = []
    for name in FILTERS.entries:
        settings = filter_settings(FILTERS.load(name)())
        del settings["name"]
        shown = ", ".join(f"`{key}` {shown_value(value)}" for key, value in settings.items())
        rows.append((f"`{name}`", words["filters"][name], shown))
    return table(words["header"], rows)


def quality(language: str) -> str:
    """Return what each filter catches of planted faults, and what the whole recipe keeps."""
    words, results = WORDS[language], stored("corpus_filters")
    documents = results["unrelated"]
    caught = f"{documents['caught']:,} ({documents['caught'] / documents['planted']:.0%})"
    rows = [
        (
            words["unrelated"],
            f"{documents['planted']:,}",
            caught,
            f"{documents['dropped']:,}",
            f"{documents['caught']:,}",
            "",
        )
    ]
    for name, found in results["filters"].items():
        if not found["planted"]:
            continue
        recall = f"{found['caught']:,} ({found['caught'] / found['planted']:.0%})"
        precision = f"{found['faulty']:,} ({found['faulty'] / max(found['dropped'], 1):.0%})"
        time = words["time"].format(f"{found['microseconds']:,}")
        rows.append((f"`{name}`", f"{found['planted']:,}", recall, f"{found['dropped']:,}", precision, time))
    clean = results["pairs"]["clean"]
    faulty = results["pairs"]["faulty"]
    text = words["recipe"].format(
        clean=clean["reached"], kept=clean["kept"], share=clean["kept"] / clean["reached"],
        faulty=faulty["reached"], kept_faulty=faulty["kept"],
    )  # fmt: skip
    return f"{table(words['result header'], rows)}\n\n{text}"
