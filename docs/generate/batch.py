"""What a batch costs: the measured figures, and what follows from them for a corpus of a hundred million pairs."""

from __future__ import annotations

from typing import Any

from benchmarks.batch import LARGE, SENTENCES, at_scale, ways
from docs.generate.tables import stored, table

CORES = (10, 100)
"""Sizes of clusters whose hours are told."""
PRICE = 0.05
"""US dollars a core hour, about what clouds take for a rented core."""
WORDS: dict[str, dict[str, Any]] = {
    "en": {
        "rates header": ("documents of {sentences} sentences", "documents/s", "pairs/s", "processor time a document"),
        "ways": ("one process", "two processes", "a Dask cluster of two workers"),
        "milliseconds": "{:.0f} ms",
        "measured": (
            "The documents were aligned with {processor}, {cores} cores, shared with other work (load {load:.0f}). "
            "{others}One process, two processes and the cluster ran in turn on the same documents. Two processes "
            "aligned {two_to_one:.2f} times as many documents as one process in the same time, and the cluster aligned "
            "{dask_to_two:.2f} times as many documents as two processes. Other work does not affect the processor "
            "time of a document: by this time, two processes are {two_to_one_by_processor:.2f} times as fast as one "
            "process, and the cluster is {dask_to_two_by_processor:.2f} times as fast as two processes."
        ),
        "precedence": "The measured runs had a higher priority than the other work on the machine. ",
        "cost header": ("{pairs:,} pairs", "amount", "how it follows"),
        "cost": (
            (
                "alignments",
                "{core_hours:,.0f} core hours",
                "{milliseconds:.0f} ms for {pairs_each:.0f} pairs, on the cluster",
            ),
            ("on {cores:,} cores", "{hours:,.1f} hours", "core hours / {cores:,}"),
            ("at {price:.2f} $ a core hour", "{dollars:,.2f} $", "core hours × price"),
            ("stored results", "{store_gigabytes:,.0f} GB", "{bytes_a_pair:.0f} bytes a pair"),
            ("writing the corpus, on one core", "{writing_hours:,.1f} hours", "{pairs_a_second:,.0f} pairs/s"),
            ("memory of a process", "{megabytes:,.0f} MB", "the largest of the run"),
        ),
    },
    "zh": {
        "rates header": ("每个 {sentences} 句的文档", "文档/秒", "句对/秒", "每个文档的处理器时间"),
        "ways": ("一个进程", "两个进程", "两个工作进程的 Dask 集群"),
        "milliseconds": "{:.0f} 毫秒",
        "measured": (
            "测量环境：{processor}，{cores} 核，同时还有别的工作（负载 {load:.0f}{others}）；"
            "三种方式轮流处理同样的文档。按时钟计，两个进程的工作量是一个进程的 {two_to_one:.2f} 倍，"
            "集群是两个进程的 {dask_to_two:.2f} 倍；"
            "按每个文档的处理器时间计（不受别的工作影响），分别是 {two_to_one_by_processor:.2f} 倍"
            "和 {dask_to_two_by_processor:.2f} 倍。"
        ),
        "precedence": "，测量优先",
        "cost header": ("{pairs:,} 个句对", "数量", "怎样算出"),
        "cost": (
            ("对齐", "{core_hours:,.0f} 核时", "在集群上 {pairs_each:.0f} 个句对 {milliseconds:.0f} 毫秒"),
            ("{cores:,} 核", "{hours:,.1f} 小时", "核时 / {cores:,}"),
            ("每核时 {price:.2f} 美元", "{dollars:,.2f} 美元", "核时 × 价格"),
            ("保存的结果", "{store_gigabytes:,.0f} GB", "每个句对 {bytes_a_pair:.0f} 字节"),
            ("写出语料库，一个核", "{writing_hours:,.1f} 小时", "每秒 {pairs_a_second:,.0f} 个句对"),
            ("一个进程的内存", "{megabytes:,.0f} MB", "这次运行中最大的"),
        ),
    },
}
"""In both languages; in ``cost``, the line with ``{cores}`` stands for one a size of the cluster."""


def rates(language: str) -> str:
    """Return what the three ways of working do in a second, and how it was measured."""
    words, results = WORDS[language], stored("batch")
    milliseconds = words["milliseconds"]
    rows = [
        (name, f"{documents:.1f}", f"{pairs:,.0f}", milliseconds.format(cost))
        for name, (documents, pairs, cost) in zip(words["ways"], ways(results).values(), strict=True)
    ]
    others = words["precedence"] if results["precedence"] else ""
    measured = words["measured"].format(**results["hardware"], **results["ratios"], load=results["load"], others=others)
    return f"{table([cell.format(sentences=SENTENCES) for cell in words['rates header']], rows)}\n\n{measured}"


def costs(language: str) -> str:
    """Return what a corpus of `LARGE` pairs costs by these figures."""
    words, results = WORDS[language], stored("batch")
    cost = at_scale(results)
    run = cost["run"]
    known = cost | {
        "pairs_each": run["pairs"] / run["documents"],
        "pairs_a_second": run["pairs"] / cost["writing_seconds"],
        "megabytes": run["largest_process_megabytes"],
        "price": PRICE,
        "dollars": PRICE * cost["core_hours"],
    }
    rows = [
        tuple(cell.format(**known, cores=cores, hours=cost["core_hours"] / cores) for cell in row)
        for row in words["cost"]
        for cores in (CORES if "{cores" in row[0] else CORES[:1])
    ]
    return table([cell.format(pairs=LARGE) for cell in words["cost header"]], rows)
