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


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"aligner.languages", "aligner.settings", "json", "traceback"}),
        (
            ["align", "a.txt", "b.txt", "--segmenter", "lines", "-q", "-o", "out.tmx"],
            {
                "aligner.cli.translations",
                "aligner.alignment.outline",
                "aligner.segmenters.mixed",
                "aligner.tasks.run",
                "concurrent.futures",
                "http.client",
                "importlib.metadata",
                "multiprocessing",
                "ssl",
                "tokenizers",
                "tomllib",
                "urllib.request",
            },
        ),
    ],
)
def test_a_command_imports_only_what_it_uses(arguments, absent, tmp_path):
    (tmp_path / "a.txt").write_text("The tea is hot.\nIt rained all night.\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("茶很烫。\n雨下了一整夜。\n", encoding="utf-8")
    program = (
        f"import sys; from aligner.cli import main; sys.argv = ['aligner', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit as end:\n    assert not end.code\n"
        f"print(sorted({absent!r} & set(sys.modules)))"
    )
    command = [sys.executable, "-X", "utf8", "-S", "-c", f"import sys; sys.path[:] = {sys.path!r}\n{program}"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.splitlines()[-1] == "[]"
