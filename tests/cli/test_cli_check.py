"""`aligner check` in its own process: exit codes, streams, formats, settings, baseline and lock."""

import json
import shutil
import subprocess

import pytest

from aligner.check.reports import REPORTS

ENGLISH = (
    "# The library",
    "The library opens at nine o'clock every morning.",
    "Readers may borrow five books at a time.",
    "A book must be returned within three weeks.",
    "Please do not bring food into the reading room.",
    "The old maps are kept on the second floor.",
)
CHINESE = (
    "# 图书馆",
    "图书馆每天上午九点开门。",
    "读者一次可以借五本书。",
    "图书须在三周内归还。",
    "请不要把食物带进阅览室。",
    "旧地图存放在二楼。",
)


@pytest.fixture(autouse=True)
def own_cache(monkeypatch, tmp_path_factory):
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def project(tmp_path):
    """Return a function that writes a page of the project, some paragraphs of its translation left out."""

    def write(name, without=()):
        for folder, lines in (("en", ENGLISH), ("zh", CHINESE)):
            path = tmp_path / folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            kept = [line for number, line in enumerate(lines) if folder == "en" or number not in without]
            path.write_text("\n\n".join(kept) + "\n", encoding="utf-8")

    write("a.md")
    return write


# exit codes


def test_clean(run, project):
    result = run("check", "en", "zh")
    assert result.code == 0, result.err
    assert result.out.splitlines()[-1] == "0 errors, 0 warnings in 1 file"
    assert result.err == ""


def test_findings(run, project):
    project("b.md", without=[3])
    result = run("check", "en", "zh")
    assert result.code == 1, result.err
    assert "error omission: " in result.out
    assert "source  en/b.md:7" in result.out
    assert ENGLISH[3] in result.out
    assert result.err == ""


def test_warnings_fail_only_when_asked(run, project):
    project("b.md", without=[3])
    arguments = ("check", "en", "zh", "--rule", "omission=warning")
    assert run(*arguments).code == 0
    assert run(*arguments, "--strict").code == 1
    assert run("check", "en", "zh", "--rule", "omission=off").out.endswith("0 errors, 0 warnings in 2 files\n")


def test_a_minimum_of_coverage(run, project):
    project("b.md", without=[3])
    arguments = ("check", "en", "zh", "--rule", "omission=off", "--fail-under")
    assert run(*arguments, "80").code == 0
    result = run(*arguments, "99")
    assert result.code == 1
    assert result.err.startswith("aligner: error: coverage is 9")
    assert "less than 99%" in result.err


@pytest.mark.parametrize(
    "arguments",
    [
        ("en", "zh/a.md"),
        ("en/a.md",),
        ("en", "zh", "--format", "pdf"),
        ("en", "zh", "-o", "report.unknown"),
        ("en", "zh", "--rule", "omision=off"),
        ("en", "zh", "--rule", "omission=loud"),
        ("en", "zh", "--rule", "omission"),
        ("en", "zh", "--fail-under", "101"),
        ("en", "zh", "--write-baseline"),
        ("en", "zh", "--update-lock"),
        ("en", "zh", "--stale-by-git"),
        ("en", "zh", "--no-such-option"),
        (),
    ],
)
def test_wrong_usage(run, project, arguments):
    result = run("check", *arguments)
    assert result.code == 2, result.err
    assert result.out == ""
    assert "Traceback" not in result.err


def test_unreadable_files_are_listed_and_the_others_are_checked(run, project, tmp_path):
    project("b.md", without=[3])
    project("c.md")
    (tmp_path / "zh" / "c.md").write_bytes(b"\x00\xff" * 40)
    result = run("check", "en", "zh")
    assert result.code == 3
    assert "error omission: " in result.out
    assert result.out.splitlines()[-1] == "1 error, 0 warnings in 2 files, 1 file not checked"
    assert [line[:25] for line in result.err.splitlines()] == ["aligner: error: zh/c.md: "]


