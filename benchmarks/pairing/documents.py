"""Documents whose counterparts are known: cut from ordered sentence pairs, with what makes real folders hard.

Neighbouring documents of one source are of one subject; some carry a licence that others carry too; some have lost
sentences; some of those without a counterpart are revised copies of a document that has one.
"""

from __future__ import annotations

import lzma
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

SOURCES = {
    "lctt_sent": 0.45,
    "pydocs_po_sent": 0.18,
    "msctd_dialog": 0.18,
    "alma_wmt17-20_flores": 0.1,
    "ntrex128": 0.03,
    "tico19": 0.03,
    "vuedocs_sent": 0.03,
}
"""Files whose pairs stand in the order of a text, and the most that each gives."""
BOILERPLATE = (
    (
        "This document is provided as is, without any warranty.",
        "Copies may be made as long as this notice is kept.",
        "Please send corrections to the editors by the end of the month.",
    ),
    ("本文件按原样提供，不作任何担保。", "在保留本声明的前提下可以复制。", "如有更正意见，请于月底前寄给编辑。"),
)
NOTICE_RATE, CUT_RATE, REVISED_RATE = 0.3, 0.1, 0.15
LOST = 0.04
CUT = 0.3
REVISED = 0.1
REPEATED = 0.2
FORMS_DRAWN = 200
FIGURE = re.compile("[0-9]+")

Texts = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """A document in one or two languages.

    Attributes:
        source: the file it was cut from.
        english: sentences; empty where it exists in Chinese only.
        chinese: likewise.
        original: for a revised copy, the English text of what it is a copy of.
    """

    source: str
    english: Texts
    chinese: Texts
    original: Texts = ()


def ordered_pairs(folder: Path, half: int) -> dict[str, list[tuple[str, str]]]:
    """Return ``(English, Chinese)`` sentences of each source: of the first or of the second half of its file."""
    found = {}
    for name in SOURCES:
        with lzma.open(folder / f"{name}.tsv.xz", "rt", encoding="utf-8") as stream:
            rows = [line.rstrip("\n").split("\t") for line in stream]
        middle = len(rows) // 2
        found[name] = [(row[1], row[0]) for row in (rows[middle:] if half else rows[:middle])]
    return found


