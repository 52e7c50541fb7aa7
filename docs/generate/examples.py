"""The files that the pages' commands name, made from the project's sample, and the sessions run on them."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

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
        write_pdf(folder / f"report.{language}.pdf", lines_of(f"resolution.{language}.paragraphs"))
        (folder / "novels" / language).mkdir(parents=True)
        for genre in GENRES:
            shutil.copy(SAMPLE / f"{genre}.{language}.txt", folder / "novels" / language / f"{genre}.txt")
        shutil.copytree(ROOT / "docs" / language, folder / "docs" / language)
    for name, text in SITE.items():
        path = folder / "site" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shutil.copytree(folder / "novels", folder / "mixed-novels")
    mix_novels(folder / "mixed-novels")
    parts = lines_of("story.zh.paragraphs")
    third = len(parts) // 3
    reordered = [*parts[:third], *parts[2 * third :], *parts[third : 2 * third]]
    (folder / "reordered.zh.txt").write_text("\n\n".join(reordered) + "\n", encoding="utf-8")
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


def write_pdf(path: Path, paragraphs: list[str]) -> None:
    """Write a PDF with a footer on each page, in a font that every reader of PDF has for Chinese."""
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    is_chinese = ".zh." in path.name
    font = "STSong-Light" if is_chinese else "Times-Roman"
    if is_chinese:
        pdfmetrics.registerFont(UnicodeCIDFont(font))
    style = ParagraphStyle("body", fontName=font, fontSize=12, leading=18, spaceAfter=9)
    style.wordWrap = "CJK" if is_chinese else None

    def footer(canvas: Any, document: Any) -> None:  # noqa: ANN401 - of reportlab
        canvas.setFont(font, 9)
        canvas.drawString(72, 36, f"{'海港会议' if is_chinese else 'Harbour Conference'} {document.page}")

    document = SimpleDocTemplate(str(path), invariant=1)
    document.build([Paragraph(paragraph, style) for paragraph in paragraphs], onFirstPage=footer, onLaterPages=footer)


def mix_novels(folder: Path) -> None:
    """Put the novels of both languages into one folder, under names that say nothing."""
    for language, name in zip(LANGUAGES, ("scan-{}.txt", "file {}.txt"), strict=True):
        for number, genre in enumerate(GENRES if language == "en" else reversed(GENRES), start=1):
            (folder / language / f"{genre}.txt").rename(folder / name.format(number))
        (folder / language).rmdir()


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