@pytest.mark.parametrize(
    "arguments",
    [
        ("nowhere", "zh"),
        ("en", "zh", "--baseline", "nowhere.json"),
        ("en", "zh", "--lock", "nowhere.lock"),
        ("en", "zh", "--glossary", "nowhere.csv"),
        ("en", "zh", "--config", "nowhere.toml"),
        ("en", "zh", "-o", "nowhere/report.json"),
    ],
)
def test_a_missing_file_is_one_line(run, project, arguments):
    result = run("check", *arguments)
    assert result.code == 3
    assert result.out == ""
    assert len(result.err.splitlines()) == 1
    assert "nowhere" in result.err


def test_a_fault_is_not_a_finding(tmp_path, project):
    import os
    import sys

    program = (
        "import aligner.check.jobs as j; j.compare_files = lambda job: 1 / 0\nfrom aligner.cli import main; main()"
    )
    command = [sys.executable, "-c", program, "check", "en", "zh"]
    done = subprocess.run(command, cwd=tmp_path, env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "0 errors, 0 warnings in 0 files, 1 file not checked" in done.stdout
    assert "zh/a.md: cannot be compared with en/a.md: unexpected ZeroDivisionError" in done.stderr


# outputs


@pytest.mark.parametrize("name", list(REPORTS))
def test_only_the_report_is_on_standard_output(run, project, name):
    project("b.md", without=[3])
    result = run("check", "en", "zh", "--format", name)
    assert result.code == 1
    assert result.err == ""
    assert "\x1b" not in result.out
    if name in ("json", "sarif", "badge"):
        json.loads(result.out)
    if name == "junit":
        from lxml import etree

        assert etree.fromstring(result.out.encode()).get("failures") == "1"


def test_formats_of_several_reports_follow_the_extensions(run, project, tmp_path):
    result = run("check", "en", "zh", "-o", "report.sarif", "-o", "report.xml", "-o", "cover.badge.json", "-o", "-")
    assert result.code == 0, result.err
    assert json.loads((tmp_path / "report.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert (tmp_path / "report.xml").read_text(encoding="utf-8").startswith("<?xml")
    assert json.loads((tmp_path / "cover.badge.json").read_text(encoding="utf-8"))["message"] == "100.0%"
    assert result.out.endswith("0 errors, 0 warnings in 1 file\n")


def test_format_overrides_the_extension_of_a_single_output(run, project, tmp_path):
    result = run("check", "en", "zh", "--format", "junit", "-o", "report.txt")
    assert (result.code, result.out) == (0, "")
    assert (tmp_path / "report.txt").read_text(encoding="utf-8").startswith("<?xml")


def test_names_with_spaces_dashes_and_chinese(run, project, tmp_path):
    (tmp_path / "en").rename(tmp_path / "-en")
    (tmp_path / "zh").rename(tmp_path / "中文 文档")
    shutil.copy(tmp_path / "-en/a.md", tmp_path / "-en/第 1 章.md")
    result = run("check", "--format", "json", "--", "-en", "中文 文档")
    assert result.code == 1, result.err
    assert [file["source"] for file in json.loads(result.out)["files"]] == ["-en/第 1 章.md", "-en/a.md"]


def test_a_pipe_that_is_closed_early(project, tmp_path):
    import sys

    done = subprocess.run(
        f"{sys.executable} -m aligner check en zh --format sarif | head -1",
        shell=True,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout == "{\n"
    assert done.stderr == ""


# settings


def test_settings_of_the_file(run, project, tmp_path):
    project("b.md", without=[3])
    project("drafts/c.md", without=[2])
    settings = '[check]\nexclude = ["drafts"]\nrules = { omission = "warning" }\n[align]\nmax-span = 4\n'
    (tmp_path / "aligner.toml").write_text(settings, encoding="utf-8")
    result = run("check", "en", "zh")
    assert result.code == 0, result.err
    assert "warning omission" in result.out
    assert "drafts" not in result.out
    assert run("check", "en", "zh", "--rule", "omission=error").code == 1
    assert run("align", "en/a.md", "zh/a.md", "-o", "a.csv").code == 0, "other commands pass the table over"


def test_files_of_the_settings_are_found_from_their_folder(run, project, tmp_path):
    project("b.md", without=[3])
    (tmp_path / "aligner.toml").write_text('[check]\nbaseline = "known.json"\n', encoding="utf-8")
    assert run("check", "en", "zh", "--write-baseline").code == 0
    assert (tmp_path / "known.json").exists()
    assert run("check", "en", "zh").code == 0


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[check]\nexlude = ["x"]\n', "did you mean 'check.exclude'?"),
        ('[check.rules]\nomision = "off"\n', "unknown rule 'omision'"),
        ('[check]\nconfidence = "high"\n', "expected a number"),
        ("[check\n", "not valid TOML"),
    ],
)
def test_wrong_settings(run, project, tmp_path, text, said):
    (tmp_path / "aligner.toml").write_text(text, encoding="utf-8")
    result = run("check", "en", "zh")
    assert result.code == 2
    assert said in result.err
    assert "aligner.toml" in result.err


# baseline, lock, glossary, cache


def test_a_baseline_silences_only_known_findings(run, project, tmp_path):
    project("b.md", without=[3])
    known = ("--baseline", "known.json")
    written = run("check", "en", "zh", *known, "--write-baseline")
    assert written.code == 0, written.err
    assert written.err == "recorded as known: 1 findings, in known.json\n"
    result = run("check", "en", "zh", *known)
    assert result.code == 0
    assert "1 silenced" in result.out
    project("c.md", without=[2])
    result = run("check", "en", "zh", *known)
    assert result.code == 1
    assert "en/c.md:5" in result.out
    assert "en/b.md:7" not in result.out


def test_a_lock_finds_stale_translations(run, project, tmp_path):
    lock = ("--lock", "aligner.lock")
    assert run("check", "en", "zh", *lock, "--update-lock").code == 0
    page = tmp_path / "en/a.md"
    page.write_text(page.read_text(encoding="utf-8").replace("may borrow", "must not borrow"), encoding="utf-8")
    assert run("check", "en", "zh").code == 0
    result = run("check", "en", "zh", *lock)
    assert "stale" in result.out
    assert "en/a.md:5" in result.out
    assert run("check", "en", "zh", *lock, "--update-lock").code == 0
    assert "stale" not in run("check", "en", "zh", *lock).out


def test_a_glossary(run, project, tmp_path):
    (tmp_path / "terms.csv").write_text("en,zh\nreading room,阅读室\n", encoding="utf-8")
    result = run("check", "en", "zh", "--glossary", "terms.csv", "--strict")
    assert result.code == 1, result.err
    assert "inconsistent-term" in result.out
    assert run("check", "en", "zh", "--strict").code == 0


def test_a_comment_that_silences_nothing_is_a_warning_in_the_text(run, project, tmp_path):
    page = tmp_path / "zh/a.md"
    page.write_text("<!-- aligner-ignore moved -->\n" + page.read_text(encoding="utf-8"), encoding="utf-8")
    result = run("check", "en", "zh")
    assert result.code == 0
    line = "zh/a.md:1: this aligner-ignore silences nothing: take it out"
    assert f"warning: {line}\n" in result.out
    assert run("check", "en", "zh", "--format", "sarif").err == f"aligner: warning: {line}\n"


def test_the_cache_can_be_switched_off(run, project, tmp_path):
    folder = tmp_path / "kept"
    assert run("check", "en", "zh", "--no-cache", ALIGNER_CACHE=str(folder)).code == 0
    assert not folder.exists()
    assert run("check", "en", "zh", ALIGNER_CACHE=str(folder)).code == 0
    assert list(folder.rglob("*.json"))
