"""axe-core on every page that people see: the site of both languages, the editor, the reports.

Run as ``python -m benchmarks.accessibility [--store] [--only PART]``. It builds the site, makes the reports from the
sample, opens each page in Chromium (by Playwright) in windows of `WIDTHS` pixels, and counts what axe-core finds and
which pages are wider than the window. English pages of the site are opened on a light screen and Chinese ones on a dark
screen, reports on both; ``--thorough`` opens all on both. ``--pictures FOLDER`` keeps a picture of each.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from multiprocessing import get_context
from pathlib import Path
from threading import Thread
from typing import Any

import click

from docs.generate.browser import chromium
from docs.generate.examples import SITE

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "accessibility.json"
SAMPLE = ROOT / "corpora" / "sample"
LANGUAGES = ("en", "zh")
WIDTHS = (1400, 800, 375)
"""Widths of windows in pixels: a desk, a tablet, a phone."""
HEIGHT = 900
SCHEMES = ("light", "dark")
SETTLE_MILLISECONDS = 250
"""Pause after a page is loaded or its window is resized, in which its scripts finish."""
PATIENCE_MILLISECONDS = 120_000
"""Time a page may take to load on a busy machine."""
WIDER = "document.documentElement.scrollWidth - innerWidth"
"""Pixels by which a page is wider than its window."""
REPORTS = (
    ("pairs.html", "align story.en.txt story.zh.txt -q -o pairs.html"),
    ("editor.html", "review story.en.txt story.zh.txt --export editor.html"),
    ("check.html", "check site/en site/zh -q --no-cache -o check.html"),
    ("statistics.html", "stats batch -q --plot statistics.html"),
    ("search.html", "search lamp memory.tmx -q -o search.html"),
)
"""Page to the command that writes it."""
BATCH = "source,target\nstory.en.txt,story.zh.txt\nguide.en.txt,guide.zh.txt\nstory.en.txt,guide.zh.txt\n"


def run(arguments: str, folder: Path) -> None:
    """Run ``aligner`` in a folder; findings of a check are no failure."""
    command = [sys.executable, "-m", "aligner", *arguments.split()]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    finished = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False, timeout=300)
    if finished.returncode not in (0, 1):
        raise click.ClickException(f"aligner {arguments}: {finished.stderr.decode()}")


def build_site(folder: Path) -> dict[str, str]:
    """Build the site of both languages and return name and address of each page."""
    for language in LANGUAGES:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        command += ["-f", str(ROOT / "docs" / f"site.{language}.yml")]
        command += ["-d", str(folder if language == LANGUAGES[0] else folder / language)]
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
        subprocess.run(command, env=environment, check=True, timeout=300)
    pages = sorted(set(folder.rglob("*.html")) - set(folder.rglob("404.html")))  # needs a server to find its styles
    return {f"site/{path.relative_to(folder).as_posix()}": path.as_uri() for path in pages}


def write_reports(folder: Path) -> dict[str, str]:
    """Write every report and return name and address of each."""
    for file in SAMPLE.glob("*.txt"):
        shutil.copy(file, folder)
    for name, text in SITE.items():
        (folder / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "site" / name).write_text(text, encoding="utf-8")
    (folder / "pairs.csv").write_text(BATCH, encoding="utf-8")
    run("batch pairs.csv -o batch -q --min-confidence 0.9", folder)
    run("align story.en.txt story.zh.txt -q -o memory.tmx", folder)
    for _, arguments in REPORTS:
        run(arguments, folder)
    return {name: (folder / name).as_uri() for name, _ in REPORTS}


@contextmanager
def start_page(folder: Path) -> Iterator[dict[str, str]]:
    """Serve the start page of ``aligner review`` and yield its name and address."""
    from aligner.review.hosting import Host
    from aligner.review.workspace import Workspace

    host = Host(Workspace(folder=folder))
    thread = Thread(target=lambda: host.run(until_abandoned=False), daemon=True)
    thread.start()
    try:
        yield {"start page": host.address}
    finally:
        host.stop()
        thread.join(timeout=10)


def faults(page: Any) -> list[str]:
    """Return what axe-core finds in an open page, and whether the page is wider than its window."""
    from axe_playwright_python.sync_playwright import Axe

    violations = Axe().run(page).response["violations"]
    found = [f"{each['id']}: {node['html'][:160]}" for each in violations for node in each["nodes"]]
    if (wider := page.evaluate(WIDER)) > 0:
        found.append(f"wider than the window by {wider} pixels")
    return found


def examine(
    window: Any,
    addresses: dict[str, str],
    widths: Sequence[int] = WIDTHS,
    schemes: Sequence[str] = SCHEMES,
    pictures: Path | None = None,
) -> dict[str, list[str]]:
    """Open every page in every size and return the faults by page, size and scheme; only those with faults.

    Args:
        window: the browser.
        addresses: name and address of each page.
        widths: of the window in pixels.
        schemes: ``light``, ``dark`` or both.
        pictures: folder for a picture of each page.
    """
    result = {}
    for scheme in schemes:
        context = window.new_context(color_scheme=scheme)
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MILLISECONDS)
        for name, address in addresses.items():
            page.set_viewport_size({"width": widths[0], "height": HEIGHT})
            page.goto(address)
            for width in widths:
                page.set_viewport_size({"width": width, "height": HEIGHT})
                page.wait_for_timeout(SETTLE_MILLISECONDS)
                if found := faults(page):
                    result[f"{name}, {width} pixels, {scheme}"] = found
                if pictures:
                    page.screenshot(path=pictures / f"{name.replace('/', '_')}-{width}-{scheme}.png", full_page=True)
        context.close()
    return result


def in_own_browser(addresses: dict[str, str], schemes: Sequence[str], pictures: Path | None) -> dict[str, list[str]]:
    """Examine pages in a browser that is started for them, in a process of its own."""
    with chromium() as window:
        return examine(window, addresses, schemes=schemes, pictures=pictures)


@click.command()
@click.option("--store", is_flag=True, help="Write the result into benchmarks/results.")
@click.option("--only", type=click.Choice(["site", "reports", "start page"]), help="Examine a part of the pages.")
@click.option("--thorough", is_flag=True, help="Open the site of each language on a light and on a dark screen.")
@click.option("--pictures", type=click.Path(path_type=Path), help="Keep a picture of each page in this folder.")
def main(store: bool, only: str | None, thorough: bool, pictures: Path | None) -> None:
    """Examine every page; exit with 1 where something was found."""
    if pictures:
        pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(2, get_context("spawn")) as pool:
        site, work = Path(name, "site"), Path(name, "work")
        work.mkdir()
        pages = build_site(site) if only in (None, "site") else {}
        chinese = {place: address for place, address in pages.items() if place.startswith("site/zh/")}
        english = {place: address for place, address in pages.items() if place not in chinese}
        addresses = pages | (write_reports(work) if only in (None, "reports") else {})
        reports = {place: address for place, address in addresses.items() if place not in pages}
        parts = [(english, SCHEMES if thorough else SCHEMES[:1]), (chinese, SCHEMES if thorough else SCHEMES[1:])]
        with start_page(work) if only in (None, "start page") else nullcontext({}) as start:
            waiting = [pool.submit(in_own_browser, *part, pictures) for part in (*parts, (reports | start, SCHEMES))]
            found = {place: each for part in waiting for place, each in part.result().items()}
            addresses |= start
    for place, each in found.items():
        click.echo("\n  ".join([place, *each]))
    click.echo(f"{len(addresses)} pages, each in {len(WIDTHS)} widths; {len(found)} openings with faults")
    if store:
        from axe_playwright_python.base import AXE_FILE_PATH

        axe = AXE_FILE_PATH.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("/*! ")
        results = {"axe": axe, "widths": WIDTHS, "thorough": thorough, "pages": sorted(addresses), "faults": found}
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
