"""Reliable reports: known findings stay known, each file is checked or named, and files do not affect each other."""

import json
import os
import sys
from pathlib import Path

import pytest
from library_text import text_of

from aligner.check import CheckSettings, check_translation, render
from aligner.check.baseline import write_baseline
from aligner.check.cache import cache_folder, signature, user_key
from aligner.check.findings import FileReport, Finding, Place, Report
from aligner.check.project import check_files
from aligner.check.reports.wording import excerpt, unchecked_line
from aligner.errors import InputError
from tests import forked

needs_links = pytest.mark.skipif(sys.platform == "win32", reason="links and pipes need rights there")


def rules_and_paths(report):
    return [(each.rule, each.place.path) for each in report.findings]


# baselines

FAULTY = """\
# 表

在第 7 天调用 `begin` 和 `end`，请看[网站](https://example.com/c)和[另一个](https://example.com/d)。

第二段没有错误，内容完整。
"""
SOURCE = """\
# Table

Call `start` and `stop` on day 1, see [the site](https://example.org/a) and [the other](https://example.org/b).

The second paragraph is right.
"""


def test_a_baseline_silences_what_it_was_written_from(write):
    write("en/t.md", SOURCE)
    write("zh/t.md", FAULTY)
    report = check_translation("en", "zh")
    assert len(report.findings) > 1
    write_baseline("known.json", report)
    again = check_translation("en", "zh", CheckSettings(baseline="known.json"))
    assert (again.findings, again.silenced) == ((), len(report.findings))


@pytest.mark.parametrize(
    "changed",
    [
        (
            "\n\n第二段",
            "\n\n新的一段在这里，与源文相同。\n\n第二段",
            "\n\nThe second",
            "\n\nA new paragraph is here.\n\nThe second",
        ),
        ("\n\n第二段", "  \n\n\n第二段", "\n\nThe second", "\n\n\nThe second"),
    ],
    ids=["a paragraph elsewhere", "spaces at the end of a line"],
)
def test_known_findings_stay_known(write, changed):
    write("en/t.md", SOURCE)
    write("zh/t.md", FAULTY)
    write_baseline("known.json", check_translation("en", "zh"))
    write("zh/t.md", FAULTY.replace(changed[0], changed[1]))
    write("en/t.md", SOURCE.replace(changed[2], changed[3]))
    assert check_translation("en", "zh", CheckSettings(baseline="known.json")).findings == ()


# what is checked and what is not


def test_rst_is_checked_and_other_files_are_counted(write):
    write("en/a.md", "# Pump\n\nThe pump is closed.\n")
    write("zh/a.md", "# 泵\n\n泵已关闭。\n")
    write("en/b.rst", "Valves\n======\n\nThe pump has 3 valves.\n")
    write("zh/b.rst", "阀门\n====\n\n这台泵有 4 个阀门。\n")
    write("en/only.rst", "Only\n====\n\nThis page is not translated yet.\n")
    for name in ("x.ini", "y.ini", "z.svg"):
        write(f"en/{name}", "a = b\n")
    report = check_translation("en", "zh")
    assert rules_and_paths(report) == [("missing-file", "en/only.rst"), ("number-mismatch", "zh/b.rst")]
    assert report.coverage < 1
    assert report.unchecked == ((".ini", 2), (".svg", 1))
    assert unchecked_line(report) == "3 files not checked, nothing reads them: .ini 2, .svg 1"
    for name in ("text", "github", "markdown", "sarif"):
        assert ".ini 2" in render(report, name).replace("&#46;", ".")
    assert json.loads(render(report, "json"))["unchecked"][0] == {"kind": ".ini", "files": 2}


def test_documents_without_reader_count_as_not_covered(write):
    write("en/a.md", "# Pump\n\nThe pump is closed.\n")
    write("zh/a.md", "# 泵\n\n泵已关闭。\n")
    write("en/b.pod", "A long chapter about pumps and valves.\n")
    write("zh/b.pod", "关于泵和阀门的一章。\n")
    report = check_translation("en", "zh")
    assert report.findings == ()
    assert 0 < report.coverage < 0.6


def test_include_takes_any_text_file_by_name(write):
    write("en/b.pod", "The pump has 3 valves.\n\nThe lid is green.\n")
    write("zh/b.pod", "这台泵有 4 个阀门。\n\n盖子是绿色的。\n")
    with pytest.raises(InputError, match=r"no documents to check \(there are \.pod\)"):
        check_translation("en", "zh")
    report = check_translation("en", "zh", CheckSettings(include=("*.pod",)))
    assert rules_and_paths(report) == [("number-mismatch", "zh/b.pod")]


