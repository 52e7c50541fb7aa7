"""Gives files an effect on the process that reads them: Python imports this module when a test puts it on its path.

``TRAP`` names what springs it, the end of a path that is opened or a module that is imported; ``TRAP_DOES`` says what
happens then: ``kill`` or ``hang`` in worker processes, ``fail`` in any. With ``TRAP_ONCE``, a file that does not exist,
it happens once. Nothing of the program is replaced: the interpreter's own audit events tell what it does.
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
