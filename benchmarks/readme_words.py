"""Words of the benchmark tables and of the READMEs' comparison, in both languages.

`benchmarks.tables` adds the figures.
"""

from __future__ import annotations

NONE = "–"

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "strict": "strict F1 (95 % interval)",
        "set": "{title}, {beads:,} pairs",
        "aligner": "aligner, bundled model",
        "length": "lengths alone (`--model length`)",
        "bertalign": "Bertalign (LaBSE)",
        "vecalign": "Vecalign (LaBSE-class)",
        "f1": "strict F1, {title}",
        "time": "aligning {sentences:,} sentences on two cores",
        "from": "from {time}",
        "comparison": (
            "A dash means that the property was not measured or that the program does not have it. A pair counts as "
            "correct for *strict F1* only if the human alignment has exactly the same pair. On MAC-Dev and bible-dev, "
            "the figures of Bertalign and Vecalign were computed from their published outputs; hunalign used a "
            "dictionary. Other people measured the two further sets once, on texts that were not used in the "
            "development; the measurement cannot be repeated with this repository. For Bertalign and Vecalign, the "
            "time includes only the computation of the vectors with an encoder such as LaBSE on the same two cores; "
            "a graphics card shortens this time. Other programs are better if you need another language pair now: "
            "hunalign, LF Aligner, Bertalign and Vecalign align dozens of languages, while this program supports "
            "Chinese and English, and other languages only with a model that you add. Trados and memoQ are better if "
            "you want to stay inside your translation tool."
        ),
        "property": "property",
        "measurement": "measurement",
        "ours": "aligner",
        "encoder": "LaBSE-class encoder",
        "faster": "times faster",
        "encoding": "encoding each sentence once",
        "rate": "{rate:,.0f} sentences/s",
        "aligning": "aligning {sentences:,} sentences",
        "aligned": "{time} ({rate:,} sentences/s)",
        "windows": "{time} for the vectors of {windows:,} windows alone",
        "loading": "loading the model",
        "command": "one command, {sentences:,} sentences, start-up included",
        "size": "size of the model",
        "minutes": "{:.0f} min",
        "seconds": "{:.0f} s",
        "second": "{:.1f} s",
        "milliseconds": "{:.0f} ms",
        "load": ", load average {load} before the run",
        "conditions": (
            "{processor}, {threads} threads, {memory:.0f} GB of memory{load}; Python {python}, numpy {numpy}, torch "
            "{torch}; model {model}; date {date}"
        ),
    },
    "zh": {
        "strict": "严格 F1（95% 置信区间）",
        "set": "{title}，{beads:,} 个句珠",
        "aligner": "aligner，自带模型",
        "length": "只看长度（`--model length`）",
        "bertalign": "Bertalign（LaBSE）",
        "vecalign": "Vecalign（LaBSE 级编码器）",
        "mac-dev": "六章文学作品（MAC-Dev）",
        "bible-dev": "经文（bible-dev）",
        "sample-resolution": "样例：法律文本",
        "sample-story": "样例：有对话的小说",
        "sample-guide": "样例：技术手册",
        "f1": "严格 F1，{title}",
        "time": "两核对齐 {sentences:,} 句",
        "from": "{time}起",
        "comparison": (
            "短横表示没有测过，或者没有这项功能。与人工对齐完全相同的句对才计入*严格 F1*。"
            "在 MAC-Dev 和 bible-dev 上，Bertalign 和 Vecalign 的数字来自其公开的输出，hunalign 用了词典。"
            "另外两个测试集由他人测过一次，所用文本没有参与开发，用这个仓库无法重复。"
            "Bertalign 和 Vecalign 的时间只是在同样的两个核上用 LaBSE 一类编码器计算向量的时间，有显卡会快一些。"
            "其他程序在这些情况下更合适：您现在就要对齐别的语言"
            "（hunalign、LF Aligner、Bertalign 和 Vecalign 支持几十种语言；"
            "本程序支持中文和英文，其他语言要自己加模型），"
            "或者您不想离开翻译软件（Trados、memoQ）。"
        ),
        "property": "比较项",
        "measurement": "测量项",
        "ours": "aligner",
        "encoder": "LaBSE 级编码器",
        "faster": "快多少倍",
        "encoding": "每句编码一次",
        "rate": "每秒 {rate:,.0f} 句",
        "aligning": "对齐 {sentences:,} 句",
        "aligned": "{time}（每秒 {rate:,} 句）",
        "windows": "仅 {windows:,} 个窗口的向量就要 {time}",
        "loading": "加载模型",
        "command": "一条命令，{sentences:,} 句，含启动时间",
        "size": "模型大小",
        "minutes": "{:.0f} 分钟",
        "seconds": "{:.0f} 秒",
        "second": "{:.1f} 秒",
        "milliseconds": "{:.0f} 毫秒",
        "load": "，运行前平均负载 {load}",
        "conditions": (
            "{processor}，{threads} 线程，{memory:.0f} GB{load}；Python {python}，numpy {numpy}，torch {torch}；"
            "模型 {model}；{date}"
        ),
    },
}
"""Language to key to template; a set without a title of its own keeps the one in the results."""

