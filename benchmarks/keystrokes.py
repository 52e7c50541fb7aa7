"""How many keys it takes to correct a chapter, from the machine's output to the human alignment.

Run as ``python -m benchmarks.keystrokes [--chapter 001 ...] [--store] [--page]``. A simulated reader knows the human
alignment, reads from the top, and at each wrong place presses the key of the page that mends most of it (of two keys in
a row, if no single one helps). Counted are the keys that change something, not those that go to a place. Beside it the
same reader with the operations of InterText alone: moving a sentence or all below, and joining rows. ``--page`` presses
the keys in a real browser and compares what the server then holds with the human alignment.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).parent.parent
DATA = ROOT.parent / "shared" / "eval" / "mac-dev"
RESULTS = ROOT / "benchmarks" / "results" / "keystrokes.json"
GIVE_UP = 400
"""Keys after which a chapter counts as not corrected."""
Numbers = tuple[tuple[int, ...], tuple[int, ...]]


@dataclass
class Reader:
    """Corrects one review.

    Attributes:
        review: what is corrected.
        gold: pairs with two sides, as segment numbers.
        proposer: offers paths and splits; none for a reader who has InterText's operations only.
        keys: pressed so far: row, side and place of the cursor, and the key.
    """

    review: Any
    gold: frozenset[Numbers]
    proposer: Any = None
    keys: list[tuple[int, str, int, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Number the segments, and find what the human alignment leaves alone and where it has boundaries."""
        documents = self.review.documents
        self.numbers = [{seg: number for number, seg in enumerate(document.segments)} for document in documents]
        paired = [{number for pair in self.gold for number in pair[side]} for side in (0, 1)]
        self.alone = [set(known.values()) - some for known, some in zip(self.numbers, paired, strict=True)]

    def pair(self, row: Any) -> Numbers:
        """Return the segment numbers of a row."""
        source, target = (
            tuple(known[segment] for segment in side) for known, side in zip(self.numbers, row.sides, strict=True)
        )
        return source, target

    def is_right(self, row: Any) -> bool:
        """Whether the human alignment has the row; segments that it leaves alone may stand in rows of any number."""
        source, target = self.pair(row)
        if row.is_null:
            return self.alone[0].issuperset(source) and self.alone[1].issuperset(target)
        return (source, target) in self.gold

    def worth(self, rows: Sequence[Any]) -> float:
        """Return the segments that stand in right rows, and a little for each boundary that is right on both sides."""
        right = sum(len(row.source) + len(row.target) for row in rows if self.is_right(row))
        ends = {(source[-1], target[-1]) for source, target in self.gold}
        starts = {(source[0], target[0]) for source, target in self.gold}
        pairs = [self.pair(row) for row in rows if not row.is_null]
        met = sum(((s[-1], t[-1]) in ends) + ((s[0], t[0]) in starts) for s, t in pairs)
        return right + 0.3 * met - 0.1 * sum(not self.is_right(row) for row in rows)

    def wrong(self) -> int | None:
        """Return the first row that is wrong."""
        return next((number for number, row in enumerate(self.review.rows) if not self.is_right(row)), None)

    def choices(self, row: int) -> Iterator[tuple[tuple[int, str, int, str], dict[str, Any]]]:
        """Yield the keys that can be pressed at a row, with the operation that the page makes of each."""
        from aligner.review.row_json import row_to_json

        here = self.review.rows[row]
        for side, by, key in (
            ("source", -1, "Control+ArrowUp"), ("target", -1, "Control+ArrowUp"),
            ("source", 1, "Control+ArrowDown"), ("target", 1, "Control+ArrowDown"),
        ):  # fmt: skip
            yield (row, side, 0, key), {"do": "move", "row": row, "side": side, "by": by}
        for side in ("source", "target"):
            for at in range(max(1, len(getattr(here, side)))):
                yield (row, side, at, "Enter"), {"do": "shift", "row": row, "side": side, "at": at}
            yield (row, side, 0, "Backspace"), {"do": "unshift", "row": row, "side": side}
        yield (row, "source", 0, "Control+Backspace"), {"do": "merge", "row": row - 1, "count": 2}
        if self.proposer is None:
            return
        yield (row, "source", 0, "g"), {"do": "merge", "row": row, "count": 2}
        yield (row, "source", 0, "i"), {"do": "alone", "row": row, "side": "source"}
        yield (row, "target", 0, "i"), {"do": "alone", "row": row, "side": "target"}
        for source, target in self.proposer.best_splits(here)[:1]:
            yield (row, "source", 0, "s"), {"do": "split", "row": row, "source": source, "target": target}
        for number, (first, count, new) in enumerate(self.proposer.next_best(self.review.rows, row), 1):
            records = [row_to_json(each, self.review.documents) for each in new]
            yield (row, "source", 0, str(number)), {"do": "put", "hunks": [[first, count, records]]}

    def correct(self) -> bool:
        """Press keys until nothing is wrong; return whether that came about."""
        while (row := self.wrong()) is not None and len(self.keys) < GIVE_UP:
            best = self.best_single(row) or self.best_double(row)
            if best is None:
                return False
            for key, operation in best:
                self.review.do(operation)
                self.keys.append(key)
        return self.wrong() is None

    def tried(self, row: int) -> Iterator[tuple[float, Any, dict[str, Any]]]:
        """Yield what each key at a row gains, the key and its operation."""
        from aligner.errors import AlignerError

        for key, operation in self.choices(row):
            try:
                splice = self.review.plan(operation)
            except AlignerError:
                continue
            yield self.worth(splice.after) - self.worth(splice.before), key, operation

    def best_single(self, row: int) -> list[Any] | None:
        """Return the key that mends most at a row, or at the next one, if any does."""
        rows = [row, row + 1] if row + 1 < len(self.review.rows) else [row]
        found = [each for number in rows for each in self.tried(number)]
        gain, key, operation = max(found, key=lambda each: each[0])
        return [(key, operation)] if gain > 0.5 else None

    def best_double(self, row: int) -> list[Any] | None:
        """Return the two keys that mend most together."""
        best: tuple[float, list[Any]] = (0.01, [])
        rows = [number for number in (row, row + 1, row - 1) if 0 <= number < len(self.review.rows)]
        proposer, self.proposer = self.proposer, None  # two moves: paths have been looked at one by one
        for number in rows:
            for gain, key, operation in list(self.tried(number)):
                self.review.do(operation)
                for second, step in product([number - 1, number, number + 1], [0]):
                    if not 0 <= second + step < len(self.review.rows):
                        continue
                    for more, other, then in self.tried(second):
                        if gain + more > best[0]:
                            best = gain + more, [(key, operation), (other, then)]
                self.review.do({"do": "undo"})
        self.proposer = proposer
        return best[1] or None


