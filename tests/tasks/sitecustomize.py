"""Set a trap in a process: it is killed, hangs or fails when it opens a file or imports a module.

Python imports this module at its start when a test puts its folder on ``PYTHONPATH``. ``TRAP`` is the end of the path
or the name of the module that springs the trap. ``TRAP_DOES`` is the effect: ``kill`` or ``hang`` in worker processes,
``fail`` in any process. ``TRAP_ONCE`` is a file that does not exist yet; with it the trap is sprung once. The trap
uses audit events of the interpreter and replaces no part of the program.
"""

import os
import signal
import sys
import time


def is_worker():
    multiprocessing = sys.modules.get("multiprocessing")
    return multiprocessing is not None and multiprocessing.parent_process() is not None


def spring():
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
    else:
        raise LookupError("the trap was sprung")


def watch(event, arguments):
    if event == "open" and isinstance(arguments[0], str):
        sprung = arguments[0].endswith(TRAP)
    else:
        sprung = event == "import" and arguments[0] == TRAP
    if sprung and (is_worker() or DOES == "fail"):
        spring()


TRAP, DOES = os.environ.get("TRAP"), os.environ.get("TRAP_DOES")
if TRAP:
    sys.addaudithook(watch)