PROGRAMS: dict[str, str] = {
    "aligner": "**aligner**",
    "hunalign": "hunalign",
    "lf-aligner": "LF Aligner",
    "bertalign": "Bertalign",
    "vecalign": "Vecalign",
    "tools": "Trados, memoQ",
}
"""Columns of the READMEs' comparison; the keys of those that were measured are names of systems in the results."""

REPORTED_F1: dict[str, dict[str, str]] = {"bible-dev": {"hunalign": "0.83"}}
"""Strict F1 that others measured on a set of the results: set, then program, to the figure."""

FURTHER_SETS: dict[str, list[tuple[str, ...]]] = {
    "en": [
        ("strict F1, 24 further literary chapters", "0.943", NONE, NONE, "0.915", "0.886", NONE),
        ("strict F1, scripture, 7,000 further verses", "0.915", NONE, NONE, "0.900", NONE, NONE),
    ],
    "zh": [
        ("严格 F1，另外 24 章文学作品", "0.943", NONE, NONE, "0.915", "0.886", NONE),
        ("严格 F1，另外 7,000 节经文", "0.915", NONE, NONE, "0.900", NONE, NONE),
    ],
}
"""Language to the rows of sets that others measured and that are not among the results."""

COMPARISON: dict[str, list[tuple[str, ...]]] = {
    "en": [
        (
            "compares",
            "words and meaning; model of 16 MB",
            "lengths, and words of a dictionary",
            "as hunalign, which it runs",
            "meaning; encoder of 1.9 GB",
            "meaning; encoder of your choice",
            "lengths, formatting, terms",
        ),
        (
            "reads",
            "text, Word, PDF, web pages, tables, slides, EPUB",
            "text",
            "text, Word, PDF, web pages",
            "text",
            "text",
            "Word, PDF, web pages and more",
        ),
        (
            "writes",
            "TMX, XLIFF, Excel, Parquet and more",
            "text",
            "TMX, Excel, text",
            "text",
            "text",
            "own memory, TMX",
        ),
        ("editor for corrections", "in the browser", NONE, "table", NONE, NONE, "yes"),
        ("checks a translation in CI", "yes", NONE, NONE, NONE, NONE, "inside the tool"),
        ("says how sure a pair is", "yes, calibrated", "score", "score", NONE, "score", "some"),
        ("licence", "Apache-2.0", "LGPL", "GPL", "GPL", "Apache-2.0", "commercial"),
    ],
    "zh": [
        (
            "比较什么",
            "词语和意义；模型 16 MB",
            "长度，加词典中的词",
            "同 hunalign（内部调用它）",
            "意义；编码器 1.9 GB",
            "意义；编码器自选",
            "长度、格式、术语",
        ),
        (
            "读取",
            "文本、Word、PDF、网页、表格、幻灯片、EPUB 等",
            "文本",
            "文本、Word、PDF、网页",
            "文本",
            "文本",
            "Word、PDF、网页等",
        ),
        ("写出", "TMX、XLIFF、Excel、Parquet 等", "文本", "TMX、Excel、文本", "文本", "文本", "自有翻译记忆、TMX"),
        ("校对界面", "浏览器里", NONE, "表格", NONE, NONE, "有"),
        ("在 CI 里检查译文", "可以", NONE, NONE, NONE, NONE, "只在软件内"),
        ("给出每个句对的把握", "有，经过校准", "分数", "分数", NONE, "分数", "部分有"),
        ("许可证", "Apache-2.0", "LGPL", "GPL", "GPL", "Apache-2.0", "商业"),
    ],
}
"""Language to the rows of the READMEs' comparison that no benchmark measures: a name, then a cell a program."""
