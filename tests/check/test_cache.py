"""The cache gives the results of a comparison, even if files are damaged or processes are killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from library_text import text_of

from aligner.check import CheckSettings, check_translation, jobs
from aligner.check.cache import Cache, cache_folder, outcome_from_json, outcome_to_json
from aligner.check.findings import FileReport, Finding, Place
from aligner.check.jobs import Job, run_job
from aligner.check.outcome import Outcome
from aligner.settings import Settings
from aligner.tasks import Task
from aligner.tasks import store as store_module
from aligner.tasks.store import key_of

OUTCOME = Outcome(
    FileReport(
        "en.md",
        "zh.md",
        (
            Finding("omission", "error", "中文", Place("en.md", 3, "text \ud800"), Place("zh.md", 1), 0.75),
            Finding("duplicated-target", "warning", "m", None, Place("zh.md", 2, "x")),
        ),
        3,
        4,
    ),
    (("a b", "c"), ("", "d")),
    2,
    (((1, "remark"),), ()),
)


def task(key, source="en.md", target="zh.md"):
    return Task(0, run_job, (Job(source, target, CheckSettings(), Settings()),), key)


@pytest.fixture
def project(write):
    for name in "abc":
        write(f"en/{name}.md", text_of(0))
        write(f"zh/{name}.md", text_of(1, without=[3]))
    return write


@pytest.fixture
def comparisons(monkeypatch):
    """Return a list to which the sources of later comparisons are added."""
    seen = []
    real = jobs.compare_files
    monkeypatch.setattr(jobs, "compare_files", lambda job: seen.append(job.source) or real(job))
    return seen


def results(folder):
    return sorted(folder.glob("check/*/*.json"))


def test_a_result_survives_the_cache():
    assert outcome_from_json(outcome_to_json(OUTCOME), "en.md", "zh.md") == OUTCOME


def test_a_result_gets_the_current_names_of_the_files(own_cache):
    Cache().put(task("ab12"), OUTCOME)
    again = Cache().get(task("ab12", "x.md", "y.md"))
    assert (again.report.source, again.report.findings[0].source.path) == ("x.md", "x.md")


def test_nothing_is_compared_twice(project, comparisons):
    first = check_translation("en", "zh", cache=True)
    assert len(comparisons) == 3
    assert check_translation("en", "zh", cache=True) == first
    assert len(comparisons) == 3
    assert check_translation("en", "zh") == first


def test_only_what_changed_is_compared_again(project, comparisons):
    check_translation("en", "zh", cache=True)
    project("zh/b.md", text_of(1, without=[4]))
    check_translation("en", "zh", cache=True)
    assert comparisons == ["en/a.md", "en/b.md", "en/c.md", "en/b.md"]


@pytest.mark.parametrize(
    ("settings", "again"),
    [
        (CheckSettings(rules={"omission": "warning"}), True),
        (CheckSettings(confidence=0.9), True),
        (CheckSettings(fail_under=98, strict=True, exclude=("x",)), False),
    ],
)
def test_settings_that_affect_results_change_the_key(project, comparisons, settings, again):
    check_translation("en", "zh", cache=True)
    check_translation("en", "zh", settings, cache=True)
    assert len(comparisons) == 3 + 3 * again


def test_another_program_changes_the_key(project, comparisons, monkeypatch):
    check_translation("en", "zh", cache=True)
    monkeypatch.setattr(jobs, "program_hash", lambda: b"another")
    check_translation("en", "zh", cache=True)
    assert len(comparisons) == 6


@pytest.mark.parametrize("damage", [b"", b"{", b"null", b"{}", b"[1]", b"\xff\xfe", b'{"findings": [{}]}'])
def test_a_damaged_result_is_ignored(project, own_cache, damage):
    first = check_translation("en", "zh", cache=True)
    for path in results(own_cache):
        path.write_bytes(damage)
    assert check_translation("en", "zh", cache=True) == first
    assert len(results(own_cache)[0].read_bytes()) > 100


def test_an_unusable_folder_is_not_an_error(project, own_cache, monkeypatch):
    (own_cache / "check").write_text("a file, not a folder")
    assert check_translation("en", "zh", cache=True).findings


def test_without_cache_nothing_is_written(project, own_cache):
    check_translation("en", "zh")
    assert list(own_cache.iterdir()) == []


def test_least_recently_used_results_are_removed_first(own_cache, monkeypatch):
    monkeypatch.setattr(store_module, "MAX_FILES", 10)
    store = Cache()
    keys = [key_of([bytes([number])]) for number in range(12)]
    for age, key in enumerate(keys):
        store.put(task(key), OUTCOME)
        os.utime(store.store.path(key), (1000 + age, 1000 + age))
    assert store.get(task(keys[0])) is not None, "it is used, and so the youngest"
    store.prune()
    remaining = [number for number, key in enumerate(keys) if store.store.path(key).exists()]
    assert remaining == [0, 5, 6, 7, 8, 9, 10, 11]


def test_the_size_is_limited(own_cache, monkeypatch):
    store = Cache()
    for number in range(10):
        store.put(task(key_of([bytes([number])])), OUTCOME)
    size = results(own_cache)[0].stat().st_size
    monkeypatch.setattr(store_module, "MAX_BYTES", 5 * size)
    store.prune()
    assert len(results(own_cache)) == 4


def test_results_within_the_limits_stay(own_cache, monkeypatch):
    cache = Cache()
    for number in range(10):
        cache.put(task(key_of([bytes([number])])), OUTCOME)
    size = results(own_cache)[0].stat().st_size
    monkeypatch.setattr(store_module, "MAX_FILES", 10)
    monkeypatch.setattr(store_module, "MAX_BYTES", 10 * size)
    cache.prune()
    assert len(results(own_cache)) == 10


def test_old_unfinished_files_are_removed(own_cache):
    cache = Cache()
    cache.put(task("ab12"), OUTCOME)
    old, new = (results(own_cache)[0].with_name(name) for name in (".old.tmp", ".new.tmp"))
    old.write_text("half")
    new.write_text("half")
    os.utime(old, (1, 1))
    cache.prune()
    assert not old.exists()
    assert new.exists()


def test_boundaries_of_parts_affect_keys():
    assert key_of([b"ab", b"c"]) != key_of([b"a", b"bc"]) != key_of([b"a", b"b", b"c"])


def test_the_place_of_the_cache(monkeypatch, tmp_path):
    monkeypatch.delenv("ALIGNER_CACHE")
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache_folder() == tmp_path / "aligner"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "aligner"


def start(folder, cache):
    command = [sys.executable, "-m", "aligner", "check", "en", "zh", "--format", "json", "--jobs", "1"]
    environment = {**os.environ, "ALIGNER_CACHE": str(cache)}
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


@pytest.fixture
def many(write, tmp_path):
    for number in range(60):
        write(f"en/{number}.md", text_of(0, p4=f"Room {number + 20} is closed on Sundays."))
        write(f"zh/{number}.md", text_of(1, p4=f"{number + 20}号房间星期日关闭。"))
    return tmp_path


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL")
def test_a_kill_leaves_only_complete_results(many, own_cache):
    process = start(many, own_cache)
    deadline = time.monotonic() + 60
    while len(results(own_cache)) < 3 and process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.005)
    process.kill()
    process.communicate()
    stored = results(own_cache)
    assert stored
    for path in stored:
        assert Cache().get(task(path.parent.name + path.stem)) is not None
    again, fresh = start(many, own_cache), start(many, own_cache / "other")
    assert again.communicate()[0] == fresh.communicate()[0]
    assert again.returncode == fresh.returncode


def test_parallel_runs_share_a_cache(many, own_cache):
    runs = [start(many, own_cache) for _ in range(3)]
    outputs = {run.communicate()[0] for run in runs}
    assert len(outputs) == 1
    assert {run.returncode for run in runs} == {0}
    assert len(results(own_cache)) == 60
    assert not list(own_cache.rglob("*.tmp"))
