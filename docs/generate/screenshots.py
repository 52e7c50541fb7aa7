"""Pictures of the editor and of the page of pairs, taken by Playwright in Chromium, for light and for dark screens.

The words that each picture shows are stored beside this module (`SHOWN`), so that a test can compare them with what
the program shows now.
"""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

from docs.generate.browser import chromium
from docs.generate.examples import run

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "corpora" / "sample"
SHOWN = Path(__file__).parent / "pictures.json"
"""Picture to the lines of text that it shows."""
SIZE = {"width": 1180, "height": 760}
"""Size of the window in pixels."""
LANGUAGES = {"en": "en", "zh": "zh-CN"}
"""Language of the pages to the locale of the browser."""
SCHEMES = {"light": "", "dark": "-dark"}
"""Colour scheme of the screen to the ending of the picture's name."""
DOCUMENTS = ("story.en.txt", "story.zh.txt")
UNPAIRED_ROW = re.compile(r'<tr id="b(\d+)" class="[^"]*\balone\b')
ROWS_BEFORE = 5
"""Rows shown above the first pair without a counterpart."""
EDITOR_KEYS = ("C", "n", "c", "n", "1")
"""Keys pressed in the editor before its picture is taken."""
KEY_MILLISECONDS = 1500
"""Pause after each key."""
VISIBLE = """(selector) => Array.from(document.querySelectorAll(selector))
  .filter((part) => part.getBoundingClientRect().bottom > 0 && part.getBoundingClientRect().top < innerHeight)
  .map((part) => part.innerText.replace(/\\s+/g, " ").trim())"""
"""Script that returns the text of the selected elements that are in the window."""

Shot = Callable[[str, str, Any], None]
"""Called with the name of a picture, its language and the open page."""


def take_all() -> None:
    """Take every picture for both languages, and store the words that they show."""
    with chromium() as browser:
        for scheme, ending in SCHEMES.items():

            def shoot(name: str, language: str, page: Any, ending: str = ending) -> None:  # noqa: ANN401 - of Playwright
                page.screenshot(path=ROOT / "docs" / language / "images" / f"{name}{ending}.png")

            shown = visit_all(browser, scheme, shoot)
    SHOWN.write_text(json.dumps(shown, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def visit_all(browser: Any, scheme: str, shoot: Shot = lambda *_: None) -> dict[str, list[str]]:  # noqa: ANN401
    """Open the page of pairs and the editor in both languages, and return the lines of text that they show.

    Args:
        browser: of Playwright.
        scheme: ``light`` or ``dark``.
        shoot: takes a picture.
    """
    shown = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in DOCUMENTS:
            shutil.copy(SAMPLE / file, folder)
        for language, locale in LANGUAGES.items():
            page = browser.new_page(viewport=SIZE, locale=locale, color_scheme=scheme)
            open_pairs(page, folder)
            shown[f"{language}/page"] = page.evaluate(VISIBLE, "header p, tbody tr")
            shoot("page", language, page)
            with editor(folder) as address:
                open_editor(page, address)
                shown[f"{language}/review"] = page.evaluate(VISIBLE, "#figures, .row")
                shoot("review", language, page)
            page.close()
    return shown


def open_pairs(page: Any, folder: Path) -> None:  # noqa: ANN401 - of Playwright
    """Open the page of pairs, scrolled to where a sentence has no counterpart."""
    run(f"aligner align {' '.join(DOCUMENTS)} -q -o story.html", folder)
    path = folder / "story.html"
    unpaired = UNPAIRED_ROW.search(path.read_text(encoding="utf-8"))
    row = max(int(unpaired[1]) - ROWS_BEFORE, 0) if unpaired else 0
    page.goto(f"{path.as_uri()}#b{row}")
    page.wait_for_timeout(KEY_MILLISECONDS)


def open_editor(page: Any, address: str) -> None:  # noqa: ANN401 - of Playwright
    """Open the editor, and confirm and correct some pairs in it."""
    page.goto(address)
    page.wait_for_selector(".row.cursor")
    for key in EDITOR_KEYS:
        page.keyboard.press(key)
        page.wait_for_timeout(KEY_MILLISECONDS)


@contextmanager
def editor(folder: Path) -> Iterator[str]:
    """Serve the editor with the two documents of a folder, and yield its address."""
    from aligner.review.hosting import Host
    from aligner.review.workspace import Workspace

    workspace = Workspace(folder=folder)
    workspace.open(*(folder / name for name in DOCUMENTS))
    host = Host(workspace)
    thread = Thread(target=lambda: host.run(until_abandoned=False), daemon=True)
    thread.start()
    try:
        yield host.address
    finally:
        host.stop()
        thread.join(timeout=10)
        for journal in folder.glob("*.jsonl"):
            journal.unlink()
