"""The history of git: files that have changed since a revision, and the translated version of each passage."""

import shutil
import subprocess
from pathlib import Path

import pytest

from aligner.check import CheckSettings, check_translation
from aligner.check.git_history import named_commit
from aligner.errors import UsageError

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
ENGLISH = "# Clock\n\nThe clock is set once a day.\n\nIt rings at noon.\n"
CHINESE = "# 时钟\n\n时钟每天校准一次。\n\n它在中午响铃。\n"


def git(*arguments):
    name = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", *name, *arguments], check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(message):
    git("add", "-A")
    git("commit", "-qm", message)
    return git("rev-parse", "HEAD")


@pytest.fixture
def project(write):
    write("en/c.md", ENGLISH)
    write("zh/c.md", CHINESE)
    git("init", "-q", "-b", "main")
    commit("one")
    return write


def stale():
    report = check_translation("en", "zh", stale_by_git=True)
    return [each.source.line for each in report.findings if each.rule == "stale"]


def test_changes_elsewhere_do_not_update_a_passage(project):
    project("en/c.md", ENGLISH.replace("rings", "plays a tune"))
    commit("two")
    assert stale() == [5]
    project("zh/c.md", CHINESE + "\n")
    commit("blank line")
    assert stale() == [5]
    project("zh/c.md", CHINESE.replace("校准一次。", "校准一次。  ").replace("每天", "每日") + "\n")
    commit("another passage")
    assert stale() == [5]
    project("zh/c.md", CHINESE.replace("响铃", "奏乐"))
    commit("translated")
    assert stale() == []
    project("en/c.md", ENGLISH.replace("rings", "plays a tune").replace("once", "twice"))
    commit("three")
    assert stale() == [3]


KEYS = ("l10n:\n  sourceCommit: {}", "default_lang_commit: {}", 'default_lang_commit: "{}" # x')


@pytest.mark.parametrize("key", KEYS)
def test_the_commit_named_in_the_front_matter(project, key):
    first = git("rev-parse", "HEAD")
    project("en/c.md", ENGLISH.replace("rings", "plays a tune"))
    second = commit("two")
    front = f"---\ntitle: 时钟\n{key}\n---\n\n"
    project("zh/c.md", front.format(second) + CHINESE)
    commit("says that it is up to date")
    assert stale() == []
    project("zh/c.md", front.format(first) + CHINESE)
    commit("says that it is not")
    assert len(stale()) == 1
    project("zh/c.md", front.format("0" * 40) + CHINESE)  # a commit of another repository
    assert stale() == [5]


@pytest.mark.parametrize(
    ("content", "commit"),
    [
        (b"---\nl10n:\n  sourceCommit: abcdef1234\n---\n", "abcdef1234"),
        (b"---\r\ntitle: x\r\ndefault_lang_commit: abcdef1\r\n---\r\n", "abcdef1"),
        (b"---\ntitle: x\n---\ndefault_lang_commit: abcdef1\n", ""),
        (b"default_lang_commit: abcdef1\n", ""),
        (b"---\ndefault_lang_commit: --upload-pack\n---\n", ""),
    ],
)
def test_named_commit(content, commit):
    assert named_commit(content) == commit


# --since


def touched(revision="main", **settings):
    report = check_translation("en", "zh", CheckSettings(since=revision, **settings))
    return [(file.source, file.target) for file in report.files]


def pair(name):
    return f"en/{name}.md", f"zh/{name}.md"


def test_only_files_that_a_branch_changes(project):
    for name in "defg":
        project(f"en/{name}.md", ENGLISH)
        project(f"zh/{name}.md", CHINESE)
    commit("more")
    git("checkout", "-qb", "topic")
    assert touched() == []
    project("zh/d.md", CHINESE.replace("中午", "12 点"))
    commit("the translation")
    project("en/e.md", ENGLISH.replace("noon", "dawn"))  # an uncommitted change
    project("en/new.md", ENGLISH)  # an untracked file
    assert touched() == [("en/new.md", None), pair("d"), pair("e")]
    git("checkout", "-q", "main")
    git("stash", "-qu")
    project("en/g.md", ENGLISH.replace("noon", "night"))
    commit("main moves on")
    git("checkout", "-q", "topic")
    assert touched() == [pair("d")]


def test_renamed_and_deleted_files(project):
    for name in "def":
        project(f"en/{name}.md", ENGLISH)
        project(f"zh/{name}.md", CHINESE)
    commit("more")
    git("mv", "en/d.md", "en/renamed.md")
    git("rm", "-q", "zh/e.md")
    assert set(touched()) == {(None, "zh/d.md"), ("en/renamed.md", None), ("en/e.md", None)}
    git("mv", "zh/d.md", "zh/renamed.md")
    assert ("en/renamed.md", "zh/renamed.md") in touched()


def test_unknown_revisions(project, tmp_path):
    with pytest.raises(UsageError, match="--since nowhere: there is no such commit here"):
        touched("nowhere")
    with pytest.raises(UsageError, match="there is no such commit"):
        touched("--output=x")
    assert not Path("x").exists()
    project("en/c.md", ENGLISH + "\nMore.\n")
    commit("two")
    git("clone", "-q", "--depth", "1", tmp_path.as_uri(), "shallow")
    with pytest.raises(UsageError, match="fetch-depth: 0"):
        check_translation("shallow/en", "shallow/zh", CheckSettings(since="main~1"))
    assert check_translation("shallow/en", "shallow/zh", CheckSettings(since="main")).files == ()


def test_without_a_repository(write):
    write("en/c.md", ENGLISH)
    write("zh/c.md", CHINESE)
    with pytest.raises(UsageError, match="--since needs a git repository"):
        touched()
