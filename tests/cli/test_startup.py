"""What the command sets up before anything heavy is loaded."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import os, sys
from aligner.cli import main
sys.argv = ["aligner", "--version"]
try:
    main()
except SystemExit:
    print("numpy" in sys.modules, os.environ["OPENBLAS_THREAD_TIMEOUT"])
"""


@pytest.mark.parametrize(("given", "expected"), [(None, "4"), ("20", "20")])
def test_idle_threads_of_numpy_sleep_unless_the_user_wants_otherwise(given, expected):
    environment = {name: value for name, value in os.environ.items() if name != "OPENBLAS_THREAD_TIMEOUT"}
    if given:
        environment["OPENBLAS_THREAD_TIMEOUT"] = given
    done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == f"False {expected}"
