"""The command line: one file per verb, each thin: parse, call the library, print.

Standard output holds data only. Summary, explanations, progress, warnings and errors go to standard error, so that a
pipe is never polluted and the user still sees them. Files are written before standard output, so a reader that leaves
early (``| head``) costs nothing. Standard output is UTF-8 in a pipe, whatever the code page; a terminal keeps its own
encoding.
"""

from __future__ import annotations

import sys

from aligner.cli.signals import Terminated, heed_termination


def main() -> None:
    """Run the command ``aligner`` and leave the process with its exit code."""
    try:
        heed_termination()
        from aligner.cli.group import group
        from aligner.cli.terminal import prepare_streams

        prepare_streams()
        group.main(prog_name="aligner")
    except Terminated:
        sys.exit(143)
    except KeyboardInterrupt:  # during the imports, or while click is closing
        sys.exit(130)
