"""Files and folders: their pairs, findings about whole files, and errors that must not affect other files."""

import json
import os
import sys
from pathlib import Path

import pytest
from library_text import PAIRS, text_of

from aligner.check import CheckSettings, check_translation
from aligner.check.project import check_files
from aligner.errors import InputError, UsageError

TREE = Path(__file__).resolve().parents[2] / "corpora" / "check" / "dev" / "tree"


def rules_and_paths(report):
    """Return rule and path of each finding."""
    return [(each.rule, each.place.path) for each in report.findings]


def pairs(report):
    return [(file.source, file.target) for file in report.files]


def test_two_files(write):
    write("a.en.md", text_of(0))
    write("a.zh.md", text_of(1, without=[3]))
    report = check_translation("a.en.md", "a.zh.md")
    assert [(each.rule, each.source.line) for each in report.findings] == [("omission", 7)]
    assert report.findings[0].source.text == PAIRS[3][0]
    assert 0.7 < report.coverage < 0.95


def test_a_translation_without_faults_is_clean(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    report = check_translation("en", "zh")
    assert report.findings == ()
    assert (report.coverage, report.unreadable, report.remarks) == (1.0, (), ())


def test_either_language_may_be_the_source(write):
    write("a.en.md", text_of(0))
    write("a.zh.md", text_of(1, without=[3]))
    report = check_translation("a.zh.md", "a.en.md")
    assert [(each.rule, each.place.line) for each in report.findings] == [("addition", 7)]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("docs/guide/a.md", "docs/zh/guide/a.md"),
        ("docs/guide/a.md", "docs/zh-CN/guide/a.md"),
        ("docs/a.md", "docs/zh_TW/a.md"),
    ],
)
def test_a_translation_within_the_folder_of_its_source(write, source, target):
    write(source, text_of(0))
    write(target, text_of(1))
    folder = "/".join(target.split("/")[:2])
    assert pairs(check_translation("docs", folder)) == [(source, target)]


def test_other_translations_beside_it_are_no_sources(write):
    write("docs/a.md", text_of(0))
    for language in ("zh", "ja", "pt-BR"):
        write(f"docs/{language}/a.md", text_of(1))
    assert pairs(check_translation("docs", "docs/zh")) == [("docs/a.md", "docs/zh/a.md")]


def test_a_source_within_the_folder_of_its_translation(write):
    write("content/en/a.md", text_of(0))
    write("content/a.md", text_of(1))
    assert pairs(check_translation("content/en", "content")) == [("content/en/a.md", "content/a.md")]


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ("guide.en.md", "guide.zh.md"),
        ("guide.md", "guide.zh-CN.md"),
        ("en/guide.md", "zh-cn/guide.md"),
        ("README.md", "README.zh.md"),
        ("docs/a.md", "i18n/zh-CN/docusaurus-plugin-content-docs/current/a.md"),
        ("01.en", "01.zh"),
        ("用户 指南.en.md", "用户 指南.zh.md"),
    ],
)
def test_one_folder_of_both_languages(write, source, target):
    write(f"all/{source}", text_of(0))
    write(f"all/{target}", text_of(1))
    assert pairs(check_translation("all")) == [(f"all/{source}", f"all/{target}")]


def test_files_without_language_in_the_name_are_paired_by_content(write):
    other = [
        ("The harbour was rebuilt after the storm of last winter.", "去年冬天的暴风雨过后，港口得到重建。"),
        ("Three new cranes unload the ships.", "三台新起重机为船舶卸货。"),
        ("Fishing boats now have a quay of their own.", "渔船如今有了自己的码头。"),
        ("The old lighthouse has become a museum.", "旧灯塔成了博物馆。"),
    ]
    write("all/000.md", text_of(0))
    write("all/001.md", text_of(1))
    write("all/002.md", text_of(0, other))
    report = check_translation("all")
    assert pairs(report) == [("all/000.md", "all/001.md"), ("all/002.md", None)]
    assert rules_and_paths(report) == [("missing-file", "all/002.md")]


def test_the_seeds(shared):
    report = check_translation(shared / "seeds")
    names = [tuple(path and Path(path).name[:3] for path in pair) for pair in pairs(report)]
    assert names == [("000", "001"), ("002", None), ("004", None)]
    missing = [Path(path).name[:3] for rule, path in rules_and_paths(report) if rule == "missing-file"]
    assert missing == ["002", "004"]
    untranslated = [each for each in report.findings if each.rule == "untranslated"]
    assert any("and" in each.message for each in untranslated)


def test_the_labels_of_the_tree():
    labels = [json.loads(line) for line in TREE.with_suffix(".labels.jsonl").read_text(encoding="utf-8").splitlines()]
    for rule, side in (("missing-file", "source_file"), ("extra-file", "target_file")):
        folder = TREE / ("en" if side == "source_file" else "zh")
        wanted = {(folder / each[side]).as_posix() for each in labels if each.get("rule") == rule}
        report = check_translation(TREE / "en", TREE / "zh")
        assert {path for name, path in rules_and_paths(report) if name == rule} == wanted


