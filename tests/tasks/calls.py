"""Functions that the tests run in worker processes."""

import os
import signal
import time

from aligner.errors import ModelError


def square(number):
    return number * number


def die(mark=None):
    """Kill this process: every time, or only the first time if the path of a mark file is given."""
    if mark is None or not os.path.exists(mark):
        if mark is not None:
            open(mark, "x").close()
        os.kill(os.getpid(), signal.SIGKILL)
    return "alive"


def hang():
    time.sleep(600)


def hog():
    return len(bytearray(3_000_000_000))


def fail():
    return {}["absent"]


def unpicklable():
    return lambda: None


def refuse():
    raise ModelError("no such model")