# links and special files


@needs_links
def test_a_link_out_of_the_folder_is_not_read(write, tmp_path):
    write("outside.env", "The password of the database is not-a-real-one.\nTOKEN=not-a-real-secret\n")
    write("zh/b.md", "# 标题\n\n这是一个页面。\n")
    (tmp_path / "en").mkdir()
    (tmp_path / "en/b.md").symlink_to("../outside.env")
    report = check_translation("en", "zh")
    for name in ("text", "json", "github", "markdown", "junit", "sarif"):
        assert "TOKEN" not in render(report, name)
    assert report.skipped == ("en/b.md: is a link that leads out of the folder",)
    assert "en/b.md: is a link that leads out of the folder" in render(report, "text")


@needs_links
def test_only_regular_files_are_read(write, tmp_path):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    for name in ("d.md", "e.md", "f.md"):
        write(f"en/{name}", text_of(0))
    os.mkfifo(tmp_path / "zh/d.md")
    (tmp_path / "zh/e.md").symlink_to("/dev/zero")
    (tmp_path / "zh/f.md").symlink_to("nowhere.md")
    (tmp_path / "en/.git").mkdir()
    (tmp_path / "en/.git/config").write_text("secret", encoding="utf-8")
    (tmp_path / "en/g.md").symlink_to(".git/config")
    report = check_translation("en", "zh")
    assert [line.partition(": ")[0] for line in report.skipped] == ["en/g.md", "zh/d.md", "zh/e.md"]
    assert rules_and_paths(report) == [("missing-file", f"en/{name}.md") for name in "de"]
    assert [line.partition(": ")[0] for line in report.unreadable] == ["zh/f.md"]
    assert [(file.source, file.target) for file in report.files if file.target] == [("en/a.md", "zh/a.md")]


# no file costs the report

DAMAGED = {
    "a.md": b"\0\1\2\3 binary",
    "b.html": b"\xff\xfe\0",
    "c.docx": b"PK\x03\x04 damaged",
    "d.epub": b"PK\x03\x04 damaged",
    "e.pdf": b"%PDF-1.7 damaged",
    "f.srt": b"\x00\x00\x00",
    "g.rst": b"\xff\xff\x00\x00\x80",
    "h.adoc": b"\x00",
    "i.arb": b'{"a": ',
    "j.strings": b'"a" = ',
    "k.po": b'msgid "a\nmsgstr',
    "l.json": b'{"greeting": "Hello there", ',
    "m.yml": b"a: [b, c",
    "n.properties": b"a=\\uZZZZ",
    "o.xml": b"<resources><string name='a'>",
    "p.md": b"",
    "q.txt": b"[" * 100_000,
    "r.mdx": b">" * 20_000,
}
INTACT = {
    ".json": '{"greeting": "Hello there", "farewell": "Goodbye for now"}',
    ".yml": "greeting: Hello there\nfarewell: Goodbye for now\n",
    ".properties": "greeting=Hello there\nfarewell=Goodbye for now\n",
    ".xml": '<resources><string name="a">Hello there</string></resources>',
}


def test_damaged_files_do_not_affect_the_others(write):
    write("en/good.md", text_of(0))
    write("zh/good.md", text_of(1, without=[3]))
    for name, content in DAMAGED.items():
        write(f"en/{name}", INTACT.get(Path(name).suffix, text_of(0)))
        write(f"zh/{name}", content)
    checked = check_files("en", "zh", jobs=2)
    report = checked.report
    assert ("omission", "zh/good.md") in rules_and_paths(report)
    assert report.faults == (), checked.traces
    named = " ".join([*report.unreadable, *(file.target or file.source for file in report.files)])
    for name in DAMAGED:
        assert f"zh/{name}" in named or f"en/{name}" in named, name


@pytest.mark.parametrize("one_folder", [False, True])
def test_a_failing_reader_affects_only_its_file(write, monkeypatch, one_folder):
    for name in ("a", "b"):
        for side, folder in enumerate(("en", "zh")):
            write(f"{folder}/{name}.md", text_of(side))
    write("en/alone.md", "# Alone\n\nThis page is not translated yet.\n")
    import aligner.readers

    read = aligner.readers.read

    def failing(path, **options):
        if "alone" in str(path):
            raise MemoryError("too much")
        return read(path, **options)

    monkeypatch.setattr(aligner.readers, "read", failing)
    report = check_translation(".") if one_folder else check_translation("en", "zh")
    assert [file.target.rpartition("/")[2] for file in report.files] == ["a.md", "b.md"]
    assert "alone.md" in report.unreadable[0]
    assert report.faults == report.unreadable


