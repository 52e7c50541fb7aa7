"""Faults during a run: kills, dying workers, a full disk, a concurrent run, invalid files."""

import json
import os
import random
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest
from made_batch import ALL_FORMATS, command, corpus_bytes, environment, made_documents, run_batch_command, write_list

KILLS = int(os.environ.get("ALIGNER_KILLS", "8"))
WAYPOINTS = (".building", ".building/moses", ".building/parquet", ".building/tmx", ".building/.old")
"""The files that appear one after the other while the corpus is written."""
posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")


def start_batch(*arguments) -> subprocess.Popen:
    return subprocess.Popen(
        command(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment()
    )


@pytest.fixture
def sigint_handler():
    """Restore the handler of SIGINT: programs started in the background of a shell inherit that it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def children_of(process: int) -> list[int]:
    """Return the processes that a process has started, its workers."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == process:
            command_line = path.with_name("cmdline").read_bytes()
            if b"spawn_main" in command_line:
                found.append(int(path.parent.name))
    return found


def file_states(folder: Path) -> set:
    """Return the names, sizes and times of the files, which change as a run advances."""
    marks = set()
    for place, _, names in os.walk(folder):
        for name in names:
            try:
                about = os.stat(os.path.join(place, name))
            except OSError:  # moved or removed meanwhile
                continue
            marks.add((place, name, about.st_size, about.st_mtime_ns))
    return marks


def is_newer(path: Path, moment: int) -> bool:
    """Whether a folder was made or changed after a moment; a killed run may have left one of that name."""
    try:
        return path.stat().st_ctime_ns > moment
    except OSError:
        return False


def kill_after(run: subprocess.Popen, steps: int, delay: float, folder: Path) -> bool:
    """Kill a run after ``steps`` changes of its folder; return whether it was still running."""
    marks = file_states(folder)
    while steps and run.poll() is None:
        now = file_states(folder)
        steps -= now != marks
        marks = now
    time.sleep(delay)
    run.kill()
    run.communicate()
    return run.returncode == -signal.SIGKILL


@posix
def test_a_run_killed_several_times_gives_the_same_bytes(tmp_path):
    """The runs are killed after a number of steps, not of seconds: first while they align, then while they write."""
    listed = made_documents(tmp_path, 10 * KILLS)
    arguments = ("--model", "length", "--jobs", 2, *ALL_FORMATS)
    whole, folder = tmp_path / "whole", tmp_path / "out"
    assert run_batch_command(listed, "-o", whole, *arguments).returncode == 0
    expected = corpus_bytes(whole)
    chance = random.Random(11)
    killed = 0
    for _ in range(3 * KILLS):
        if killed == KILLS:
            break
        aligning = killed < KILLS // 2
        steps = chance.randint(1, 5 * (1 + killed) if aligning else 5)
        waypoint = folder / chance.choice(["."] if aligning else WAYPOINTS)
        begin = time.time_ns()
        run = start_batch(listed, "-o", folder, *arguments)
        while run.poll() is None and not is_newer(waypoint, begin):
            time.sleep(0.0002)
        killed += kill_after(run, steps, chance.uniform(0, 0.02), folder)
        for name, content in corpus_bytes(folder).items():
            if not name.startswith("."):
                assert name == "batch.json" or content == expected[name], "a half file"
        (folder / "batch.json").unlink(missing_ok=True)  # after a complete run, the next one writes the corpus again
    assert killed == KILLS
    done = run_batch_command(listed, "-o", folder, *arguments)
    assert done.returncode == 0, done.stderr
    assert corpus_bytes(folder) == expected


@posix
def test_an_interrupted_run_says_how_to_resume(tmp_path, sigint_handler):
    listed, folder = made_documents(tmp_path, 200), tmp_path / "out"
    run = start_batch(listed, "-o", folder, "--model", "length", "--jobs", 1)
    while run.poll() is None and not (folder / "results.sqlite-wal").exists():
        time.sleep(0.001)
    run.send_signal(signal.SIGINT)
    _, said = run.communicate(timeout=60)
    assert run.returncode == 130, said
    assert "what is done is kept: the same command goes on with the rest" in said
    assert "Traceback" not in said
    assert not (folder / ".lock").exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="the workers are found in /proc")
