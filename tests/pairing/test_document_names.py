"""Pairing by name: cases as data, then properties."""

from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aligner.pairing.names import pair_by_name, pair_in_folder

PAIRED = [
    ("en/guide.md", "zh/guide.md"),
    ("en/part1/a.txt", "zh-CN/part1/a.txt"),
    ("EN/a.txt", "ZH/a.txt"),
    ("report.en.pdf", "report.zh.docx"),
    ("guide.md", "guide.zh-CN.md"),
    ("README.en.md", "README.md"),
    ("README_EN.md", "README_CN.md"),
    ("01.en", "01.zh"),
    ("report-english.txt", "report-chinese.txt"),
    ("english_report.txt", "chinese_report.txt"),
    ("eng/a.txt", "cn/a.txt"),
    ("a_eng.txt", "a_chi.txt"),
    ("report_en_2020.pdf", "report_zh_2020.pdf"),
    ("en_01.txt", "zh_01.txt"),
    ("01en.txt", "01zh.txt"),
    ("en01.txt", "zh01.txt"),
    ("ReportEN.docx", "ReportCN.docx"),
    ("年报英文版.docx", "年报中文版.docx"),
    ("年报（英文）.docx", "年报（中文）.docx"),
    ("英文/年报.docx", "中文/年报.docx"),
    ("contract (English).docx", "contract (Simplified Chinese).docx"),
    ("app.en-US.html", "app.zh_Hans.html"),
    ("a.en.txt", "a.zh-TW.txt"),
    ("docs/intro.md", "i18n/zh-CN/docusaurus-plugin-content-docs/current/intro.md"),
    ("docs/guides/deep/x.mdx", "i18n/zh/docusaurus-plugin-content-docs/current/guides/deep/x.mdx"),
    ("blog/2020-01-01-a.md", "i18n/zh-CN/docusaurus-plugin-content-blog/2020-01-01-a.md"),
    ("versioned_docs/version-2.0/x.md", "i18n/zh/docusaurus-plugin-content-docs/version-2.0/x.md"),
    ("content/en/docs/home.md", "content/zh-cn/docs/home.md"),
    ("docs/x.md", "docs/zh/x.md"),
    ("locale/en/LC_MESSAGES/django.po", "locale/zh_Hans/LC_MESSAGES/django.po"),
    ("S_RES_2395_2017-EN.pdf", "S_RES_2395_2017-ZH.pdf"),
    ("S_RES_2395(2017)_EN.pdf", "S-RES-2395(2017)-ZH.docx"),
    ("S/RES/2395_2017-EN.pdf", "S_RES_2395_2017-ZH.pdf"),
    ("A_72_1_E.pdf", "A_72_1_C.pdf"),
    ("chapter1.txt", "第1章.txt"),
    ("Chapter 12.txt", "第十二章.txt"),
    ("03 Dusk.txt", "03 黄昏.txt"),
    ("chinese_law_en.pdf", "chinese_law_zh.pdf"),
    ("src/guide/a.md", "zh/guide/a.md"),
    ("en.txt", "zh.txt"),
]
NOT_PAIRED = [
    ("a.txt", "b.txt"),
    ("N1745634.pdf", "N1745633.pdf"),
    ("S_RES_2395_2017-EN.pdf", "S_RES_2396_2017-ZH.pdf"),
    ("000_1e33906ef77624e7.txt", "001_f7efb855a1b02cde.txt"),
    ("a/README.md", "c/README.zh.md"),
    ("learning-chinese.md", "learning-french.md"),
    ("guide.md", "tutorial.zh-CN.md"),
    ("中英对照.txt", "对照.txt"),
    ("version-1.0/x.en.md", "version-2.0/x.zh.md"),
    ("1.2.en.txt", "1.3.zh.txt"),
]


def paths(*names):
    return [PurePosixPath(name) for name in names]


def shown(pairs):
    return [(str(source), str(target)) for source, target in pairs]


@pytest.mark.parametrize(("english", "chinese"), PAIRED)
def test_a_mixed_folder_is_paired(english, chinese):
    others = paths("unrelated.txt", "notes/zzz.txt")
    found = pair_in_folder([*paths(chinese, english), *others])
    assert shown(found.pairs) == [(english, chinese)]
    assert {*found.unpaired_sources, *found.unpaired_targets} == set(others)


@pytest.mark.parametrize(("english", "chinese"), PAIRED)
def test_two_sides_are_paired(english, chinese):
    assert shown(pair_by_name(paths(english, "zzz/n.txt"), paths("yyy/m.txt", chinese)).pairs) == [(english, chinese)]


@pytest.mark.parametrize(("source", "target"), NOT_PAIRED)
def test_different_names_are_not_paired(source, target):
    assert pair_in_folder(paths(source, target)).pairs == ()
    assert pair_by_name(paths(source, "zzz/n.txt"), paths("yyy/m.txt", target)).pairs == ()


