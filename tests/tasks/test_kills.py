"""Kill each verb at random moments: every file is complete or absent, and a resumed run gives the same bytes.

``ALIGNER_KILLS=200`` sets the number of kills. `tests/batch/test_faults.py` and `tests/review/test_journal.py` test
kills of batches and of the editor.
"""

import io
import os
import random
import signal
import time
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from aligner.check.cache import Cache
from aligner.cli.group import group
from aligner.tasks import Task

KILLS = int(os.environ.get("ALIGNER_KILLS", "6"))
SAMPLE = Path(__file__).resolve().parents[2] / "corpora" / "sample"
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


def run(arguments):
    """Run the program and return its exit code and its output."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(out):
        code = group.main([str(each) for each in arguments], standalone_mode=False)
    out.flush()
    return code, out.buffer.getvalue()


def is_killed_in(arguments, seconds):
    """Run the program in a child process, kill it after ``seconds``; return whether it was still running."""
    child = os.fork()
    if not child:
        try:
            run(arguments)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill_repeatedly(arguments, inspect):
    """Kill `KILLS` runs at random moments over the length of a run, and inspect the files after each."""
    generator = random.Random(3)
    begin = time.monotonic()
    run(arguments)
    longest = time.monotonic() - begin
    killed = 0
    for _ in range(5 * KILLS):
        if killed == KILLS:
            break
        if is_killed_in(arguments, generator.uniform(0, longest)):
            killed += 1
        else:
            longest *= 0.9  # the machine was busy when the time was measured
        inspect()
    assert killed >= KILLS // 2, "nothing was killed"


def backdate_temporary_files(folder):
    """Make the temporary files of killed runs old enough to be removed."""
    for path in folder.glob(".aligner-*.tmp"):
        os.utime(path, (0, 0))


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Return the current folder, a new one with two documents of the sample in both languages and an empty cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ALIGNER_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    for language in ("en", "zh"):
        (tmp_path / language).mkdir()
        for name in ("guide", "story"):
            text = (SAMPLE / f"{name}.{language}.txt").read_text(encoding="utf-8")
            (tmp_path / language / f"{name}.md").write_text("\n\n".join(text.split("\n")), encoding="utf-8")
    return tmp_path


def test_align_leaves_whole_files_or_none(documents):
    out = documents / "out"
    out.mkdir()
    names = ["o.tmx", "o.csv", "o.bitext.jsonl", "o.html"]
    outputs = [part for name in names for part in ("-o", out / name)]
    arguments = ["align", "en/story.md", "zh/story.md", *outputs, "--model", "length", "-q", "--overwrite"]
    assert run(arguments)[0] == 0
    expected = {name: (out / name).read_bytes() for name in names}

    def inspect():
        for name in names:
            path = out / name
            if path.exists():
                assert path.read_bytes() == expected[name], "a half file"
                path.unlink()

    kill_repeatedly(arguments, inspect)
    backdate_temporary_files(out)
    assert run(arguments)[0] == 0
    assert {path.name: path.read_bytes() for path in out.iterdir() if not path.name.endswith(".bak")} == expected


def test_check_stores_only_complete_results(documents):
    arguments = ["check", "en", "zh", "--format", "json", "-q", "-j", "1", "--model", "length"]
    fresh = run([*arguments, "--no-cache"])
    cache = documents / "cache" / "check"

    def inspect():
        for path in cache.rglob("*.json"):
            assert Cache().get(task_of(path)) is not None
            path.unlink()

    kill_repeatedly(arguments, inspect)
    assert run(arguments) == fresh
    assert run(arguments) == fresh, "from the cache"


def task_of(path):
    """Return a task with the key of a stored result."""

    class Names:
        source, target = "a", "b"

    return Task(0, abs, (Names(),), path.parent.name + path.stem)


def test_an_index_is_complete(documents):
    pairs = documents / "pairs.csv"
    rows = [f"The lamp {number} is lit.,{number}号灯亮了。" for number in range(3000)]
    pairs.write_text("\n".join(["en,zh", *rows]) + "\n", encoding="utf-8")
    arguments = ["search", "lamp", pairs, "--index", documents / "i.idx", "-q", "--limit", "3"]
    expected = run(arguments)
    (documents / "i.idx").unlink()
    inspections = 0

    def inspect():
        nonlocal inspections
        inspections += 1
        if inspections % 5 == 0:
            assert run(arguments) == expected
            for path in documents.glob("i.idx*"):
                path.unlink()

    kill_repeatedly(arguments, inspect)
    assert run(arguments) == expected


def test_resumed_training_gives_the_same_bytes(documents, pair_file):
    def arguments(folder):
        sizes = ["--dimension", "8", "--epochs", "2"]
        return ["train", pair_file, "-o", documents / folder, "-q", *sizes]

    assert run(arguments("whole"))[0] == 0
    expected = {path.name: path.read_bytes() for path in (documents / "whole").iterdir()}
    folder = documents / "model"

    def inspect():
        if (folder / "model.json").exists():
            for path in folder.iterdir():
                path.unlink()

    kill_repeatedly(arguments("model"), inspect)
    assert run(arguments("model"))[0] == 0
    resumed = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert resumed.keys() == expected.keys()
    assert resumed["vectors.npy"] == expected["vectors.npy"]
