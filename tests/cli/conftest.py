"""A small bilingual pair of documents, and the program as a user runs it."""

import os
import re
import subprocess
import sys
from dataclasses import dataclass

import pytest

from tests import forked

PROGRESS = re.compile(r"^ *\d+ s  .*\n", re.MULTILINE)
"""Lines that a run of more than 10 seconds prints without a terminal."""
PAIRS = [
    ("The library opens at nine o'clock every morning.", "图书馆每天上午九点开门。"),
    ("Readers may borrow five books at a time.", "读者一次可以借五本书。"),
    ("A book must be returned within three weeks.", "图书须在三周内归还。"),
    ("Please do not bring food into the reading room.", "请不要把食物带进阅览室。"),
    ("The old maps are kept on the second floor.", "旧地图存放在二楼。"),
    ("Children under twelve need a library card of their own.", "十二岁以下的儿童需要自己的借书证。"),
    ("On Sundays the building is closed.", "星期日闭馆。"),
    ("If you lose a book, you will have to pay for it.", "如果丢失图书，您需要赔偿。"),
]


@dataclass
class Result:
    code: int
    out: str
    err: str


@pytest.fixture
def english(tmp_path):
    path = tmp_path / "library.en.txt"
    path.write_text("\n\n".join(pair[0] for pair in PAIRS) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def chinese(tmp_path):
    path = tmp_path / "library.zh.txt"
    path.write_text("\n\n".join(pair[1] for pair in PAIRS) + "\n", encoding="utf-8")
    return str(path)


@pytest.fixture
def run(tmp_path):
    """Return a function that runs ``aligner`` in its own process and an empty folder."""

    def run_program(*arguments, stdin=None, **variables):
        environment = {name: value for name, value in os.environ.items() if name not in ("FORCE_COLOR", "COLUMNS")}
        finished = forked.run(
            [sys.executable, "-m", "aligner", *map(str, arguments)],
            input=None if stdin is None else stdin.encode(),
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            cwd=tmp_path,
            env={**environment, **variables},
            check=False,
            timeout=120,
        )
        errors = PROGRESS.sub("", finished.stderr.decode("utf-8"))  # a slow machine prints lines of progress
        return Result(finished.returncode, finished.stdout.decode("utf-8"), errors)

    return run_program
