"""The command line: one file per verb, each thin: parse, call the library, print."""

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
