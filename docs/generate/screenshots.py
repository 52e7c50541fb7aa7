"""Screenshots, taken of the real things: the summary as a terminal shows it, and the HTML page in Chromium.

The terminal is a pseudo-terminal of `COLUMNS` columns; what the program writes into it, colours included, becomes an
SVG through rich. The page is photographed by Chromium without a window (``chromium`` or ``google-chrome`` on the path),
scrolled to where a sentence has no counterpart.
"""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
COLUMNS, ROWS = 84, 60
PAGE = "1180,760"
LANGUAGES = ("en", "zh")
COMMAND = ("align", "story.en.txt", "story.zh.txt", "-o", "story.tmx", "-o", "story.html")
ALONE = re.compile(r'<tr id="b(\d+)" class="[^"]*\balone\b')
ROWS_BEFORE = 5
"""Rows shown above the first pair without a counterpart."""
FRAME = """<!doctype html><style>body {{ margin: 0 }} iframe {{ border: 0; width: 100vw; height: 100vh }}</style>
<iframe src="story.html#b{row}"></iframe>"""
"""Chromium takes an empty picture of a page that it opens scrolled; within a frame it does not."""
EDITOR_KEYS = ("C", "n", "c", "n", "1")
"""What is pressed in the editor before its picture is taken."""
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


def take_all() -> None:
    """Take both screenshots and put them among the pictures of both languages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in COMMAND[1:3]:
            shutil.copy(SAMPLE / file, folder)
        terminal = svg_of(f"$ aligner {' '.join(COMMAND)}\r\n" + shown_on_terminal(COMMAND, folder))
        page = photograph(folder)
        for language in LANGUAGES:
            photograph_editor(folder, language)
    for language in LANGUAGES:
        images = ROOT / "docs" / language / "images"
        (images / "terminal.svg").write_text(terminal, encoding="utf-8")
        if page:
            (images / "page.png").write_bytes(page)


def shown_on_terminal(arguments: tuple[str, ...], folder: Path) -> str:
    """Return what a terminal is sent while the program runs in it, control sequences included."""
    import pty

    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": str(ROWS), "TERM": "xterm-256color"}
    environment["PYTHONPATH"] = str(ROOT)
    with subprocess.Popen(
        [sys.executable, "-m", "aligner", *arguments],
        cwd=folder,
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env=environment,
    ):
        os.close(follower)
        received = b""
        while chunk := read(leader):
            received += chunk
    os.close(leader)
    return received.decode("utf-8")


def read(descriptor: int) -> bytes:
    """Return the next bytes of a pseudo-terminal; none at its end, which Linux reports as an error."""
    try:
        return os.read(descriptor, 65536)
    except OSError:
        return b""


def svg_of(sequence: str) -> str:
    """Return what is left on a terminal after a sequence, as SVG without fonts from elsewhere."""
    from rich.console import Console
    from rich.text import Text

    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for line in left_on_screen(sequence):
        console.print(Text.from_ansi(line))
    svg = console.export_svg(title="aligner", unique_id="terminal")
    return re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)


def left_on_screen(sequence: str) -> list[str]:
    """Return the lines that are still there at the end: a progress bar erases its own."""
    lines: list[str] = [""]
    for part in re.split(r"(\r\n|\n|\r|\x1b\[\d*[A-Z]|\x1b\[\?\d+[hl])", sequence):
        if part in ("\r\n", "\n"):
            lines.append("")
        elif part == "\r" or part.endswith("K"):
            lines[-1] = ""
        elif re.fullmatch(r"\x1b\[\d*A", part):
            lines.pop()
        elif not part.startswith("\x1b[?"):
            lines[-1] += part
    return lines


def photograph(folder: Path) -> bytes | None:
    """Return a picture of the page that the command wrote, or nothing where there is no browser."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        click.echo("No Chromium here: the picture of the page stays as it is.", err=True)
        return None
    alone = ALONE.search((folder / "story.html").read_text(encoding="utf-8"))
    row = max(int(alone[1]) - ROWS_BEFORE, 0) if alone else 0
    (folder / "frame.html").write_text(FRAME.format(row=row), encoding="utf-8")
    picture = folder / "page.png"
    subprocess.run(
        [
            browser,
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            f"--window-size={PAGE}",
            f"--screenshot={picture}",
            (folder / "frame.html").as_uri(),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return picture.read_bytes()


def photograph_editor(folder: Path, language: str) -> None:
    """Take a picture of ``aligner review`` in a language, if Playwright and a browser are there."""
    from importlib.util import find_spec
    from threading import Thread

    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None or find_spec("playwright") is None:
        click.echo("No Playwright or Chromium here: the picture of the editor stays as it is.", err=True)
        return
    from playwright.sync_api import sync_playwright

    from aligner.review.hosting import Host
    from aligner.review.workspace import Workspace

    workspace = Workspace(folder=folder)
    workspace.open(folder / COMMAND[1], folder / COMMAND[2])
    host = Host(workspace)
    thread = Thread(target=lambda: host.run(until_abandoned=False), daemon=True)
    thread.start()
    width, height = map(int, PAGE.split(","))
    with sync_playwright() as driver:
        window = driver.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        page = window.new_page(
            viewport={"width": width, "height": height}, locale="zh-CN" if language == "zh" else "en"
        )
        page.goto(host.address)
        page.wait_for_selector(".row.cursor")
        for key in EDITOR_KEYS:
            page.keyboard.press(key)
            page.wait_for_timeout(1500)
        page.screenshot(path=ROOT / "docs" / language / "images" / "review.png")
        window.close()
    host.stop()
    thread.join(timeout=10)
    for kept in folder.glob("*.jsonl"):
        kept.unlink()
