"""The words of the READMEs' benchmark section, in both languages; `benchmarks.tables` fills in the figures."""

from __future__ import annotations

WORDS: dict[str, dict[str, str]] = {
    "en": {
        "strict": "strict F1 (95 % interval)",
        "set": "{title}, {beads:,} pairs",
        "aligner": "aligner, bundled model",
        "length": "lengths alone (`--model length`)",
        "bertalign": "Bertalign (LaBSE)",
        "vecalign": "Vecalign (LaBSE-class)",
        "quality": (
            "A pair is *strictly* right when it is exactly the human one; the aligner's lax F1, which counts pairs "
            "that are right in part, is {least:.3f} to {most:.3f}. The peers' figures are those of their published "
            "outputs under the same scorer; bold is the best and what is within its standard error. `--model length` "
            "looks at nothing but lengths (after Gale and Church, 1993): what can be had without any model."
        ),
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
        "speed": (
            "Both columns were measured in one run. The encoder has LaBSE's architecture (12 layers, 768 wide) and "
            "random weights, which cost the same. Peers encode every window of consecutive sentences; {timed} of those "
            "of up to {largest} sentences were timed and the time extrapolated to all."
        ),
        "load": ", load average {load} before the run",
        "conditions": (
            "{processor}, {threads} threads, {memory:.0f} GB{load}; Python {python}, numpy {numpy}, torch {torch}; "
            "model {model}; {date}"
        ),
        "measured": (
            "Measured with: {conditions}. `make bench` repeats it; [benchmarks/](benchmarks/README.md) says how."
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
        "quality": (
            "与人工对齐完全相同的句珠才算*严格*正确；部分正确也计入的宽松 F1，aligner 为 {least:.3f} 至 {most:.3f}。"
            "其他系统的数字来自其公开的输出，用同一评分程序算出；粗体为最好的结果，以及与之相差不超过一个标准误的结果。"
            "`--model length` 只看长度（方法同 Gale 与 Church，1993），代表完全不用模型时的水平。"
        ),
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
        "speed": (
            "两列在同一次运行中测得。编码器采用 LaBSE 的结构（12 层，宽 768）和随机权重，开销与真实权重相同。"
            "其他系统要为连续句子组成的每个窗口编码；此处对不超过 {largest} 句的窗口取 {timed} 个计时，"
            "再推算到全部窗口。"
        ),
        "load": "，运行前平均负载 {load}",
        "conditions": (
            "{processor}，{threads} 线程，{memory:.0f} GB{load}；Python {python}，numpy {numpy}，torch {torch}；"
            "模型 {model}；{date}"
        ),
        "measured": (
            "测量环境：{conditions}。用 `make bench` 可以重测；[benchmarks/](benchmarks/README.md) 说明了方法。"
        ),
    },
}
"""Language to key to template; a set without a title of its own keeps the one in the results."""
