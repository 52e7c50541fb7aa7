"""Passages whose source has changed since the translation, from a lock file or from the history of git."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from library_text import text_of

from aligner.check import CheckSettings, check_translation
from aligner.check.lock import block_hash, names_in_lock, read_lock, write_lock
from aligner.check.project import check_files
from aligner.errors import InputError, UsageError

TREE = Path(__file__).resolve().parents[2] / "corpora" / "check" / "dev" / "tree"
LOCK = "aligner.lock"
needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="there is no git")


def record(source="en", target="zh", lock=LOCK):
    result = check_files(source, target)
    write_lock(lock, {names_in_lock(*names, lock): hashes for names, hashes in result.passages.items()})


def stale(source="en", target="zh", **options):
    settings = CheckSettings(lock=None if options else LOCK)
    report = check_translation(source, target, settings, **options)
    return [(each.source.path, each.source.line) for each in report.findings if each.rule == "stale"]


def test_white_space_does_not_change_the_hash():
    assert block_hash("One two\nthree ") == block_hash(" One two three") != block_hash("One two four")
    assert block_hash("第一\n第二") == block_hash("第一第二")


@pytest.fixture
def project(write):
    write("en/a.md", text_of(0))
    write("zh/a.md", text_of(1))
    write("en/b.md", text_of(0))
    write("zh/b.md", text_of(1))
    return write


def test_unchanged_passages_are_not_stale(project):
    record()
    assert stale() == []


def test_a_changed_source_is_stale_until_its_translation_changes(project):
    record()
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    assert stale() == [("en/a.md", 5)]
    project("zh/a.md", text_of(1, p2="读者一次最多可以借五本书。"))
    assert stale() == []


def test_a_change_elsewhere_in_the_translation_does_not_help(project):
    record()
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    project("zh/a.md", text_of(1, p6="不满十二岁的儿童需要自己的借书证。"))
    assert stale() == [("en/a.md", 5)]


def test_an_updated_translation_is_not_stale(project):
    record()
    project("zh/a.md", text_of(1, p2="读者每次可以借五本书。"))
    assert stale() == []


def test_moved_lines_and_line_breaks_are_not_changes(project):
    record()
    wrapped = (
        text_of(0).replace("Readers may borrow", "Readers\nmay borrow").replace("# The library", "\n\n# The library")
    )
    project("en/a.md", wrapped)
    assert stale() == []


def test_an_added_passage_is_reported_once(project):
    record()
    project("en/a.md", text_of(0) + "\nVisitors leave their bags and umbrellas at the entrance.\n")
    report = check_translation("en", "zh", CheckSettings(lock=LOCK))
    assert [(each.rule, each.source.line) for each in report.findings] == [("stale", 17)]


def test_the_lock_is_valid_in_any_folder(project, monkeypatch, tmp_path):
    record()
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    monkeypatch.chdir(tmp_path / "en")
    report = check_translation(".", "../zh", CheckSettings(lock=f"../{LOCK}"))
    assert [each.source.path for each in report.findings if each.rule == "stale"] == ["a.md"]


def test_other_existing_pairs_stay_in_the_lock(project, tmp_path):
    record()
    record("en/a.md", "zh/a.md")
    assert set(read_lock(LOCK)) == {("en/a.md", "zh/a.md"), ("en/b.md", "zh/b.md")}
    (tmp_path / "zh/b.md").unlink()
    record("en/a.md", "zh/a.md")
    assert set(read_lock(LOCK)) == {("en/a.md", "zh/a.md")}


def test_a_changed_passage_is_one_line_of_the_lock(project, tmp_path):
    record()
    before = (tmp_path / LOCK).read_text(encoding="utf-8").splitlines()
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    record()
    after = (tmp_path / LOCK).read_text(encoding="utf-8").splitlines()
    assert len(before) == len(after)
    assert sum(old != new for old, new in zip(before, after, strict=True)) == 1


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"version": 9, "pairs": []}', '{"version": 1, "pairs": [1]}'])
def test_files_that_are_not_locks_are_refused(project, content):
    project(LOCK, content)
    with pytest.raises(InputError, match="lock file"):
        stale()


def test_a_missing_lock_is_an_error():
    with pytest.raises(InputError, match="--update-lock"):
        read_lock("nowhere.lock")


def test_the_labels_of_the_tree(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(TREE / "en", "en")
    shutil.copytree(TREE / "zh", "zh")
    shutil.copytree(TREE / "before", "en", dirs_exist_ok=True)
    record()
    shutil.copytree(TREE / "en", "en", dirs_exist_ok=True)
    labels = map(json.loads, TREE.with_suffix(".labels.jsonl").read_text(encoding="utf-8").splitlines())
    wanted = {(f"en/{each['source_file']}", each["source_line"]) for each in labels if each.get("rule") == "stale"}
    assert set(stale()) == wanted


# git


def commit(message):
    subprocess.run(["git", "add", "-A"], check=True, capture_output=True)
    name = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *name, "commit", "-m", message], check=True, capture_output=True)


@needs_git
def test_stale_passages_by_the_history_of_git(project):
    subprocess.run(["git", "init", "-q"], check=True)
    commit("Translate")
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    assert stale(stale_by_git=True) == [("en/a.md", 5)]
    commit("Change the source")
    assert stale(stale_by_git=True) == [("en/a.md", 5)]
    project("zh/a.md", text_of(1, p2="读者一次最多可以借五本书。"))
    assert stale(stale_by_git=True) == []
    commit("Translate the change")
    assert stale(stale_by_git=True) == []


@needs_git
def test_untracked_files_are_not_stale(project):
    subprocess.run(["git", "init", "-q"], check=True)
    assert stale(stale_by_git=True) == []


@needs_git
def test_without_a_repository_there_is_an_error(project):
    with pytest.raises(UsageError, match="--stale-by-git needs a git repository"):
        stale(stale_by_git=True)


@needs_git
def test_a_shallow_clone_is_refused(project, tmp_path):
    subprocess.run(["git", "init", "-q"], check=True)
    commit("Translate")
    project("en/a.md", text_of(0, p2="Readers must not borrow more than five books at a time."))
    commit("Change the source")
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", tmp_path.as_uri(), "shallow"], check=True, capture_output=True
    )
    with pytest.raises(UsageError, match="shallow"):
        stale("shallow/en", "shallow/zh", stale_by_git=True)
