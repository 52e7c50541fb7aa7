"""A short run of the fuzzer; ``python -m tests.fuzz`` makes long ones."""

import os
import random

import pytest

from aligner.errors import AlignerError
from tests.fuzz.targets import TARGETS
from tests.fuzz.watch import Count, input_of, watched

EACH = 12
"""Inputs of each target."""
SLOW_COMMANDS = {"align, the model", "check", "check pairs", "glossary", "search"}
posix = pytest.mark.skipif(os.name != "posix", reason="limits of processes as POSIX has them")


@posix
def test_no_damaged_input_is_more_than_refused():
    work = [(name, number) for name in TARGETS for number in range(2 if name in SLOW_COMMANDS else EACH)]
    counts: dict[str, Count] = {}
    for name, found in watched(work, seed=20):
        counts.setdefault(name, Count()).add(found)
    assert {name: count.faults for name, count in counts.items() if count.faults} == {}
    assert sum(count.inputs for count in counts.values()) == len(work)
    assert counts.keys() == TARGETS.keys()


@pytest.mark.parametrize("name", [name for name, target in TARGETS.items() if target.kind != "commands"])
def test_inputs_are_whole_before_they_are_damaged(name, tmp_path):
    """Most seeds are read, so that the fuzzer gets beyond the first bytes."""
    read = 0
    target = TARGETS[name]
    for number, content in enumerate(target.seeds()):
        folder = tmp_path / str(number)
        folder.mkdir()
        try:
            target.call(content, folder, random.Random(number))
            read += 1
        except AlignerError:
            continue
    assert read


def test_an_input_is_the_same_each_time():
    assert input_of("docx", 1, 5)[0] == input_of("docx", 1, 5)[0] != input_of("docx", 1, 6)[0]


def hang(content, folder, chance):
    while True:
        pass


def hog(content, folder, chance):
    return bytearray(3_000_000_000)


@posix
@pytest.mark.parametrize(("call", "why"), [(hog, "MemoryError"), (hang, "takes too long")])
def test_the_watch_sees_what_is_wrong(call, why, monkeypatch):
    """The process is forked, so that it sees the target of the test."""
    import multiprocessing

    from tests.fuzz import targets, watch

    monkeypatch.setattr(watch, "SECONDS", 1)
    monkeypatch.setitem(TARGETS, "bad", targets.Target("stores", lambda: (b"a",), call))
    monkeypatch.setattr(multiprocessing, "get_context", lambda _name: multiprocessing.context.ForkContext())
    counts = [count for _, count in watched([("bad", 0), ("bad", 1)], seed=1)]
    faults = [reason for count in counts for _, reason in count.faults]
    assert len(faults) == 2
    assert all(why in reason for reason in faults)