def test_a_killed_worker_changes_no_result(documents, uninterrupted, tmp_path):
    folder = tmp_path / "out"
    run = start_batch(documents, "-o", folder, "--model", "length", "--jobs", 2, *ALL_FORMATS)
    killed = 0
    while run.poll() is None and killed < 2:
        for worker in children_of(run.pid)[:1]:
            time.sleep(0.1 * (1 - killed))  # the first one while it works, the second one while it starts
            with suppress(ProcessLookupError):  # it may have finished by then
                os.kill(worker, signal.SIGKILL)
                killed += 1
        time.sleep(0.02)
    _, said = run.communicate(timeout=60)
    assert killed
    assert run.returncode == 0, said
    assert corpus_bytes(folder) == uninterrupted


def test_invalid_files_are_listed_and_the_run_continues(tmp_path):
    listed = made_documents(tmp_path, 3)
    (tmp_path / "en" / "empty.txt").write_bytes(b"")
    (tmp_path / "en" / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nstream\n\x00\xff broken")
    with (tmp_path / "en" / "huge.txt").open("wb") as stream:
        stream.truncate(200_000_000)
    names = ["000.txt", "empty.txt", "broken.pdf", "huge.txt", "absent.txt", "001.txt", "002.txt"]
    write_list(listed, [(f"en/{name}", "zh/001.txt", "", "") for name in names])
    folder = tmp_path / "out"
    done = run_batch_command(listed, "-o", folder, "--model", "length", "--jobs", 2)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    failed = [json.loads(line) for line in (folder / "errors.jsonl").read_text(encoding="utf-8").splitlines()]
    reasons = {each["document"]: each["reason"] for each in failed}
    assert list(reasons) == [f"en/{name}" for name in names[1:5]]
    assert "holds 200 MB, more than the 100 MB" in reasons["en/huge.txt"]
    assert "holds no text" in reasons["en/empty.txt"] or "empty" in reasons["en/empty.txt"]
    assert "No such file" in reasons["en/absent.txt"] or "no such file" in reasons["en/absent.txt"]
    assert all(reasons.values())
    described = (folder / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["document"] for line in described] == ["en/000.txt", "en/001.txt", "en/002.txt"]
    # after the repair, only the repaired one is aligned
    (tmp_path / "en" / "empty.txt").write_text("The library is open.\n", encoding="utf-8")
    done = run_batch_command(listed, "-o", folder, "--model", "length", "--jobs", 1, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["unchanged"] == 3
    assert json.loads(done.stdout)["failed"] == 3


@posix
def test_a_concurrent_run_on_the_folder_is_refused_in_one_line(tmp_path):
    listed = made_documents(tmp_path, 3)
    folder = tmp_path / "out"
    folder.mkdir()
    import socket

    (folder / ".lock").write_text(json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "began": ""}))
    done = run_batch_command(listed, "-o", folder, "--model", "length", "--jobs", 1)
    assert done.returncode == 3
    assert f"another run is at work here (process {os.getpid()} on " in done.stderr
    assert len(done.stderr.splitlines()) == 1
    dead = subprocess.Popen(["true"])
    dead.wait()
    (folder / ".lock").write_text(json.dumps({"pid": dead.pid, "host": socket.gethostname(), "began": ""}))
    assert run_batch_command(listed, "-o", folder, "--model", "length", "--jobs", 1).returncode == 0
    assert not (folder / ".lock").exists()


@posix
def test_of_two_concurrent_runs_one_continues(documents, uninterrupted, tmp_path):
    folder = tmp_path / "out"
    runs = [start_batch(documents, "-o", folder, "--model", "length", "--jobs", 1, *ALL_FORMATS) for _ in range(2)]
    said = [run.communicate(timeout=60)[1] for run in runs]
    codes = sorted(run.returncode for run in runs)
    assert codes in ([0, 3], [0, 0]), said
    assert corpus_bytes(folder) == uninterrupted


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small tmpfs")
def test_a_full_disk_is_a_one_line_error_and_the_run_can_be_resumed(documents, uninterrupted, tmp_path):
    disk = tmp_path / "disk"
    disk.mkdir()

    def mounted(size: str, *more: str) -> None:
        options = ",".join([*more, f"size={size}"])
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", disk], check=False)
        if made.returncode:
            pytest.skip("a tmpfs cannot be mounted here")

    mounted("160k")
    try:
        arguments = (documents, "-o", disk / "out", "--model", "length", "--jobs", 1, *ALL_FORMATS)
        done = run_batch_command(*arguments)
        assert done.returncode == 3, done.stderr
        assert "the disk is full" in done.stderr.splitlines()[-1]
        assert "Traceback" not in done.stderr
        mounted("20m", "remount")
        done = run_batch_command(*arguments)
        assert done.returncode == 0, done.stderr
        assert corpus_bytes(disk / "out") == uninterrupted
    finally:
        subprocess.run(["umount", disk], check=False)
