"""A killed worker of check, pair, batch or train loses one task at most; a signal from outside ends a run cleanly."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from aligner.errors import TaskError

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
COUNT = 12
"""Pairs: enough that `aligner check` uses processes."""
SUBJECTS = [("The library", "图书馆"), ("The hospital", "医院"), ("The old bridge", "旧桥"), ("The school", "学校")]
ENDS = [("opens at nine.", "九点开门。"), ("is closed on Sunday.", "星期日关闭。"), ("is very old.", "非常古老。")]
pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are found in /proc")


@pytest.fixture
def project(tmp_path):
    """Return a folder with English and Chinese pages; the two sides of page 5 have different numbers."""
    for number in range(COUNT):
        for side, language in enumerate(("en", "zh")):
            lines = [f"{subject[side]}{end[side]}" for subject in SUBJECTS for end in ENDS]
            if language == "en":
                lines = [f"{subject[0]} {end[0]}" for subject in SUBJECTS for end in ENDS]
            lines.append((f"There are {number + 20} rooms.", f"有{number + (30 if number == 5 else 20)}个房间。")[side])
            path = tmp_path / "texts" / language / f"{number:02}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n\n".join(lines) + "\n", encoding="utf-8")
    return tmp_path


def environment(project, **trap):
    paths = [str(HERE), str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    variables = {"PYTHONPATH": os.pathsep.join(paths), "ALIGNER_CACHE": str(project / "cache"), "OMP_NUM_THREADS": "1"}
    return {**os.environ, **variables, **{name: str(value) for name, value in trap.items()}}


def started(project, *arguments, **trap):
    command = [sys.executable, "-m", "aligner", *map(str, arguments)]
    return subprocess.Popen(
        command,
        cwd=project,
        env=environment(project, **trap),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def run(project, *arguments, **trap):
    process = started(project, *arguments, **trap)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err or "--debug" in arguments, err
    return process.returncode, out, err


def check_arguments(*more):
    return ("check", "texts/en", "texts/zh", "--jobs", 2, "--format", "json", *more)


KILLED = "the worker process was ended by signal 9 while it was at work on this {}, 2 times"


def test_check_reports_the_other_pairs(project):
    code, out, err = run(project, *check_arguments(), TRAP="zh/03.md", TRAP_DOES="kill")
    report = json.loads(out)
    assert report["unreadable"] == [f"texts/zh/03.md: cannot be compared with texts/en/03.md: {KILLED.format('pair')}"]
    assert len(report["files"]) == COUNT - 1
    rules = [finding["rule"] for file in report["files"] for finding in file["findings"]]
    assert rules == ["number-mismatch"]
    assert code == 4
    assert "texts/zh/03.md" in err
    # without the trap, the pair is compared, and the others come from the cache
    code, out, _ = run(project, *check_arguments())
    assert (code, len(json.loads(out)["files"])) == (1, COUNT)


def test_check_tries_a_pair_again(project):
    code, out, err = run(project, *check_arguments(), TRAP="zh/03.md", TRAP_DOES="kill", TRAP_ONCE=project / "once")
    assert (project / "once").exists()
    assert (code, len(json.loads(out)["files"]), err) == (1, COUNT, "")


def test_check_reports_a_fault_of_the_program(project):
    for number in range(3, COUNT):  # a run with only three pairs uses no worker processes
        for language in ("en", "zh"):
            (project / "texts" / language / f"{number:02}.md").unlink()
    trap = {"TRAP": "zh/01.md", "TRAP_DOES": "fail"}
    code, out, err = run(project, *check_arguments("--no-cache"), **trap)
    (line,) = json.loads(out)["unreadable"]
    assert line == (
        "texts/zh/01.md: cannot be compared with texts/en/01.md: unexpected LookupError: the trap was sprung"
    )
    assert len(json.loads(out)["files"]) == 2
    assert code == 4
    assert "run it again with --debug" in err
    code, _, err = run(project, *check_arguments("--no-cache", "--debug"), **trap)
    assert code == 4
    assert 'raise LookupError("the trap was sprung")' in err


def test_pair_lists_unreadable_documents(project):
    arguments = ("pair", "texts/en", "texts/zh", "--jobs", 2, "-o", "pairs.csv", "--unpaired", "rest.csv")
    code, _, err = run(project, *arguments, TRAP="zh/03.md", TRAP_DOES="kill")
    assert code == 3
    assert f"texts/zh/03.md: {KILLED.format('document')}" in err
    assert len((project / "pairs.csv").read_text().splitlines()) == COUNT  # with the header
    code, _, err = run(project, *arguments, TRAP="zh/03.md", TRAP_DOES="kill", TRAP_ONCE=project / "once")
    assert code == 0, err
    assert len((project / "pairs.csv").read_text().splitlines()) == COUNT + 1


def batch_arguments(project):
    rows = [f"texts/en/{number:02}.md,texts/zh/{number:02}.md" for number in range(COUNT)]
    (project / "pairs.csv").write_text("\n".join(["source,target", *rows]) + "\n")
    return ("batch", "pairs.csv", "-o", "out", "--model", "length", "--jobs", 2)


def test_batch_lists_a_document_that_kills_its_worker(project):
    code, _, _ = run(project, *batch_arguments(project), TRAP="zh/03.md", TRAP_DOES="kill")
    assert code == 1
    (failed,) = [json.loads(line) for line in (project / "out" / "errors.jsonl").read_text().splitlines()]
    assert (failed["document"], failed["reason"]) == ("texts/en/03.md", KILLED.format("pair"))
    assert len((project / "out" / "documents.jsonl").read_text().splitlines()) == COUNT - 1


def test_train_tries_a_chunk_again_or_gives_up(project, monkeypatch):
    from aligner.training import vocabulary

    texts = ["图书馆九点开门", "医院非常古老", "学校星期日关闭"]
    whole = vocabulary.count_han_words(texts)
    monkeypatch.setattr(vocabulary, "CHUNK", 1)
    monkeypatch.setattr(vocabulary, "usable_cores", lambda: 2)
    trap = environment(project, TRAP="jieba", TRAP_DOES="kill", TRAP_ONCE=project / "once")
    for name in ("PYTHONPATH", "TRAP", "TRAP_DOES", "TRAP_ONCE"):
        monkeypatch.setenv(name, trap[name])
    assert vocabulary.count_in_chunks(texts) == whole
    assert (project / "once").exists()
    monkeypatch.delenv("TRAP_ONCE")
    with pytest.raises(TaskError, match=r"cannot be counted: the worker process was ended by signal 9 .* 2 times"):
        vocabulary.count_in_chunks(texts[:2])


def workers_of(process):
    """Return the numbers of the worker processes that a process has started."""
    workers = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == process and b"spawn_main" in path.with_name("cmdline").read_bytes():
                workers.append(int(path.parent.name))
        except OSError:
            continue
    return workers


def is_alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture
def default_interrupts():
    """Restore the default handler of SIGINT, which shells set to "ignore" for programs in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.parametrize(
    ("verb", "ended_by", "code"),
    [
        ("check", signal.SIGTERM, 143),
        ("check", signal.SIGINT, 130),
        ("batch", signal.SIGTERM, 143),
        ("pair", signal.SIGTERM, 143),
        ("check", signal.SIGHUP, 143),
        ("batch", signal.SIGKILL, -9),
    ],
)
def test_a_signal_leaves_no_worker_and_no_file(project, verb, ended_by, code, default_interrupts):
    arguments = {
        "check": check_arguments(),
        "batch": batch_arguments(project),
        "pair": ("pair", "texts/en", "texts/zh", "--jobs", 2),
    }[verb]
    process = started(project, *arguments, TRAP="zh/03.md", TRAP_DOES="hang")
    deadline = time.monotonic() + 60
    while len(workers := workers_of(process.pid)) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    time.sleep(0.5)  # by now some workers run a task and others may still start; both must end
    process.send_signal(ended_by)
    _, err = process.communicate(timeout=120)
    assert process.returncode == code, err
    assert "Traceback" not in err
    if verb == "batch" and ended_by == signal.SIGTERM:
        assert "the same command goes on with the rest" in err
    deadline = time.monotonic() + 60
    while any(map(is_alive, workers)) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not any(map(is_alive, workers))
    if ended_by != signal.SIGKILL:
        names = [path.name for path in project.rglob("*")]
        assert [name for name in names if ".tmp" in name or name in (".lock", ".building")] == []