def prepared(chapter: str, embedder: Any) -> tuple[Any, frozenset[Numbers], Any]:
    """Return the machine's bitext of a chapter, the human pairs, and what proposes."""
    from aligner.formats import read_beads
    from aligner.pipeline import align
    from aligner.review.paths import Proposer
    from aligner.settings import SegmentSettings, Settings

    settings = Settings(segment=SegmentSettings(segmenter="lines"))
    bitext = align(DATA / f"{chapter}.zh", DATA / f"{chapter}.en", settings, embedder=embedder)
    beads = read_beads(DATA / f"{chapter}.align", "vecalign")
    gold = frozenset((bead.source, bead.target) for bead in beads if not bead.is_null)
    return bitext, gold, Proposer(embedder, settings.align, (bitext.source.language, bitext.target.language))


def figures(chapter: str, embedder: Any) -> tuple[dict[str, Any], Any, Reader]:
    """Return the keys that a chapter took, its bitext, and the reader."""
    from aligner.review.history import Review

    bitext, gold, proposer = prepared(chapter, embedder)
    readers = {"keys": Reader(Review(bitext), gold, proposer), "InterText": Reader(Review(bitext), gold)}
    result: dict[str, Any] = {"chapter": chapter, "rows": len(bitext.beads)}
    result["wrong"] = sum(not readers["keys"].is_right(row) for row in readers["keys"].review.rows)
    for name, reader in readers.items():
        result[f"{name} corrected"] = reader.correct()
        result[name] = len(reader.keys)
    return result, bitext, readers["keys"]


