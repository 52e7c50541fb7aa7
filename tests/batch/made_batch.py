"""Small documents in two languages, and the command line for a batch of them."""

import csv
import os
import random
import subprocess
import sys
from pathlib import Path

from tests import forked

ALL_FORMATS = ("--to", "parquet", "--to", "tmx", "--to", "jsonl", "--to", "moses", "--split", "60,20,20")
SUBJECTS = [
    ("The library", "图书馆"), ("The old bridge", "旧桥"), ("My neighbour", "我的邻居"), ("The teacher", "老师"),
    ("The new hospital", "新医院"), ("Our garden", "我们的花园"), ("The city council", "市议会"),
]  # fmt: skip
ENDS = [
    ("opens at nine o'clock in the morning.", "上午九点开门。"),
    ("is older than the river road.", "比河边的路还要老。"),
    ("needs three more weeks.", "还需要三个星期。"), ("was painted blue last summer.", "去年夏天漆成了蓝色。"),
    ("has never been so quiet.", "从来没有这么安静。"), ("will be closed on Sunday.", "星期日关闭。"),
]  # fmt: skip


def made_documents(folder: Path, count: int, sentences: int = 12) -> Path:
    """Write documents and their list, and return the list."""
    chance = random.Random(7)
    rows = []
    for number in range(count):
        pairs = [(chance.choice(SUBJECTS), number, chance.choice(ENDS)) for _ in range(sentences)]
        texts = {
            "en": [f"{subject[0]} of house {place} {end[0]}" for subject, place, end in pairs],
            "zh": [f"{place}号的{subject[1]}{end[1]}" for subject, place, end in pairs],
        }
        for language, lines in texts.items():
            path = folder / language / f"{number:03}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        rows.append((f"en/{number:03}.txt", f"zh/{number:03}.txt", ("letters", "news")[number % 2], "CC0-1.0"))
    return write_list(folder / "pairs.csv", rows)


def write_list(path: Path, rows: list) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("source", "target", "genre", "licence"), *rows])
    return path


def command(*arguments) -> list[str]:
    return [sys.executable, "-m", "aligner", "batch", *map(str, arguments)]


def environment() -> dict[str, str]:
    return {**_own_environment(), "OMP_NUM_THREADS": "1"}


def _own_environment() -> dict[str, str]:
    hidden = ("FORCE_COLOR", "COLUMNS", "SOURCE_DATE_EPOCH")
    return {name: value for name, value in os.environ.items() if name not in hidden}


def run_batch_command(*arguments, **more) -> subprocess.CompletedProcess:
    """Run a batch to its end. Its workers set the threads of the libraries themselves."""
    return forked.run(
        command(*arguments), capture_output=True, text=True, check=False, timeout=120, env=_own_environment(), **more
    )


def corpus_bytes(folder: Path) -> dict[str, bytes]:
    """Return the files of a result by name, without the internal store."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not path.name.startswith("results.sqlite")
    }
