"""English words that Chinese translations hardly ever keep: the list that the check's rule `untranslated` looks into.

Run as ``python -m benchmarks.translated_words PAIRS``. A word is listed when it stands, often in small letters, in
enough of the training pairs, and the Chinese of next to none of them has it too.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import click

from aligner.training.pairs import pair_files, read_rows

OUTPUT = Path(__file__).parent.parent / "aligner" / "check" / "translated_words.txt"
WORD = re.compile(r"[A-Za-z]+")
FEWEST = 30
"""Pairs with the word."""
MOST_KEPT = 0.03
"""Share of them whose Chinese keeps it."""
SMALL = 0.2
"""Share of them that have it in small letters: names hardly ever do, words at the beginning of sentences often."""
DICTIONARY = "cedict"


@click.command()
@click.argument("pairs", type=click.Path(exists=True, path_type=Path))
def main(pairs: Path) -> None:
    """Count the words of a folder of PAIRS and write the list."""
    seen, kept, small = Counter[str](), Counter[str](), Counter[str]()
    for path in pair_files([pairs]):
        if path.name.startswith(DICTIONARY):
            continue
        for chinese, english in read_rows(path):
            there = {word.lower() for word in WORD.findall(chinese)}
            words = set(WORD.findall(english))
            for word in {word.lower() for word in words}:
                seen[word] += 1
                kept[word] += word in there
                small[word] += word in words
    listed = sorted(
        word
        for word, count in seen.items()
        if len(word) > 1 and count >= FEWEST and kept[word] <= MOST_KEPT * count and small[word] > SMALL * count
    )
    OUTPUT.write_text("\n".join(listed) + "\n", encoding="utf-8")
    click.echo(f"{len(listed)} words written to {OUTPUT.name}")


if __name__ == "__main__":
    main()
