"""Translate the names of table columns to headings of workbooks in the language of the interface, and back.

The names of columns are identifiers, which tables for programs (CSV, TSV, JSON) always have. A workbook
is for people: its first row has headings in the language of the interface. Headings of any language are
read back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from aligner.interface import language

PAIR_HEADINGS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "id": "编号",
        "shape": "句珠",
        "source": "原文",
        "target": "译文",
        "score": "得分",
        "confidence": "置信度",
        "source_ids": "原文句段",
        "target_ids": "译文句段",
        "source_line": "原文行号",
        "target_line": "译文行号",
        "status": "状态",
        "review": "需要查看的原因",
        "comment": "备注",
    }
}
"""Headings of workbooks of pairs by language and column (`aligner.formats.rows.COLUMNS`)."""
TERM_HEADINGS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "mark": "标记",
        "term": "术语",
        "counterpart": "对应术语",
        "others": "其他译法",
        "count": "次数",
        "counterpart_count": "对应术语次数",
        "together": "同现次数",
        "consistency": "一致率",
        "reverse_consistency": "反向一致率",
        "score": "得分",
        "keyness": "关键性",
        "log_ratio": "对数比",
        "note": "备注",
        "definition": "定义",
        "domain": "领域",
        "term_status": "术语状态",
        "status": "对应术语状态",
        "files": "文件",
        "example_1": "例句 1",
        "example_2": "例句 2",
        "example_3": "例句 3",
    }
}
"""Headings of glossary workbooks by language and column (`aligner.glossary.columns.COLUMNS`)."""


def headings(columns: Iterable[str], table: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Return the headings of columns in the active language; a column without one keeps its name."""
    labels = table.get(language(), {})
    return [labels.get(column, column) for column in columns]


def column_names(
    titles: Sequence[str], table: Mapping[str, Mapping[str, str]], required: tuple[str, str]
) -> Sequence[str]:
    """Return the first row of a workbook with its headings replaced by the names of the columns.

    Args:
        titles: the cells of the first row.
        table: `PAIR_HEADINGS` or `TERM_HEADINGS`.
        required: two columns that must be present. Without their headings, the row is not a row of
            headings, and is returned unchanged.
    """
    for labels in table.values():
        if all(labels[column] in titles for column in required):
            names = {label: column for column, label in labels.items()}
            return [names.get(title, title) for title in titles]
    return titles