# which files count


@pytest.mark.parametrize(
    ("settings", "remaining"),
    [
        ({"exclude": ("drafts",)}, ["a.md", "guide/b.md", "guide/c.md"]),
        ({"exclude": ("drafts/**", "c.md")}, ["a.md", "guide/b.md"]),
        ({"exclude": ("**/*.md",)}, None),
        ({"include": ("guide/*.md",)}, ["guide/b.md", "guide/c.md"]),
        ({"include": ("guide/",), "exclude": ("*/c.*",)}, ["guide/b.md"]),
        ({"include": ("./a.md",)}, ["a.md"]),
    ],
)
def test_include_and_exclude(write, settings, remaining):
    for name in ("a.md", "guide/b.md", "guide/c.md", "drafts/d.md"):
        write(f"en/{name}", text_of(0))
        write(f"zh/{name}", text_of(1))
    if remaining is None:
        with pytest.raises(InputError, match="no documents"):
            check_translation("en", "zh", CheckSettings(**settings))
        return
    report = check_translation("en", "zh", CheckSettings(**settings))
    assert [file.source for file in report.files] == [f"en/{name}" for name in remaining]


def test_hidden_files_and_other_files_are_skipped(write):
    for side, folder in enumerate(("en", "zh")):
        write(f"{folder}/a.md", text_of(side))
    for name in (".git/x.md", ".hidden.md", "node_modules/p/README.md", "logo.png", "Makefile", "data.json"):
        write(f"en/{name}", text_of(0))
    assert pairs(check_translation("en", "zh")) == [("en/a.md", "zh/a.md")]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_links(write, tmp_path):
    write("store/c.md", text_of(0))
    for name in ("a", "b"):
        write(f"zh/{name}.md", text_of(1))
    (tmp_path / "en/b.md").parent.mkdir()
    write("en/b.md", text_of(0))
    (tmp_path / "en/a.md").symlink_to(tmp_path / "en/b.md")
    (tmp_path / "en/c.md").symlink_to(tmp_path / "store/c.md")
    (tmp_path / "en/loop").symlink_to(tmp_path / "en")
    (tmp_path / "en/again").symlink_to(tmp_path / "store")
    report = check_translation("en", "zh")
    assert pairs(report) == [("en/a.md", "zh/a.md"), ("en/b.md", "zh/b.md")]
    assert report.skipped == ("en/c.md: is a link that leads out of the folder",)
    (tmp_path / "linked").symlink_to(tmp_path / "en")
    assert pairs(check_translation("linked", "zh")) == [("linked/a.md", "zh/a.md"), ("linked/b.md", "zh/b.md")]


# how files are written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_encodings_and_line_ends(write, encoding, ending):
    write("en/a.md", text_of(0).replace("\n", ending), encoding="utf-8")
    write("zh/a.md", text_of(1, without=[3]).replace("\n", ending), encoding=encoding)
    report = check_translation("en", "zh")
    assert [(each.rule, each.source.line) for each in report.findings] == [("omission", 7)]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_comments_in_any_encoding(write, encoding):
    write("en/a.md", text_of(0))
    text = text_of(1, without=[3]).replace("# 图书馆", "# 图书馆\n\n<!-- aligner-ignore-file omission -->")
    write("zh/a.md", text, encoding=encoding)
    report = check_translation("en", "zh")
    assert (report.findings, report.silenced, report.remarks) == ((), 1, ())


def test_a_comment_in_the_source(write):
    write("en/a.md", text_of(0, p3=f"<!-- aligner-ignore omission -->\n{PAIRS[3][0]}"))
    write("zh/a.md", text_of(1, without=[3]))
    assert rules_and_paths(check_translation("en", "zh")) == []


def test_a_comment_that_silences_nothing_is_reported(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1, p3=f"<!-- aligner-ignore -->\n{PAIRS[3][1]}"))
    report = check_translation("en", "zh")
    assert report.remarks == ("zh/a.md:7: this aligner-ignore silences nothing: take it out",)
    assert report.findings == ()


def test_a_comment_excludes_a_file(write):
    write("en/a.md", "<!-- aligner-ignore-file -->\n\n" + text_of(0))
    write("zh/a.md", "完全不同。\n")
    write("en/b.md", "<!-- aligner-ignore-file -->\n\n" + text_of(0))
    report = check_translation("en", "zh")
    assert (report.findings, report.remarks, report.coverage) == ((), (), 1.0)


# whole files