def cut(
    pairs: dict[str, list[tuple[str, str]]], count: int, sizes: tuple[int, int], chance: random.Random
) -> list[Known]:
    """Return up to ``count`` documents of consecutive pairs, their sizes log-uniform, shuffled."""
    documents = []
    seen: set[str] = set()
    for name, share in SOURCES.items():
        rows = pairs[name]
        place = chance.randrange(max(1, len(rows) // 4))
        for _ in range(round(count * share)):
            size = round(sizes[0] * (sizes[1] / sizes[0]) ** chance.random())
            if place + size > len(rows):
                break
            english, chinese = zip(*rows[place : place + size], strict=True)
            place += size
            if len(seen.intersection(english)) > REPEATED * size or len(seen.intersection(chinese)) > REPEATED * size:
                continue  # one article, translated twice
            seen.update(english, chinese)
            documents.append(Known(name, english, chinese))
    chance.shuffle(documents)
    return documents


def made_folder(
    pairs: dict[str, list[tuple[str, str]]], each: int, chance: random.Random, sizes: tuple[int, int] = (5, 120)
) -> list[Known]:
    """Return documents of which each side has ``each``, a third of them without a counterpart.

    Args:
        pairs: see `ordered_pairs`.
        each: documents a side.
        chance: of everything.
        sizes: fewest and most pairs a document.
    """
    alone = each // 3
    both = each - alone
    drawn = cut(pairs, round(1.35 * (both + 2 * alone)), sizes, chance)[: both + 2 * alone]
    paired = [damaged(one, chance) for one in drawn[:both]]
    rest = drawn[both:]
    result = list(paired)
    decoys = chance.sample(paired, len(paired))
    for number, one in enumerate(rest):
        fresh = damaged(one, chance)
        if chance.random() < REVISED_RATE and decoys:
            fresh = revised(decoys.pop(), fresh, chance)
        result.append(replace(fresh, **{"chinese" if number % 2 else "english": ()}))
    return result


def damaged(document: Known, chance: random.Random) -> Known:
    """Return the document as translations are: sentences lost on either side, in some a third on one, some notices."""
    rates = [LOST, LOST]
    if chance.random() < CUT_RATE:
        rates[chance.randrange(2)] = CUT
    sides = [
        tuple(text for text in texts if chance.random() >= rate) or texts[:1]
        for texts, rate in zip((document.english, document.chinese), rates, strict=True)
    ]
    if chance.random() < NOTICE_RATE:
        sides = [(*side, *notice) for side, notice in zip(sides, BOILERPLATE, strict=True)]
    return Known(document.source, *sides)


def revised(original: Known, other: Known, chance: random.Random) -> Known:
    """Return a copy with a tenth of its sentences, at least two, in the place of others."""
    size = min(len(original.english), len(original.chinese))
    places = set(chance.sample(range(size), min(size, max(2, round(REVISED * size)))))
    sides = [
        tuple(fresh[number % len(fresh)] if number in places else text for number, text in enumerate(texts))
        for texts, fresh in ((original.english, other.english), (original.chinese, other.chinese))
    ]
    return Known(original.source, *sides, original.english)


def forms(
    pairs: dict[str, list[tuple[str, str]]], each: int, chance: random.Random, sizes: tuple[int, int]
) -> list[Known]:
    """Return documents of which each side has ``each``: one text again and again, each time with other figures.

    A third of them has no counterpart.
    """
    drawn = cut(pairs, FORMS_DRAWN, sizes, chance)
    originals = sorted(drawn, key=lambda one: -len(shared_figures(one)) / len(one.english))[: len(drawn) // 4]
    original = chance.choice(originals)
    alone = each // 3
    copies = [restated(damaged(original, chance), chance) for _ in range(each + alone)]
    return [
        one if number < each - alone else replace(one, **{"chinese" if number % 2 else "english": ()})
        for number, one in enumerate(copies)
    ]


def shared_figures(document: Known) -> set[str]:
    """Return the figures that stand on both sides."""
    sides = [set(FIGURE.findall(" ".join(texts))) for texts in (document.english, document.chinese)]
    return sides[0] & sides[1]


def restated(document: Known, chance: random.Random) -> Known:
    """Return the document with other figures, the same ones on both sides."""
    fresh: dict[str, str] = {}

    def other(match: re.Match[str]) -> str:
        figure = match.group()
        first = chance.choice("123456789")
        return fresh.setdefault(figure, first + "".join(chance.choice("0123456789") for _ in figure[1:]))

    sides = [tuple(FIGURE.sub(other, text) for text in texts) for texts in (document.english, document.chinese)]
    return Known(document.source, *sides)


def laid_out(texts: Sequence[str], chinese: bool, chance: random.Random) -> str:
    """Return a text file: paragraphs of a few sentences, or a sentence a line."""
    if chance.random() < 0.3:
        return "\n".join(texts) + "\n"
    paragraphs, place = [], 0
    while place < len(texts):
        size = chance.randint(1, 6)
        paragraphs.append(("" if chinese else " ").join(texts[place : place + size]))
        place += size
    return "\n\n".join(paragraphs) + "\n"


def write_folder(documents: Sequence[Known], folder: Path, chance: random.Random) -> dict[str, str]:
    """Write all documents under names that say nothing, and return the English and Chinese names that belong together.

    Files lie in ``one`` (English) and ``two`` (Chinese) below the folder.
    """
    truth = {}
    names = chance.sample(range(10 * len(documents)), 2 * len(documents))
    for side in ("one", "two"):
        (folder / side).mkdir(parents=True, exist_ok=True)
    for number, document in enumerate(documents):
        paths = [f"{side}/{names[2 * number + place]:06x}.txt" for place, side in enumerate(("one", "two"))]
        for place, texts in enumerate((document.english, document.chinese)):
            if texts:
                (folder / paths[place]).write_text(laid_out(texts, bool(place), chance), encoding="utf-8")
        if document.english and document.chinese:
            truth[paths[0]] = paths[1]
    return truth
