"""Runs damaged inputs in a process of its own, which is watched: what it does to time, memory and exit codes."""

from __future__ import annotations

import multiprocessing
import os
import random
import resource
import shutil
import signal
import tempfile
import time
import traceback
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from tests.fuzz.mutations import mutated
from tests.fuzz.targets import TARGETS

SECONDS = 10
"""Processor time that one input may take."""
MEGABYTES = 2000
"""Memory that a process may take while it is at work on inputs."""
PATIENCE = 120
"""Wall-clock seconds without an answer, after which the process is ended: it waits for something."""
REPORT_EACH = 2.0
"""Seconds between two reports of the process."""


@dataclass
class Count:
    """What came of the inputs of one target.

    Attributes:
        inputs: how many were tried.
        read: how many were taken for whole; the others were refused in one line.
        seconds: processor time of the slowest.
        megabytes: peak memory of the process.
        faults: what went wrong: the number of the input and why.
    """

    inputs: int = 0
    read: int = 0
    seconds: float = 0.0
    megabytes: int = 0
    faults: list[tuple[int, str]] = field(default_factory=list)

    def add(self, other: Count) -> None:
        """Add the count of more inputs."""
        self.inputs += other.inputs
        self.read += other.read
        self.seconds = max(self.seconds, other.seconds)
        self.megabytes = max(self.megabytes, other.megabytes)
        self.faults += other.faults

    def as_values(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {**asdict(self), "seconds": round(self.seconds, 2)}


def input_of(name: str, seed: int, number: int) -> tuple[bytes, random.Random]:
    """Return the input of a number, the same each time, and the random numbers that its target goes on with."""
    chance = random.Random(f"{name} {seed} {number}")
    whole = TARGETS[name].seeds()
    return mutated(chance.choice(whole), chance, whole), chance


def try_one(name: str, seed: int, number: int, folder: Path) -> Count:
    """Give a target one input, and tell what came of it."""
    from aligner.errors import AlignerError

    content, chance = input_of(name, seed, number)
    count = Count(inputs=1)
    begin = time.process_time()
    signal.setitimer(signal.ITIMER_PROF, SECONDS)  # its signal ends the process
    try:
        TARGETS[name].call(content, folder, chance)
        count.read = 1
    except AlignerError as error:
        if error.exit_code == 4 or len(str(error).splitlines()) > 1:
            count.faults.append((number, f"{type(error).__name__}: {error}"))
    except BaseException:
        count.faults.append((number, traceback.format_exc(limit=-4)))
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    count.seconds = time.process_time() - begin
    count.megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    for each in folder.iterdir():
        shutil.rmtree(each) if each.is_dir() else each.unlink()
    return count


def serve(connection: Connection, seed: int, work: list[tuple[str, int]]) -> None:
    """Try inputs one after another and report the counts: the life of the process."""
    hard = resource.getrlimit(resource.RLIMIT_DATA)[1]
    resource.setrlimit(resource.RLIMIT_DATA, (MEGABYTES << 20, hard))
    os.environ["ALIGNER_CACHE"] = tempfile.mkdtemp(prefix="fuzz-cache-")
    os.chdir(os.environ["ALIGNER_CACHE"])
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    total, last, before = Count(), time.monotonic(), ""
    try:
        for name, number in work:
            if total.inputs and (name != before or time.monotonic() - last > REPORT_EACH):
                connection.send((before, total))
                total, last = Count(), time.monotonic()
            before = name
            TARGETS[name].seeds()  # not a part of the time that an input takes
            connection.send((name, number))
            total.add(try_one(name, seed, number, folder))
        connection.send((before, total))
    finally:
        os.chdir("/")
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(os.environ["ALIGNER_CACHE"], ignore_errors=True)


def watched(work: list[tuple[str, int]], seed: int) -> Iterator[tuple[str, Count]]:
    """Yield counts as they come in, by target; an input that ends the process is a fault, and the rest goes on.

    Args:
        work: targets and numbers of inputs, those of one target together.
        seed: of the inputs.
    """
    spawn = multiprocessing.get_context("spawn")
    while work:
        ours, theirs = spawn.Pipe(duplex=False)
        process = spawn.Process(target=serve, args=(theirs, seed, work), daemon=True)
        process.start()
        theirs.close()
        done, at_work = 0, work[0]
        try:
            while ours.poll(PATIENCE):
                name, said = ours.recv()
                if isinstance(said, int):
                    at_work = (name, said)
                else:
                    done += said.inputs
                    yield name, said
        except EOFError:
            pass
        process.kill()
        process.join()
        if done == len(work):
            return
        # counted as tried: what was not reported before the process ended went well
        why = "takes too long" if process.exitcode in (-signal.SIGPROF, -signal.SIGKILL) else "ends the process"
        place = work.index(at_work)
        fault = (at_work[1], f"{why} ({process.exitcode})")
        yield at_work[0], Count(place + 1 - done, place - done, SECONDS, 0, [fault])
        work = work[place + 1 :]
