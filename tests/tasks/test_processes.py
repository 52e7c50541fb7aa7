"""Worker processes: one task at a time, replaced when they end early, limited in memory and time."""

import gc
import multiprocessing
import os
import subprocess
import sys

import calls
import pytest

from aligner.errors import ModelError
from aligner.tasks import InProcess, Limits, Processes, Task, runner_for

posix = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
UNGUARDED = """
from aligner.tasks import Processes, Task
list(Processes(2).answers(iter([Task(0, abs, (-1,)), Task(1, abs, (-2,))])))
"""


def squares(count, taken=None):
    for number in range(count):
        if taken is not None:
            taken.append(number)
        yield Task(number, calls.square, (number,))


@posix
def test_failed_tasks_have_a_reason_and_the_others_a_result(tmp_path):
    limits = Limits(memory=1_000_000_000, seconds=2, unit="pair")
    failing = [
        Task(10, calls.die),
        Task(11, calls.die, (str(tmp_path / "mark"),)),
        Task(12, calls.hang),
        Task(13, calls.hog),
        Task(14, calls.fail),
        Task(15, calls.unpicklable),
    ]
    answers = {answer.number: answer for answer in Processes(3, limits).answers(iter([*squares(6), *failing]))}
    assert sorted(answers) == [*range(6), *range(10, 16)]
    assert [answers[number].result for number in range(6)] == [0, 1, 4, 9, 16, 25]
    failures = {number: (answer.cause, answer.reason) for number, answer in answers.items() if answer.reason}
    assert failures.pop(15)[0] == "fault"
    assert failures == {
        10: ("killed", "the worker process was ended by signal 9 while it was at work on this pair, 2 times"),
        12: ("time", "the worker process took longer than 2 s on this pair, 2 times"),
        13: ("memory", "needs more memory than a worker has (1000 MB)"),
        14: ("fault", "unexpected KeyError: 'absent'"),
    }
    assert answers[11].result == "alive", "tried again, in a new worker"
    assert 'return {}["absent"]' in answers[14].trace
    assert multiprocessing.active_children() == []


def test_one_process_and_two_give_the_same():
    here = list(InProcess().answers(squares(20)))
    assert [answer.number for answer in here] == list(range(20))
    assert sorted(runner_for(2).answers(squares(20)), key=lambda answer: answer.number) == here
    assert isinstance(runner_for(1), InProcess)


def test_no_more_tasks_are_taken_than_there_are_workers():
    taken = []
    answers = Processes(1).answers(squares(1_000_000, taken))
    assert next(answers).result == 0
    assert len(taken) <= 3
    answers.close()
    assert multiprocessing.active_children() == []


def test_an_error_of_the_program_ends_the_run():
    with pytest.raises(ModelError, match="no such model"):
        list(Processes(1).answers(iter([Task(0, calls.refuse), *squares(3)])))
    assert multiprocessing.active_children() == []


def test_a_script_without_a_main_guard_gets_a_clear_error(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(UNGUARDED, encoding="utf-8")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert 'a script starts them below if __name__ == "__main__":' in done.stderr.splitlines()[-1]


def test_the_objects_after_the_first_task_are_not_collected_again():
    tasks = [Task(number, gc.get_freeze_count) for number in range(3)]
    first, second, third = (answer.result for answer in Processes(1).answers(iter(tasks)))
    assert first == 0 < third <= second
