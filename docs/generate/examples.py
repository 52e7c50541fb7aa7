"""The files that the pages' commands name, made from the project's sample, and the sessions run on them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
SESSION = re.compile(r"(?P<head>^```console\n\$ (?P<command>[^\n]+)\n).*?(?P<tail>^```$)", re.MULTILINE | re.DOTALL)
TIME = re.compile(r"^time +[\d.]+ s$", re.MULTILINE)
LANGUAGES = ("en", "zh")
GENRES = ("story", "guide", "resolution")
SITE = {
    "en/index.md": "# About Tide\n\nTide reads the gauges of a harbour.\n\nIt keeps the readings of 2 years.\n",
    "zh/index.md": "# Tide 简介\n\nTide 读取港口的水位计。\n\n它保存 3 年的读数。\n",
    "en/install.md": (
        "# Install\n\nUnpack the file and start the program once.\n\n"
        "It asks for the address of the harbour. You can change it later in the settings.\n\n"
        "Without a network, copy the map files by hand.\n"
    ),
    "zh/install.md": "# 安装\n\n解压文件 and 启动一次程序。\n\n它会询问港口的地址。以后可以在设置里修改。\n",
    "en/faq.md": "# Questions\n\nWhere are the readings? In the folder of the program.\n",
}
"""The documentation of an invented program; its translation has one fault of four kinds."""


def prepare(folder: Path) -> None:
    """Put into a folder what the commands of the pages begin with."""
    for file in SAMPLE.iterdir():
        shutil.copy(file, folder)
    shutil.copy(SAMPLE / "story.zh.txt", folder / "second.zh.txt")
    (folder / "corpora").symlink_to(ROOT / "corpora", target_is_directory=True)
    for language in LANGUAGES:
        write_word(folder / f"manual.{language}.docx", lines_of(f"guide.{language}.paragraphs"))
        (folder / "novels" / language).mkdir(parents=True)
        for genre in GENRES:
            shutil.copy(SAMPLE / f"{genre}.{language}.txt", folder / "novels" / language / f"{genre}.txt")
        shutil.copytree(ROOT / "docs" / language, folder / "docs" / language)
    for name, text in SITE.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    both = zip(lines_of("story.en.paragraphs"), lines_of("story.zh.paragraphs"), strict=False)
    (folder / "bilingual.txt").write_text("\n".join(line for pair in both for line in pair) + "\n", encoding="utf-8")
    for genre, memory in (("guide", "memory"), ("story", "older")):
        run(f"aligner align {genre}.en.txt {genre}.zh.txt -q -o {memory}.tmx", folder)


def lines_of(name: str) -> list[str]:
    """Return the lines of a file of the sample."""
    return (SAMPLE / name).read_text(encoding="utf-8").splitlines()


def write_word(path: Path, paragraphs: list[str]) -> None:
    """Write a Word document whose first paragraph is its title."""
    import docx

    document = docx.Document()
    for number, paragraph in enumerate(paragraphs):
        if number:
            document.add_paragraph(paragraph)
        else:
            document.add_heading(paragraph, 0)
    document.save(str(path))


def run(command: str, folder: Path) -> subprocess.CompletedProcess[bytes]:
    """Run one command of a page in a folder; ``aligner`` is this very program, its output that of a wide pipe."""
    words = shlex.split(command.partition(" > ")[0])
    if words[0] == "aligner":
        words = [sys.executable, "-m", *words]
    environment = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "FORCE_COLOR")}
    environment["PYTHONPATH"] = str(ROOT)
    finished = subprocess.run(words, cwd=folder, capture_output=True, env=environment, check=False, timeout=300)
    if redirected := command.partition(" > ")[2]:
        (folder / redirected).write_bytes(finished.stdout)
    return finished


def without_times(printed: str) -> str:
    """Return what a run printed without the seconds that it took, which differ between machines."""
    return TIME.sub("time", printed).rstrip()


def with_sessions(text: str, folder: Path) -> str:
    """Return a page in which every session of a command and its output shows what is printed now.

    The seconds that a run took stay as they were: they say more about the machine of the day than about the program.
    """

    def renewed(match: re.Match[str]) -> str:
        finished = run(match["command"], folder)
        printed = (finished.stdout + finished.stderr).decode("utf-8").rstrip("\n")
        if known := TIME.search(match[0]):
            printed = TIME.sub(known[0], printed)
        return match["head"] + printed + "\n" + match["tail"]

    return SESSION.sub(renewed, text)
