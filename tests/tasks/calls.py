"""What the tests let workers do."""

import os
import signal
import time

from aligner.errors import ModelError


def square(number):
    return number * number


def die(mark=None):
    """Be killed, every time or, where a file is named, the first time only."""
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
