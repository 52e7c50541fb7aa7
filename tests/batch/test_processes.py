"""Workers of this machine: one task at a time, replaced when they die, bounded in memory."""

import os
import signal

import pytest

from aligner.batch.processes import Processes
from aligner.batch.settings import WorkSettings
from aligner.batch.work import Outcome, Task, align_pair, content_hash
from aligner.errors import InputError, ModelError
from aligner.settings import EmbedSettings, Settings

LENGTH = WorkSettings(Settings(embed=EmbedSettings("length")))


def tasks(count, taken=None):
    for number in range(count):
        if taken is not None:
            taken.append(number)
        yield Task(number, f"{number}.en.txt", f"{number}.zh.txt", None)


def dies_on_two(connection, settings):
    """Live as a worker that is killed by the task 2, every time."""
    try:
        while True:
            task = connection.recv()
            if task.number == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            connection.send(Outcome(task.number, b"key", b"content"))
    except (EOFError, OSError):
        pass


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
def test_what_kills_its_worker_twice_fails_and_the_rest_is_done():
    processes = Processes(2, LENGTH)
    processes.life = dies_on_two
    found = {outcome.number: outcome for outcome in processes.outcomes(tasks(6))}
    assert sorted(found) == list(range(6))
    assert [number for number, outcome in found.items() if outcome.reason] == [2]
    assert found[2].reason == "the worker process was ended by signal 9 while it was at work on this pair, 2 times"


def test_no_more_tasks_are_taken_than_there_are_workers(tmp_path):
    taken = []
    processes = Processes(1, LENGTH)
    outcomes = processes.outcomes(tasks(1_000_000, taken))
    assert next(outcomes).reason.endswith("cannot be read: No such file or directory")
    assert len(taken) <= 3
    outcomes.close()


def test_a_model_that_cannot_be_loaded_ends_the_run(documents):
    settings = WorkSettings(Settings(embed=EmbedSettings("./no-such-model")))
    source, target = documents.parent / "en" / "000.txt", documents.parent / "zh" / "000.txt"
    with pytest.raises(ModelError, match="no such model folder"):
        list(Processes(1, settings).outcomes(iter([Task(0, str(source), str(target), None)])))


@pytest.mark.skipif(not os.path.exists("/proc/self/stat"), reason="Linux counts a process's data")
def test_a_pair_that_needs_too_much_memory_fails_alone(tmp_path):
    from dataclasses import replace

    for language, line in (("en", "The library opens at nine o'clock.\n"), ("zh", "图书馆九点开门。\n")):
        (tmp_path / f"large.{language}.txt").write_text(line * 150_000, encoding="utf-8")
        (tmp_path / f"small.{language}.txt").write_text(line * 3, encoding="utf-8")
    given = [
        Task(number, str(tmp_path / f"{name}.en.txt"), str(tmp_path / f"{name}.zh.txt"), None)
        for number, name in enumerate(["large", "small"])
    ]
    settings = replace(LENGTH, max_memory=150_000_000)
    large, small = sorted(Processes(1, settings).outcomes(iter(given)))
    assert "needs more memory than a worker has (150 MB)" in large.reason
    assert small.content


def test_what_is_known_is_not_done_again(documents):
    paths = [str(documents.parent / language / "000.txt") for language in ("en", "zh")]
    first = align_pair(Task(0, *paths, None), LENGTH)
    assert first.content
    again = align_pair(Task(0, *paths, first.key), LENGTH)
    assert again.key == first.key
    assert again.content is None
    assert not again.reason
    other = WorkSettings(Settings(embed=EmbedSettings("bundled")))
    assert align_pair(Task(0, *paths, first.key), other).content


def test_a_file_that_is_too_large_is_not_read(tmp_path):
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(200_000_000)
    with pytest.raises(InputError, match=r"holds 200 MB, more than the 100 MB"):
        content_hash(str(path), 100_000_000)
