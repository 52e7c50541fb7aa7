"""Kills at any moment, verb by verb: no file is torn, and what goes on ends with the same bytes.

``ALIGNER_KILLS=200`` makes many of them; `tests/batch/test_faults.py` and `tests/review/test_journal.py` have more.
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
    """Run the program and return its exit code and what it says."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8")
    with redirect_stdout(out), redirect_stderr(out):
        code = group.main([str(each) for each in arguments], standalone_mode=False)
    out.flush()
    return code, out.buffer.getvalue()


def is_killed_in(arguments, seconds):
    """Run the program in a child and kill it after some seconds; tell whether that came before its end."""
    child = os.fork()
    if not child:
        try:
            run(arguments)
        finally:
            os._exit(0)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def kill_again_and_again(arguments, look):
    """Kill as many runs as are wanted, at moments over the whole of a run, and look at the files after each."""
    chance = random.Random(3)
    begin = time.monotonic()
    run(arguments)
    longest = time.monotonic() - begin
    killed = 0
    for _ in range(5 * KILLS):
        if killed == KILLS:
            break
        if is_killed_in(arguments, chance.uniform(0, longest)):
            killed += 1
        else:
            longest *= 0.9  # the machine was busy when the time was taken
        look()
    assert killed >= KILLS // 2, "nothing was killed"


def backdated(folder):
    """Make what killed runs have left old enough to be removed, and return how many files that are."""
    left = list(folder.glob(".aligner-*.tmp"))
    for path in left:
        os.utime(path, (0, 0))
    return len(left)


@pytest.fixture
def documents(tmp_path, monkeypatch):
    """Return two documents of the sample; the current folder and the cache are empty ones."""
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

    def look():
        for name in names:
            path = out / name
            if path.exists():
                assert path.read_bytes() == expected[name], "a half file"
                path.unlink()

    kill_again_and_again(arguments, look)
    backdated(out)
    assert run(arguments)[0] == 0
    assert {path.name: path.read_bytes() for path in out.iterdir() if not path.name.endswith(".bak")} == expected


def test_check_keeps_whole_results_only(documents):
    arguments = ["check", "en", "zh", "--format", "json", "-q", "-j", "1", "--model", "length"]
    fresh = run([*arguments, "--no-cache"])
    cache = documents / "cache" / "check"

    def look():
        for path in cache.rglob("*.json"):
            assert Cache().get(whole_task(path)) is not None
            path.unlink()

    kill_again_and_again(arguments, look)
    assert run(arguments) == fresh
    assert run(arguments) == fresh, "from the cache"


def whole_task(path):
    """Return a task with the key of a kept result."""

    class Names:
        source, target = "a", "b"

    return Task(0, abs, (Names(),), path.parent.name + path.stem)


def test_an_index_is_whole(documents):
    pairs = documents / "pairs.csv"
    rows = [f"The lamp {number} is lit.,{number}号灯亮了。" for number in range(3000)]
    pairs.write_text("\n".join(["en,zh", *rows]) + "\n", encoding="utf-8")
    arguments = ["search", "lamp", pairs, "--index", documents / "i.idx", "-q", "--limit", "3"]
    expected = run(arguments)
    (documents / "i.idx").unlink()
    seen = 0

    def look():
        nonlocal seen
        seen += 1
        if seen % 5 == 0:
            assert run(arguments) == expected
            for path in documents.glob("i.idx*"):
                path.unlink()

    kill_again_and_again(arguments, look)
    assert run(arguments) == expected


def test_training_goes_on_to_the_same_bytes(documents, pair_file):
    def arguments(folder):
        sizes = ["--dimension", "8", "--epochs", "2"]
        return ["train", pair_file, "-o", documents / folder, "-q", *sizes]

    assert run(arguments("whole"))[0] == 0
    expected = {path.name: path.read_bytes() for path in (documents / "whole").iterdir()}
    folder = documents / "model"

    def look():
        if (folder / "model.json").exists():
            for path in folder.iterdir():
                path.unlink()

    kill_again_and_again(arguments("model"), look)
    assert run(arguments("model"))[0] == 0
    found = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert found.keys() == expected.keys()
    assert found["vectors.npy"] == expected["vectors.npy"]
