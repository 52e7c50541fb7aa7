"""How soon the editor shows a text and draws what a key does, measured in a browser.

Run as ``python -m benchmarks.editor [--store]``. Made texts of 3,000 and 100,000 pairs are opened by ``aligner review``
in a process of its own and shown in Debian's Chromium. A key counts as drawn when the frame behind its answer has been
drawn; the median of several is taken. Loading is counted from the request to the first row with the cursor, the best of
five; opening in processor time, since machines are busy.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results" / "editor.json"
SIZES = (3_000, 100_000)
KEYS = ("ArrowDown", "g", "u", "s", "m", "d", "c", "n", "PageDown")
TIMES = 15
DRAW_TIME = """async ([key, times]) => {
  const frame = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  const { inTurn } = await import("./turns.js");
  const measured = [];
  for (let count = 0; count < times; count += 1) {
    await frame();
    const start = performance.now();
    document.getElementById("viewport").dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
    await inTurn(() => true);
    await frame();
    measured.push(performance.now() - start);
  }
  return measured.sort((first, second) => first - second)[Math.floor(times / 2)];
}"""
LOAD_TIME = "() => performance.now()"


def made(count: int) -> Any:
    """Return a bitext of ``count`` pairs, some of them unsure."""
    from aligner.bitext import Bead, Bitext, Block, Document, Segment

    sides = []
    for name, language, text in (("m.en", "en", "Sentence {} of the long text."), ("m.zh", "zh", "长文第{}句。")):
        texts = [text.format(number) for number in range(count)]
        blocks = tuple(Block(each, number) for number, each in enumerate(texts, 1))
        segments = tuple(Segment(each, number, 0, len(each), number + 1) for number, each in enumerate(texts))
        sides.append(Document(name, blocks, language, segments))
    beads = tuple(Bead((n,), (n,), 0.5, 0.5 if n % 997 == 5 else 0.97) for n in range(count))
    return Bitext(sides[0], sides[1], beads)


def measured(count: int) -> dict[str, Any]:
    """Return the figures of one text: seconds to open and to load, milliseconds of each key."""
    from playwright.sync_api import sync_playwright

    from aligner.formats import save

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "made.bitext.jsonl"
        save(made(count), path)
        process = subprocess.Popen(
            [sys.executable, "-m", "aligner", "review", str(path), "--no-browser", "--stay"],
            stderr=subprocess.PIPE, text=True, cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        assert process.stderr is not None
        address = next(line.split()[1] for line in process.stderr if line.startswith("Open http"))
        opened = processor_seconds(process.pid)
        try:
            with sync_playwright() as driver:
                browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
                loads = []
                for _ in range(5):
                    page = browser.new_page(viewport={"width": 1280, "height": 800})
                    page.goto(address)
                    page.wait_for_selector(".row.cursor")
                    loads.append(page.evaluate(LOAD_TIME) / 1000)
                    page.wait_for_timeout(1000)
                keys = {key: round(page.evaluate(DRAW_TIME, [key, TIMES])) for key in KEYS}
                browser.close()
        finally:
            process.send_signal(signal.SIGINT)
            process.wait()
    return {
        "pairs": count, "opened": round(opened, 1), "loaded": round(min(loads), 2),
        "keys": keys, "slowest": max(keys.values()),
    }  # fmt: skip


def processor_seconds(process: int) -> float:
    """Return the processor time that a process has taken, by Linux's account."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@click.command()
@click.option("--store", is_flag=True, help="Keep the figures for the documentation.")
def main(store: bool) -> None:
    """Measure, and print the figures as JSON."""
    results = []
    for count in SIZES:
        results.append(measured(count))
        click.echo(json.dumps(results[-1]))
    if store:
        RESULTS.write_text(json.dumps({"texts": results}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