def test_equal_names_below_two_roots_need_no_marker():
    found = pair_by_name(paths("x/left/a.txt", "x/left/sub/a.txt"), paths("x/right/a.docx", "x/right/sub/a.docx"))
    assert shown(found.pairs) == [("x/left/a.txt", "x/right/a.docx"), ("x/left/sub/a.txt", "x/right/sub/a.docx")]


def test_equal_names_without_markers_in_one_folder_are_not_paired():
    assert pair_in_folder(paths("a/notes.txt", "b/notes.txt", "c.txt", "c.md", "d.en.txt", "d.en.md")).pairs == ()


def test_ambiguous_names_are_not_paired():
    found = pair_in_folder(paths("a.en.txt", "b/a.en.md", "a-en.docx", "a.zh.pdf"))
    assert found.pairs == ()
    assert len(found.unpaired_sources) == 3
    assert shown([(path, path) for path in found.unpaired_targets]) == [("a.zh.pdf", "a.zh.pdf")]


def test_the_extension_decides_between_two_copies():
    found = pair_in_folder(paths("a.en.pdf", "a.en.docx", "a.zh.docx"))
    assert shown(found.pairs) == [("a.en.docx", "a.zh.docx")]
    assert found.unpaired_sources == (PurePosixPath("a.en.pdf"),)


def test_simplified_chinese_is_preferred_to_traditional():
    found = pair_in_folder(paths("guide.md", "guide.zh-TW.md", "guide.zh-CN.md"))
    assert shown(found.pairs) == [("guide.md", "guide.zh-CN.md")]
    assert found.unpaired_targets == (PurePosixPath("guide.zh-TW.md"),)


def test_letters_of_parts_are_not_language_letters():
    assert pair_in_folder(paths("annex_1_a.txt", "annex_1_b.txt", "annex_1_c.txt", "annex_1_e.txt")).pairs == ()


def test_six_languages_of_one_symbol():
    files = paths(*(f"A_72_1_{letter}.pdf" for letter in "ACEFRS"))
    assert shown(pair_in_folder(files).pairs) == [("A_72_1_E.pdf", "A_72_1_C.pdf")]


def test_absolute_paths():
    found = pair_by_name(paths("/data/en/corpus/a.txt"), paths("/data/zh/corpus/a.txt"))
    assert shown(found.pairs) == [("/data/en/corpus/a.txt", "/data/zh/corpus/a.txt")]


def test_empty_input():
    assert pair_by_name([], []).pairs == ()
    assert pair_in_folder([]).pairs == ()
    assert pair_by_name(paths("a.txt"), []).unpaired_sources == tuple(paths("a.txt"))


part = st.sampled_from(["en", "zh", "docs", "a", "b", "report", "1", "第1章", "chapter 2", "zh-CN"])
stems = st.lists(part, min_size=1, max_size=3).map(".".join)
name = st.builds(
    lambda folders, stem, extension: PurePosixPath(*folders, stem + extension),
    st.lists(part, max_size=2),
    stems,
    st.sampled_from(["", ".txt", ".md"]),
)


def test_a_path_on_both_sides_is_kept():
    found = pair_by_name(paths("en", "en/en/en"), paths("en/en/en"))
    assert found.pairs == tuple(zip(paths("en"), paths("en/en/en"), strict=True))
    assert found.unpaired_sources == tuple(paths("en/en/en"))


@given(st.lists(name, max_size=12), st.lists(name, max_size=12), st.randoms())
def test_order_and_sides_do_not_matter_and_every_path_is_returned(sources, targets, random):
    found = pair_by_name(sources, targets)
    mirrored = pair_by_name(targets, sources)
    assert {(target, source) for source, target in mirrored.pairs} == set(found.pairs)
    assert {source for source, _ in found.pairs} | set(found.unpaired_sources) == set(sources)
    assert {target for _, target in found.pairs} | set(found.unpaired_targets) == set(targets)
    assert len(found.pairs) + len(found.unpaired_sources) == len(set(sources))
    assert len(found.pairs) + len(found.unpaired_targets) == len(set(targets))
    random.shuffle(sources)
    random.shuffle(targets)
    assert pair_by_name(sources, targets) == found


@given(st.lists(name, max_size=16), st.randoms())
def test_a_folder_in_any_order_gives_the_same_result_with_each_file_once(files, random):
    found = pair_in_folder(files)
    listed = [path for pair in found.pairs for path in pair] + [*found.unpaired_sources, *found.unpaired_targets]
    assert sorted(listed) == sorted(set(files))
    random.shuffle(files)
    assert pair_in_folder(files) == found
