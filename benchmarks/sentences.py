"""How well sentences come out of paragraphs: gold sentences are joined to paragraphs and split again.

Run as ``python -m benchmarks.sentences [--show N] [--store]``. The gold is that of the evaluation sets in
``../shared/eval``, one sentence a line, which may not be copied; without them nothing is measured. Chinese is measured
twice, as it is printed and with half-width marks (``,`` ``.`` ``!`` ``?`` ``"`` ...), as many web pages type it.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import accumulate
from pathlib import Path

import click

from aligner.languages import pack_of
from benchmarks.evaluation_sets import SHARED, EvaluationSet, shared_set

SETS = {"academic": "academic prose", "mac-dev": "six literary chapters"}
RESULTS = Path(__file__).parent / "results" / "sentences.json"
SENTENCES_A_PARAGRAPH = 5
"""A paragraph has that many sentences, and more until its quotations are closed."""
LONGEST_PARAGRAPH = 12
ENDING = re.compile(r"[。！？…⋯.!?][”’」』\"'）)］\]\d]*$")
"""What a sentence ends with; a line that ends otherwise is a title or a clause, and ends its paragraph."""
HALF_WIDTH = str.maketrans({**dict(zip("，。！？；：（）“”‘’", ",.!?;:()\"\"''", strict=True)), "、": ","})
FORMS: dict[str, tuple[str, Callable[[str], str]]] = {
    "en": ("en", str),
    "en, straight quotes": ("en", lambda text: text.translate(str.maketrans("“”‘’", "\"\"''"))),
    "zh": ("zh", str),
    "zh, half-width": ("zh", lambda text: text.translate(HALF_WIDTH)),
    "zh, half-width, spaced": ("zh", lambda text: spaced(text.translate(HALF_WIDTH))),
}
"""How the text is typed: its language, and what is done to each sentence."""


def spaced(text: str) -> str:
    """Return ``text`` with a space behind each comma and mark that a character follows, and at the end."""
    return "".join(
        sign + (" " if sign in ",.!?;:" and text[number + 1 : number + 2].isalpha() else "")
        for number, sign in enumerate(text)
    )


def paragraphs(sentences: list[str]) -> Iterator[list[str]]:
    """Yield the sentences by paragraphs."""
    paragraph: list[str] = []
    for sentence in sentences:
        paragraph.append(sentence)
        text = "".join(paragraph)
        whole = text.count("“") == text.count("”") or len(paragraph) == LONGEST_PARAGRAPH
        if not ENDING.search(sentence) or (len(paragraph) >= SENTENCES_A_PARAGRAPH and whole):
            yield paragraph
            paragraph = []
    if paragraph:
        yield paragraph


def compared(sentences: list[str], form: str) -> tuple[Counter[str], list[str]]:
    """Return the counts of boundaries, and the places of those that are wrong."""
    language, typed = FORMS[form]
    pack = pack_of(language)
    joint = " " if language == "en" or form.endswith("spaced") else ""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for paragraph in paragraphs(sentences):
        pieces = [typed(sentence) for sentence in paragraph]
        text = joint.join(pieces)
        gold = set(list(accumulate(len(piece) + len(joint) for piece in pieces))[:-1])
        found = {start for start, _ in pack.split(text)[1:]}
        counts += Counter(gold=len(gold), found=len(found), right=len(gold & found))
        for place in sorted(gold ^ found):
            kind = "missed" if place in gold else "extra "
            wrong.append(f"{kind} {text[max(0, place - 40) : place]}¦{text[place : place + 40]}")
    return counts, wrong


def measured(each: EvaluationSet, form: str) -> tuple[Counter[str], list[str]]:
    """Return counts and wrong boundaries of a whole set; see `compared`."""
    language, _ = FORMS[form]
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    for document in each.documents:
        path = document.source if document.source_language == language else document.target
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
        new, places = compared([line for line in lines if line], form)
        counts += new
        wrong += places
    return counts, wrong


@click.command()
@click.option("--show", type=int, default=0, help="Wrong boundaries to print, of each set and form.")
@click.option("--store", is_flag=True, help="Store the results.")
def main(show: int, store: bool) -> None:
    """Measure boundary precision and recall of all sets that are there."""
    results = {}
    for name, title in SETS.items():
        each = shared_set(name, title, SHARED)
        if each.absence:
            click.echo(each.absence, err=True)
            continue
        for form in FORMS:
            counts, wrong = measured(each, form)
            precision, recall = (round(counts["right"] / counts[kind], 4) for kind in ("found", "gold"))
            results[f"{name}: {form}"] = {"boundaries": counts["gold"], "precision": precision, "recall": recall}
            click.echo(f"{name:10}{form:24}{counts['gold']:6} precision {precision:.4f} recall {recall:.4f}")
            for line in wrong[:show]:
                click.echo(f"    {line}")
    if store and results:
        RESULTS.write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
