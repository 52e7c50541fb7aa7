"""Faithful translations of pages in the formats of documentation tools have no findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from aligner.check.compare import compare
from aligner.readers import read

PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.name for path in (PAGES / "en").iterdir())


@pytest.mark.parametrize("name", NAMES)
def test_a_faithful_page_is_clean(name):
    report = compare(read(PAGES / "en" / name), read(PAGES / "zh" / name))
    assert report.findings == ()
    assert report.coverage == 1.0


@pytest.mark.parametrize(
    ("name", "before", "after", "rule"),
    [
        ("react.md", "(#reference)", "(#references)", "link-mismatch"),
        ("react.md", "onClick={() =>", "onTap={() =>", "code-mismatch"),
        (
            "starlight.mdx",
            "  2. 将以下内容添加到 `lamp.conf.json`：",
            "  2. 将以下内容添加到 `lamp.json`：",
            "code-mismatch",
        ),
        ("starlight.mdx", "  1. 打开设置。\n", "", "omission"),
        ("starlight.mdx", '"macOSPrivateApi": true', '"macOSPrivateApi": false', "code-mismatch"),
        ("docusaurus.mdx", "它可能会烧毁房子。", "", "partial"),
        ("docusaurus.mdx", ":::danger", ":::tip", "tag-mismatch"),
        ("mkdocs.md", "运行实时服务器：\n", "", "omission"),
        ("hugo.md", "(/zh-cn/docs/concepts/lamp-lifecycle/)", "(/zh-cn/docs/concepts/lamp/)", "link-mismatch"),
        ("vitepress.md", "10 分钟", "20 分钟", "number-mismatch"),
        ("sphinx.rst", "``oil``", "``oils``", "code-mismatch"),
        ("sphinx.rst", ":ref:`lamp-oil`", ":ref:`lamp-intro`", "link-mismatch"),
        ("sphinx.rst", ":doc:`../oil`", ":doc:`oil`", "link-mismatch"),
    ],
)
def test_a_fault_on_a_page_is_reported(tmp_path, name, before, after, rule):
    text = (PAGES / "zh" / name).read_text(encoding="utf-8")
    assert before in text
    (tmp_path / name).write_text(text.replace(before, after, 1), encoding="utf-8")
    report = compare(read(PAGES / "en" / name), read(tmp_path / name))
    assert rule in {each.rule for each in report.findings}
