"""Set a trap in a process: it is killed, hangs or fails when it opens a file or imports a module.

Python imports this module at its start when a test puts its folder on ``PYTHONPATH``. ``TRAP`` is the end of the path
(a pattern of `fnmatch`) or the name of the module that springs the trap. ``TRAP_DOES`` is the effect: ``kill`` or
``hang`` in worker processes, ``fail`` or ``delay`` in any process. ``delay`` imitates a slow disk and adds the path to
the file ``TRAP_LOG``. ``TRAP_ONCE`` is a file that does not exist yet; with it the trap is sprung once. The trap uses
audit events of the interpreter and replaces no part of the program.
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
