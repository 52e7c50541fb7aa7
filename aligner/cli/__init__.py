"""The command line: one module for each command, which parses, calls the library and prints.

Standard output has only data. Summaries, explanations, progress, warnings and errors go to standard
error, so that a pipe gets only data and the user still sees the messages. Files are written before
standard output, so that nothing is lost if a reader stops early (``| head``). In a pipe, standard
output is UTF-8 on every system; a terminal keeps its own encoding.
"""

from __future__ import annotations

import gc
import os
import sys

from aligner.cli.signals import Terminated, handle_termination

BLAS_TIMEOUT = ("OPENBLAS_THREAD_TIMEOUT", "4")
"""The variable and value with which idle threads of numpy's OpenBLAS sleep after 2 ** 4 processor cycles.

By default they keep a core busy for 2 ** 26 cycles, when numpy is loaded and after each product: a fifth of the
processor time of a short run (benchmarks/LOG.md, speed of the alignment).
"""


def main() -> None:
    """Run the command ``aligner`` and end the process with its exit code."""
    os.environ.setdefault(*BLAS_TIMEOUT)  # before numpy is loaded
    try:
        handle_termination()
        from aligner.cli.group import group
        from aligner.cli.terminal import prepare_streams

        prepare_streams()
        group.main(prog_name="aligner")
    except Terminated:
        sys.exit(143)
    except KeyboardInterrupt:  # during the imports, or while click is closing
        sys.exit(130)
    finally:
        gc.freeze()  # the end of the process frees all memory; without this, Python first searches it for cycles