def test_an_empty_translation_counts_as_missing(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", " \n\n")
    report = check_translation("en", "zh")
    assert [(each.rule, each.message) for each in report.findings] == [("missing-file", "zh/a.md is empty")]
    assert report.coverage == 0
    assert report.unreadable == ()


def test_two_empty_files_are_fine(write):
    for path in ("en/a.md", "zh/a.md", "en/b.md"):
        write(path, b"\xef\xbb\xbf\n")
    report = check_translation("en", "zh")
    assert (report.findings, report.unreadable) == ((), ())


@pytest.mark.parametrize("side", [0, 1])
def test_a_copy_of_the_source_is_one_finding(write, side):
    write("a/a.md", text_of(side))
    write("b/a.md", text_of(side))
    (finding,) = check_translation("a", "b").findings
    assert (finding.rule, finding.place.path) == ("untranslated", "b/a.md")
    assert ("Chinese" if side else "English") in finding.message


def test_a_translation_that_was_only_started(write):
    half = text_of(0, p0=PAIRS[0][1], p1=PAIRS[1][1])
    write("en/a.md", text_of(0))
    write("zh/a.md", half)
    report = check_translation("en", "zh")
    assert [each.rule for each in report.findings].count("untranslated") >= 4
    assert report.unreadable == ()


def test_files_with_only_code(write):
    for folder in ("en", "zh"):
        write(f"{folder}/a.md", "```\nx = 1\n```\n")
    report = check_translation("en", "zh")
    assert (report.findings, report.unreadable) == ((), ())


def test_rules_about_files_can_be_set(write):
    write("en/a.md", text_of(0))
    write("en/b.md", text_of(0))
    write("zh/a.md", text_of(1))
    write("zh/c.md", text_of(1))
    rules = {"missing-file": "warning", "extra-file": "off"}
    report = check_translation("en", "zh", CheckSettings(rules=rules))
    assert [(each.rule, each.severity) for each in report.findings] == [("missing-file", "warning")]


# what cannot be read


def test_broken_files_do_not_stop_the_others(write, tmp_path):
    for name in ("a.md", "b.md", "c.docx", "d.md"):
        write(f"en/{name}", text_of(0))
        write(f"zh/{name}", text_of(1, without=[3]))
    write("en/b.md", b"\x00\x01\x02\xff" * 50)
    write("zh/d.md", b"%PDF-1.7 not really")
    write("zh/e.md", b"\x00" * 40)
    report = check_translation("en", "zh")
    assert rules_and_paths(report) == [("omission", "zh/a.md")]
    assert [line.partition(":")[0] for line in report.unreadable] == ["en/b.md", "en/c.docx", "zh/d.md", "zh/e.md"]
    assert all("\n" not in line for line in report.unreadable)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_listed(write, tmp_path):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    closed = tmp_path / "en/closed"
    closed.mkdir(mode=0)
    (line,) = check_translation("en", "zh").unreadable
    closed.chmod(0o755)
    assert line.startswith("en/closed: cannot be listed")


def test_a_link_that_leads_nowhere(write, tmp_path):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    (tmp_path / "en/gone.md").symlink_to(tmp_path / "nowhere")
    (line,) = check_translation("en", "zh").unreadable
    assert line.startswith("en/gone.md: cannot be read")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("nowhere", "zh"), InputError),
        (("en", "nowhere"), InputError),
        (("en", "empty"), InputError),
        (("en", "zh/a.md"), UsageError),
        (("en/a.md", "zh"), UsageError),
        (("en/a.md",), UsageError),
        (("en/a.md", "en/../en/a.md"), UsageError),
    ],
)
def test_paths_that_cannot_be_checked(write, tmp_path, arguments, error):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    (tmp_path / "empty").mkdir()
    with pytest.raises(error):
        check_translation(*arguments)


def test_a_fault_affects_only_its_pair(write, monkeypatch):
    from aligner.check import jobs

    for name in "ab":
        write(f"en/{name}.md", text_of(0))
        write(f"zh/{name}.md", text_of(1, without=[3]))
    real = jobs.compare_files
    monkeypatch.setattr(jobs, "compare_files", lambda job: 1 / 0 if job.source == "en/a.md" else real(job))
    report = check_translation("en", "zh", cache=True)
    line = "zh/a.md: cannot be compared with en/a.md: unexpected ZeroDivisionError: division by zero"
    assert report.unreadable == report.faults == (line,)
    assert [finding.rule for finding in report.findings] == ["omission"]
    (trace,) = check_files("en", "zh").traces
    assert trace.rstrip().endswith("ZeroDivisionError: division by zero")
    assert "compare_files" in trace
    monkeypatch.undo()
    monkeypatch.chdir(write("en/a.md", text_of(0)).parent.parent)
    assert len(check_translation("en", "zh", cache=True).findings) == 2, "a fault is not kept"


def test_processes_give_the_same_report(write):
    for number in range(14):
        write(f"en/{number}.md", text_of(0))
        write(f"zh/{number}.md", text_of(1, without=[number % 7 + 1]))
    write("zh/3.md", b"\x00" * 40)
    assert check_translation("en", "zh", jobs=3) == check_translation("en", "zh")