# stored results


def stored_results():
    return list((cache_folder() / "check").rglob("*.json"))


@pytest.mark.parametrize(
    "forged",
    [
        {"severity": "x\n::error ::forged"},
        {"rule": "no-such-rule"},
        {"message": "two\nlines"},
        {"confidence": "high"},
        {"confidence": 7},
        {"target": {"line": "x", "text": "t", "focus": 0, "key": ""}},
        {"target": {"line": -1, "text": "t", "focus": 0, "key": ""}},
        {"source": None, "target": None},
    ],
)
def test_a_stored_result_is_validated(write, forged):
    write("en.txt", text_of(0))
    write("zh.txt", text_of(1, without=[3]))
    honest = check_translation("en.txt", "zh.txt", cache=True)
    (path,) = stored_results()
    content = json.loads(path.read_text(encoding="utf-8"))
    content["findings"][0] |= forged
    del content["signature"]
    content["signature"] = signature(path.parent.name + path.stem, content)  # a forged result with a valid signature
    path.write_text(json.dumps(content), encoding="utf-8")
    again = check_translation("en.txt", "zh.txt", cache=True)
    assert again == honest
    assert "::error ::forged" not in render(again, "github")


def test_a_result_of_another_user_is_ignored(write):
    write("en.txt", text_of(0))
    write("zh.txt", text_of(1, without=[3]))
    honest = check_translation("en.txt", "zh.txt", cache=True)
    (path,) = stored_results()
    written = json.loads(path.read_text(encoding="utf-8"))
    for forged in (
        written | {"findings": [], "covered": written["total"]},
        written | {"signature": None},
        {name: value for name, value in written.items() if name != "signature"},
    ):
        path.write_text(json.dumps(forged), encoding="utf-8")
        assert check_translation("en.txt", "zh.txt", cache=True) == honest


def test_only_the_user_can_read_the_key(tmp_path, monkeypatch):
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    user_key.cache_clear()
    first = user_key()
    user_key.cache_clear()
    assert user_key() == first == (tmp_path / "aligner" / "key").read_bytes()
    if os.name == "posix":
        assert (tmp_path / "aligner" / "key").stat().st_mode & 0o077 == 0
    (tmp_path / "aligner" / "key").write_bytes(b"short")
    user_key.cache_clear()
    assert len(user_key()) == len(first)
    user_key.cache_clear()


def test_a_severity_cannot_become_a_command():
    finding = Finding("omission", "x\n::error ::forged", "m", None, Place("a.md"))
    report = Report((FileReport("a", "a.md", (finding,)),))
    assert not any(line.startswith("::error ::forged") for line in render(report, "github").splitlines())


# excerpts


def test_the_excerpt_shows_the_words_concerned():
    text = "前面有很多别的内容。" * 30 + "这里有 root.unmout 这个词。" + "后面也有。" * 30
    by_focus = excerpt(Place("a", 1, text, text.index("root.unmout")), 80)
    by_message = excerpt(Place("a", 1, text), 80, "the source has “root.unmount”, the translation “root.unmout”")
    for shown in (by_focus, by_message):
        assert "root.unmout" in shown
        assert shown.startswith("…")
        assert shown.endswith("…")
    assert excerpt(Place("a", 1, "短文 root", 3), 80) == "短文 root"


def test_the_report_shows_a_number_late_in_a_long_sentence(write):
    words = "The pump on the roof of the old house was built by a man who came from the north and "
    write("en.md", f"# Pump\n\n{words * 3}it has 13 valves.\n")
    write("zh.md", "# 泵\n\n" + "老房子屋顶上的泵是一个来自北方的人建造的，" * 3 + "它有 14 个阀门。\n")
    report = check_translation("en.md", "zh.md", CheckSettings(rules={"partial": "off"}))
    (finding,) = [each for each in report.findings if each.rule == "number-mismatch"]
    for name in ("text", "github", "markdown"):
        shown = render(report, name)
        assert "13 valves" in shown
        assert "14 个阀门" in shown
    assert finding.target.text[finding.target.focus :].startswith("14")


def test_the_command_reports_skipped_files(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    write("en/x.ini", "a")
    arguments = [sys.executable, "-m", "aligner", "check", "en", "zh"]
    done = forked.run(arguments, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0
    assert "1 file not checked, nothing reads them: .ini 1" in done.stdout
