"""Make document pairs with planted faults, and say what was planted in each line."""

from __future__ import annotations

import csv
import random
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.corpus_filters.sentences import ADVERBS, BOILERPLATE, FOREIGN, MENU, Sentence, sentence

DOCUMENTS, WRONG_DOCUMENTS, SENTENCES = 300, 30, 20
SHARES = {
    "numbers": 0.05,
    "duplicate": 0.05,
    "near-duplicate": 0.05,
    "language": 0.02,
    "copy": 0.01,
    "urls": 0.02,
    "length": 0.01,
    "wrong": 0.01,
}
"""Share of the sentences with each planted fault; the rest of a document is clean but for boilerplate."""
CLEAN_URL_SHARE = 0.03
"""Share of the sentences with the same address on both sides."""
BOILERPLATE_SHARE, MENU_SHARE = 0.5, 0.3
"""Shares of the documents with one of the lines of boilerplate at the end, and with the line of a menu."""
UNRELATED, CLEAN = "unrelated", "clean"


@dataclass
class Line:
    """A line of both documents of a pair.

    Attributes:
        english: the English text.
        chinese: the Chinese text.
        labels: what was planted in it; empty for a clean line.
    """

    english: str
    chinese: str
    labels: set[str] = field(default_factory=set)


class Maker:
    """Makes documents one after another; duplicates repeat clean lines of earlier documents."""

    def __init__(self, seed: int) -> None:
        """Begin with nothing to repeat.

        Args:
            seed: of all draws.
        """
        self.chance = random.Random(seed)
        self.used: set[tuple[int, int, int]] = set()
        self.earlier: list[Sentence] = []
        self.lines: set[tuple[str, str]] = set()

    def document(self) -> list[Line]:
        """Return the lines of a document with faults."""
        made: list[Sentence] = []
        lines = []
        for _ in range(SENTENCES):
            new = sentence(self.chance, self.used)
            line = self.line(new)
            lines.append(line)
            if not line.labels and "://" not in line.english:
                made.append(new)
        self.earlier += made
        if self.chance.random() < BOILERPLATE_SHARE:
            lines.append(Line(*self.chance.choice(BOILERPLATE), {"boilerplate"}))
        if self.chance.random() < MENU_SHARE:
            lines.append(Line(MENU, sentence(self.chance, self.used).chinese, {"boilerplate", "wrong"}))
        for line in lines:
            key = line.english, line.chinese
            line.labels |= {"duplicate"} if key in self.lines else set()
            self.lines.add(key)
        return lines

    def wrong_document(self) -> list[Line]:
        """Return the sources of a document beside the targets of another one; neither is repeated later."""
        earlier, known = list(self.earlier), set(self.lines)
        sources, targets = self.document(), self.document()
        self.earlier, self.lines = earlier, known
        pairs = zip(sources, targets, strict=False)
        return [Line(source.english, target.chinese, {UNRELATED}) for source, target in pairs]

    def line(self, new: Sentence) -> Line:
        """Return a line with at most one fault, drawn by `SHARES`."""
        place = self.chance.random()
        for label, share in SHARES.items():
            if place < share:
                return self.faulty(new, label)
            place -= share
        if place < CLEAN_URL_SHARE:
            address = self.address()
            return Line(f"{new.english[:-1]} (see {address}).", f"{new.chinese[:-1]}（见 {address}）。")
        return Line(new.english, new.chinese)

    def faulty(self, new: Sentence, label: str) -> Line:
        """Return a line with a fault; a clean one where there is nothing to repeat yet."""
        chance = self.chance
        if label in ("duplicate", "near-duplicate"):
            return self.repeated(label) if self.earlier else Line(new.english, new.chinese)
        while label == "numbers" and new.changed == new.chinese:
            new = sentence(chance, self.used)
        first, second = self.address(), self.address()
        texts = {
            "numbers": (new.english, new.changed),
            "language": chance.choice(FOREIGN),
            "copy": (new.english, new.english),
            "urls": (f"{new.english[:-1]} (see {first}).", f"{new.chinese[:-1]}（见 {second}）。"),
            "length": (new.english, new.chinese[:4] + "。"),
            "wrong": (new.english, sentence(chance, self.used).chinese),
        }
        return Line(*texts[label], {label, "language"} if label == "copy" else {label})

    def repeated(self, label: str) -> Line:
        """Return a line of an earlier document, or a near-duplicate: other case and marks, or an adverb more."""
        old = self.chance.choice(self.earlier)
        if label == "duplicate":
            return Line(old.english, old.chinese, {label})
        if self.chance.random() < 0.5:
            return Line(f"{old.english[:-1].upper()} !", f"{old.chinese[:-1]} ！", {label})
        english, chinese = self.chance.choice(ADVERBS)
        return Line(f"{old.english[:-1]} {english}.", f"{chinese}{old.chinese}", {label})

    def address(self) -> str:
        """Return a new address."""
        return f"https://example.org/{self.chance.randrange(10**6)}"


def make_documents(folder: Path, seed: int) -> tuple[Path, dict[str, list[Line]]]:
    """Write `DOCUMENTS` document pairs and their list; of `WRONG_DOCUMENTS`, the target belongs to no source.

    Returns:
        The path of the list, and the lines of each document; those of wrong documents are labelled `UNRELATED`.
    """
    maker = Maker(seed)
    wrong = set(maker.chance.sample(range(DOCUMENTS), WRONG_DOCUMENTS))
    made: dict[str, list[Line]] = {}
    rows = []
    for number in range(DOCUMENTS):
        lines = maker.wrong_document() if number in wrong else maker.document()
        name = f"{number:03}"
        made[name] = lines
        for side in ("english", "chinese"):
            path = folder / side / f"{name}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"{getattr(line, side)}\n" for line in lines), encoding="utf-8")
        rows.append((name, f"english/{name}.txt", f"chinese/{name}.txt", "CC0-1.0"))
    listed = folder / "pairs.csv"
    with listed.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("document", "source", "target", "licence"), *rows])
    return listed, made


def planted(made: dict[str, list[Line]]) -> Counter[str]:
    """Return the number of lines with each label, and of clean lines."""
    return Counter(label for lines in made.values() for line in lines for label in line.labels or {CLEAN})
