"""Forked processes do what new ones do: the tests that use them lose nothing."""

import os
import re
import subprocess
import sys

import pytest

from tests import forked

PROGRAM = [sys.executable, "-m", "aligner"]
pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs processes that can be forked")


def without_times(printed):
    """Return what was printed without seconds and milliseconds; it stays text or bytes."""
    if isinstance(printed, bytes):
        return without_times(printed.decode()).encode()
    return re.sub(r"[\d.]+ m?s\b", "time", printed)


@pytest.fixture
def texts(tmp_path):
    (tmp_path / "a.txt").write_text("The lamp is lit.\n\nIt rained all night.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("灯亮了。\n\n雨下了一整夜。\n", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("arguments", "more"),
    [
        (["align", "a.txt", "b.txt", "--to", "csv"], {}),
        (["align", "a.txt", "-", "-q", "--to", "csv"], {"input": "灯亮了。\n\n雨下了一整夜。\n".encode()}),
        (["align", "a.txt", "none.txt"], {"text": True}),
        (["align", "--colour"], {"encoding": "utf-8"}),
        (["check", "a.txt", "b.txt", "--jobs", "2", "--no-cache"], {}),
        (["doctor"], {}),
        ([], {"env": {**os.environ, "ALIGNER_LANG": "zh"}}),
        (["--version"], {"env": {**os.environ, "LC_ALL": "C"}}),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_the_same_is_printed(texts, arguments, more):
    own = {**{"capture_output": True, "cwd": texts, "timeout": 120}, **more}
    there, here = (each([*PROGRAM, *arguments], check=False, **own) for each in (subprocess.run, forked.run))
    assert here.returncode == there.returncode
    assert [without_times(each) for each in (here.stdout, here.stderr)] == [
        without_times(each) for each in (there.stdout, there.stderr)
    ]


def test_the_process_is_a_fork_unless_it_has_to_start_differently(texts, monkeypatch):
    usual = dict(os.environ)
    assert forked.server().starts_like(usual)
    assert forked.server().starts_like({**usual, "ALIGNER_LANG": "zh", "OMP_NUM_THREADS": "3"})
    for name in ("PYTHONHASHSEED", "PYTHONPATH", "LC_ALL", "LANG", "OPENBLAS_CORETYPE"):
        assert not forked.server().starts_like({**usual, name: "other"})
    monkeypatch.setattr(subprocess, "run", None)
    assert forked.run([*PROGRAM, "--version"], capture_output=True, text=True).stdout.startswith("aligner ")


def test_no_run_changes_the_next_one(texts):
    run = [*PROGRAM, "align", "a.txt", "b.txt", "-q", "--to", "csv"]
    first = forked.run(run, capture_output=True, cwd=texts).stdout
    assert forked.run([*PROGRAM, "--lang", "zh", "--help"], capture_output=True, cwd=texts.parent).returncode == 0
    assert forked.run(run, capture_output=True, cwd=texts).stdout == first != b""


def test_a_run_that_takes_too_long_is_ended(texts):
    command = [*PROGRAM, "review", "a.txt", "b.txt", "--no-browser", "--stay"]  # serves until it is stopped
    with pytest.raises(subprocess.TimeoutExpired):
        forked.run(command, capture_output=True, cwd=texts, timeout=1.5)
    assert forked.run([*PROGRAM, "--version"], capture_output=True).returncode == 0


def test_a_failed_check_is_raised(texts):
    with pytest.raises(subprocess.CalledProcessError):
        forked.run([*PROGRAM, "align"], capture_output=True, check=True)