@click.command()
@click.option("--chapter", "chapters", multiple=True, default=["001", "002", "003", "004", "005", "006"])
@click.option("--store", is_flag=True, help="Keep the figures for the documentation.")
@click.option("--page", is_flag=True, help="Press the keys of the first chapter in a browser.")
def main(chapters: Sequence[str], store: bool, page: bool) -> None:
    """Count keys."""
    from aligner.embedders import load_embedder

    if not DATA.is_dir():
        raise SystemExit(f"nothing to correct: {DATA} is not there")
    embedder = load_embedder("bundled")
    results = []
    for number, chapter in enumerate(chapters):
        result, bitext, reader = figures(chapter, embedder)
        if page and not number:
            result["in the browser"] = pressed(bitext, reader)
        click.echo(json.dumps(result))
        results.append(result)
    total = {name: sum(result[name] for result in results) for name in ("rows", "wrong", "keys", "InterText")}
    click.echo(json.dumps(total))
    if store:
        RESULTS.write_text(json.dumps({"chapters": results, "total": total}, indent=1) + "\n", encoding="utf-8")


def pressed(bitext: Any, reader: Reader) -> bool:
    """Press a reader's keys in the page, and tell whether the result is the human alignment."""
    import shutil
    import tempfile
    from threading import Thread

    from playwright.sync_api import sync_playwright

    from aligner.formats import load, save
    from aligner.review.history import Review
    from aligner.review.hosting import Host
    from aligner.review.workspace import Workspace

    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "chapter.bitext.jsonl"
        save(bitext, path)
        workspace = Workspace(folder=path.parent)
        workspace.open(path)
        host = Host(workspace)
        thread = Thread(target=lambda: host.run(until_abandoned=False))
        thread.start()
        with sync_playwright() as driver:
            browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            page.goto(host.address)
            page.wait_for_selector(".row.cursor")
            here = 0
            for row, side, at, key in reader.keys:
                here = press(page, here, (row, side, at), key)
            browser.close()
        host.stop()
        thread.join()
        final = Reader(Review(load(path)), reader.gold)
        return final.wrong() is None


def press(page: Any, here: int, place: tuple[int, str, int], key: str) -> int:
    """Go to a place with the arrows and press a key; return the row of the cursor."""
    row, side, at = place
    settle = "() => import('./turns.js').then((turns) => turns.inTurn(() => true))"
    now = page.evaluate("() => Number(document.querySelector('.row.cursor')?.dataset.row ?? -1)")
    here = here if now < 0 else now
    steps = ["ArrowDown" if row > here else "ArrowUp"] * abs(row - here)
    for step in steps:
        page.keyboard.press(step)
    page.evaluate(settle)
    cell = page.locator(f".row.cursor .cell.{side}")
    for _ in range(12):
        active = page.evaluate(
            "() => { const cell = document.querySelector('.row.cursor .cell.active');"
            " return [cell.dataset.side, Number(cell.querySelector('.chip.active')?.dataset.at ?? 0)]; }"
        )
        if active == [side, at]:
            break
        ahead = (("source", "target").index(side), at) > (("source", "target").index(active[0]), active[1])
        page.keyboard.press("ArrowRight" if ahead else "ArrowLeft")
        page.evaluate(settle)
    assert cell.count() == 1
    page.keyboard.press(key)
    page.evaluate(settle)
    return page.evaluate("() => Number(document.querySelector('.row.cursor').dataset.row)")


if __name__ == "__main__":
    main()
