"""Gives files an effect on the process that reads them: Python imports this module when a test puts it on its path.

``TRAP`` names what springs it, the end of a path that is opened (a pattern of `fnmatch`) or a module that is imported;
``TRAP_DOES`` says what happens then: ``kill`` or ``hang`` in worker processes, ``fail`` or ``delay`` in any. With
``TRAP_ONCE``, a file that does not exist, it happens once. ``delay`` is a slow disk; the file ``TRAP_LOG`` lists what
was opened. Nothing of the program is replaced: the interpreter's own audit events tell what it does.
"""

import os
import signal
import sys
import time
from fnmatch import fnmatch


def is_worker():
    multiprocessing = sys.modules.get("multiprocessing")
    return multiprocessing is not None and multiprocessing.parent_process() is not None


def spring(name):
    once = os.environ.get("TRAP_ONCE")
    if once:
        try:
            os.close(os.open(once, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return
    if DOES == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif DOES == "hang":
        time.sleep(600)
    elif DOES == "delay":
        with open(os.environ["TRAP_LOG"], "a") as log:
            log.write(f"{name}\n")
        time.sleep(0.1)
    else:
        raise LookupError("the trap was sprung")


def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        sprung = fnmatch(arguments[0], f"*{TRAP}")
    else:
        sprung = event == "import" and arguments[0] == TRAP
    if sprung and (is_worker() or DOES in ("delay", "fail")):
        spring(arguments[0])


TRAP, DOES = os.environ.get("TRAP"), os.environ.get("TRAP_DOES")
if TRAP:
    sys.addaudithook(watch)
